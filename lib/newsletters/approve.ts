import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { issueById, namesOf } from "./reads.ts";
import { newsletterSettingsOf } from "./settings.ts";

/**
 * Lets one version of an issue go out, as somebody else than who wrote it and who said whom it is for. Twice is once.
 * @param seen the version of its audience that was on the screen, null for none
 * @throws Refusal not_allowed to its writer; changed_meanwhile when it is not this version any more
 */
export async function approveIssue(ctx: Ctx<Member>, issueId: string, version: number, seen?: number | null) {
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
    const audience = await audienceOf(tx, issueId);
    if (audience?.updatedById === ctx.actor.id)
      throw new Refusal(
        "not_allowed",
        `You changed the audience “${audience.name}” last yourself. Ask a colleague to look at whom this issue is for.`,
      );
    const audienceVersion = audience?.version ?? null;
    if (seen !== undefined && seen !== audienceVersion) throw changed();
    const key = { issueId_version: { issueId, version } };
    const given = await tx.issueApproval.findUnique({ where: key });
    if (given && given.audienceVersion === audienceVersion) return;
    const approval = { at: ctx.now(), byId: ctx.actor.id, audienceVersion };
    await tx.issueApproval.upsert({ where: key, create: { issueId, version, ...approval }, update: approval });
    await record(
      tx,
      ctx,
      "issue.approved",
      { kind: "issue", id: issueId },
      { after: { version, ...(audience ? { audience: audience.name, audienceVersion } : {}) } },
    );
  });
  return approvalOf(ctx, issueId, version);
}

/** Whether this version needs somebody's approval before it is sent, and who gave it. */
export async function approvalOf(ctx: Ctx<Member>, issueId: string, version: number) {
  const [{ fourEyes }, given, writer, audience] = await Promise.all([
    newsletterSettingsOf(ctx),
    ctx.db.issueApproval.findUnique({ where: { issueId_version: { issueId, version } } }),
    writerOf(ctx.db, issueId, version),
    audienceOf(ctx.db, issueId),
  ]);
  // Whom it is for may have changed since, and then somebody must look again.
  const approval = given?.audienceVersion === (audience?.version ?? null) ? given : null;
  const names = await namesOf(ctx, [approval?.byId ?? null]);
  return {
    isNeeded: fourEyes,
    approvedBy: approval ? (names.get(approval.byId) ?? "somebody who has left") : null,
    approvedAt: approval?.at ?? null,
    mayApprove: fourEyes && !approval && writer !== ctx.actor.id && audience?.updatedById !== ctx.actor.id,
  };
}

/** @throws Refusal approval_missing */
export async function assertApproved(tx: Tx, issueId: string, version: number, audienceVersion: number | null) {
  if (!(await newsletterSettingsOf({ sql: (text, ...values) => tx.$queryRaw(text, ...values) })).fourEyes) return;
  const approval = await tx.issueApproval.findUnique({ where: { issueId_version: { issueId, version } } });
  if (approval && approval.audienceVersion !== audienceVersion)
    throw new Refusal(
      "approval_missing",
      "Whom this issue is for has changed since it was approved. Ask a colleague to look at it and to press Approve again.",
    );
  if (!approval || approval.byId === (await writerOf(tx, issueId, version)))
    throw new Refusal(
      "approval_missing",
      "Nobody else has approved this version yet. Ask a colleague to read it and to press Approve on this page.",
    );
}

const audienceOf = async (db: Pick<Tx, "issue">, issueId: string) =>
  (
    await db.issue.findUnique({
      where: { id: issueId },
      select: { audience: { select: { name: true, version: true, updatedById: true } } },
    })
  )?.audience ?? null;

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
  new Refusal(
    "changed_meanwhile",
    "Somebody has saved this issue, or changed whom it is for, since you opened it. Reload, and read it once more.",
  );
