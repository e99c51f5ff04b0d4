import { createElement } from "react";
import { AppealMail } from "../../emails/comments-appeal.tsx";
import type { Ctx, System } from "../context.ts";
import { renderMail } from "../mail-render.ts";
import { handOver } from "../members/hand-over.ts";
import { publicationOf } from "../publication.ts";
import { beginningOf } from "./mail-decision.ts";

/** Tells an author what came of an appeal; once, and not about a comment that they have deleted or that stands otherwise by now. */
export async function mailAppeal(ctx: Ctx<System>, appealId: string) {
  const appeal = await ctx.db.commentAppeal.findUnique({
    where: { id: appealId },
    include: { decision: { include: { comment: { include: { author: true, story: true } } } } },
  });
  if (!appeal?.outcome || appeal.mailedAt) return;
  const { author, story, ...comment } = appeal.decision.comment;
  if (!author) return;
  const isOverturned = appeal.outcome === "overturned";
  if (comment.state !== (isOverturned ? "published" : "rejected")) return;
  const publication = await publicationOf(ctx);
  const path = isOverturned ? `/comments/${comment.id}` : `/decisions/${appeal.decisionId}`;
  const mail = await renderMail(
    createElement(AppealMail, {
      publication: publication.name,
      postalAddress: publication.postalAddress,
      story: story.title,
      comment: beginningOf(comment.text),
      isOverturned,
      words: appeal.words ?? "",
      link: new URL(path, ctx.env.http.appUrl).href,
    }),
    publication.look,
  );
  const subject = isOverturned
    ? `Your comment on “${story.title}” is published after all`
    : `The decision about your comment on “${story.title}” stands`;
  await handOver(ctx, "appeal", appealId, { to: author.email, subject, ...mail });
  await ctx.db.commentAppeal.update({ where: { id: appealId }, data: { mailedAt: ctx.now() } });
}
