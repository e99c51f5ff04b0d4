import { audienceById } from "../audiences/reads.ts";
import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { noteFirst, noteStep } from "./history.ts";
import { documentOf, issueById } from "./reads.ts";
import { whyNotSaved } from "./write.ts";

/**
 * Says whom an issue is for, over the version that was open. It is a version of its own, with a step in the history, so that it is
 * approved like words are, and by somebody else.
 * @param audienceId null for everybody who confirmed the newsletter
 * @throws Refusal changed_meanwhile, already_sent, invalid_input
 */
export async function chooseAudience(ctx: Ctx<Member>, issueId: string, version: number, audienceId: string | null) {
  const done = await ctx.db.$transaction(async (tx) => {
    const before = await tx.issue.findUnique({ where: { id: issueId } });
    if (!before) return false;
    if (before.version === version && before.audienceId === audienceId) return true;
    const chosen = audienceId === null ? null : await choosable(tx, audienceId);
    const saved = await tx.issue.updateMany({
      where: { id: issueId, version, sentAt: null, mailingId: null },
      data: { audienceId, version: version + 1, updatedAt: ctx.now() },
    });
    if (saved.count === 0) return false;
    await noteFirst(tx, before);
    await noteStep(tx, ctx, { ...before, document: documentOf(before), version: version + 1 }, true);
    await record(
      tx,
      ctx,
      "issue.audience-chosen",
      { kind: "issue", id: issueId },
      {
        before: { audience: await nameOf(tx, before.audienceId) },
        after: { audience: chosen?.name ?? everybodyConfirmed },
      },
    );
    return true;
  });
  if (!done) throw await whyNotSaved(ctx, issueId);
  return issueById(ctx, issueId);
}

async function choosable(tx: Tx, id: string) {
  const audience = await audienceById(tx, id).catch(() => undefined);
  if (!audience || audience.retiredAt)
    throw new Refusal("invalid_input", "audienceId: There is no such audience to choose any more. Choose another.");
  return audience;
}

const everybodyConfirmed = "everybody who confirmed";
const nameOf = async (tx: Tx, id: string | null) => (id ? (await audienceById(tx, id)).name : everybodyConfirmed);
