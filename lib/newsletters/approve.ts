import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { issueById, namesOf } from "./reads.ts";
import { newsletterSettingsOf } from "./settings.ts";

/**
 * Lets one version of an issue go out, as somebody else than who wrote it. Twice is once.
 * @throws Refusal not_allowed to its writer; changed_meanwhile when it is not this version any more
 */
export async function approveIssue(ctx: Ctx<Member>, issueId: string, version: number) {
  const issue = await issueById(ctx, issueId);
  if (issue.sentAt) throw new Refusal("already_sent", "This issue has been sent already.");
  if (issue.version !== version) throw changed();
  if ((await writerOf(ctx.db, issueId, version)) === ctx.actor.id)
    throw new Refusal("not_allowed", "You wrote this version yourself. Ask a colleague to read and approve it.");
  await ctx.db.$transaction(async (tx) => {
    // Held until the approval stands, so that nobody saves in between.
    const [held] = await tx.$queryRaw<{ version: number }[]>`
      select version from issues where id = ${issueId}::uuid for update`;
    if (held?.version !== version) throw changed();
    const made = await tx.issueApproval.createMany({
      data: { issueId, version, at: ctx.now(), byId: ctx.actor.id },
      skipDuplicates: true,
    });
    if (made.count > 0) await record(tx, ctx, "issue.approved", { kind: "issue", id: issueId }, { after: { version } });
  });
  return approvalOf(ctx, issueId, version);
}

/** Whether this version needs somebody's approval before it is sent, and who gave it. */
export async function approvalOf(ctx: Ctx<Member>, issueId: string, version: number) {
  const [{ fourEyes }, approval, writer] = await Promise.all([
    newsletterSettingsOf(ctx),
    ctx.db.issueApproval.findUnique({ where: { issueId_version: { issueId, version } } }),
    writerOf(ctx.db, issueId, version),
  ]);
  const names = await namesOf(ctx, [approval?.byId ?? null]);
  return {
    isNeeded: fourEyes,
    approvedBy: approval ? (names.get(approval.byId) ?? "somebody who has left") : null,
    approvedAt: approval?.at ?? null,
    mayApprove: fourEyes && !approval && writer !== ctx.actor.id,
  };
}

/** @throws Refusal approval_missing */
export async function assertApproved(tx: Tx, issueId: string, version: number) {
  if (!(await newsletterSettingsOf({ sql: (text, ...values) => tx.$queryRaw(text, ...values) })).fourEyes) return;
  const approval = await tx.issueApproval.findUnique({ where: { issueId_version: { issueId, version } } });
  if (!approval || approval.byId === (await writerOf(tx, issueId, version)))
    throw new Refusal(
      "approval_missing",
      "Nobody else has approved this version yet. Ask a colleague to read it and to press Approve on this page.",
    );
}

/** Who saved this version. */
async function writerOf(tx: Pick<Tx, "issueStep" | "issue">, issueId: string, version: number): Promise<string | null> {
  const step = await tx.issueStep.findFirst({
    where: { issueId, isAside: false, version: { lte: version } },
    orderBy: { version: "desc" },
    select: { savedById: true },
  });
  if (step) return step.savedById;
  const issue = await tx.issue.findUnique({ where: { id: issueId }, select: { createdById: true } });
  return issue?.createdById ?? null;
}

const changed = () =>
  new Refusal("changed_meanwhile", "Somebody has saved this issue since you opened it. Reload, and read it once more.");
