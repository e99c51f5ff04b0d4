// The browser's own names of months cost a slow phone a tenth of a second before the first comment stands there.
const months = "January February March April May June July August September October November December".split(" ");

/** "26 min", "2 h", "14 March": the exact moment is said to who points at it. */
export function age(at: Date): string {
  const minutes = Math.floor((Date.now() - at.getTime()) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 60 * 24) return `${Math.floor(minutes / 60)} h`;
  const year = at.getFullYear();
  return `${at.getDate()} ${months[at.getMonth()]}${year === new Date().getFullYear() ? "" : ` ${year}`}`;
}

export function sayMoment({ target }: Event) {
  const time = target as HTMLTimeElement;
  time.title ||= new Date(time.dateTime).toLocaleString();
}

/** "4:07" */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
