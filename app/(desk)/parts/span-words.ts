const day = (date: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));

/** What a span of days is called, in full and on an axis. */
export function placeOf({ from, to }: { from: string; to: string }, every: "day" | "week" | "month") {
  if (every === "month")
    return {
      name: day(from, { month: "long", year: "numeric" }),
      short: day(from, { month: "short", year: "numeric" }),
    };
  const name =
    every === "day"
      ? day(from, { day: "numeric", month: "long", year: "numeric" })
      : `${day(from, { day: "numeric", month: "short" })} to ${day(to, { day: "numeric", month: "short", year: "numeric" })}`;
  return { name, short: day(every === "day" ? from : to, { day: "numeric", month: "short" }) };
}
