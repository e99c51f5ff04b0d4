import type { Ctx, Member } from "../context.ts";
import { askOptIn } from "../members/opt-in.ts";
import { withdraw } from "../members/withdraw.ts";
import { anyNewsletterBySlug, newsletterBySlug, topicOf, wordingOf } from "./reads.ts";

/** Asks for a newsletter; the mail that confirms it is on its way. Who has it already keeps it. */
export async function askForNewsletter(ctx: Ctx<Member>, slug: string, source: string) {
  const newsletter = await newsletterBySlug(ctx, slug);
  const { act } = await askOptIn(ctx, {
    topic: topicOf(newsletter),
    title: newsletter.name,
    wording: wordingOf(newsletter),
    source,
  });
  return { ...newsletter, standing: act };
}

/** Leaves a newsletter: nothing of it is sent from this moment on. */
export async function leaveNewsletter(ctx: Ctx<Member>, slug: string, source: string) {
  const newsletter = await anyNewsletterBySlug(ctx, slug);
  await withdraw(ctx, ctx.actor.id, topicOf(newsletter), source);
  return { ...newsletter, standing: "withdrawn" as const };
}
