import { createHash, createPrivateKey, type KeyObject, sign } from "node:crypto";

/** A key that signs for a domain; its public half stands in DNS at `<selector>._domainkey.<domain>`. RSA or Ed25519. */
export type DkimKey = { domain: string; selector: string; key: KeyObject };

/** What a receiver must be able to trust: every one of these that a mail has is signed. Both List headers (RFC 8058, 4). */
const signed = [
  "from",
  "reply-to",
  "to",
  "subject",
  "date",
  "message-id",
  "mime-version",
  "content-type",
  "list-id",
  "list-unsubscribe",
  "list-unsubscribe-post",
];

/**
 * Reads a private key in PEM.
 * @throws Error saying which kinds there are, when it is neither RSA of 1024 bits and more nor Ed25519
 */
export function readDkimKey(domain: string, selector: string, pem: string): DkimKey {
  const key = createPrivateKey(pem);
  const isRsa = key.asymmetricKeyType === "rsa" && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 1024;
  if (!isRsa && key.asymmetricKeyType !== "ed25519")
    throw new Error(
      `The DKIM key ${selector} of ${domain} is ${key.asymmetricKeyType}; make one with \`masthead dkim create\`.`,
    );
  return { domain, selector, key };
}

/** RFC 6376, 3.4.2: the name in lower case, the value on one line with single spaces. */
const relaxedHeader = (name: string, value: string) =>
  `${name.toLowerCase()}:${value
    .replace(/\r\n/g, "")
    .replace(/[ \t]+/g, " ")
    // Not `trim`: the last byte of a letter in UTF-8 may look like a space to it.
    .replace(/^ | $/g, "")}`;

/** RFC 6376, 3.4.4, for a piece of a body whose ends are the ends of lines or touch no white space. */
export const relaxedBody = (piece: string) => piece.replace(/[ \t]+/g, " ").replace(/ \r\n/g, "\r\n");

/** The headers of a mail, relaxed, by their names in lower case. `head` ends before the empty line. */
export const relaxedHeaders = (head: string): Map<string, string> =>
  new Map(
    head.split(/\r\n(?![ \t])/).map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), relaxedHeader(line.slice(0, colon), line.slice(colon + 1))];
    }),
  );

/** A whole mail, its lines ended by CRLF, with a signature of each key before it. */
export function signedMail(keys: DkimKey[], raw: Buffer, at: Date): Buffer {
  const mail = raw.toString("latin1");
  const cut = mail.indexOf("\r\n\r\n");
  const body = relaxedBody(mail.slice(cut + 4)).replace(/(\r\n)*$/, "\r\n");
  const bodyHash = createHash("sha256").update(body, "latin1").digest("base64");
  const headers = dkimHeaders(keys, relaxedHeaders(mail.slice(0, cut)), bodyHash, at);
  return Buffer.concat([Buffer.from(headers, "latin1"), raw]);
}

/**
 * The DKIM-Signature headers of one mail, one for each key, each ending in CRLF. RFC 6376, RFC 8463.
 * @param headers relaxed, by their names in lower case
 * @param bodyHash SHA-256 of the relaxed body, base64
 */
export function dkimHeaders(keys: DkimKey[], headers: Map<string, string>, bodyHash: string, at: Date): string {
  const names = signed.filter((name) => headers.has(name));
  const lines = names.map((name) => `${headers.get(name)}\r\n`).join("");
  // Named once more than they stand there: nobody can add a second From or Subject without breaking the signature.
  const listed = [...names, "from", "subject"].join(":");
  const seconds = Math.floor(at.getTime() / 1000);
  return keys
    .map(({ domain, selector, key }) => {
      const algorithm = key.asymmetricKeyType === "rsa" ? "rsa-sha256" : "ed25519-sha256";
      const unsigned = `v=1; a=${algorithm}; c=relaxed/relaxed; d=${domain}; s=${selector}; t=${seconds}; h=${listed}; bh=${bodyHash}; b=`;
      const data = Buffer.from(`${lines}dkim-signature:${unsigned}`, "latin1");
      const signature =
        key.asymmetricKeyType === "rsa"
          ? sign("sha256", data, key)
          : sign(null, createHash("sha256").update(data).digest(), key);
      const folded = `v=1; a=${algorithm}; c=relaxed/relaxed; d=${domain}; s=${selector};\r\n t=${seconds};\r\n h=${listed};\r\n bh=${bodyHash};\r\n b=${signature.toString("base64")}`;
      return `DKIM-Signature: ${folded}\r\n`;
    })
    .join("");
}
