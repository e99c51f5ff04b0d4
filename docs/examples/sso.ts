import { randomUUID } from "node:crypto";
import { createRemoteJWKSet, importPKCS8, jwtVerify, SignJWT } from "jose";

/** Where Masthead runs: as its pages at the desk name it. */
const masthead = process.env.MASTHEAD_URL ?? "https://members.example.org";

/** In: what your login puts into the hidden field `token` of a form that posts to `${masthead}/sso`. */
export async function tokenFor(
  reader: { id: string; email: string; isEmailProven: boolean },
  { issuer, keyId, privateKey }: { issuer: string; keyId: string; privateKey: string },
): Promise<string> {
  return new SignJWT({ email: reader.email, email_verified: reader.isEmailProven })
    .setProtectedHeader({ alg: "ES256", kid: keyId })
    .setIssuer(issuer)
    .setAudience(masthead)
    .setSubject(reader.id)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime("2m")
    .sign(await importPKCS8(privateKey, "ES256"));
}

/** Fetched when it is first needed, and again when a token names a key that is not in it. */
const keys = createRemoteJWKSet(new URL("/.well-known/jwks.json", masthead));

/** Out: whether who sent this token is a member, and by which name you know them. It asks nobody while the keys are at hand. */
export async function memberBy(token: string, yourOrigin: string): Promise<{ id: string } | undefined> {
  try {
    const { payload } = await jwtVerify(token, keys, { issuer: masthead, audience: yourOrigin, algorithms: ["ES256"] });
    return payload.member === true && payload.sub ? { id: payload.sub } : undefined;
  } catch {
    return undefined;
  }
}
