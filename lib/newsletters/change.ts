import { record } from "../audit.ts";
import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import type { NewsletterChange } from "./schema.ts";

/**
 * Changes what a newsletter is called, says of itself, and comes from. Its address stays, for links lead there; and who agreed to it
 * agreed in the words of their day, which their consent keeps.
 */
export async function changeNewsletter(ctx: Ctx, slug: string, change: NewsletterChange) {
  return ctx.db.$transaction(async (tx) => {
    const { id, name, description, cadence, language, fromName, fromAddress } = await lock(tx, slug);
    const { language: chosen = language, ...words } = change;
    const after = { ...words, language: chosen };
    const newsletter = await tx.newsletter.update({ where: { id }, data: after });
    await record(
      tx,
      ctx,
      "newsletter.changed",
      { kind: "newsletter", id },
      { before: { name, description, cadence, language, fromName, fromAddress }, after },
    );
    return newsletter;
  });
}

/**
 * Ends a newsletter: nobody can ask for it, and nothing of it is sent, from this moment on. Its archive stays, and so do the consents, so
 * that it can be brought back. @throws Refusal already_sent while an issue of it waits for its time
 */
export async function retireNewsletter(ctx: Ctx, slug: string) {
  return ctx.db.$transaction(async (tx) => {
    const newsletter = await lock(tx, slug);
    if (newsletter.retiredAt) return newsletter;
    const waiting = await tx.issue.findFirst({
      where: { newsletterId: newsletter.id, sentAt: null, mailingId: { not: null } },
    });
    if (waiting)
      throw new Refusal(
        "already_sent",
        `The issue “${waiting.subject}” waits for its time. Take it back first, or let it go out; then end the newsletter.`,
      );
    const retired = await tx.newsletter.update({ where: { id: newsletter.id }, data: { retiredAt: ctx.now() } });
    await record(tx, ctx, "newsletter.retired", { kind: "newsletter", id: newsletter.id });
    return retired;
  });
}

/** Lets a newsletter be had again, by those too who had it when it ended and have not left since. */
export async function bringBackNewsletter(ctx: Ctx, slug: string) {
  return ctx.db.$transaction(async (tx) => {
    const newsletter = await lock(tx, slug);
    if (!newsletter.retiredAt) return newsletter;
    const back = await tx.newsletter.update({ where: { id: newsletter.id }, data: { retiredAt: null } });
    await record(tx, ctx, "newsletter.brought-back", { kind: "newsletter", id: newsletter.id });
    return back;
  });
}

/** Of an end and a sending at the same time one comes first: both take this lock. */
export async function lockNewsletter(tx: Tx, id: string) {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${id}, 23))`;
  return tx.newsletter.findUniqueOrThrow({ where: { id } });
}

async function lock(tx: Tx, slug: string) {
  const newsletter = await tx.newsletter.findUnique({ where: { slug } });
  if (!newsletter) throw new Refusal("not_found", "There is no such newsletter.");
  return lockNewsletter(tx, newsletter.id);
}
