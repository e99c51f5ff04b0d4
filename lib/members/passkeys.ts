import {
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { notFound, Refusal } from "../errors.ts";
import { enqueue } from "../jobs.ts";
import { publicationOf } from "../publication.ts";
import { sendPasskeyMail } from "./jobs.ts";
import { passkeyRefused, relyingParty, rememberChallenge, spendChallenge } from "./passkey-challenge.ts";

const mostPasskeys = 20;

/** A member's passkeys, the newest last. */
export const listPasskeys = (ctx: Ctx<Member>) =>
  ctx.db.passkey.findMany({
    where: { memberId: ctx.actor.id },
    select: { id: true, name: true, isSynced: true, createdAt: true, usedAt: true },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });

/** What a browser needs to make one: for this member, on this site, with a finger, a face or a PIN. */
export async function offerPasskey(ctx: Ctx<Member>) {
  const known = await ctx.db.passkey.findMany({ where: { memberId: ctx.actor.id } });
  if (known.length >= mostPasskeys)
    throw new Refusal("not_allowed", `You have ${mostPasskeys} passkeys. Remove one that you do not use first.`);
  const options = await generateRegistrationOptions({
    rpName: (await publicationOf(ctx)).name,
    rpID: relyingParty(ctx).id,
    userID: new Uint8Array(Buffer.from(ctx.actor.id)),
    userName: ctx.actor.email,
    userDisplayName: ctx.actor.displayName ?? ctx.actor.email,
    excludeCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  await rememberChallenge(ctx, options.challenge, "add", ctx.actor.sessionId);
  return options;
}

/** Keeps the public half of a passkey that was made for this member just now, and tells them by mail. */
export async function addPasskey(ctx: Ctx<Member>, response: RegistrationResponseJSON, name: string) {
  const { id: rpId, origin } = relyingParty(ctx);
  const made = await verifyRegistrationResponse({
    response,
    expectedChallenge: (challenge) => spendChallenge(ctx, challenge, "add", ctx.actor.sessionId),
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
  }).catch((cause: unknown) => {
    throw passkeyRefused(cause);
  });
  if (!made.verified) throw passkeyRefused();
  const { credential, credentialBackedUp } = made.registrationInfo;
  return ctx.db.$transaction(async (tx) => {
    // One that somebody has already is not taken over by whoever shows it anew.
    if ((await tx.passkey.count({ where: { credentialId: credential.id } })) > 0) throw passkeyRefused();
    const passkey = await tx.passkey.create({
      data: {
        memberId: ctx.actor.id,
        credentialId: credential.id,
        publicKey: new Uint8Array(credential.publicKey),
        counter: credential.counter,
        transports: credential.transports ?? [],
        name,
        isSynced: credentialBackedUp,
        createdAt: ctx.now(),
      },
    });
    // Whoever made one just now has shown it on this device.
    await tx.session.updateMany({ where: { id: ctx.actor.sessionId }, data: { provenAt: ctx.now() } });
    await enqueue(tx, sendPasskeyMail, { passkeyId: passkey.id });
    await record(tx, ctx, "passkey.added", { kind: "member", id: ctx.actor.id }, { after: { passkey: passkey.id } });
    return { id: passkey.id };
  });
}

/** Gives a passkey another name. One of somebody else's, and one that never was, are the same 404. */
export async function renamePasskey(ctx: Ctx<Member>, id: string, name: string) {
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.passkey.updateMany({ where: { id, memberId: ctx.actor.id }, data: { name } });
    if (count === 0) throw notFound("passkey");
    await record(tx, ctx, "passkey.renamed", { kind: "member", id: ctx.actor.id }, { after: { passkey: id } });
  });
  return { id };
}

/** Forgets a passkey: it signs nobody in from this moment on. Devices that it signed in stay so, and are ended by themselves. */
export async function removePasskey(ctx: Ctx<Member>, id: string) {
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.passkey.deleteMany({ where: { id, memberId: ctx.actor.id } });
    if (count === 0) throw notFound("passkey");
    await record(tx, ctx, "passkey.removed", { kind: "member", id: ctx.actor.id }, { before: { passkey: id } });
  });
  return { id };
}
