import { generateKeyPairSync, sign } from "node:crypto";

const der = (tag: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
};

/** A key pair, and a certificate of it that it signed itself, as PEM: what SNS has at its SigningCertURL. */
export function snsSigner() {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const sequence = 0x30;
  const sha256WithRsa = der(sequence, der(0x06, Buffer.from("2a864886f70d01010b", "hex")), der(0x05));
  const tbs = der(
    sequence,
    der(0x02, Buffer.from([1])),
    sha256WithRsa,
    der(sequence),
    der(sequence, der(0x17, Buffer.from("260101000000Z")), der(0x17, Buffer.from("360101000000Z"))),
    der(sequence),
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = sign("sha256", tbs, privateKey);
  const certificate = der(sequence, tbs, sha256WithRsa, der(0x03, Buffer.from([0]), signature));
  const pem = `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;

  /** Signs an SNS message as SNS would. */
  const signed = <Posted extends Record<string, string>>(posted: Posted) => {
    const names =
      posted.Type === "Notification"
        ? ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
        : ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
    const text = names.flatMap((name) => (posted[name] === undefined ? [] : [`${name}\n${posted[name]}\n`])).join("");
    const algorithm = posted.SignatureVersion === "1" ? "RSA-SHA1" : "RSA-SHA256";
    return { ...posted, Signature: sign(algorithm, Buffer.from(text), privateKey).toString("base64") };
  };
  return { pem, signed };
}
