import { z } from "zod";
import { job } from "../jobs.ts";

/**
 * A verb puts these down and a file beside it does them, so the two would import each other; the doing is loaded when a job
 * runs.
 */
export const sendSignInMail = job(
  "members.send-sign-in-mail",
  z.object({ requestId: z.uuid() }),
  async (ctx, payload) => {
    const { mailSignIn } = await import("./mail-sign-in.ts");
    await mailSignIn(ctx, payload.requestId);
  },
  // The waits are 3, 7, 20, 55, 148 and 403 seconds. The link is good for ten minutes: the last try finds it over, and says so.
  { maxTries: 7 },
);

export const sendOptInMail = job(
  "members.send-opt-in-mail",
  z.object({ consentId: z.uuid(), title: z.string() }),
  async (ctx, payload) => {
    const { mailOptIn } = await import("./mail-opt-in.ts");
    await mailOptIn(ctx, payload.consentId, payload.title);
  },
  // Its link is good for a week, so it may wait for a server that wants to see us come again: three and a half hours in all.
  { maxTries: 10 },
);

export const sendProofMail = job(
  "members.send-proof-mail",
  z.object({ proofId: z.uuid() }),
  async (ctx, payload) => {
    const { mailProof } = await import("./mail-proof.ts");
    await mailProof(ctx, payload.proofId);
  },
  // As for a sign-in mail, its code is good for ten minutes.
  { maxTries: 7 },
);

export const sendAddressMail = job(
  "members.send-address-mail",
  z.object({ changeId: z.uuid(), side: z.enum(["from", "to"]) }),
  async (ctx, payload) => {
    const { mailAddressChange } = await import("./mail-address.ts");
    await mailAddressChange(ctx, payload.changeId, payload.side);
  },
  // Its link is good for a day.
  { maxTries: 10 },
);

export const sendPasskeyMail = job(
  "members.send-passkey-mail",
  z.object({ passkeyId: z.uuid() }),
  async (ctx, payload) => {
    const { mailPasskey } = await import("./mail-passkey.ts");
    await mailPasskey(ctx, payload.passkeyId);
  },
);

export const sendRoleMail = job(
  "members.send-role-mail",
  z.object({ grantId: z.uuid(), isGiven: z.boolean() }),
  async (ctx, payload) => {
    const { mailRole } = await import("./mail-role.ts");
    await mailRole(ctx, payload.grantId, payload.isGiven);
  },
);

export const sweepOldSignIns = job("members.sweep-sign-ins", z.object({}), async (ctx) => {
  const { sweepSignIns } = await import("./sweep.ts");
  await sweepSignIns(ctx);
});
