import * as client from "openid-client";
import { Refusal } from "../errors.ts";
import type { SignInProvider } from "../sign-in-providers.ts";
import { appleSecret } from "./apple-secret.ts";
import { gitHubConfig, gitHubSays } from "./github.ts";

const patienceSeconds = 8;
const found = new Map<string, Promise<client.Configuration>>();

/** What a provider says of itself, asked once a process; after a failure it is asked again. */
export async function askProvider(provider: SignInProvider): Promise<client.Configuration> {
  const key = `${provider.issuer} ${provider.clientId}`;
  const asked = found.get(key) ?? configOf(provider);
  found.set(key, asked);
  try {
    return await asked;
  } catch (cause) {
    found.delete(key);
    throw unreachable(provider, cause);
  }
}

async function configOf(provider: SignInProvider): Promise<client.Configuration> {
  const { issuer, clientId, clientSecret, appleKey } = provider;
  if (provider.api) return gitHubConfig(provider);
  return client.discovery(
    new URL(issuer),
    clientId,
    clientSecret,
    appleKey && appleSecret(issuer, clientId, appleKey),
    {
      timeout: patienceSeconds,
      // lib/env.ts lets plain http through for this machine alone.
      ...(issuer.startsWith("http:") ? { execute: [client.allowInsecureRequests] } : {}),
    },
  );
}

/** What a person meets while a provider is away: the mail is always the other way in. */
export const unreachable = ({ name }: SignInProvider, cause: unknown) =>
  new Refusal(
    "unavailable",
    `We cannot reach ${name} just now. Ask for a mail with a link and a code instead.`,
    {},
    { cause },
  );

/** What is asked of it, and how its answer comes. */
export const askedOf = ({ api, appleKey }: SignInProvider, nonce: string): Record<string, string> => {
  if (api) return { scope: "user:email" };
  // Apple tells an address only where its answer is posted.
  return { scope: "openid email", nonce, ...(appleKey ? { response_mode: "form_post" } : {}) };
};

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
      pkceCodeVerifier: verifier,
      ...(provider.api ? {} : { expectedNonce: nonce, idTokenExpected: true }),
    });
    if (provider.api) return await gitHubSays(provider.api, tokens.access_token);
    const claims = tokens.claims();
    if (!claims) throw new Error("There is no ID token.");
    // Apple's may hold no address, and there is nowhere to ask for it.
    if (typeof claims.email === "string" || !config.serverMetadata().userinfo_endpoint)
      return saidBy(claims.sub, { ...claims });
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
