import { createElement } from "react";
import { ApprovalMail, RejectionMail } from "../../emails/comments-decision.tsx";
import type { Ctx, System } from "../context.ts";
import { renderMail } from "../mail-render.ts";
import { handOver } from "../members/hand-over.ts";
import { publicationOf } from "../publication.ts";
import { readGuidelines } from "./guidelines.ts";
import { appealUntil, isAuthorTold } from "./policy.ts";
import { commentSettingsOf } from "./settings.ts";

const mostQuoted = 600;
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
const lastDay = (until: Date) => `${day.format(until)} UTC`;

/**
 * Tells an author what was decided about a comment. Nothing is sent about one that they have deleted meanwhile, or that
 * stands otherwise by now. A rejection is told to everybody; that a comment is published only to who wants to hear it and
 * has a mailbox that takes mail. Once: what was taken is marked, and every try has one Message-ID. The time for undoing ends
 * before anything is said, so no mail is about a decision that is taken back.
 */
export async function mailDecision(ctx: Ctx<System>, decisionId: string) {
  await endUndoing(ctx, decisionId);
  const decision = await ctx.db.commentDecision.findUnique({
    where: { id: decisionId },
    include: { comment: { include: { author: { include: { commentMails: true } }, story: true } } },
  });
  if (!decision || decision.mailedAt || !isAuthorTold(decision)) return;
  const { author, story, ...comment } = decision.comment;
  if (!author || comment.state !== decision.state) return;
  const isRejected = decision.state === "rejected";
  if (!isRejected && !((author.commentMails?.isToldOfApprovals ?? true) && (await isReached(ctx, author.emailKey))))
    return;

  const publication = await publicationOf(ctx);
  const link = (path: string) => new URL(path, ctx.env.http.appUrl).href;
  const common = {
    publication: publication.name,
    postalAddress: publication.postalAddress,
    story: story.title,
    comment: beginningOf(comment.text),
  };
  const part = isRejected ? (await readGuidelines(ctx)).find(({ id }) => id === decision.guideline) : undefined;
  const mail = await renderMail(
    isRejected
      ? createElement(RejectionMail, {
          ...common,
          link: link(`/decisions/${decisionId}`),
          wasPublished: decision.before === "published",
          came: howItCame(decision),
          part: part ? { number: part.number, title: part.title, link: link(`/guidelines#${part.id}`) } : null,
          words: decision.reason,
          appealUntil: lastDay(appealUntil(decision, await commentSettingsOf(ctx))),
        })
      : createElement(ApprovalMail, {
          ...common,
          link: link(`/comments/${comment.id}`),
          account: link("/account#comments"),
        }),
    publication.look,
  );
  await handOver(ctx, "decision", decisionId, { to: author.email, subject: subjectOf(decision, story.title), ...mail });
  await ctx.db.commentDecision.update({ where: { id: decisionId }, data: { mailedAt: ctx.now() } });
}

/** Waits for a moderator who is taking it back at this moment: after that the decision is gone, or stays. */
async function endUndoing(ctx: Ctx, decisionId: string) {
  await ctx.sql`update comment_decisions set undo_until = least(undo_until, clock_timestamp()) where id = ${decisionId}::uuid`;
}

async function isReached(ctx: Ctx, addressKey: string) {
  return (await ctx.db.suppression.count({ where: { addressKey, liftedAt: null } })) === 0;
}

/** As much of a comment as its author needs to know it again. */
export const beginningOf = (text: string) =>
  text.length > mostQuoted ? `${text.slice(0, mostQuoted).toWellFormed()}…` : text;

type Told = { state: string; before: string | null; heldBecause: string | null; waitedSince: Date | null };

function subjectOf({ state, before }: Told, title: string) {
  if (state === "published") return `Your comment on “${title}” is published`;
  return before === "published"
    ? `Your comment on “${title}” was taken down`
    : `Your comment on “${title}” was not published`;
}

/** How a comment came before a moderator. That readers reported it is said; who they were is not. */
function howItCame({ before, heldBecause, waitedSince }: Told): string {
  if (heldBecause === "reports" || (before === "published" && waitedSince)) return "Readers reported it.";
  if (heldBecause === "check-failed") return "Our check of the house rules could not answer when you sent it.";
  if (heldBecause === "first") return "We read the first comments under a new name before they are published.";
  if (heldBecause === "member") return "We read your comments before they are published.";
  if (heldBecause === "story") return "We read every comment on this story before it is published.";
  if (heldBecause === "all") return "We read every comment before it is published.";
  if (before === "held") return "A house rule found something in it, so a moderator read it.";
  return "No rule stopped it.";
}
