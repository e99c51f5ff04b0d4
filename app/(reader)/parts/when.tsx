import { exactly, shortAge } from "./times.ts";

/** A moment as people say it, with the exact one behind it. `now` is the server's, so that both sides write the same. */
export function When({ at, now }: { at: Date | string; now: Date | string }) {
  const moment = new Date(at);
  return (
    <time className="meta" dateTime={moment.toISOString()} title={exactly(moment)}>
      {shortAge(moment, new Date(now))}
    </time>
  );
}
