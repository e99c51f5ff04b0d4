import * as client from "openid-client";
import type { SignInProvider } from "../env.ts";
import { Refusal } from "../errors.ts";

const patienceSeconds = 8;
const found = new Map<string, Promise<client.Configuration>>();

/** What a provider says of itself, asked once a process; after a failure it is asked again. */
export async function askProvider(provider: SignInProvider): Promise<client.Configuration> {
  const { issuer, clientId, clientSecret } = provider;
  const key = `${issuer} ${clientId}`;
  const asked =
    found.get(key) ??
    client.discovery(new URL(issuer), clientId, clientSecret, undefined, {
      timeout: patienceSeconds,
      // lib/env.ts lets plain http through for this machine alone.
      ...(issuer.startsWith("http:") ? { execute: [client.allowInsecureRequests] } : {}),
    });
  found.set(key, asked);
  try {
    return await asked;
  } catch (cause) {
    found.delete(key);
    throw unreachable(provider, cause);
  }
}

/** What a person meets while a provider is away: the mail is always the other way in. */
export const unreachable = ({ name }: SignInProvider, cause: unknown) =>
  new Refusal(
    "unavailable",
    `We cannot reach ${name} just now. Ask for a mail with a link and a code instead.`,
    {},
    { cause },
  );

/** What it says of who came back. */
export type Said = { subject: string; email: string | undefined; isProven: boolean };

/**
 * Takes what a provider sent a browser back with: the signature, issuer, audience, time and nonce of its token are looked at by the library.
 * @throws Refusal not_linked when any of it does not hold, or the reader called it off
 */
export async function takeAnswer(
  provider: SignInProvider,
  address: URL,
  { state, nonce, verifier }: { state: string; nonce: string; verifier: string },
): Promise<Said> {
  const config = await askProvider(provider);
  try {
    const tokens = await client.authorizationCodeGrant(config, address, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw new Error("There is no ID token.");
    if (typeof claims.email === "string") return saidBy(claims.sub, { ...claims });
    return saidBy(claims.sub, { ...(await client.fetchUserInfo(config, tokens.access_token, claims.sub)) });
  } catch (cause) {
    throw new Refusal(
      "not_linked",
      `Signing in with ${provider.name} did not come to its end. Try again, or ask for a mail with a link and a code.`,
      {},
      { cause },
    );
  }
}

const saidBy = (subject: string, claims: Record<string, unknown>): Said => ({
  subject,
  email: typeof claims.email === "string" ? claims.email : undefined,
  // Some providers write it as text. What is neither is no proof.
  isProven: claims.email_verified === true || claims.email_verified === "true",
});
