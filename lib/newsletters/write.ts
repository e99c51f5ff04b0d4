import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { bodyOf, documentOfBody } from "./body.ts";
import { emptyDocument } from "./document.ts";
import { noteFirst, noteStep } from "./history.ts";
import { documentOf, issueById } from "./reads.ts";
import type { IssueDraft, NewsletterDraft } from "./schema.ts";

/** Begins an issue; one that the same editor has begun and left empty is taken up again. */
export async function startIssue(ctx: Ctx<Member>, newsletterId: string, draft: IssueDraft) {
  const words = wordsOf(draft);
  const isEmpty = words.subject === "" && words.document.blocks.length === 0;
  return ctx.db.$transaction(async (tx) => {
    const untouched = {
      newsletterId,
      subject: "",
      version: 1,
      createdById: ctx.actor.id,
      sentAt: null,
      mailingId: null,
    };
    const left = isEmpty ? await tx.issue.findFirst({ where: untouched }) : null;
    if (left && documentOf(left).blocks.length === 0) return left;
    const issue = await tx.issue.create({
      data: { newsletterId, ...words, createdAt: ctx.now(), updatedAt: ctx.now(), createdById: ctx.actor.id },
    });
    await noteStep(tx, ctx, { id: issue.id, version: 1, ...words }, true);
    await record(tx, ctx, "issue.started", { kind: "issue", id: issue.id }, { after: { subject: draft.subject } });
    return issue;
  });
}

/**
 * Saves a draft over the version that its writer had open.
 * @param options.isStep false for what saves by itself: it is folded into the step that its writer is at
 * @throws Refusal changed_meanwhile when somebody else saved in between; their text stays, and so does yours on your screen
 */
export async function saveIssue(
  ctx: Ctx<Member>,
  issueId: string,
  version: number,
  draft: IssueDraft,
  { isStep = true } = {},
) {
  const words = wordsOf(draft);
  const issue = await ctx.db.$transaction(async (tx) => {
    const before = await tx.issue.findUnique({ where: { id: issueId } });
    const saved = await tx.issue.updateMany({
      where: { id: issueId, version, sentAt: null, mailingId: null },
      data: { ...words, version: version + 1, updatedAt: ctx.now() },
    });
    if (saved.count === 0 || !before) return undefined;
    await noteFirst(tx, before);
    const isNew = await noteStep(tx, ctx, { id: issueId, version: version + 1, ...words }, isStep);
    // Who writes for an hour is one line of the audit log every few minutes, not one for each pause.
    if (isNew)
      await record(tx, ctx, "issue.saved", { kind: "issue", id: issueId }, { after: { version: version + 1 } });
    return tx.issue.findUniqueOrThrow({ where: { id: issueId } });
  });
  if (!issue) throw await whyNotSaved(ctx, issueId);
  return issue;
}

function wordsOf({ subject, preview, document: given, body }: IssueDraft) {
  const document = given ?? (body === undefined ? emptyDocument : documentOfBody(body));
  return { subject, preview, document, body: body ?? bodyOf(document) };
}

/** Why nothing could be saved over the version that was open. */
export async function whyNotSaved(ctx: Ctx, issueId: string) {
  const issue = await issueById(ctx, issueId);
  if (issue.mailingId && !issue.sentAt)
    return new Refusal(
      "already_sent",
      "This issue waits for its time, so it cannot be changed. Take it back first; nothing of yours is lost.",
    );
  return issue.sentAt
    ? new Refusal("already_sent", "This issue has been sent, so it cannot be changed any more.")
    : new Refusal(
        "changed_meanwhile",
        "Somebody else has saved this issue since you opened it. Nothing of yours is lost: look at both, and choose.",
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
