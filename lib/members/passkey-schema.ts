import { z } from "zod";
import { moment } from "../contract.ts";

const base64url = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[\w-]+$/, "This is not base64url.");

const common = {
  id: base64url(1_400),
  rawId: base64url(1_400),
  type: z.literal("public-key"),
  authenticatorAttachment: z.enum(["platform", "cross-platform"]).optional(),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
};

/** What `navigator.credentials.create` answers, as JSON. */
export const madePasskey = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64url(8_000),
    attestationObject: base64url(32_000),
    transports: z.array(z.string().max(32)).max(10).optional(),
  }),
});

/** What `navigator.credentials.get` answers, as JSON. */
export const signedByPasskey = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64url(8_000),
    authenticatorData: base64url(8_000),
    signature: base64url(8_000),
    userHandle: base64url(200).optional(),
  }),
});

export const passkeyName = z
  .string()
  .trim()
  .min(1, "Give it a name that you know it by.")
  .max(60, "Write at most 60 characters.")
  .regex(/^[^\p{Cc}]+$/u, "Leave out invisible characters.");

/** Options as the browser's own JSON methods and libraries take them. */
export const passkeyOptions = z.looseObject({ challenge: z.string() });

export const passkeyView = z.object({
  id: z.uuid(),
  name: z.string(),
  isSynced: z.boolean().describe("A password manager keeps it, on several devices"),
  createdAt: moment,
  usedAt: moment.nullable(),
});
