import type { Ctx } from "../../context.ts";
import { localPartAtReturns, messageReturnOf, promptReturnOf } from "../../return-path.ts";
import { isSame } from "../../tokens.ts";

type Keyed = Pick<Ctx, "tokens">;

/**
 * `<id>.<mac>`: names one delivery to whoever got its mail, and to nobody else. Digits and hex only, for mail servers may
 * change the case of a local part. 96 bits of an HMAC.
 */
export const returnToken = (ctx: Keyed, deliveryId: bigint): string => `${deliveryId}.${macOf(ctx, deliveryId)}`;

/** The delivery that a token names; undefined when it is not one of ours. */
export function deliveryOfToken(ctx: Keyed, token: string): bigint | undefined {
  const [, id, mac] = /^(\d{1,18})\.([0-9a-f]{24})$/i.exec(token.trim()) ?? [];
  if (!id || !mac) return undefined;
  const deliveryId = BigInt(id);
  return isSame(mac.toLowerCase(), macOf(ctx, deliveryId)) ? deliveryId : undefined;
}

/**
 * The envelope sender of one delivery (VERP), to which its bounces come back: `b+<id>.<mac>@RETURN_DOMAIN`, at most 46
 * characters before the @. Undefined while RETURN_DOMAIN is not set. Costs one HMAC.
 */
export function returnPath(ctx: Pick<Ctx, "tokens" | "env">, deliveryId: bigint): string | undefined {
  const { domain } = ctx.env.returns;
  return domain && `b+${returnToken(ctx, deliveryId)}@${domain}`;
}

/** The delivery whose return path this is; undefined for any other address, a forged one too. */
export function deliveryOf(ctx: Pick<Ctx, "tokens" | "env">, address: string): bigint | undefined {
  const local = localPartAtReturns(ctx, address);
  return local?.startsWith("b+") ? deliveryOfToken(ctx, local.slice(2)) : undefined;
}

/** Whether bounces are taken for this address: of a delivery, or of a mail that a person waited for. */
export const isReturnPath = (ctx: Pick<Ctx, "tokens" | "env">, address: string): boolean =>
  deliveryOf(ctx, address) !== undefined ||
  promptReturnOf(ctx, address) !== undefined ||
  messageReturnOf(ctx, address) !== undefined;

/** Takes reports of feedback loops, which are registered for a fixed address. What they say must prove itself. */
export const isFeedbackAddress = (ctx: Pick<Ctx, "env">, address: string): boolean =>
  ["fbl", "abuse"].includes(localPartAtReturns(ctx, address) ?? "");

const macOf = ({ tokens }: Keyed, deliveryId: bigint) =>
  tokens.keyedHash("return-path", String(deliveryId)).slice(0, 24);
