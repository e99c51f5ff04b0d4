import { exactly } from "../../(reader)/parts/times.ts";

type Start = { startsAt: Date | string; localZone: string | null };

/** When a mailing starts: the moment, or the hour that each reader's own clock shows then. */
export function startWords({ startsAt, localZone }: Start): string {
  if (!localZone) return exactly(new Date(startsAt));
  const wall = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: localZone });
  return `${wall.format(new Date(startsAt))}, each reader’s own time`;
}
