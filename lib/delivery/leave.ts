import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { actorIn } from "../audit.ts";
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
  const id = idIn(ctx, token);
  return id ? doorsOf(ctx).look(id) : undefined;
}

type Leave = { deliveryId: string; mailingId: string; memberId: string; topic: Topic; hasLeft: boolean };

/** Takes the reader of one mail off its list: at once, in the middle of a send too; twice is once. */
export async function leave(ctx: Ctx, token: string, source: string): Promise<{ topic: Topic }> {
  const id = idIn(ctx, token);
  const topic = id && (await doorsOf(ctx).press(pressOn(ctx, id, source)));
  if (topic) return { topic: topic === someoneIsTold ? await leaveAndTell(ctx, token, source) : topic };
  throw noSuchMail();
}

const noSuchMail = () =>
  new Refusal(
    "not_found",
    "This address is not one of ours, or it was cut off. Use the link in the mail, or the page “My newsletters”.",
  );

/** What other servers are told is written down by us, so it is done step by step. */
async function leaveAndTell(ctx: Ctx, token: string, source: string): Promise<Topic> {
  const seen = await lookAtLeave(ctx, token);
  if (!seen) throw noSuchMail();
  const { hasChanged } = await withdraw(ctx, seen.memberId, seen.topic, source);
  if (hasChanged) await doorsOf(ctx).note(seen);
  return seen.topic;
}

function idIn(ctx: Ctx, token: string): string | undefined {
  const id = ctx.tokens.open("unsubscribe", token);
  return id && /^\d{1,18}$/.test(id) ? id : undefined;
}

const someoneIsTold = "someone is told";

type Doors = {
  look(deliveryId: string): Promise<Leave | undefined>;
  note(left: Leave): Promise<undefined>;
  press(press: Press): Promise<Topic | typeof someoneIsTold | undefined>;
};
const doors = new WeakMap<Pool, Doors>();

/** After a mailing to many, many leave at once: each step is one statement for all who are at it. */
function doorsOf({ sql, pool }: Ctx): Doors {
  const known = doors.get(pool) ?? {
    look: gathered((ids: string[]) => lookAll(sql, ids)),
    note: gathered((leaves: Leave[]) => noteAll(sql, leaves)),
    press: gathered((presses: Press[]) => pressAll(pool, presses)),
  };
  doors.set(pool, known);
  return known;
}

/** In the order of the parameters of mails_leave(). */
type Press = [
  deliveryId: string,
  source: string,
  actorKind: string | null,
  actorId: string | null,
  consentId: string,
  noteId: string,
  requestId: string,
  at: string,
];

function pressOn(ctx: Ctx, id: string, source: string): Press {
  const { actorKind, actorId } = ctx.actor.kind === "nobody" ? { actorKind: null, actorId: null } : actorIn(ctx);
  return [id, source, actorKind, actorId, randomUUID(), randomUUID(), ctx.requestId, ctx.now().toISOString()];
}

async function pressAll(pool: Pool, presses: Press[]): Promise<(Topic | typeof someoneIsTold | undefined)[]> {
  const { rows } = await pool.query<{ nth: number; topic: Topic }>({
    name: "leave by mail",
    text: `select mail_nth as nth, list as topic from mails_leave(
      $1::bigint[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::timestamptz[])`,
    values: Array.from({ length: 8 }, (_, column) => presses.map((press) => press[column])),
  });
  if (rows[0]?.nth === 0) return presses.map(() => someoneIsTold);
  const topics = new Map(rows.map(({ nth, topic }) => [nth, topic]));
  return presses.map((_, at) => topics.get(at + 1));
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
