import { createPublicKey } from "node:crypto";
import { z } from "zod";
import { Refusal } from "../errors.ts";
import type { PublicKey } from "../publisher-login.ts";

const mostKeys = 20;
const publicParts = ["kty", "kid", "alg", "use", "crv", "x", "y", "n", "e"] as const;
const keySet = z.object({ keys: z.array(z.record(z.string(), z.unknown())).max(200) });

/**
 * The keys of a JWKS that can be looked at signatures with. Others of the same set are left out, for a set may serve more than us.
 * @throws Refusal invalid_input for what is no key set, or has no such key
 */
export function keysOfSet(text: string): PublicKey[] {
  const set = keySet.safeParse(jsonOf(text));
  if (!set.success) throw unreadable("That is neither a JWKS nor a public key in PEM.");
  const keys = set.data.keys.filter(isUsable).map(publicPartsOf).slice(0, mostKeys);
  if (keys.length === 0)
    throw unreadable(
      "There is no key among them for ES256 (P-256), EdDSA (Ed25519), RS256 or PS256 (RSA of 2048 bits).",
    );
  return keys;
}

/** What was pasted at the desk: a JWKS, a single JWK, or public keys in PEM. A secret half is refused, and not kept. */
export function keysPasted(text: string): PublicKey[] {
  if (/PRIVATE KEY/.test(text)) throw secretHalf();
  if (text.startsWith("-----BEGIN")) return keysOfSet(JSON.stringify({ keys: fromPem(text) }));
  const pasted = jsonOf(text);
  const set = pasted && typeof pasted === "object" && "kty" in pasted ? { keys: [pasted] } : pasted;
  const keys = keySet.safeParse(set).data?.keys ?? [];
  if (keys.some((key) => "d" in key || "k" in key)) throw secretHalf();
  return keysOfSet(JSON.stringify(set ?? null));
}

function fromPem(text: string) {
  const blocks = text.match(/-----BEGIN [A-Z ]+-----[\s\S]+?-----END [A-Z ]+-----/g) ?? [];
  try {
    return blocks.map((pem) => createPublicKey(pem).export({ format: "jwk" }));
  } catch (cause) {
    throw unreadable("One of the PEM blocks is no public key.", cause);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isUsable(key: Record<string, unknown>): boolean {
  if ("d" in key || (key.use !== undefined && key.use !== "sig")) return false;
  if (key.kty === "EC") return key.crv === "P-256" && isText(key.x) && isText(key.y);
  if (key.kty === "OKP") return key.crv === "Ed25519" && isText(key.x);
  return key.kty === "RSA" && isText(key.n) && isText(key.e) && Buffer.from(key.n, "base64url").length >= 256;
}

const isText = (value: unknown): value is string => typeof value === "string" && value.length < 2_000;

const publicPartsOf = (key: Record<string, unknown>) =>
  Object.fromEntries(publicParts.flatMap((part) => (isText(key[part]) ? [[part, key[part]]] : []))) as PublicKey;

const secretHalf = () =>
  unreadable("That holds a secret key. It belongs to your login alone, and was not kept: paste the public half.");

const unreadable = (message: string, cause?: unknown) =>
  new Refusal("invalid_input", message, { fields: [{ field: "keys", problem: message }] }, { cause });
