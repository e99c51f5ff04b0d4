import type { Ctx } from "../../context.ts";
import { Refusal } from "../../errors.ts";

/** The code of an invitation, 128 bits of it: it follows from the row, so it can be mailed again and is not kept in it. */
export const seatCodeOf = (ctx: Pick<Ctx, "tokens">, id: string): string => ctx.tokens.derive("seat", id).slice(0, 22);

export const keyOfSeatCode = (ctx: Pick<Ctx, "tokens">, code: string): string => ctx.tokens.keyedHash("seat", code);

export const seatLink = (ctx: Pick<Ctx, "tokens" | "env">, id: string): string =>
  new URL(`/seat/${seatCodeOf(ctx, id)}`, ctx.env.http.appUrl).href;

export const noSuchInvitation = () =>
  new Refusal("not_found", "There is no such invitation. Look whether the whole address of the mail is there.");
