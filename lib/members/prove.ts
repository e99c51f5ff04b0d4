import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { enqueue } from "../jobs.ts";
import { spend } from "../rate-limit.ts";
import { isSame } from "../tokens.ts";
import { sendProofMail } from "./jobs.ts";

/** What a member proves anew, though signed in, that it is they who ask. */
export type Proven = "erase";

/** How long such a code can be used. */
export const proofMinutes = 10;
const mostTries = 5;
const mails = { name: "proof-mail", points: 5, perSeconds: 3600 };

/** Mails a code to the member's own address, for one purpose, on this device alone. A newer one takes the place of the older. */
export async function askForProof(ctx: Ctx<Member>, purpose: Proven): Promise<void> {
  await spend(ctx.pool, mails, ctx.actor.id);
  const id = crypto.randomUUID();
  const { id: memberId, sessionId } = ctx.actor;
  await ctx.db.$transaction(async (tx) => {
    await tx.identityProof.deleteMany({ where: { sessionId, purpose } });
    await tx.identityProof.create({
      data: {
        id,
        memberId,
        sessionId,
        purpose,
        codeHash: hashOf(ctx, id, ctx.tokens.deriveCode(id)),
        createdAt: ctx.now(),
        expiresAt: new Date(ctx.now().getTime() + proofMinutes * 60_000),
      },
    });
    await enqueue(tx, sendProofMail, { proofId: id });
  });
}

/** Whether a code waits to be typed on this device. */
export async function isProofAsked(ctx: Ctx<Member>, purpose: Proven): Promise<boolean> {
  const waiting = await ctx.db.identityProof.count({
    where: { sessionId: ctx.actor.sessionId, purpose, usedAt: null, expiresAt: { gt: ctx.now() } },
  });
  return waiting > 0;
}

/** Spends the code. @throws Refusal when it is not the one that was mailed to this device for this purpose */
export async function assertProven(ctx: Ctx<Member>, purpose: Proven, code: string): Promise<void> {
  // The try is counted, and committed, before the code is looked at: guessing in parallel cannot outrun the count.
  const [proof] = await ctx.sql<{ id: string; codeHash: string; tries: number }>`
    update identity_proofs set tries = tries + 1
    where session_id = ${ctx.actor.sessionId} and purpose = ${purpose} and used_at is null and expires_at > ${ctx.now()}
    returning id, code_hash as "codeHash", tries`;
  if (!proof)
    throw new Refusal(
      "link_expired",
      `No code is waiting on this device: a code works once, for ${proofMinutes} minutes, where it was asked for. Ask for a new one.`,
    );
  if (proof.tries > mostTries)
    throw new Refusal("rate_limited", "That were too many tries for this code. Ask for a new one.", {
      retryAfterSeconds: 60,
    });
  if (!isSame(proof.codeHash, hashOf(ctx, proof.id, code))) {
    const left = mostTries - proof.tries;
    throw new Refusal(
      "code_wrong",
      `That is not the code in our newest mail. ${left > 0 ? `You can try ${left} more time${left === 1 ? "" : "s"}.` : "Ask for a new one."}`,
    );
  }
  const used = await ctx.db.identityProof.updateMany({
    where: { id: proof.id, usedAt: null },
    data: { usedAt: ctx.now() },
  });
  if (used.count === 0) throw new Refusal("link_spent", "This code has been used already. Ask for a new one.");
}

const hashOf = (ctx: Pick<Ctx, "tokens">, id: string, code: string) => ctx.tokens.keyedHash("code", `${id}:${code}`);
