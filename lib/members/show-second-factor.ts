import { type AuthenticationResponseJSON, generateAuthenticationOptions } from "@simplewebauthn/server";
import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { giveBack, spend } from "../rate-limit.ts";
import { spendAppCode } from "./authenticator.ts";
import { passkeyRefused, relyingParty, rememberChallenge } from "./passkey-challenge.ts";
import { readPasskey } from "./passkey-sign-in.ts";
import { spendRecoveryCode } from "./recovery-codes.ts";
import { wrongCode } from "./second-factor-words.ts";

/** Codes that were wrong, of one member, on all devices together. */
const tries = { name: "second-factor", points: 5, perSeconds: 300 };
const triesOfDay = { name: "second-factor-day", points: 50, perSeconds: 86_400 };

/** Notes that this device's owner has shown a code of their app, or one of the codes on paper. */
export async function proveByCode(ctx: Ctx<Member>, code: string) {
  // Counted before the code is looked at, so that guessing in parallel cannot outrun the count; a good one is given back.
  for (const limit of [tries, triesOfDay]) await spend(ctx.pool, limit, ctx.actor.id);
  await ctx.db.$transaction(async (tx) => {
    const isApp = /^\d{6}$/.test(code);
    const isTaken = isApp ? await spendAppCode(tx, ctx, code) : await spendRecoveryCode(tx, ctx, code);
    if (!isTaken) throw wrongCode();
    await noteProof(tx, ctx, isApp ? "app" : "recovery code");
  });
  for (const limit of [tries, triesOfDay]) await giveBack(ctx.pool, limit, ctx.actor.id);
}

/** What a browser needs to ask this member for one of their passkeys. */
export async function askForPasskeyProof(ctx: Ctx<Member>) {
  const known = await ctx.db.passkey.findMany({ where: { memberId: ctx.actor.id } });
  const options = await generateAuthenticationOptions({
    rpID: relyingParty(ctx).id,
    userVerification: "required",
    allowCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
  });
  await rememberChallenge(ctx, options.challenge, "prove", ctx.actor.sessionId);
  return options;
}

/** Notes that this device's owner has shown a passkey of their own. */
export async function proveByPasskey(ctx: Ctx<Member>, response: AuthenticationResponseJSON) {
  const shown = await readPasskey(ctx, response, "prove", ctx.actor.sessionId);
  if (shown.member.id !== ctx.actor.id) throw passkeyRefused();
  await ctx.db.$transaction(async (tx) => {
    await shown.count(tx);
    await noteProof(tx, ctx, "passkey");
  });
}

/** This device is proven from now on. */
export async function noteProof(tx: Tx, ctx: Ctx<Member>, by: "app" | "recovery code" | "passkey") {
  await tx.session.updateMany({ where: { id: ctx.actor.sessionId }, data: { provenAt: ctx.now() } });
  await record(tx, ctx, "second_factor.shown", { kind: "member", id: ctx.actor.id }, { after: { by } });
}
