import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";

type Endpoint = {
  id: string;
  address: string;
  description: string;
  events: string[];
  createdAt: Date;
  isPaused: boolean;
  failingSince: Date | null;
  waiting: number;
  givenUp: number;
};
type Whole = Endpoint & { secret: string; previousUntil: Date | null };
type Attempt = { at: Date; ms: number; status: number | null; answer: string | null; problem: string | null };
export type Delivery = {
  id: string;
  eventId: string;
  type: string;
  at: Date;
  state: "waiting" | "delivered" | "given_up";
  tries: number;
  nextAt: Date | null;
  body: string | null;
  attempts: Attempt[];
};

/** How many webhooks about what happened since then were given up on, for each of who is told. */
export async function givenUpSince({ sql }: Pick<Ctx, "sql">, since: Date): Promise<Map<string, number>> {
  const rows = await sql<{ id: string; count: number }>`
    select d.endpoint_id as id, count(*)::int as count from webhook_deliveries d join webhook_events v on v.id = d.event_id
    where d.state = 'given_up' and v.at > ${since} group by d.endpoint_id`;
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** Who is told, the newest first, with how much waits for each. */
export const listEndpoints = (ctx: Pick<Ctx, "sql">) => ctx.sql<Endpoint>`
  select e.id, e.address, e.description, e.events, e.created_at as "createdAt", e.paused_at is not null as "isPaused",
         e.failing_since as "failingSince",
         (select count(*)::int from webhook_deliveries d where d.endpoint_id = e.id and d.state = 'waiting') as waiting,
         (select count(*)::int from webhook_deliveries d where d.endpoint_id = e.id and d.state = 'given_up') as "givenUp"
  from webhook_endpoints e order by e.created_at desc, e.id desc`;

/** @throws Refusal not_found */
export async function showEndpoint(ctx: Pick<Ctx, "sql" | "tokens" | "now">, id: string): Promise<Whole> {
  const [row] = await ctx.sql<Whole>`
    select e.id, e.address, e.description, e.events, e.created_at as "createdAt", e.paused_at is not null as "isPaused",
           e.failing_since as "failingSince", e.secret, case when e.previous_until > now() then e.previous_until end as "previousUntil",
           (select count(*)::int from webhook_deliveries d where d.endpoint_id = e.id and d.state = 'waiting') as waiting,
           (select count(*)::int from webhook_deliveries d where d.endpoint_id = e.id and d.state = 'given_up') as "givenUp"
    from webhook_endpoints e where e.id = ${id}::uuid`;
  if (!row) throw new Refusal("not_found", "There is no such webhook.");
  return { ...row, secret: ctx.tokens.unseal("webhook-secret", row.secret) };
}

/** What was told or is to be, the newest first, with every try. */
export async function listDeliveries(
  ctx: Pick<Ctx, "sql">,
  endpointId: string,
  { before, most }: { before: { at: Date; id: string }; most: number },
): Promise<Delivery[]> {
  return ctx.sql<Delivery>`
    select d.id, d.event_id as "eventId", v.type, v.at, d.state::text as state, d.tries, v.body,
           case when d.state = 'waiting' then d.next_at end as "nextAt",
           coalesce((select json_agg(json_build_object('at', a.at, 'ms', a.ms, 'status', a.status, 'answer', a.answer, 'problem', a.problem) order by a.at desc)
                     from webhook_attempts a where a.delivery_id = d.id), '[]') as attempts
    from webhook_deliveries d join webhook_events v on v.id = d.event_id
    where d.endpoint_id = ${endpointId}::uuid and (v.at, d.id) < (${before.at}::timestamptz, ${before.id}::uuid)
    order by v.at desc, d.id desc limit ${most}::int`.then((rows) =>
    rows.map((row) => ({ ...row, attempts: row.attempts.map((one) => ({ ...one, at: new Date(one.at) })) })),
  );
}
