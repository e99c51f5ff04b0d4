import type { Ctx } from "../../context.ts";
import { emailAddress } from "../../members/address.ts";
import type { Topic } from "../../members/consent.ts";
import { messageReturnOf, promptReturnOf } from "../../return-path.ts";
import { isSame } from "../../tokens.ts";
import { deliveryOf, deliveryOfToken } from "./address.ts";
import type { Clues } from "./read.ts";

/** A delivery of ours, and what a report on it may change. */
export type Whose = {
  id: bigint;
  mailingId: string;
  memberId: string | null;
  address: string;
  addressKey: string;
  topic: Topic;
};

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

/** A mail that a person waited for. `mail` tells it from the others to the same address; `promptId` is its own, where that is proven. */
export type PromptWhose = { address: string; addressKey: string; mail: string; promptId?: string };

/**
 * The address that a report proves to be about, when its mail was no mailing's: by the return path, or by our Message-ID. A
 * return path holds only the beginning of the key; the report names the address, or it is a member's.
 */
export async function whosePrompt(ctx: Ctx, clues: Clues): Promise<PromptWhose | undefined> {
  const named = clues.recipients
    .slice(0, most)
    .flatMap((address) => ({ address, addressKey: keyOf(ctx, address) ?? "" }));
  for (const path of clues.returnPaths.slice(0, most)) {
    const message = messageReturnOf(ctx, path);
    if (message) return byMessage(ctx, message);
    const is = promptReturnOf(ctx, path);
    if (!is) continue;
    const own =
      named.find(({ addressKey }) => addressKey.startsWith(is.keyStart)) ?? (await byKeyStart(ctx, is.keyStart));
    return own && { ...own, mail: `prompt|${is.keyStart}|${is.day}` };
  }
  for (const messageId of clues.messageIds.slice(0, most))
    for (const one of named) {
      const id = one.addressKey && mailingOf(ctx, messageId, one.addressKey);
      if (id) return { ...one, mail: `prompt|${id}`, promptId: id };
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

/** The id in one of our Message-IDs, `<id.mac@domain>` (return-path.ts), when its HMAC is that of the address. */
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
      select d.id, d.mailing_id as "mailingId", d.member_id as "memberId", d.address, d.address_key as "addressKey", m.topic
      from deliveries d join mailings m on m.id = d.mailing_id where d.id = ${id}`
  ).map(asBig)[0];

const byMailing = async (ctx: Ctx, mailingId: string, key: string) =>
  (
    await ctx.sql<Whose>`
      select d.id, d.mailing_id as "mailingId", d.member_id as "memberId", d.address, d.address_key as "addressKey", m.topic
      from deliveries d join mailings m on m.id = d.mailing_id where d.mailing_id = ${mailingId} and d.address_key = ${key}`
  ).map(asBig)[0];

/** A mail to one person, by its own return path. */
const byMessage = async (ctx: Ctx, id: string): Promise<PromptWhose | undefined> =>
  (
    await ctx.sql<{ address: string; addressKey: string }>`
      select address, address_key as "addressKey" from messages where id = ${id}::uuid`
  ).map((own) => ({ ...own, mail: `prompt|${id}`, promptId: id }))[0];

/** Keys are hex in lower case, so everything that begins so lies before the same with a "g" behind it. */
const byKeyStart = async (ctx: Ctx, keyStart: string) =>
  (
    await ctx.sql<{ address: string; addressKey: string }>`
      select email as address, email_key as "addressKey" from members
      where email_key >= ${keyStart} and email_key < ${`${keyStart}g`} limit 1`
  )[0];

/** pg hands on a bigint as text. */
const asBig = (row: Whose): Whose => ({ ...row, id: BigInt(row.id) });
