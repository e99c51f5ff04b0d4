"use client";

/** What can begin a series, in words; and how many days one says, for a start, where days are asked. */
export type TriggerChoice = { name: string; words: string; days: number | null };

type Props = {
  choices: TriggerChoice[];
  trigger: string;
  days: number | null;
  isFixed: boolean;
  change(trigger: string, days: number | null): void;
};

/** What begins it for a reader, and how many days before or after. */
export function TriggerFields({ choices, trigger, days, isFixed, change }: Props) {
  return (
    <>
      <label className="field">
        <span>It begins for a reader when</span>
        <select
          disabled={isFixed}
          name="trigger"
          onChange={({ target }) =>
            change(target.value, choices.find(({ name }) => name === target.value)?.days ?? null)
          }
          value={trigger}
        >
          {choices.map(({ name, words }) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
        {isFixed ? <span className="hint">It has been on, so this stays as it is.</span> : null}
      </label>
      {days === null ? null : (
        <label className="field">
          <span>{trigger === "away" ? "Days without a sign of them" : "Days before the end"}</span>
          <input
            inputMode="numeric"
            max={365}
            min={1}
            name="days"
            onChange={({ target }) => change(trigger, Math.trunc(Number(target.value)))}
            required
            type="number"
            value={days || ""}
          />
          <span className="hint">{hints[trigger]}</span>
        </label>
      )}
    </>
  );
}

const hints: Record<string, string> = {
  plan_ends:
    "A plan that was cancelled, given or offered until a day, where none goes on behind it. It is told once for each end; whoever takes their plan up again before a mail goes does not get it.",
  trial_ends: "Of a trial that nobody has cancelled: on that day they pay for the first time.",
  away: "Here is who was signed in on a device, saved a story, commented, or confirmed the newsletter; and, of those who agreed that it is kept, who opened or pressed in an issue. Who reads mails alone and has not agreed looks as if they were away, once they have been here. Whoever is here again gets nothing more of it.",
};
