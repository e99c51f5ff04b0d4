import type { Ctx } from "../../context.ts";

/** Without letters that are taken for digits (Crockford): it is read out and typed. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The code of a gift, 80 bits of it: it follows from the row, so it can be shown again and is not kept in it. "7XQ2-M4TF-9KZA-0BHE" */
export function codeOf(ctx: Pick<Ctx, "tokens">, { id, codeNth }: { id: string; codeNth: number }): string {
  const bytes = Buffer.from(ctx.tokens.derive("gift", `${id}.${codeNth}`), "base64url");
  const letters = [...bytes.subarray(0, 16)].map((byte) => alphabet[byte & 31]).join("");
  return letters.match(/.{4}/g)?.join("-") ?? letters;
}

/** What a code is found by, however it was typed. */
export function keyOfCode(ctx: Pick<Ctx, "tokens">, typed: string): string {
  const letters = typed
    .toUpperCase()
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1")
    .replace(/[^0-9A-Z]/g, "");
  return ctx.tokens.keyedHash("gift", letters);
}
