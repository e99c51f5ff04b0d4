import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  verifyAuthenticationResponse,
} from "@simplewebauthn/server";
import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";
import { passkeyRefused, relyingParty, rememberChallenge, spendChallenge } from "./passkey-challenge.ts";
import { startSession } from "./start-session.ts";

/** What a browser needs to ask for a passkey. It names no member, for nobody has said yet who they are. */
export async function askForPasskey(ctx: Ctx, browser: string) {
  const options = await generateAuthenticationOptions({ rpID: relyingParty(ctx).id, userVerification: "required" });
  await rememberChallenge(ctx, options.challenge, "sign-in", ctx.tokens.keyedHash("browser", browser));
  return options;
}

/** Signs in with a passkey: what was given out to this browser, signed once. */
export async function signInByPasskey(
  ctx: Ctx,
  response: AuthenticationResponseJSON,
  browser: string | undefined,
  device: string | null,
) {
  if (!browser) throw passkeyRefused();
  const shown = await readPasskey(ctx, response, "sign-in", ctx.tokens.keyedHash("browser", browser));
  return ctx.db.$transaction(async (tx) => {
    await shown.count(tx);
    return startSession(tx, ctx, shown.member, device, { by: "passkey" });
  });
}

/**
 * Whose passkey this is, when it signed what was given out to this holder for this, with a finger, a face or a PIN. An authenticator that
 * counts and does not count on is a copy, and is refused as its use is written down: call `count` in the transaction that acts on it.
 */
export async function readPasskey(
  ctx: Ctx,
  response: AuthenticationResponseJSON,
  purpose: "sign-in" | "prove",
  holder: string,
) {
  const known = await ctx.db.passkey.findUnique({ where: { credentialId: response.id }, include: { member: true } });
  if (!known) throw passkeyRefused();
  const { id: rpId, origin } = relyingParty(ctx);
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response,
    expectedChallenge: (challenge) => spendChallenge(ctx, challenge, purpose, holder),
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
    credential: {
      id: known.credentialId,
      publicKey: new Uint8Array(known.publicKey),
      counter: Number(known.counter),
      transports: known.transports,
    },
  }).catch((cause: unknown) => {
    throw passkeyRefused(cause);
  });
  if (!verified) throw passkeyRefused();
  const { userHandle } = response.response;
  if (userHandle && Buffer.from(userHandle, "base64url").toString() !== known.memberId) throw passkeyRefused();
  return { member: known.member, count: (tx: Tx) => countOn(tx, known.id) };

  async function countOn(tx: Tx, id: string) {
    const counter = authenticationInfo.newCounter;
    // Asked again as it is written: of two that show the same count one wins.
    const { count } = await tx.passkey.updateMany({
      where: { id, ...(counter > 0 ? { counter: { lt: counter } } : { counter: 0 }) },
      data: { counter, usedAt: ctx.now(), isSynced: authenticationInfo.credentialBackedUp },
    });
    if (count === 0) throw passkeyRefused();
  }
}
