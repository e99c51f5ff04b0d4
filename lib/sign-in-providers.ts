import { createPrivateKey } from "node:crypto";

/** Who vouches for an address beside the mail, and what it knows us by. */
export type SignInProvider = {
  id: "oidc" | "google" | "apple" | "github";
  name: string;
  issuer: string;
  clientId: string;
  /** Empty for Apple, whose secret is made anew each time. */
  clientSecret: string;
  /** Apple's: what its secrets are signed with. */
  appleKey?: { teamId: string; keyId: string; privateKey: string };
  /** GitHub's: it speaks no OpenID Connect, so its API is asked who came. */
  api?: string;
};

/** Settings that are of use only together. */
export const togetherSettings = [
  ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"],
  ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"],
  ["APPLE_CLIENT_ID", "APPLE_TEAM_ID", "APPLE_KEY_ID", "APPLE_PRIVATE_KEY"],
  ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"],
] as const;
type Name = (typeof togetherSettings)[number][number];

/** Those whose settings are there, in the order of their buttons. */
export function providersOf(env: { [name in Name]?: string | undefined } & { OIDC_NAME: string }): SignInProvider[] {
  const { APPLE_TEAM_ID: teamId, APPLE_KEY_ID: keyId, APPLE_PRIVATE_KEY: privateKey } = env;
  const google = provider(
    "google",
    "Google",
    "https://accounts.google.com",
    env.GOOGLE_CLIENT_ID,
    env.GOOGLE_CLIENT_SECRET,
  );
  const gitHub = provider("github", "GitHub", "https://github.com", env.GITHUB_CLIENT_ID, env.GITHUB_CLIENT_SECRET);
  const apple = provider("apple", "Apple", "https://appleid.apple.com", env.APPLE_CLIENT_ID, "");
  return [
    ...provider("oidc", env.OIDC_NAME, env.OIDC_ISSUER, env.OIDC_CLIENT_ID, env.OIDC_CLIENT_SECRET),
    ...google,
    ...(teamId && keyId && privateKey ? apple.map((one) => ({ ...one, appleKey: { teamId, keyId, privateKey } })) : []),
    ...gitHub.map((one) => ({ ...one, api: "https://api.github.com" })),
  ];
}

function provider(
  id: SignInProvider["id"],
  name: string,
  issuer: string | undefined,
  clientId: string | undefined,
  clientSecret: string | undefined,
): SignInProvider[] {
  return issuer && clientId && clientSecret !== undefined ? [{ id, name, issuer, clientId, clientSecret }] : [];
}

/** The key as Apple gives it, in one line or several; undefined where it is none for ES256. */
export function appleKeyFrom(text: string): string | undefined {
  const pem = text.replaceAll("\\n", "\n").trim();
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyDetails?.namedCurve === "prime256v1" ? pem : undefined;
  } catch {
    return undefined;
  }
}
