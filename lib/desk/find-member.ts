import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { notFound } from "../errors.ts";

/**
 * The member with exactly this address. That somebody is none is an answer as well, so who asked is written down either way, with the address as a keyed hash.
 * @throws Refusal not_found
 */
export async function findMember(ctx: Ctx<Member>, address: string): Promise<{ id: string }> {
  const emailKey = ctx.tokens.keyedHash("address", address);
  await ctx.db.$transaction((tx) => record(tx, ctx, "address.looked_up", { kind: "address", id: emailKey }));
  const member = await ctx.db.member.findUnique({ where: { email: address }, select: { id: true } });
  if (!member) throw notFound("member");
  return member;
}
