/** How a series stands. */
export const stateWords = { draft: "not switched on yet", on: "on", paused: "paused", ended: "over" } as const;

/** When a step goes, as a sentence goes on. */
export function waitWords(waitHours: number, atHour: number | null, isFirst: boolean): string {
  const after = isFirst ? "after they begin" : "after the one before";
  const hour = atHour === null ? "" : `, at ${String(atHour).padStart(2, "0")}:00 on their own clock`;
  if (waitHours === 0)
    return atHour === null
      ? "as soon as they begin"
      : `at the next ${String(atHour).padStart(2, "0")}:00 on their own clock`;
  const [count, unit] = waitHours % 24 === 0 ? [waitHours / 24, "day"] : [waitHours, "hour"];
  return `${count} ${unit}${count === 1 ? "" : "s"} ${after}${hour}`;
}
