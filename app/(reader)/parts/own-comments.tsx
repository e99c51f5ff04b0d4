import Link from "next/link";
import { ownBan } from "@/lib/comments/may-comment.ts";
import { mailChoiceOf, myComments } from "@/lib/comments/own-reads.ts";
import type { Ctx, Member } from "@/lib/context.ts";
import { MayNotComment } from "./may-not-comment.tsx";
import { OwnComment } from "./own-comment.tsx";
import { exactly } from "./times.ts";

/** The part of the account page about what the member has said. */
export async function OwnComments({ ctx, after }: { ctx: Ctx<Member>; after: string | undefined }) {
  const [{ items, next }, { isToldOfApprovals }, ban] = await Promise.all([
    myComments(ctx, after),
    mailChoiceOf(ctx),
    ownBan(ctx),
  ]);
  return (
    <section aria-labelledby="comments">
      <h2 className="section-title" id="comments">
        Your comments
      </h2>
      {ban ? <MayNotComment ban={ban} /> : null}
      {items.length === 0 ? (
        <p className="empty">
          {after
            ? "Nothing older."
            : "Nothing yet. What you say under a story stands here, and what moderators decide about it."}
        </p>
      ) : null}
      {items.map((comment) => (
        <OwnComment comment={comment} heading="h3" key={comment.id} now={ctx.now()}>
          {comment.decision?.appealUntil ? (
            <p>
              <Link href={`/decisions/${comment.decision.id}`}>Appeal</Link>, until{" "}
              {exactly(comment.decision.appealUntil)}.
            </p>
          ) : null}
        </OwnComment>
      ))}
      {next || after ? (
        <p className="meta onward">
          {after ? <Link href="/account#comments">The newest</Link> : null}
          {after && next ? " · " : null}
          {next ? <Link href={`/account?after=${next}#comments`}>Older comments</Link> : null}
        </p>
      ) : null}
      <form action="/api/v1/me/comment-mails" className="one-choice" method="post">
        <input name="isToldOfApprovals" type="hidden" value={isToldOfApprovals ? "no" : "yes"} />
        <p className="meta">
          {isToldOfApprovals
            ? "We mail you when a comment that waited is published, and when one is not published or taken down."
            : "We mail you only when a comment is not published or taken down."}
        </p>
        <button className="link" type="submit">
          {isToldOfApprovals ? "No mail when one is published" : "Mail me when one is published, too"}
        </button>
      </form>
    </section>
  );
}
