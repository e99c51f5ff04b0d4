type Props = { days: number | null; hint: string; set(days: number | null): void };

/** How many days back; with a hint, none is for ever. */
export function Days({ days, hint, set }: Props) {
  return (
    <label className="days">
      <span>{hint ? "in the last" : <span className="hidden">in the last</span>}</span>
      <input
        inputMode="numeric"
        max={3_650}
        min={1}
        onChange={({ target }) => set(target.value === "" ? null : Math.trunc(Number(target.value)))}
        placeholder={hint}
        required={!hint}
        type="number"
        value={days ?? ""}
      />
      <span>days</span>
    </label>
  );
}
