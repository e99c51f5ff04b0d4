import type { Ctx } from "../context.ts";
import type { Sql } from "../db.ts";
import { Refusal } from "../errors.ts";
import { gathered } from "../gather.ts";
import type { Topic } from "../members/consent.ts";
import { withdraw } from "../members/withdraw.ts";

/** The token in a mail's unsubscribe address: it names one delivery, so it can take only its own reader off its own list. */
export const leaveToken = (ctx: Pick<Ctx, "tokens">, deliveryId: string) => ctx.tokens.sign("unsubscribe", deliveryId);

/** What the page behind that address shows. Looking takes nobody off anything. */
export async function lookAtLeave(ctx: Ctx, token: string): Promise<Leave | undefined> {
  const id = ctx.tokens.open("unsubscribe", token);
  return id && /^\d{1,18}$/.test(id) ? doorsOf(ctx.sql).look(id) : undefined;
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
  if (hasChanged) await doorsOf(ctx.sql).note(seen);
  return { topic: seen.topic };
}

type Doors = { look(deliveryId: string): Promise<Leave | undefined>; note(left: Leave): Promise<undefined> };
const doors = new WeakMap<Sql, Doors>();

/** After a mailing to many, many leave at once: each step is one statement for all who are at it. */
function doorsOf(sql: Sql): Doors {
  const known = doors.get(sql) ?? {
    look: gathered((ids: string[]) => lookAll(sql, ids)),
    note: gathered((leaves: Leave[]) => noteAll(sql, leaves)),
  };
  doors.set(sql, known);
  return known;
}

async function lookAll(sql: Sql, ids: string[]): Promise<(Leave | undefined)[]> {
  const found = await sql<Leave>`
    select d.id::text as "deliveryId", d.mailing_id as "mailingId", d.member_id as "memberId", m.topic,
           coalesce(s.act = 'withdrawn', true) as "hasLeft"
    from unnest(${ids}::bigint[]) asked (id) join deliveries d on d.id = asked.id join mailings m on m.id = d.mailing_id
    left join consent_standings s on s.member_id = d.member_id and s.topic = m.topic
    where d.member_id is not null`;
  const byId = new Map(found.map((one) => [one.deliveryId, one]));
  return ids.map((id) => byId.get(String(BigInt(id))));
}

/** A figure, behind what it counts: nobody waits until it is on the disk. */
async function noteAll(sql: Sql, leaves: Leave[]): Promise<undefined[]> {
  await sql`
    with unhurried as materialized (select set_config('synchronous_commit', 'off', true))
    insert into mailing_leaves (delivery_id, mailing_id)
    select l.delivery_id, l.mailing_id from unhurried, unnest(${leaves.map(({ deliveryId }) => deliveryId)}::bigint[], ${leaves.map(({ mailingId }) => mailingId)}::uuid[]) l (delivery_id, mailing_id)
    order by delivery_id on conflict do nothing`;
  return leaves.map(() => undefined);
}
