import { importPKCS8, SignJWT } from "jose";
import type { ClientAuth } from "openid-client";
import type { SignInProvider } from "../sign-in-providers.ts";

/** Apple takes a JWT of ours in the place of a secret. It may be good for half a year; one for each exchange need never be renewed. */
export const appleSecret =
  (
    issuer: string,
    clientId: string,
    { teamId, keyId, privateKey }: NonNullable<SignInProvider["appleKey"]>,
  ): ClientAuth =>
  async (_server, _client, body) => {
    const secret = await new SignJWT()
      .setProtectedHeader({ alg: "ES256", kid: keyId })
      .setIssuer(teamId)
      .setSubject(clientId)
      .setAudience(issuer)
      .setIssuedAt()
      .setExpirationTime("5m")
      .sign(await importPKCS8(privateKey, "ES256"));
    body.set("client_id", clientId);
    body.set("client_secret", secret);
  };
