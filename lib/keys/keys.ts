import type { z } from "zod";
import { mayDo } from "../access.ts";
import { keyHash, newKey } from "../api-key.ts";
import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { notFound, Refusal } from "../errors.ts";
import type { keyBody } from "./schema.ts";

const mostKeys = 50;

type Key = {
  id: string;
  name: string;
  prefix: string;
  acts: string[];
  madeBy: string;
  createdAt: Date;
  lastUsedAt: Date | null;
};

export const listKeys = (ctx: Pick<Ctx, "sql">) => ctx.sql<Key>`
  select k.id, k.name, k.prefix, k.acts, coalesce(m.display_name, m.email, 'somebody who left') as "madeBy", k.created_at as "createdAt",
         k.last_used_at as "lastUsedAt"
  from api_keys k left join members m on m.id = k.made_by_id where k.revoked_at is null order by k.created_at desc, k.id desc`;

/** Makes a key. The whole of it is answered this once, and kept nowhere. */
export async function makeKey(ctx: Ctx<Member>, { name, acts }: z.output<typeof keyBody>) {
  const beyond = acts.find((act) => !mayDo(ctx.actor.roles, act));
  if (beyond) throw new Refusal("not_allowed", `A key can do no more than its maker, and you may not do “${beyond}”.`);
  const { prefix, token } = newKey(ctx.tokens);
  const key = await ctx.db.$transaction(async (tx) => {
    if ((await tx.apiKey.count({ where: { revokedAt: null } })) >= mostKeys)
      throw new Refusal("invalid_input", `At most ${mostKeys} keys can be kept. Revoke one first.`);
    const made = await tx.apiKey.create({
      data: { name, acts, prefix, hash: keyHash(ctx.tokens, token), madeById: ctx.actor.id, createdAt: ctx.now() },
    });
    await record(tx, ctx, "key.made", { kind: "key", id: made.id }, { after: { name, prefix, acts } });
    return made;
  });
  const { id, createdAt, lastUsedAt } = key;
  return { id, name, prefix, acts, madeBy: ctx.actor.displayName ?? ctx.actor.email, createdAt, lastUsedAt, token };
}

/** From the next request on it opens nothing. */
export async function revokeKey(ctx: Ctx<Member>, id: string) {
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: ctx.now() } });
    if (count === 0) throw notFound("key");
    await record(tx, ctx, "key.revoked", { kind: "key", id });
  });
}
