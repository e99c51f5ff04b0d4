import { Secret, TOTP } from "otpauth";
import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { publicationOf } from "../publication.ts";
import { makeRecoveryCodes } from "./recovery-codes.ts";
import { wrongCode } from "./second-factor-words.ts";

const stepSeconds = 30;
const setUpMinutes = 30;

/** What an app needs to show codes for this member: an address for its camera, and the same secret for fingers. */
export type NewApp = { address: string; secret: string };

/** Begins to set up an app. One that is in use stays so until the new one has shown its first code. */
export async function beginApp(ctx: Ctx<Member>): Promise<NewApp> {
  const pending = { pendingId: crypto.randomUUID(), pendingAt: ctx.now(), pendingSessionId: ctx.actor.sessionId };
  await ctx.db.authenticator.upsert({
    where: { memberId: ctx.actor.id },
    create: { memberId: ctx.actor.id, ...pending },
    update: pending,
  });
  return describe(ctx, pending.pendingId);
}

/** The app that is being set up, if one is. */
export async function pendingApp(ctx: Ctx<Member>): Promise<NewApp | undefined> {
  const pendingId = await findPending(ctx);
  return pendingId ? describe(ctx, pendingId) : undefined;
}

/** Takes the app into use by its first code, and makes recovery codes beside it. */
export async function confirmApp(ctx: Ctx<Member>, code: string): Promise<string[]> {
  const pendingId = await findPending(ctx);
  if (!pendingId)
    throw new Refusal("link_expired", `No app is being set up: there are ${setUpMinutes} minutes for it. Begin anew.`);
  const step = stepOf(ctx, pendingId, code);
  if (step === undefined) throw wrongCode();
  return ctx.db.$transaction(async (tx) => {
    const { count } = await tx.authenticator.updateMany({
      where: { memberId: ctx.actor.id, pendingId },
      data: { secretId: pendingId, confirmedAt: ctx.now(), lastStep: step, pendingId: null, pendingAt: null },
    });
    if (count === 0) throw new Refusal("link_spent", "This app was taken into use already.");
    await record(tx, ctx, "second_factor.app_added", { kind: "member", id: ctx.actor.id });
    return makeRecoveryCodes(tx, ctx);
  });
}

/** Forgets the app and its recovery codes. */
export async function removeApp(ctx: Ctx<Member>) {
  await ctx.db.$transaction(async (tx) => {
    await tx.recoveryCode.deleteMany({ where: { memberId: ctx.actor.id } });
    const { count } = await tx.authenticator.deleteMany({ where: { memberId: ctx.actor.id } });
    if (count > 0) await record(tx, ctx, "second_factor.app_removed", { kind: "member", id: ctx.actor.id });
  });
}

/** Spends a code of the app: each is good once, and none that is older than one that was taken. */
export async function spendAppCode(tx: Tx, ctx: Ctx<Member>, code: string): Promise<boolean> {
  const row = await tx.authenticator.findUnique({ where: { memberId: ctx.actor.id } });
  const step = row?.secretId ? stepOf(ctx, row.secretId, code) : undefined;
  if (!row || step === undefined) return false;
  const { count } = await tx.authenticator.updateMany({
    where: { memberId: ctx.actor.id, secretId: row.secretId, lastStep: { lt: step } },
    data: { lastStep: step },
  });
  return count === 1;
}

/** The half minute that a code belongs to, when it is that of now or of one beside it: clocks of phones are not exact. */
function stepOf(ctx: Ctx, id: string, code: string): number | undefined {
  const now = ctx.now().getTime();
  const delta = totpOf(ctx, id).validate({ token: code, timestamp: now, window: 1 });
  return delta === null ? undefined : Math.floor(now / 1_000 / stepSeconds) + delta;
}

async function describe(ctx: Ctx<Member>, id: string): Promise<NewApp> {
  const { name } = await publicationOf(ctx);
  const totp = totpOf(ctx, id, name, ctx.actor.email);
  return { address: totp.toString(), secret: totp.secret.base32 };
}

/** 160 bits of the derived token, as RFC 4226 asks. */
function totpOf(ctx: Pick<Ctx, "tokens">, id: string, issuer = "", label = "desk") {
  const bytes = Uint8Array.from(Buffer.from(ctx.tokens.derive("authenticator", id), "base64url").subarray(0, 20));
  return new TOTP({ issuer, label, secret: new Secret({ buffer: bytes.buffer }), period: stepSeconds });
}

/** On the device that began it alone: whoever else sits in this membership must not see the secret. */
async function findPending(ctx: Ctx<Member>): Promise<string | null | undefined> {
  const row = await ctx.db.authenticator.findFirst({
    where: {
      memberId: ctx.actor.id,
      pendingSessionId: ctx.actor.sessionId,
      pendingAt: { gt: new Date(ctx.now().getTime() - setUpMinutes * 60_000) },
    },
  });
  return row?.pendingId;
}
