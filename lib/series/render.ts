import type { Ctx, Member, System } from "../context.ts";
import { personalised } from "../delivery/template.ts";
import { Refusal } from "../errors.ts";
import { enqueue } from "../jobs.ts";
import { handOver } from "../members/hand-over.ts";
import { rolesOf } from "../members/staff.ts";
import type { IssueDocument } from "../newsletters/document.ts";
import { asMailPreview } from "../newsletters/preview.ts";
import { renderIssue } from "../newsletters/render.ts";
import { sendTestStep } from "./jobs.ts";
import { stepById } from "./reads.ts";

type Newsletter = { slug: string; name: string; language: string };
type Words = { subject: string; preview: string; document: IssueDocument };

/** A step as the mail of its newsletter. It has no page in the archive, for each reader has a first day of their own. */
export const renderStep = (ctx: Ctx, newsletter: Newsletter, words: Words) =>
  renderIssue(ctx, { id: null, ...words, newsletter });

/** The same for the eye alone. */
export async function previewStep(ctx: Ctx<Member>, seriesId: string, stepId: string, as: "html" | "text") {
  const { series, step } = await stepById(ctx, seriesId, stepId);
  const rendered = await renderStep(ctx, series.newsletter, step);
  return asMailPreview(
    ctx,
    personalised(rendered[as], as === "html", ownOf(ctx, series.newsletter.slug, ctx.actor.displayName)),
    as,
  );
}

/** Sends a step as it was saved to the colleague who asks, marked as a test. */
export async function testStep(ctx: Ctx<Member>, seriesId: string, stepId: string) {
  const { step } = await stepById(ctx, seriesId, stepId);
  if (step.isDraft)
    throw new Refusal("invalid_input", "Write this step and save it first; then it can be sent to you.");
  await enqueue(ctx.db, sendTestStep, { seriesId, stepId, memberId: ctx.actor.id, requestId: ctx.requestId });
  return { mails: 1 };
}

/** One test mail; somebody who has left the desk meanwhile gets none. */
export async function mailTestStep(ctx: Ctx<System>, seriesId: string, stepId: string, memberId: string, id: string) {
  const member = await ctx.db.member.findUnique({ where: { id: memberId } });
  if (!member || (await rolesOf(ctx.db, memberId)).length === 0) return;
  const { series, step } = await stepById(ctx, seriesId, stepId);
  const { html, text } = await renderStep(ctx, series.newsletter, step);
  const own = ownOf(ctx, series.newsletter.slug, member.displayName);
  await handOver(ctx, "test", id, {
    to: member.email,
    subject: `[Test] ${step.subject}`,
    html: personalised(html, true, own),
    text: personalised(text, false, own),
  });
}

const ownOf = (ctx: Ctx, slug: string, name: string | null) => ({
  name,
  leave: new URL(`/newsletters/${slug}`, ctx.env.http.appUrl).href,
});
