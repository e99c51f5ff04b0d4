import { createHmac, randomBytes } from "node:crypto";

const prefix = "whsec_";

/** A new secret as receivers know it (Standard Webhooks): 32 random bytes, base64 behind a prefix. */
export const newSecret = () => prefix + randomBytes(32).toString("base64");

/**
 * The headers of one try (https://www.standardwebhooks.com). Of two secrets, while one is being replaced by the other, both sign.
 * @param seconds when it is sent, since 1970; receivers refuse what is too old
 */
export function signedHeaders(id: string, seconds: number, body: string, secrets: string[]): Record<string, string> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64")}`;
  });
  return { "webhook-id": id, "webhook-timestamp": String(seconds), "webhook-signature": signatures.join(" ") };
}
