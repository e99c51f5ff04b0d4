import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import type { IssueDocument } from "./document.ts";
import { documentOf, issueById, namesOf } from "./reads.ts";
import type { IssueDraft } from "./schema.ts";

/** For so long what saves by itself is one step, when one person writes. */
const stepMs = 5 * 60_000;
const mostSteps = 300;

type Words = { id: string; version: number; subject: string; preview: string; document: IssueDocument };

/**
 * Notes what an issue has become, in the transaction that saved it.
 * @returns whether it is a step of its own; what saves by itself goes on with the one before
 */
export async function noteStep(
  tx: Tx,
  ctx: Ctx<Member>,
  { id: issueId, version, subject, preview, document }: Words,
  isStep: boolean,
): Promise<boolean> {
  const now = ctx.now();
  const words = { version, subject, preview, document, savedAt: now };
  const last = await tx.issueStep.findFirst({
    where: { issueId, isAside: false },
    orderBy: { version: "desc" },
    select: { id: true, isStep: true, begunAt: true, savedById: true },
  });
  const goesOn =
    !isStep &&
    last &&
    !last.isStep &&
    last.savedById === ctx.actor.id &&
    +now - +last.begunAt < stepMs &&
    +now >= +last.begunAt;
  if (goesOn) {
    await tx.issueStep.update({ where: { id: last.id }, data: words });
    return false;
  }
  await tx.issueStep.create({ data: { issueId, ...words, isStep, begunAt: now, savedById: ctx.actor.id } });
  await dropOldest(tx, issueId);
  return true;
}

/** An issue that was begun before there was a history keeps what it was as well. */
export async function noteFirst(
  tx: Tx,
  issue: {
    id: string;
    version: number;
    subject: string;
    preview: string;
    body: string;
    document: unknown;
    updatedAt: Date;
  },
) {
  if ((await tx.issueStep.count({ where: { issueId: issue.id, isAside: false } })) > 0) return;
  const { id: issueId, version, subject, preview, updatedAt } = issue;
  await tx.issueStep.create({
    data: {
      issueId,
      version,
      subject,
      preview,
      document: documentOf(issue),
      isStep: true,
      begunAt: updatedAt,
      savedAt: updatedAt,
    },
  });
}

const dropOldest = (tx: Tx, issueId: string) => tx.$executeRaw`
  delete from issue_steps where id in (
    select id from issue_steps where issue_id = ${issueId}::uuid order by saved_at desc, id desc offset ${mostSteps})`;

/** Puts a text aside that its writer gives up for somebody else's: it stays in the history, and the issue stays as it is. */
export async function putAside(ctx: Ctx<Member>, issueId: string, version: number, draft: IssueDraft) {
  await issueById(ctx, issueId);
  const { subject, preview, document } = draft;
  if (!document) throw new Refusal("invalid_input", "document: Send the document that is to be kept.");
  const now = ctx.now();
  return ctx.db.$transaction(async (tx) => {
    const step = await tx.issueStep.create({
      data: {
        issueId,
        version,
        subject,
        preview,
        document,
        isStep: true,
        isAside: true,
        begunAt: now,
        savedAt: now,
        savedById: ctx.actor.id,
      },
    });
    await dropOldest(tx, issueId);
    await record(tx, ctx, "issue.put-aside", { kind: "issue", id: issueId }, { after: { version } });
    return { id: step.id };
  });
}

/** The history of an issue, newest first. */
export async function listSteps(ctx: Ctx, issueId: string) {
  await issueById(ctx, issueId);
  const steps = await ctx.db.issueStep.findMany({
    where: { issueId },
    orderBy: [{ savedAt: "desc" }, { id: "desc" }],
    select: { id: true, version: true, subject: true, savedAt: true, savedById: true, isAside: true },
    take: 100,
  });
  const names = await namesOf(
    ctx,
    steps.map(({ savedById }) => savedById),
  );
  return steps.map(({ savedById, ...step }) => ({ ...step, savedBy: names.get(savedById ?? "") ?? null }));
}

/** @throws Refusal not_found */
export async function stepById(ctx: Ctx, issueId: string, stepId: string) {
  const step = await ctx.db.issueStep.findFirst({ where: { id: stepId, issueId } });
  if (!step) throw new Refusal("not_found", "There is no such step in the history of this issue.");
  const names = await namesOf(ctx, [step.savedById]);
  return {
    ...step,
    document: documentOf({ document: step.document, body: "" }),
    savedBy: names.get(step.savedById ?? "") ?? null,
  };
}
