import type { Ctx } from "../context.ts";

/** What names a delivery in the links of its mail: only we can have written it, and it opens nothing. */
export const readerToken = (ctx: Pick<Ctx, "tokens">, deliveryId: string) => ctx.tokens.sign("reader", deliveryId);

/** The delivery that a link names; undefined where it names nobody, or was made up. */
export function readerOf(ctx: Pick<Ctx, "tokens">, token: string): string | undefined {
  const id = ctx.tokens.open("reader", token);
  return id && /^\d{1,18}$/.test(id) ? id : undefined;
}
