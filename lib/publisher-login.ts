import { z } from "zod";
import type { House } from "./context.ts";

/** The publisher's own login, as an administrator has described it: whoever holds one of its keys can sign readers in. */
export type PublisherLogin = z.output<typeof stored>;

const publicKey = z.looseObject({ kty: z.enum(["EC", "OKP", "RSA"]), kid: z.string().optional() });
export type PublicKey = z.output<typeof publicKey>;

const stored = z.object({
  /** What its button says. */
  name: z.string(),
  /** As its tokens name it. */
  issuer: z.string(),
  /** Where its public keys lie; empty where they were pasted. */
  keysAddress: z.string(),
  keys: z.array(publicKey),
  /** Where readers without a session there sign in; empty for no button. */
  loginAddress: z.string(),
});

/** The provider of accounts that are linked to it. */
export const publisherProvider = "publisher";

export async function publisherLoginOf(house: Pick<House, "sql">): Promise<PublisherLogin | undefined> {
  const [row] = await house.sql<{ value: unknown }>`select value from settings where key = 'publisher-login'`;
  return stored.safeParse(row?.value).data;
}
