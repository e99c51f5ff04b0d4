import { record } from "../audit.ts";
import { actingAs, type Ctx, type Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { enqueue } from "../jobs.ts";
import { spend } from "../rate-limit.ts";
import { type ConsentAct, type Topic, type Wording, writeConsent } from "./consent.ts";
import { sendOptInMail } from "./jobs.ts";

/** How long the mail that asks for a confirmation can be answered. */
export const optInDays = 7;

/** What somebody wants to be sent: its topic, its name for people, and the sentence that they agree to. */
export type Wanted = { topic: Topic; title: string; wording: Wording; source: string };

/** What stands in the ledger for a confirmation that its reader pressed themselves; what was imported says where from. */
export const confirmedThemselves = "confirmation mail";

const perMember = { name: "opt-in-mail", points: 4, perSeconds: 3600 };

/**
 * The first half of a double opt-in: a line in the ledger and a mail that asks. Who has confirmed already stays so, whatever
 * they press; who has asked already gets the mail again.
 */
export async function askOptIn(ctx: Ctx<Member>, wanted: Wanted): Promise<{ act: ConsentAct }> {
  const memberId = ctx.actor.id;
  if ((await standingOf(ctx.db, memberId, wanted.topic)) === "confirmed") return { act: "confirmed" };
  await spend(ctx.pool, perMember, `${memberId}:${wanted.topic}`);
  return ctx.db.$transaction(async (tx) => {
    await lockTopic(tx, memberId, wanted.topic);
    // Asked again inside the lock: the mail before may be confirmed at this very moment.
    if ((await standingOf(tx, memberId, wanted.topic)) === "confirmed") return { act: "confirmed" };
    const { id } = await writeConsent(tx, ctx, { memberId, act: "asked", ...wanted });
    await enqueue(tx, sendOptInMail, { consentId: id, title: wanted.title });
    return { act: "asked" };
  });
}

export const optInToken = (ctx: Pick<Ctx, "tokens">, consentId: string) => ctx.tokens.sign("opt-in", consentId);

/** What the page behind the link of that mail shows. Looking confirms nothing. */
export async function lookAtOptIn(ctx: Ctx, token: string) {
  const asked = await findAsked(ctx, token);
  if (!asked) return { state: "unknown" as const };
  return { state: await stateOf(ctx.db, ctx, asked), topic: asked.topic, wording: asked.wording };
}

/** The second half: the mail arrived and its owner pressed. It also lifts a suppression, for this mailbox plainly lives. */
export async function confirmOptIn(ctx: Ctx, token: string): Promise<{ topic: string }> {
  const asked = await findAsked(ctx, token);
  if (!asked)
    throw new Refusal(
      "not_found",
      "This link is not one of ours, or it was cut off. Copy the whole address from the mail.",
    );
  await ctx.db.$transaction(async (tx) => {
    await lockTopic(tx, asked.memberId, asked.topic);
    const state = await stateOf(tx, ctx, asked);
    if (state === "confirmed") return;
    if (state === "withdrawn")
      throw new Refusal("link_spent", "You have left since this mail was sent. Subscribe again to get a new one.");
    if (state === "expired")
      throw new Refusal("link_expired", `This link is older than ${optInDays} days. Subscribe again to get a new one.`);
    await writeConsent(tx, await asOwner(tx, ctx, asked.memberId), {
      memberId: asked.memberId,
      topic: asked.topic as Topic,
      act: "confirmed",
      wording: { text: asked.wording, version: asked.wordingVersion },
      source: confirmedThemselves,
    });
    const member = await tx.member.findUniqueOrThrow({ where: { id: asked.memberId } });
    const lifted = await tx.suppression.updateMany({
      where: { addressKey: member.emailKey, liftedAt: null },
      data: { liftedAt: ctx.now() },
    });
    if (lifted.count > 0) await record(tx, ctx, "suppression.lifted", { kind: "member", id: member.id });
  });
  return { topic: asked.topic };
}

type Asked = { memberId: string; topic: string; at: Date };

async function findAsked(ctx: Ctx, token: string) {
  const id = ctx.tokens.open("opt-in", token);
  return id ? ((await ctx.db.consent.findUnique({ where: { id } })) ?? undefined) : undefined;
}

/** What a press on the mail's button would come to now. */
async function stateOf(tx: Tx, ctx: Ctx, asked: Asked): Promise<"good" | "confirmed" | "withdrawn" | "expired"> {
  const act = await standingOf(tx, asked.memberId, asked.topic);
  if (act === "confirmed" || act === "withdrawn") return act;
  return asked.at.getTime() + optInDays * 86_400_000 <= ctx.now().getTime() ? "expired" : "good";
}

async function standingOf(tx: Tx, memberId: string, topic: string): Promise<ConsentAct | undefined> {
  const standing = await tx.consentStanding.findUnique({ where: { memberId_topic: { memberId, topic } } });
  return standing?.act;
}

/** Two presses on one topic take turns, so that the ledger holds each change once. */
const lockTopic = (tx: Tx, memberId: string, topic: string) =>
  tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`${memberId}:${topic}`}, 11))`;

/** Whoever holds the mail's token acts as its owner, signed in or not. */
async function asOwner(tx: Tx, ctx: Ctx, memberId: string): Promise<Ctx> {
  if (ctx.actor.kind !== "nobody") return ctx;
  const { email, displayName, timeZone } = await tx.member.findUniqueOrThrow({ where: { id: memberId } });
  return actingAs(
    ctx,
    { kind: "member", id: memberId, email, displayName, timeZone, roles: [], sessionId: "" },
    ctx.requestId,
  );
}
