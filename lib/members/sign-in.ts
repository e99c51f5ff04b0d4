import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { enqueue } from "../jobs.ts";
import { publisherProvider } from "../publisher-login.ts";
import { type Limit, spend } from "../rate-limit.ts";
import { isSame } from "../tokens.ts";
import { sendSignInMail } from "./jobs.ts";
import { linkTo, recordLinked } from "./linked.ts";
import { startSession } from "./start-session.ts";

/** How long a link and its code can be used. */
export const signInMinutes = 10;
const mostTries = 5;

/** Mails to one address, so that nobody's inbox can be flooded through this form. */
const perMinute: Limit = { name: "sign-in-mail-minute", points: 2, perSeconds: 60 };
const perHour: Limit = { name: "sign-in-mail-hour", points: 6, perSeconds: 3600 };

/** A sign-in: whose it is, its session token (for the cookie alone), and what had been begun. */
export type SignedIn = {
  member: Member;
  token: string;
  isNew: boolean;
  isSameBrowser: boolean;
  intentId: string | null;
  returnTo: string;
};

/**
 * Sends a mail with a link and a code to an address, known or not: the answer and its cost are the same. A newer request
 * takes the place of those that this browser made for the same address before.
 */
export async function askToSignIn(
  ctx: Ctx,
  asked: {
    email: string;
    browser: string;
    returnTo: string;
    intentId: string | null;
    /** The account at the publisher's login that is linked when this browser signs in. */
    publisherAccount?: string;
    /** Very much is asked for just now: an address gets one mail an hour, for it may be one of thousands on a list. */
    isFlood?: boolean;
  },
) {
  const addressKey = ctx.tokens.keyedHash("address", asked.email);
  await spend(ctx.pool, perMinute, addressKey);
  const { left, secondsToNew } = await spend(ctx.pool, perHour, addressKey);
  if (asked.isFlood && left < perHour.points - 1)
    throw new Refusal(
      "rate_limited",
      "A mail has gone to this address already. While very many sign-ins are asked for, it is one an hour: look for ours, in the spam folder too.",
      { retryAfterSeconds: Math.max(1, secondsToNew) },
    );
  const browserHash = ctx.tokens.keyedHash("browser", asked.browser);
  const id = crypto.randomUUID();
  const now = ctx.now();
  await ctx.db.$transaction(async (tx) => {
    await tx.signInRequest.updateMany({
      where: { email: asked.email, browserHash, usedAt: null, supersededAt: null },
      data: { supersededAt: now },
    });
    await tx.signInRequest.create({
      data: {
        id,
        email: asked.email,
        linkHash: linkHash(ctx, linkToken(ctx, id)),
        codeHash: codeHash(ctx, id, ctx.tokens.deriveCode(id)),
        browserHash,
        intentId: asked.intentId,
        returnTo: asked.returnTo,
        publisherAccount: asked.publisherAccount ?? null,
        createdAt: now,
        expiresAt: new Date(now.getTime() + signInMinutes * 60_000),
      },
    });
    await enqueue(tx, sendSignInMail, { requestId: id });
  });
}

/** The token in the mail's link. It can be derived again by whoever holds the secret, so it is stored nowhere. */
export const linkToken = (ctx: Pick<Ctx, "tokens">, requestId: string) => ctx.tokens.derive("sign-in", requestId);

const linkHash = (ctx: Pick<Ctx, "tokens">, token: string) => ctx.tokens.keyedHash("sign-in", token);
const codeHash = (ctx: Pick<Ctx, "tokens">, requestId: string, code: string) =>
  ctx.tokens.keyedHash("code", `${requestId}:${code}`);

/** What the page behind the link shows. Looking spends nothing, however often and by whomever it is done. */
export async function lookAtLink(ctx: Ctx, token: string) {
  const request = await ctx.db.signInRequest.findUnique({ where: { linkHash: linkHash(ctx, token) } });
  if (!request) return { state: "unknown" as const };
  const { email, intentId, returnTo, browserHash } = request;
  if (request.usedAt) return { state: "spent" as const, returnTo };
  if (request.supersededAt) return { state: "superseded" as const, returnTo };
  if (request.expiresAt <= ctx.now()) return { state: "expired" as const, returnTo };
  return { state: "good" as const, email, intentId, returnTo, browserHash };
}

/** Signs in by the link in the mail: from any browser, once. */
export async function redeemLink(
  ctx: Ctx,
  token: string,
  browser: string | undefined,
  device: string | null,
): Promise<SignedIn> {
  const signedIn = await ctx.db.$transaction(async (tx) => {
    // One statement decides who wins, so a hundred presses at once make one session.
    const [request] = await tx.$queryRaw<Redeemed[]>`
      update sign_in_requests set used_at = ${ctx.now()}
      where link_hash = ${linkHash(ctx, token)} and used_at is null and superseded_at is null and expires_at > ${ctx.now()}
      returning id, email, browser_hash as "browserHash", intent_id as "intentId", return_to as "returnTo",
                publisher_account as "publisherAccount"`;
    return request && signIn(tx, ctx, request, browser, device);
  });
  if (!signedIn) throw await whyNot(ctx, token);
  return signedIn;
}

async function whyNot(ctx: Ctx, token: string) {
  const { state } = await lookAtLink(ctx, token);
  if (state === "spent")
    return new Refusal("link_spent", "This link has been used already. Ask for a new mail to sign in again.");
  if (state === "superseded")
    return new Refusal(
      "link_expired",
      "A newer mail has taken the place of this one. Use the link in the newest mail, or ask for another.",
    );
  return new Refusal(
    "link_expired",
    `This link is not good any more: it works for ${signInMinutes} minutes. Ask for a new mail.`,
  );
}

/** Signs in by the code: only in the browser that asked for it, at most five tries. */
export async function redeemCode(
  ctx: Ctx,
  code: string,
  browser: string | undefined,
  device: string | null,
): Promise<SignedIn> {
  if (!browser)
    throw new Refusal(
      "code_other_browser",
      "A code works only in the browser that asked for it. Use the link in the mail, or ask for a new code here.",
    );
  const browserHash = ctx.tokens.keyedHash("browser", browser);
  // The try is counted, and committed, before the code is looked at: guessing in parallel cannot outrun the count.
  const [request] = await ctx.sql<Redeemed & { codeHash: string; tries: number }>`
    update sign_in_requests set tries = tries + 1
    where id = (select id from sign_in_requests where browser_hash = ${browserHash} and superseded_at is null
                order by created_at desc, id desc limit 1)
      and used_at is null and expires_at > ${ctx.now()}
    returning id, email, browser_hash as "browserHash", intent_id as "intentId", return_to as "returnTo",
              publisher_account as "publisherAccount", code_hash as "codeHash", tries`;
  if (!request)
    throw new Refusal(
      "link_expired",
      `No code is waiting in this browser: a code works once, for ${signInMinutes} minutes, in the browser that asked. Ask for a new one.`,
    );
  if (request.tries > mostTries)
    throw new Refusal("rate_limited", "That were too many tries for this code. Ask for a new one.", {
      retryAfterSeconds: 60,
    });
  if (!isSame(request.codeHash, codeHash(ctx, request.id, code))) {
    const left = mostTries - request.tries;
    throw new Refusal(
      "code_wrong",
      `That is not the code in our newest mail. ${left > 0 ? `You can try ${left} more time${left === 1 ? "" : "s"}.` : "Ask for a new one."}`,
    );
  }
  return ctx.db.$transaction(async (tx) => {
    const used = await tx.signInRequest.updateMany({
      where: { id: request.id, usedAt: null },
      data: { usedAt: ctx.now() },
    });
    if (used.count === 0)
      throw new Refusal("link_spent", "This code has been used already. Ask for a new one to sign in again.");
    return signIn(tx, ctx, request, browser, device);
  });
}

/** Ends this session; the cookie is worthless from then on. */
export async function signOut(ctx: Ctx<Member>) {
  await ctx.db.$transaction(async (tx) => {
    await tx.session.deleteMany({ where: { id: ctx.actor.sessionId } });
    await record(tx, ctx, "member.signed_out", { kind: "member", id: ctx.actor.id });
  });
}

type Redeemed = {
  id: string;
  email: string;
  browserHash: string;
  intentId: string | null;
  returnTo: string;
  publisherAccount: string | null;
};

async function signIn(
  tx: Tx,
  ctx: Ctx,
  request: Redeemed,
  browser: string | undefined,
  device: string | null,
): Promise<SignedIn> {
  const known = await tx.member.findUnique({ where: { email: request.email } });
  const joined = known ? 0 : await join(tx, ctx, request.email);
  const row = known ?? (await tx.member.findUniqueOrThrow({ where: { email: request.email } }));
  const started = await startSession(tx, ctx, row, device, { by: "mail", isNew: joined > 0 });
  const isSameBrowser = browser !== undefined && isSame(request.browserHash, ctx.tokens.keyedHash("browser", browser));
  // In another browser the mailbox's owner signs in, and who asked may be somebody else with this address at the publisher's.
  if (request.publisherAccount && isSameBrowser) await linkPublisher(tx, ctx, started.member, request.publisherAccount);
  return {
    ...started,
    isNew: joined > 0,
    isSameBrowser,
    intentId: request.intentId,
    returnTo: request.returnTo,
  };
}

/** An account that is linked otherwise stays as it is: the mail has signed them in all the same. */
async function linkPublisher(tx: Tx, ctx: Ctx, member: Member, id: string) {
  const isLinked = await linkTo(tx, ctx, member.id, { provider: publisherProvider, id });
  if (isLinked === true) await recordLinked(tx, ctx, member, publisherProvider);
}

/** Makes the member, unless another link of theirs makes it at this very moment. Answers how many were made. */
export async function join(tx: Tx, ctx: Ctx, email: string): Promise<number> {
  const emailKey = ctx.tokens.keyedHash("address", email);
  const { count } = await tx.member.createMany({
    data: [{ email, emailKey, createdAt: ctx.now() }],
    skipDuplicates: true,
  });
  return count;
}

/** The sign-in that waits for its code in this browser. The address is shown to the browser that typed it, and to no other. */
export async function findWaiting(ctx: Ctx, browser: string | undefined) {
  if (!browser) return undefined;
  const request = await ctx.db.signInRequest.findFirst({
    where: { browserHash: ctx.tokens.keyedHash("browser", browser), supersededAt: null },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  if (!request || request.usedAt || request.expiresAt <= ctx.now()) return undefined;
  return { email: request.email, returnTo: request.returnTo };
}
