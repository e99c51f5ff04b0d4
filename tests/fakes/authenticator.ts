import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

type Options = { challenge: string };
type More = { origin?: string; rpId?: string; isVerified?: boolean };

/** An authenticator in software: one ES256 key, with a count that tests can set. It speaks what browsers speak (WebAuthn, level 2). */
export function authenticator({ origin = "http://site.test", rpId = "site.test" } = {}) {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = randomBytes(32);
  let userHandle = "bm9ib2R5";
  const made = {
    count: 0,
    id: id.toString("base64url"),
    create(options: Options & { user: { id: string } }, more: More = {}) {
      userHandle = options.user.id;
      const clientData = clientDataOf("webauthn.create", options.challenge, more.origin ?? origin);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const credential = Buffer.concat([Buffer.alloc(16), length, id, coseOf(publicKey)]);
      const authData = Buffer.concat([headOf(more.rpId ?? rpId, 0x41 | verified(more), made.count), credential]);
      const attestation = Buffer.concat([
        Buffer.from([0xa3]),
        text("fmt"),
        text("none"),
        text("attStmt"),
        Buffer.from([0xa0]),
        text("authData"),
        bytes(authData),
      ]);
      return answer(made.id, {
        clientDataJSON: clientData.toString("base64url"),
        attestationObject: attestation.toString("base64url"),
        transports: ["internal"],
      });
    },
    get(options: Options, more: More & { userHandle?: string } = {}) {
      const clientData = clientDataOf("webauthn.get", options.challenge, more.origin ?? origin);
      const authData = headOf(more.rpId ?? rpId, 0x01 | verified(more), made.count);
      const signed = Buffer.concat([authData, createHash("sha256").update(clientData).digest()]);
      return answer(made.id, {
        clientDataJSON: clientData.toString("base64url"),
        authenticatorData: authData.toString("base64url"),
        signature: sign("sha256", signed, privateKey).toString("base64url"),
        userHandle: more.userHandle ?? userHandle,
      });
    },
  };
  return made;
}

const verified = ({ isVerified = true }: More) => (isVerified ? 0x04 : 0);

const answer = <Response extends object>(id: string, response: Response) => ({
  id,
  rawId: id,
  type: "public-key" as const,
  clientExtensionResults: {},
  response,
});

const clientDataOf = (type: string, challenge: string, origin: string) =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

function headOf(rpId: string, flags: number, count: number) {
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(count);
  return Buffer.concat([createHash("sha256").update(rpId).digest(), Buffer.from([flags]), counter]);
}

/** The public key as COSE: kty EC2, alg ES256, crv P-256, x, y. */
function coseOf(key: KeyObject) {
  const { x = "", y = "" } = key.export({ format: "jwk" });
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
    bytes(Buffer.from(x, "base64url")),
    Buffer.from([0x22]),
    bytes(Buffer.from(y, "base64url")),
  ]);
}

const text = (value: string) => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);
const bytes = (value: Buffer) =>
  Buffer.concat([
    value.length < 256
      ? Buffer.from([0x58, value.length])
      : Buffer.from([0x59, value.length >> 8, value.length & 0xff]),
    value,
  ]);
