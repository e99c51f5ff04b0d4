import { reminderOf } from "@/lib/bookmarks/remind.ts";
import { reminderQuestion, weekdays } from "@/lib/bookmarks/reminder-words.ts";
import type { Ctx, Member } from "@/lib/context.ts";
import { HereIsMyZone } from "./here-is-my-zone.tsx";

/** Asks whether a member wants to be reminded, and on which day. */
export async function StillUnread({ ctx }: { ctx: Ctx<Member> }) {
  const { weekday } = await reminderOf(ctx);
  return (
    <section aria-labelledby="still-unread">
      <h2 className="section-title" id="still-unread">
        Still unread
      </h2>
      <form action="/api/v1/me/reading-reminder" className="stack" method="post">
        <label className="field">
          <span>{reminderQuestion}</span>
          <select defaultValue={weekday ?? "never"} name="weekday">
            <option value="never">Never</option>
            {weekdays.map((day, at) => (
              <option key={day} value={at + 1}>{`On ${day} mornings`}</option>
            ))}
          </select>
        </label>
        <p className="meta">
          At most seven stories, none of them twice in four weeks, and no mail when there is nothing to say.
        </p>
        <HereIsMyZone />
        <button className="button quiet" type="submit">
          Save
        </button>
      </form>
    </section>
  );
}
