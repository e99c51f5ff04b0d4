import { mailChoiceOf } from "@/lib/comments/own-reads.ts";
import { replyLabel, replyQuestion, replyRhythms } from "@/lib/comments/rhythm-words.ts";
import type { Ctx, Member } from "@/lib/context.ts";
import { HereIsMyZone } from "./here-is-my-zone.tsx";

/** The part of the account page about how often a member is mailed about replies. */
export async function ReplyMails({ ctx }: { ctx: Ctx<Member> }) {
  const { replies } = await mailChoiceOf(ctx);
  return (
    <form action="/api/v1/me/reply-mails" className="rhythm" id="reply-mails" method="post">
      <fieldset>
        <legend>{replyQuestion}</legend>
        {replyRhythms.map((rhythm) => (
          <label className="radio" key={rhythm}>
            <input defaultChecked={rhythm === replies} name="rhythm" required type="radio" value={rhythm} />
            <span>{replyLabel(rhythm)}</span>
          </label>
        ))}
      </fieldset>
      <p className="meta">Only when there are any, and never about your own. Each mail can end them with one press.</p>
      <HereIsMyZone />
      <button className="button quiet" type="submit">
        Save
      </button>
    </form>
  );
}
