import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";
import type { Topic } from "../members/consent.ts";
import { withdraw } from "../members/withdraw.ts";

/** The token in a mail's unsubscribe address: it names one delivery, so it can take only its own reader off its own list. */
export const leaveToken = (ctx: Pick<Ctx, "tokens">, deliveryId: string) => ctx.tokens.sign("unsubscribe", deliveryId);

/** What the page behind that address shows. Looking takes nobody off anything. */
export async function lookAtLeave(ctx: Ctx, token: string): Promise<Leave | undefined> {
  const id = ctx.tokens.open("unsubscribe", token);
  if (!id || !/^\d{1,18}$/.test(id)) return undefined;
  const [found] = await ctx.sql<Leave>`
    select d.id::text as "deliveryId", d.mailing_id as "mailingId", d.member_id as "memberId", m.topic,
           coalesce(s.act = 'withdrawn', true) as "hasLeft"
    from deliveries d join mailings m on m.id = d.mailing_id
    left join consent_standings s on s.member_id = d.member_id and s.topic = m.topic
    where d.id = ${id}::bigint and d.member_id is not null`;
  return found;
}

type Leave = { deliveryId: string; mailingId: string; memberId: string; topic: Topic; hasLeft: boolean };

/** Takes the reader of one mail off its list: at once, in the middle of a send too; twice is once. */
export async function leave(ctx: Ctx, token: string, source: string): Promise<{ topic: Topic }> {
  const seen = await lookAtLeave(ctx, token);
  if (!seen)
    throw new Refusal(
      "not_found",
      "This address is not one of ours, or it was cut off. Use the link in the mail, or the page “My newsletters”.",
    );
  const { hasChanged } = await withdraw(ctx, seen.memberId, seen.topic, source);
  if (hasChanged)
    await ctx.sql`
      insert into mailing_leaves (delivery_id, mailing_id) values (${seen.deliveryId}::bigint, ${seen.mailingId}::uuid)
      on conflict do nothing`;
  return { topic: seen.topic };
}
