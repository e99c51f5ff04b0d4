import { z } from "zod";
import { staffRoles } from "../access.ts";
import { moment } from "../contract.ts";
import { emailAddress } from "./address.ts";

/** A path on this site to come back to. Anything else (another host, a scheme, "//", a backslash) falls back to the front page. */
export const returnTo = z
  .string()
  .max(500)
  .optional()
  .transform((path) => (path && isOwnPath(path) ? path : "/"));

export function isOwnPath(path: string) {
  if (!/^\/(?![/\\])[^\\\p{Cc}\uFFFD]*$/u.test(path)) return false;
  // What a browser makes of it decides, not what it looks like.
  const seen = new URL(path, "https://here.invalid");
  return seen.origin === "https://here.invalid" && !seen.pathname.startsWith("//");
}

export const displayName = z
  .string()
  .trim()
  .min(2, "Write at least two characters.")
  .max(60, "Write at most 60 characters.")
  .regex(/^[^\p{Cc}\p{Cf}<>@]+$/u, "Leave out @, angle brackets and invisible characters.");

/** A proof of work: what was given out, and what was found for it. */
export const shownWork = z.object({ challenge: z.string().max(200), answer: z.string().regex(/^\d{1,12}$/) });

export const askToSignInBody = z.object({
  email: emailAddress,
  returnTo,
  begun: z.uuid().optional(),
  work: shownWork.optional(),
});
export const linkBody = z.object({ token: z.string().min(10).max(200), only: z.literal("sign-in").optional() });
export const codeBody = z.object({
  code: z
    .string()
    .transform((text) => text.replace(/[\s-]/g, ""))
    .pipe(z.string().regex(/^\d{6}$/, "The code has six digits.")),
});

export const memberView = z.object({
  id: z.uuid(),
  email: z.string(),
  displayName: z.string().nullable(),
  roles: z.array(z.enum(staffRoles)),
});

export const consentView = z.object({
  topic: z.string(),
  act: z.enum(["asked", "confirmed", "withdrawn"]),
  wording: z.string(),
  wordingVersion: z.int(),
  source: z.string(),
  at: moment,
});
