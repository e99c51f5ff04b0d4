import { generateKeyPairSync, randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { Adapter, AdapterPayload } from "oidc-provider";

export type Persona = { sub: string; email?: string; email_verified?: boolean };

const client = { id: "masthead", secret: "a secret of the provider for tests" };

/**
 * A real OpenID Connect provider on a real socket, in which everybody is signed in already: who comes is whoever `next` is. It is a
 * certified implementation, so what it refuses others would.
 */
export async function startOpenId(wayBack: string) {
  const people = new Map<string, Persona>();
  let next: Persona = { sub: "nobody" };
  const Provider = await load();
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const provider = new Provider(issuer, {
    adapter: Memory,
    clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [wayBack] }],
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256" } as never] },
    cookies: { keys: [randomUUID()] },
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Interaction: 60, Session: 60, Grant: 60 },
    findAccount: (_, sub) => ({ accountId: sub, claims: async () => ({ ...(people.get(sub) ?? { sub }) }) }),
    renderError: (ctx, out) => {
      ctx.body = out.error;
    },
  });
  const callback = provider.callback();
  server.on("request", (request, response) => {
    if (!request.url?.startsWith("/interaction/")) return void callback(request, response);
    void agree(request, response);
  });

  async function agree(request: http.IncomingMessage, response: http.ServerResponse) {
    people.set(next.sub, next);
    const grant = new provider.Grant({ accountId: next.sub, clientId: client.id });
    grant.addOIDCScope("openid email");
    const grantId = await grant.save();
    const result = { login: { accountId: next.sub }, consent: { grantId } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }

  return {
    issuer,
    client,
    comes: (persona: Persona) => {
      next = persona;
    },
    /** Goes where a browser would, from the first redirect to the one that leads back to us. */
    async walk(to: string): Promise<URL> {
      const jar = new Map<string, string>();
      let at = new URL(to);
      while (at.origin === issuer) {
        const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
        const answer = await fetch(at, { redirect: "manual", headers: { cookie } });
        for (const line of answer.headers.getSetCookie()) {
          const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
          jar.set(name, value);
        }
        const location = answer.headers.get("location");
        if (!location) throw new Error(`The provider answered ${answer.status}: ${await answer.text()}`);
        at = new URL(location, at);
      }
      return at;
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** As it loads it warns of Node 20, on which it works as well; that one word is let go by. */
async function load() {
  const { warn } = console;
  console.warn = (...words: unknown[]) => (/Unsupported runtime/.test(words.join(" ")) ? undefined : warn(...words));
  try {
    return (await import("oidc-provider")).default;
  } finally {
    console.warn = warn;
  }
}

/** What the provider keeps, for as long as it runs. */
class Memory implements Adapter {
  private static readonly kept = new Map<string, AdapterPayload>();
  constructor(private readonly kind: string) {}
  private key = (id: string) => `${this.kind}:${id}`;
  async upsert(id: string, payload: AdapterPayload) {
    Memory.kept.set(this.key(id), payload);
  }
  async find(id: string) {
    return Memory.kept.get(this.key(id));
  }
  async findByUid(uid: string) {
    return [...Memory.kept].find(([key, one]) => key.startsWith(this.key("")) && one.uid === uid)?.[1];
  }
  async findByUserCode() {
    return undefined;
  }
  async consume(id: string) {
    const one = Memory.kept.get(this.key(id));
    if (one) one.consumed = Math.floor(Date.now() / 1_000);
  }
  async destroy(id: string) {
    Memory.kept.delete(this.key(id));
  }
  async revokeByGrantId(grantId: string) {
    for (const [key, one] of Memory.kept) if (one.grantId === grantId) Memory.kept.delete(key);
  }
}
