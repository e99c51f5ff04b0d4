import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { issueById } from "./reads.ts";
import type { IssueDraft, NewsletterDraft } from "./schema.ts";

/** Begins an issue. */
export async function startIssue(ctx: Ctx<Member>, newsletterId: string, draft: IssueDraft) {
  return ctx.db.$transaction(async (tx) => {
    const issue = await tx.issue.create({
      data: { newsletterId, ...draft, createdAt: ctx.now(), updatedAt: ctx.now(), createdById: ctx.actor.id },
    });
    await record(tx, ctx, "issue.started", { kind: "issue", id: issue.id }, { after: { subject: draft.subject } });
    return issue;
  });
}

/**
 * Saves a draft over the version that its writer had open.
 * @throws Refusal changed_meanwhile when somebody else saved in between; their text stays, and so does yours on your screen
 */
export async function saveIssue(ctx: Ctx<Member>, issueId: string, version: number, draft: IssueDraft) {
  const issue = await ctx.db.$transaction(async (tx) => {
    const saved = await tx.issue.updateMany({
      where: { id: issueId, version, sentAt: null },
      data: { ...draft, version: version + 1, updatedAt: ctx.now() },
    });
    if (saved.count === 0) return undefined;
    await record(tx, ctx, "issue.saved", { kind: "issue", id: issueId }, { after: { version: version + 1 } });
    return tx.issue.findUniqueOrThrow({ where: { id: issueId } });
  });
  if (!issue) throw await whyNotSaved(ctx, issueId);
  return issue;
}

async function whyNotSaved(ctx: Ctx, issueId: string) {
  const issue = await issueById(ctx, issueId);
  return issue.sentAt
    ? new Refusal("already_sent", "This issue has been sent, so it cannot be changed any more.")
    : new Refusal(
        "changed_meanwhile",
        "Somebody else has saved this issue since you opened it. Copy what you wrote, reload, and put it in again.",
      );
}

type FromDraft = Omit<NewsletterDraft, "fromName" | "fromAddress"> & {
  fromName?: string | null | undefined;
  fromAddress?: string | null | undefined;
};

/** A newsletter that readers can subscribe to from now on. */
export async function makeNewsletter(ctx: Ctx, { fromName = null, fromAddress = null, ...facts }: FromDraft) {
  const draft = { ...facts, fromName, fromAddress };
  return ctx.db.$transaction(async (tx) => {
    const made = await tx.newsletter.createMany({ data: { ...draft, createdAt: ctx.now() }, skipDuplicates: true });
    if (made.count === 0)
      throw new Refusal("invalid_input", "slug: There is a newsletter with this address already. Choose another.", {
        fields: [{ field: "slug", problem: "taken" }],
      });
    const newsletter = await tx.newsletter.findUniqueOrThrow({ where: { slug: draft.slug } });
    await record(tx, ctx, "newsletter.made", { kind: "newsletter", id: newsletter.id }, { after: draft });
    return newsletter;
  });
}
