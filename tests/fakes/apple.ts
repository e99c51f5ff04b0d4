import { createHash, generateKeyPairSync, randomUUID } from "node:crypto";
import { createLocalJWKSet, decodeProtectedHeader, exportJWK, generateKeyPair, jwtVerify, SignJWT } from "jose";
import { listen } from "./listen.ts";

export type AppleAccount = { sub: string; email?: string };

/**
 * Sign in with Apple as it is, on a real socket: the answer is a form that posts itself, the secret is a JWT of ES256, flags are text, and who
 * comes the first time has a `user` beside it.
 */
export async function startApple() {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const client = { id: "example.courier.members", teamId: "A1B2C3D4E5", keyId: "F6G7H8I9J0" };
  const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: client.keyId, alg: "ES256" }] });
  const own = await generateKeyPair("RS256");
  const codes = new Map<string, { account: AppleAccount; nonce: string; challenge: string; redirect: string }>();
  const secrets: string[] = [];
  let next: AppleAccount = { sub: "nobody" };

  const server = await listen(async ({ url, form }) => {
    if (url.pathname === "/.well-known/openid-configuration") return { json: metadata() };
    if (url.pathname === "/auth/keys")
      return { json: { keys: [{ ...(await exportJWK(own.publicKey)), kid: "apple", alg: "RS256", use: "sig" }] } };
    if (url.pathname === "/auth/authorize") return authorize(url.searchParams);
    if (url.pathname === "/auth/token") return token(form);
    return { status: 404 };
  });
  const metadata = () => ({
    issuer: server.base,
    authorization_endpoint: `${server.base}/auth/authorize`,
    token_endpoint: `${server.base}/auth/token`,
    jwks_uri: `${server.base}/auth/keys`,
    response_types_supported: ["code"],
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    scopes_supported: ["openid", "email", "name"],
    token_endpoint_auth_methods_supported: ["client_secret_post"],
  });

  function authorize(asked: URLSearchParams) {
    if (asked.get("scope")?.includes("email") && asked.get("response_mode") !== "form_post")
      return { status: 400, text: "response_mode must be form_post when name or email scope is requested." };
    if (asked.get("client_id") !== client.id) return { status: 400, text: "invalid_client" };
    const code = randomUUID();
    codes.set(code, {
      account: next,
      nonce: asked.get("nonce") ?? "",
      challenge: asked.get("code_challenge") ?? "",
      redirect: asked.get("redirect_uri") ?? "",
    });
    const fields = { state: asked.get("state") ?? "", code, user: '{"name":{"firstName":"Ines","lastName":"Okafor"}}' };
    return { json: { action: asked.get("redirect_uri"), fields } };
  }

  async function token(form: URLSearchParams) {
    const secret = form.get("client_secret") ?? "";
    const refused = (error: string) => ({ status: 400, json: { error } });
    try {
      const { payload } = await jwtVerify(secret, keys, {
        issuer: client.teamId,
        audience: server.base,
        subject: client.id,
      });
      if ((payload.exp ?? 0) - (payload.iat ?? 0) > 15_777_000) return refused("invalid_client");
      if (decodeProtectedHeader(secret).kid !== client.keyId) return refused("invalid_client");
    } catch {
      return refused("invalid_client");
    }
    secrets.push(secret);
    const kept = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (!kept || kept.redirect !== form.get("redirect_uri") || kept.challenge !== challenge)
      return refused("invalid_grant");
    const { sub, email } = kept.account;
    const mail = email
      ? {
          email,
          email_verified: "true",
          ...(email.endsWith("@privaterelay.appleid.com") ? { is_private_email: "true" } : {}),
        }
      : {};
    const idToken = await new SignJWT({ ...mail, nonce: kept.nonce, nonce_supported: true })
      .setProtectedHeader({ alg: "RS256", kid: "apple" })
      .setIssuer(server.base)
      .setAudience(client.id)
      .setSubject(sub)
      .setIssuedAt()
      .setExpirationTime("1h")
      .sign(own.privateKey);
    return {
      json: { access_token: "a", token_type: "Bearer", expires_in: 3600, refresh_token: "r", id_token: idToken },
    };
  }

  return {
    issuer: server.base,
    client,
    privateKey: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    /** The secrets that were taken. */
    secrets,
    comes: (account: AppleAccount) => {
      next = account;
    },
    /** The form that Apple's page would post, and where to. */
    form: async (to: string): Promise<{ action: string; fields: Record<string, string> }> => {
      const answer = await fetch(to);
      if (!answer.ok) throw new Error(await answer.text());
      return (await answer.json()) as { action: string; fields: Record<string, string> };
    },
    stop: server.stop,
  };
}
