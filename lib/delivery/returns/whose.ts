import type { Ctx } from "../../context.ts";
import { emailAddress } from "../../members/address.ts";
import type { Topic } from "../../members/consent.ts";
import { isSame } from "../../tokens.ts";
import { deliveryOf, deliveryOfToken } from "./address.ts";
import type { Clues } from "./read.ts";

/** A delivery of ours, and what a report on it may change. */
export type Whose = { id: bigint; memberId: string | null; address: string; addressKey: string; topic: Topic };

/**
 * The delivery that a report proves to be about: by our return path, by our header's token, or by our Message-ID together
 * with the address that it was made for. Each holds an HMAC; what none of them proves has no effect.
 */
export async function whose(ctx: Ctx, clues: Clues): Promise<Whose | undefined> {
  for (const address of clues.returnPaths.slice(0, most)) {
    const id = deliveryOf(ctx, address);
    if (id !== undefined) return byId(ctx, id);
  }
  for (const token of clues.tokens.slice(0, most)) {
    const id = deliveryOfToken(ctx, token);
    if (id !== undefined) return byId(ctx, id);
  }
  const keys = new Set(clues.recipients.slice(0, most).flatMap((address) => keyOf(ctx, address) ?? []));
  for (const messageId of new Set(clues.messageIds.slice(0, most)))
    for (const key of keys) {
      const mailingId = mailingOf(ctx, messageId, key);
      if (mailingId) return byMailing(ctx, mailingId, key);
    }
  return undefined;
}

/** The key under which an address is known; undefined for what is none. */
export function keyOf(ctx: Pick<Ctx, "tokens">, address: string): string | undefined {
  const parsed = emailAddress.safeParse(address);
  return parsed.success ? ctx.tokens.keyedHash("address", parsed.data) : undefined;
}

/** Nobody is named that often in an honest report. */
const most = 20;

/** The mailing in one of our Message-IDs, `<mailing.mac@domain>`, when its HMAC is that of the address. */
function mailingOf(ctx: Ctx, messageId: string, addressKey: string): string | undefined {
  const [, mailingId, mac] = /^\s*<?([0-9a-f-]{36})\.([\w-]{22})@[^\s<>]+>?\s*$/.exec(messageId) ?? [];
  if (!mailingId || !mac) return undefined;
  return isSame(mac, ctx.tokens.derive("message-id", `${mailingId}:${addressKey}`).slice(0, 22))
    ? mailingId
    : undefined;
}

const byId = async (ctx: Ctx, id: bigint) =>
  (
    await ctx.sql<Whose>`
      select d.id, d.member_id as "memberId", d.address, d.address_key as "addressKey", m.topic
      from deliveries d join mailings m on m.id = d.mailing_id where d.id = ${id}`
  ).map(asBig)[0];

const byMailing = async (ctx: Ctx, mailingId: string, key: string) =>
  (
    await ctx.sql<Whose>`
      select d.id, d.member_id as "memberId", d.address, d.address_key as "addressKey", m.topic
      from deliveries d join mailings m on m.id = d.mailing_id where d.mailing_id = ${mailingId} and d.address_key = ${key}`
  ).map(asBig)[0];

/** pg hands on a bigint as text. */
const asBig = (row: Whose): Whose => ({ ...row, id: BigInt(row.id) });
