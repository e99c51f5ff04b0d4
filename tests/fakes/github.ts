import { createHash, randomUUID } from "node:crypto";
import { listen } from "./listen.ts";

type Address = { email: string; primary: boolean; verified: boolean; visibility: "private" | "public" | null };
export type GitHubAccount = { id: number; login: string; emails: Address[] };

/** GitHub's OAuth and the two pages of its API that say who came, on a real socket. Its refusals come with a status of 200. */
export async function startGitHub() {
  const client = { id: "Ov23liTESTS", secret: "a secret of GitHub's for tests" };
  const codes = new Map<string, { account: GitHubAccount; challenge: string }>();
  const tokens = new Map<string, GitHubAccount>();
  let next: GitHubAccount | undefined;
  let isDown = false;
  const server = await listen(({ method, url, headers, form }) => {
    if (isDown) return { status: 502 };
    if (url.pathname === "/login/oauth/authorize") return authorize(url.searchParams);
    if (url.pathname === "/login/oauth/access_token" && method === "POST") return exchange(form, headers.accept);
    const account = tokens.get(/^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1] ?? "");
    if (!headers["user-agent"]) return { status: 403, text: "Request forbidden by administrative rules." };
    if (!account) return { status: 401, json: { message: "Bad credentials" } };
    if (url.pathname === "/api/user")
      return { json: { id: account.id, login: account.login, email: null, name: null } };
    if (url.pathname === "/api/user/emails") return { json: account.emails };
    return { status: 404, json: { message: "Not Found" } };
  });

  function authorize(asked: URLSearchParams) {
    if (!next || asked.get("client_id") !== client.id || !asked.get("scope")?.includes("user:email"))
      return { status: 404 };
    const code = randomUUID().slice(0, 20);
    codes.set(code, { account: next, challenge: asked.get("code_challenge") ?? "" });
    const to = new URL(asked.get("redirect_uri") ?? "");
    to.search = new URLSearchParams({ code, state: asked.get("state") ?? "" }).toString();
    return { status: 302, headers: { location: to.href } };
  }

  function exchange(form: URLSearchParams, accept: string | undefined) {
    const kept = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    if (!accept?.includes("application/json")) return { text: "access_token=x&token_type=bearer" };
    if (form.get("client_id") !== client.id || form.get("client_secret") !== client.secret)
      return { json: { error: "incorrect_client_credentials" } };
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (!kept || kept.challenge !== challenge) return { json: { error: "bad_verification_code" } };
    const token = `gho_${randomUUID()}`;
    tokens.set(token, kept.account);
    return { json: { access_token: token, token_type: "bearer", scope: "user:email" } };
  }

  return {
    issuer: server.base,
    api: `${server.base}/api`,
    client,
    comes: (account: GitHubAccount) => {
      next = account;
    },
    goesDown: (down: boolean) => {
      isDown = down;
    },
    walk: async (to: string): Promise<URL> =>
      new URL((await fetch(to, { redirect: "manual" })).headers.get("location") ?? "about:blank"),
    stop: server.stop,
  };
}
