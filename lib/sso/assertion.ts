import { decodeProtectedHeader, errors, importJWK, type JWTPayload, jwtVerify } from "jose";
import { z } from "zod";
import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";
import type { PublicKey, PublisherLogin } from "../publisher-login.ts";
import { keysOf } from "./issuer-keys.ts";

/** How long a token may be good, from when it was made. */
export const mostSeconds = 300;
const skewSeconds = 30;

/** What a key of each kind may have signed. Whatever is not here is refused: no signature, a shared secret, an older RSA. */
const algorithms = { EC: ["ES256"], OKP: ["EdDSA", "Ed25519"], RSA: ["RS256", "PS256"] } as const;
const everyAlgorithm = Object.values(algorithms).flat();

const claims = z.object({
  // It becomes the name of an account in the database, where two that differ must not become one.
  sub: z
    .string()
    .max(200)
    .regex(/^[^\p{Cc}\p{Cs}]+$/u),
  jti: z.string().min(1).max(200),
  iat: z.number(),
  exp: z.number(),
  aud: z.union([z.string(), z.array(z.string()).length(1)]),
  email: z.string().max(254).optional(),
  email_verified: z.union([z.boolean(), z.enum(["true", "false"])]).optional(),
});

/** What the publisher's login says of who arrives, and under which name it said so. */
export type Assertion = { subject: string; email: string | undefined; isProven: boolean; jti: string; expiresAt: Date };

/**
 * Reads a token of the publisher's login: whether one of its keys has signed it, for us, just now. That it comes once is for `arrive` to see.
 * @throws Refusal link_expired, not_linked, unavailable
 */
export async function readAssertion(
  ctx: Pick<Ctx, "env" | "now" | "log">,
  login: PublisherLogin,
  token: string,
): Promise<Assertion> {
  const payload =
    (await verifyByAny(ctx, login, token, await keysOf(ctx, login))) ??
    (await verifyByAny(ctx, login, token, await keysOf(ctx, login, true)));
  if (!payload) throw refused(login, "none of its keys has signed it");
  const said = claims.safeParse(payload);
  if (!said.success)
    throw refused(login, `its ${said.error.issues[0]?.path.join(".") || "claims"} is not as it must be`);
  const { sub, jti, iat, exp, email, email_verified } = said.data;
  if (exp - iat > mostSeconds || exp <= iat)
    throw refused(login, `it is not good for at most ${mostSeconds / 60} minutes from when it was made`);
  if (iat > ctx.now().getTime() / 1_000 + skewSeconds) throw refused(login, "it was made in the future");
  return {
    subject: sub,
    email,
    isProven: email_verified === true || email_verified === "true",
    jti,
    expiresAt: new Date(exp * 1_000),
  };
}

/** What is in a token that one of the keys has signed; undefined when none has. */
async function verifyByAny(
  ctx: Pick<Ctx, "env" | "now">,
  login: PublisherLogin,
  token: string,
  keys: PublicKey[],
): Promise<JWTPayload | undefined> {
  const header = headerOf(login, token);
  for (const key of keys) {
    if (key.kid !== undefined && header.kid !== undefined && key.kid !== header.kid) continue;
    if (!(algorithms[key.kty] as readonly string[]).includes(header.alg)) continue;
    if (key.alg !== undefined && key.alg !== header.alg) continue;
    try {
      const { payload } = await jwtVerify(token, await importJWK(key, header.alg), {
        algorithms: [header.alg],
        issuer: login.issuer,
        audience: ctx.env.http.appUrl,
        requiredClaims: ["sub", "jti", "iat", "exp"],
        clockTolerance: skewSeconds,
        currentDate: ctx.now(),
      });
      return payload;
    } catch (problem) {
      if (!(problem instanceof errors.JWSSignatureVerificationFailed)) throw inWords(login, problem);
    }
  }
  return undefined;
}

function headerOf(login: PublisherLogin, token: string): { alg: string; kid: string | undefined } {
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    if (alg && everyAlgorithm.some((one) => one === alg)) return { alg, kid };
  } catch {
    // Said below: it is no token at all.
  }
  throw refused(login, `it is not signed by one of ${everyAlgorithm.join(", ")}`);
}

/** Its signature holds, or its shape does not: what else is wrong may be said, and helps who is connecting the two. */
function inWords(login: PublisherLogin, problem: unknown): unknown {
  if (problem instanceof errors.JWTExpired)
    return new Refusal(
      "link_expired",
      `This sign-in from ${login.name} is over: it is good for ${mostSeconds / 60} minutes. Sign in there once more.`,
    );
  if (problem instanceof errors.JWTClaimValidationFailed)
    return refused(login, `its ${problem.claim} is not as it must be`);
  if (problem instanceof errors.JOSEError) return refused(login, "it cannot be read");
  return problem;
}

/** Readers are told what to do; why is for whoever connects the two, in the details and in the log. */
const refused = ({ name }: PublisherLogin, why: string) =>
  new Refusal(
    "not_linked",
    `The sign-in that ${name} sent did not hold, so nobody was signed in. Sign in there once more, or ask for a mail with a link and a code.`,
    { reason: `Of the token: ${why}.` },
  );
