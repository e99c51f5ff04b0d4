import { record } from "../audit.ts";
import { actingAs, type Ctx, type Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { notFound } from "../errors.ts";
import { publisherLoginOf, publisherProvider } from "../publisher-login.ts";

/** Accounts elsewhere that a member signs in with. */
export async function listLinked(ctx: Ctx<Member>) {
  const accounts = await ctx.db.account.findMany({ where: { memberId: ctx.actor.id }, orderBy: { createdAt: "asc" } });
  const hasPublisher = accounts.some(({ provider }) => provider === publisherProvider);
  const login = hasPublisher ? await publisherLoginOf(ctx) : undefined;
  const named = [...ctx.env.signInWith, { id: publisherProvider, name: login?.name ?? "the publisher" }];
  return accounts.map(({ id, provider, createdAt }) => ({
    id,
    name: named.find((one) => one.id === provider)?.name ?? provider,
    linkedAt: createdAt,
  }));
}

/** Ends a link. The mail is always the other way in. One of somebody else's, and one that never was, are the same 404. */
export async function unlink(ctx: Ctx<Member>, id: string) {
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.account.deleteMany({ where: { id, memberId: ctx.actor.id } });
    if (count === 0) throw notFound("link to another account");
    await record(tx, ctx, "member.unlinked", { kind: "member", id: ctx.actor.id });
  });
  return { id };
}

/** Links an account to a member, unless it is already (false), or one of them is linked otherwise. One account at each provider for a member. */
export async function linkTo(
  tx: Tx,
  ctx: Ctx,
  memberId: string,
  { provider, id }: { provider: string; id: string },
): Promise<boolean | "another"> {
  // One at a time for a member, so that of two accounts at one provider one is linked.
  await tx.$queryRaw`select 1 as locked from members where id = ${memberId}::uuid for no key update`;
  const others = await tx.account.findMany({
    where: { provider, OR: [{ memberId }, { providerAccountId: id }] },
  });
  if (others.some((one) => one.memberId === memberId && one.providerAccountId === id)) return false;
  if (others.length > 0) return "another";
  await tx.account.create({
    data: { memberId, provider, providerAccountId: id, type: "oidc", createdAt: ctx.now() },
  });
  return true;
}

export const recordLinked = (tx: Tx, ctx: Ctx, member: Member, provider: string) =>
  record(
    tx,
    actingAs(ctx, member, ctx.requestId),
    "member.linked",
    { kind: "member", id: member.id },
    { after: { provider } },
  );
