import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * Tokens that leave the house (links, codes, cookies) are either random and stored as keyed hashes, or derived from an id
 * and the secret and not stored at all. A dump of the database without the secret holds nothing that opens anything.
 * Each purpose has a key of its own (HKDF), so that a token for one thing is noise to another.
 */
export type Tokens = ReturnType<typeof tokensFrom>;

type Purpose =
  | "address"
  | "address-from"
  | "address-to"
  | "browser"
  | "code"
  | "passkey"
  | "authenticator"
  | "recovery"
  | "provider"
  | "work"
  | "opt-in"
  | "session"
  | "sign-in"
  | "unsubscribe"
  | "counted"
  | "reader"
  | "variant"
  | "reply-mails"
  | "mute-thread"
  | "message-id"
  | "return-path"
  | "reading-feed"
  | "device-copy"
  | "still-unread"
  | "webhook-secret"
  | "api-key"
  | "assertion"
  | "arrival"
  | "signing-key"
  | "membership-subject"
  | "cursor"
  | "meter"
  | "telling"
  | "holdout"
  | "gift"
  | "seat"
  | "backup";

export function tokensFrom(secret: string) {
  const keys = new Map<Purpose, Buffer>();
  const keyOf = (purpose: Purpose) => {
    const key = keys.get(purpose) ?? Buffer.from(hkdfSync("sha256", secret, "masthead", purpose, 32));
    keys.set(purpose, key);
    return key;
  };
  const mac = (purpose: Purpose, value: string) => createHmac("sha256", keyOf(purpose)).update(value);

  return {
    /** 256 random bits for a cookie, base64url. */
    random: () => randomBytes(32).toString("base64url"),
    /** What is stored or compared in place of a value, hex. */
    keyedHash: (purpose: Purpose, value: string) => mac(purpose, value).digest("hex"),
    /** An unguessable token that belongs to an id and needs no storing, base64url. */
    derive: (purpose: Purpose, id: string) => mac(purpose, id).digest("base64url"),
    /** Six digits that belong to an id. */
    deriveCode: (id: string) => String(mac("code", id).digest().readUIntBE(0, 6) % 1_000_000).padStart(6, "0"),
    /** `<id>.<mac>`: an id that only we can have written. */
    sign: (purpose: Purpose, id: string) => `${id}.${mac(purpose, id).digest("base64url").slice(0, 32)}`,
    /** For what we must read again and a dump must not show (AES-256-GCM), base64url. */
    seal: (purpose: Purpose, text: string) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", keyOf(purpose), nonce);
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
    },
    /** @throws Error when it was sealed with another secret, or changed since */
    unseal: (purpose: Purpose, sealed: string) => {
      const bytes = Buffer.from(sealed, "base64url");
      const decipher = createDecipheriv("aes-256-gcm", keyOf(purpose), bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
    },
    /** The id in a signed one, or undefined when anybody else wrote it. */
    open: (purpose: Purpose, token: string) => {
      const cut = token.lastIndexOf(".");
      if (cut < 1) return undefined;
      const id = token.slice(0, cut);
      return isSame(token.slice(cut + 1), mac(purpose, id).digest("base64url").slice(0, 32)) ? id : undefined;
    },
  };
}

/** Compares without telling by its time where two texts differ. */
export function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
