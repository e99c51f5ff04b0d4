import { randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";

type Pair = { kid: string; alg: string; secret: CryptoKey; jwk: JWK };

export async function keyPair(alg = "ES256", kid: string = randomUUID()): Promise<Pair> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, secret: privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } };
}

/** The login of a publisher, with its keys at an address on a real socket. What it signs is up to the test. */
export async function startPublisher() {
  let keys = [await keyPair()];
  let asked = 0;
  let answer: (response: http.ServerResponse) => void = (response) =>
    response
      .writeHead(200, { "content-type": "application/jwk-set+json" })
      .end(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }));
  const whole = answer;
  const server = http.createServer((_, response) => {
    asked += 1;
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    keysAddress: `${base}/jwks.json`,
    issuer: base,
    get asked() {
      return asked;
    },
    get key() {
      return keys[0] as Pair;
    },
    publishes: (...pairs: Pair[]) => {
      keys = pairs;
    },
    answers: (how?: (response: http.ServerResponse) => void) => {
      answer = how ?? whole;
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** A token as a login would make it; `claims` and `header` take the place of what is usual, and undefined leaves it out. */
export async function signed(
  pair: Pair,
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {},
): Promise<string> {
  const entries = Object.entries(claims).filter(([, value]) => value !== undefined);
  return new SignJWT(Object.fromEntries(entries))
    .setProtectedHeader({ alg: pair.alg, kid: pair.kid, ...header })
    .sign(pair.secret);
}
