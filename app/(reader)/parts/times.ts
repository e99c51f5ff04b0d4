const long = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", timeZone: "UTC" });
const dayAndYear = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

/** "26 min", "2 h", "14 March": short beside a name; the exact moment is in its title. */
export function shortAge(at: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 60 * 24) return `${Math.floor(minutes / 60)} h`;
  return at.getUTCFullYear() === now.getUTCFullYear() ? day.format(at) : dayAndYear.format(at);
}

export const exactly = (at: Date) => `${long.format(at)} UTC`;
export const dayOf = (at: Date, now: Date) =>
  at.getUTCFullYear() === now.getUTCFullYear() ? day.format(at) : dayAndYear.format(at);
export const fullDay = (at: Date) => dayAndYear.format(at);
