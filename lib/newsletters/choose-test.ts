import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { Prisma } from "../db.ts";
import type { SubjectTest } from "../figures/subject-test.ts";
import { noteFirst, noteStep } from "./history.ts";
import { documentOf, issueById } from "./reads.ts";
import { whyNotSaved } from "./write.ts";

/**
 * Says which subjects are tried, over the version that was open. It is a version of its own, so that where approval is asked for, the
 * subjects are approved like all other words.
 * @param test null for the issue's own subject alone
 * @throws Refusal changed_meanwhile, already_sent
 */
export async function chooseTest(ctx: Ctx<Member>, issueId: string, version: number, test: SubjectTest | null) {
  const done = await ctx.db.$transaction(async (tx) => {
    const before = await tx.issue.findUnique({ where: { id: issueId } });
    if (!before) return false;
    const saved = await tx.issue.updateMany({
      where: { id: issueId, version, sentAt: null, mailingId: null },
      data: { test: test ?? Prisma.DbNull, version: version + 1, updatedAt: ctx.now() },
    });
    if (saved.count === 0) return false;
    await noteFirst(tx, before);
    await noteStep(tx, ctx, { ...before, document: documentOf(before), version: version + 1 }, true);
    const change = { before: { test: before.test }, after: { test } };
    await record(tx, ctx, "issue.subjects-chosen", { kind: "issue", id: issueId }, change);
    return true;
  });
  if (!done) throw await whyNotSaved(ctx, issueId);
  return issueById(ctx, issueId);
}
