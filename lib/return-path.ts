import type { House } from "./context.ts";
import { isSame } from "./tokens.ts";

/**
 * The envelope sender of a mail that a person waits for, to which its bounces come back: `p+<key>.<day>.<mac>@RETURN_DOMAIN`,
 * at most 59 characters before the @. It names the address that it went to, by the beginning of its key, and the day in UTC;
 * the HMAC is over both, and only whoever got the mail has seen it. Undefined while RETURN_DOMAIN is not set.
 */
export function promptReturnPath(house: Pick<House, "tokens" | "env" | "now">, addressKey: string): string | undefined {
  const { domain } = house.env.returns;
  if (!domain) return undefined;
  const names = `${addressKey.slice(0, 24)}.${Math.floor(house.now().getTime() / 86_400_000).toString(16)}`;
  return `p+${names}.${macOf(house, names)}@${domain}`;
}

/** What a return path of ours says of a mail that a person waited for: whose it was, and which day's. */
export type PromptReturn = { keyStart: string; day: string };

/** Undefined for any other address, a forged one too. */
export function promptReturnOf(house: Pick<House, "tokens" | "env">, address: string): PromptReturn | undefined {
  const local = localPartAtReturns(house, address) ?? "";
  const [, keyStart, day, mac] = /^p\+([0-9a-f]{24})\.([0-9a-f]{1,8})\.([0-9a-f]{24})$/.exec(local) ?? [];
  if (!keyStart || !day || !mac) return undefined;
  return isSame(mac, macOf(house, `${keyStart}.${day}`)) ? { keyStart, day } : undefined;
}

/**
 * The envelope sender of one mail that is kept track of by itself: `m+<id>.<mac>@RETURN_DOMAIN`, 59 characters before the @. What comes back
 * to it is about that mail and no other.
 */
export function messageReturnPath(house: Pick<House, "tokens" | "env">, id: string): string | undefined {
  const { domain } = house.env.returns;
  const name = id.replaceAll("-", "");
  return domain && `m+${name}.${macOf(house, name)}@${domain}`;
}

/** The mail whose return path this is; undefined for any other address, a forged one too. */
export function messageReturnOf(house: Pick<House, "tokens" | "env">, address: string): string | undefined {
  const local = localPartAtReturns(house, address) ?? "";
  const [, name, mac] = /^m\+([0-9a-f]{32})\.([0-9a-f]{24})$/.exec(local) ?? [];
  if (!name || !mac || !isSame(mac, macOf(house, name))) return undefined;
  return name.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The part before the @ of an address at RETURN_DOMAIN, in lower case: mail servers may change the case of letters. */
export function localPartAtReturns({ env }: Pick<House, "env">, address: string): string | undefined {
  const [local, domain, ...rest] = address.trim().toLowerCase().split("@");
  return local && rest.length === 0 && domain !== undefined && domain === env.returns.domain ? local : undefined;
}

/** The Message-ID of one mail: the same at every try, and made for one address, which its HMAC proves. */
export const messageIdOf = (house: Pick<House, "tokens">, id: string, addressKey: string, domain: string) =>
  `<${id}.${house.tokens.derive("message-id", `${id}:${addressKey}`).slice(0, 22)}@${domain}>`;

const macOf = ({ tokens }: Pick<House, "tokens">, names: string) =>
  tokens.keyedHash("return-path", `prompt:${names}`).slice(0, 24);
