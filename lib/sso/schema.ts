import { z } from "zod";
import { moment } from "../contract.ts";
import { isUrl } from "../is-url.ts";

const address = z
  .string()
  .trim()
  .max(2_000)
  .refine(
    (text) => text === "" || (isUrl(text) && ["https:", "http:"].includes(new URL(text).protocol)),
    "Write the whole address, with https:// in front.",
  )
  .refine(
    (text) => !isUrl(text) || new URL(text).username === "",
    "Leave the user name and password out of the address.",
  )
  .default("");

export const loginBody = z
  .object({
    name: z.string().trim().min(2, "Say what its button says, in at least two characters.").max(40),
    issuer: z.string().trim().min(1, "Write what its tokens carry as iss.").max(300),
    keysAddress: address,
    keys: z.string().trim().max(30_000).default("").describe("Public keys: a JWKS, or PEM"),
    loginAddress: address,
  })
  .refine(({ keysAddress, keys }) => (keysAddress === "") !== (keys === ""), {
    path: ["keysAddress"],
    message: "Give the address of its public keys, or paste them: one of the two.",
  });
export type LoginBody = z.output<typeof loginBody>;

export const loginView = z.object({
  audience: z.string().describe("What its tokens carry as aud"),
  arrival: z.string().describe("Where its form sends a reader with a token"),
  login: z
    .object({
      name: z.string(),
      issuer: z.string(),
      keysAddress: z.string(),
      keys: z.array(z.object({ kty: z.string(), kid: z.string().nullable() })),
      loginAddress: z.string(),
    })
    .nullable(),
});

export const arrivalBody = z.object({
  token: z.string("Send the token of your login.").min(1, "Send the token of your login.").max(8_192),
  returnTo: z.string().max(2_000).optional(),
  begun: z.string().max(100).optional(),
});

/** A public key as others read it (RFC 7517). */
export const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })) });

export const signingKeyView = z.object({
  id: z.uuid(),
  createdAt: moment,
  signsFrom: moment,
  state: z.enum(["coming", "signing", "going"]),
});

export const tokenSettings = z.object({
  tellsAddress: z
    .union([z.boolean(), z.enum(["yes", "no"])])
    .transform((given) => given === true || given === "yes")
    .default(false)
    .describe("Whether a membership token holds the member's address"),
});
export const tokenSettingsView = z.object({ tellsAddress: z.boolean() });

export const rollBody = z.object({
  atOnce: z
    .union([z.boolean(), z.enum(["yes", "no"])])
    .optional()
    .transform((given) => given === true || given === "yes")
    .describe("The old key has leaked: nothing that it signed is good any more"),
});

export const membershipToken = z.object({
  token: z.string().describe("A JWT of five minutes; docs/sso.md says how it is read"),
  expiresAt: moment,
});
