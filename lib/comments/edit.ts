import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { assertMayComment, assertStillMayComment } from "./may-comment.ts";
import { noteReply } from "./note-reply.ts";
import { editableForMs, editMinutes } from "./policy.ts";
import type { CommentEdit } from "./schema.ts";
import { commentSettingsOf } from "./settings.ts";
import { beginCheck, judgeFor, textOf } from "./verdict.ts";
import { heededReports, lockComment } from "./writes.ts";

/**
 * Gives a comment another text, for a few minutes after it was posted. The new text is judged like a new comment and
 * inherits nothing: what a moderator had published waits again when it breaks a rule now, or when reports would hold it. What
 * reports hold is never published by an edit. The text before is kept. An edit names the version that it began with, so of
 * two tabs the second is told, and a decision on the old text decides nothing.
 */
export async function editComment(ctx: Ctx<Member>, commentId: string, edit: CommentEdit) {
  const text = textOf(edit.text);
  const before = await ownComment(ctx, commentId);
  await assertMayComment(ctx);
  if (before.version !== edit.version) throw changed(before);
  if (editableForMs(before, ctx.now()) === undefined)
    throw new Refusal(
      "too_late",
      `A comment can be edited for ${editMinutes} minutes. Yours stays as it is; you can answer it, or delete it.`,
    );
  if (text === before.text) return shown(before);
  const check = await beginCheck(ctx, text, { storyId: before.storyId, commentId });
  const verdict = await judgeFor(ctx, check, edit.insists);
  const { reportsToHold } = await commentSettingsOf(ctx);

  return ctx.db.$transaction(async (tx) => {
    await assertStillMayComment(tx, ctx);
    const now = await lockComment(tx, commentId);
    const isReported = now?.heldBecause === "reports" || (await heededReports(tx, commentId)) >= reportsToHold;
    const heldBecause = isReported ? "reports" : verdict.heldBecause;
    const state = heldBecause === null ? "published" : "held";
    const edited = await tx.comment.updateMany({
      where: { id: commentId, authorId: ctx.actor.id, version: before.version },
      data: {
        text,
        state,
        findings: verdict.findings,
        heldBecause,
        heldAt: state === "held" ? (now?.heldAt ?? ctx.now()) : null,
        version: before.version + 1,
        // Both are about the words that were there.
        pinnedAt: null,
        pickedAt: null,
        editedAt: ctx.now(),
        publishedAt: state === "published" ? (before.publishedAt ?? ctx.now()) : null,
      },
    });
    if (edited.count === 0) throw changed(await ownComment({ ...ctx, db: tx }, commentId));
    await tx.commentRevision.create({
      data: {
        commentId,
        version: before.version,
        text: before.text,
        state: before.state,
        writtenAt: before.editedAt ?? before.createdAt,
        replacedAt: ctx.now(),
      },
    });
    if (state === "published" && before.parentId) await noteReply(tx, ctx, commentId);
    const rules = verdict.findings.map((finding) => finding.rule);
    await record(
      tx,
      ctx,
      "comment.edited",
      { kind: "comment", id: commentId },
      { before: { state: before.state }, after: { state, rules } },
    );
    return shown({ id: commentId, state, version: before.version + 1, text, editedAt: ctx.now() });
  });
}

/** One's own comment that stands or waits. Somebody else's, and one that never was, are the same 404. */
async function ownComment({ db, actor }: Pick<Ctx<Member>, "actor"> & { db: Pick<Ctx["db"], "comment"> }, id: string) {
  const comment = await db.comment.findFirst({
    where: { id, authorId: actor.id, state: { in: ["published", "held"] } },
  });
  if (!comment) throw new Refusal("not_found", "This comment is not there any more.");
  return comment;
}

const changed = (comment: Shown) =>
  new Refusal(
    "changed_meanwhile",
    "This comment was changed meanwhile, in another window or by a moderator. Load the page again to see how it stands; what you wrote is still in the box.",
    { state: comment.state, version: comment.version },
  );

type Shown = { id: string; state: string; version: number; text: string; editedAt: Date | null };

const shown = ({ id, state, version, text, editedAt }: Shown) => ({
  id,
  state: state === "published" ? ("published" as const) : ("held" as const),
  version,
  text,
  editedAt,
});
