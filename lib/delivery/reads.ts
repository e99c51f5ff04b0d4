import { stringify } from "csv-stringify/sync";
import type { Ctx } from "../context.ts";
import { notFound } from "../errors.ts";

export const deliveryStates = [
  "queued",
  "claimed",
  "in_data",
  "accepted",
  "bounced",
  "expired",
  "suppressed",
  "excluded",
  "uncertain",
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export const mailingStates = ["scheduled", "sending", "paused", "cancelled", "finished"] as const;
export type MailingState = (typeof mailingStates)[number];

export type Progress = {
  id: string;
  subject: string;
  topic: string;
  state: MailingState;
  stateReason: string | null;
  createdAt: Date;
  finishedAt: Date | null;
  total: number;
  accepted: number;
  waiting: number;
  bounced: number;
  uncertain: number;
  left: number;
};

/** The newest mailings with what became of their deliveries, counted from the ledger itself. */
export const listMailings = (ctx: Pick<Ctx, "sql">, ids: string[] | null = null) => ctx.sql<Progress>`
  select m.id, m.subject, m.topic, m.state, m.state_reason as "stateReason", m.created_at as "createdAt", m.finished_at as "finishedAt",
         count(d.id)::int as total,
         count(*) filter (where d.state = 'accepted')::int as accepted,
         count(*) filter (where d.state in ('queued', 'claimed', 'in_data'))::int as waiting,
         count(*) filter (where d.state in ('bounced', 'expired'))::int as bounced,
         count(*) filter (where d.state = 'uncertain')::int as uncertain,
         count(*) filter (where d.state in ('excluded', 'suppressed'))::int as "left"
  from (select * from mailings where ${ids}::uuid[] is null or id = any(${ids}::uuid[]) order by created_at desc limit 50) m
  left join deliveries d on d.mailing_id = m.id
  group by m.id, m.subject, m.topic, m.state, m.state_reason, m.created_at, m.finished_at
  order by m.created_at desc`;

export type Detail = Pick<
  Progress,
  "id" | "subject" | "topic" | "state" | "stateReason" | "createdAt" | "finishedAt" | "total"
> & {
  /** When it starts, where it was given a time. */
  startsAt: Date | null;
  /** Each reader gets it at their own hour: what `startsAt` shows in this zone. */
  localZone: string | null;
  /** In minutes. */
  lateLimit: number | null;
  counts: Record<DeliveryState, number>;
  /** Mails settled for each second, over the last minute; 0 when nothing was. */
  rate: number;
  /** Until nothing waits, at that rate; null while nobody can know. */
  secondsLeft: number | null;
  /** How many a retry would try again: refused for good or given up on, and not proven dead. */
  canRetry: number;
};

/**
 * One mailing, counted from the ledger itself. Each row is in one state, so the counts add up to the total.
 * @throws Refusal not_found
 */
export async function readMailing(ctx: Pick<Ctx, "sql">, mailingId: string): Promise<Detail> {
  const [mailing] = await ctx.sql<
    Omit<Detail, "counts" | "total" | "rate" | "secondsLeft" | "canRetry"> & { age: number }
  >`
    select id, subject, topic, state, state_reason as "stateReason", created_at as "createdAt", finished_at as "finishedAt",
           starts_at as "startsAt", local_zone as "localZone", late_limit as "lateLimit",
           extract(epoch from now() - created_at)::float8 as age
    from mailings where id = ${mailingId}`;
  if (!mailing) throw notFound("mailing");
  const rows = await ctx.sql<{ state: DeliveryState; count: number; lately: number }>`
    select state, count(*)::int as count, count(*) filter (where settled_at > now() - interval '60 seconds')::int as lately
    from deliveries where mailing_id = ${mailingId} group by state`;
  const [again] = await ctx.sql<{ count: number }>`
    select count(*)::int as count from deliveries d where d.mailing_id = ${mailingId} and d.state in ('bounced', 'expired')
      and not exists (select 1 from suppressions s where s.address_key = d.address_key and s.lifted_at is null)`;
  const counts = Object.fromEntries(deliveryStates.map((state) => [state, 0])) as Record<DeliveryState, number>;
  for (const row of rows) counts[row.state] = row.count;
  const { age, ...facts } = mailing;
  const lately = rows
    .filter((row) => row.state === "accepted" || row.state === "bounced" || row.state === "uncertain")
    .reduce((sum, row) => sum + row.lately, 0);
  const rate = mailing.state === "sending" ? Math.round((lately / Math.min(60, Math.max(1, age))) * 10) / 10 : 0;
  const waiting = counts.queued + counts.claimed + counts.in_data;
  return {
    ...facts,
    total: rows.reduce((sum, row) => sum + row.count, 0),
    counts,
    rate,
    secondsLeft: waiting === 0 ? 0 : rate > 0 ? Math.ceil(waiting / rate) : null,
    canRetry: again?.count ?? 0,
  };
}

export type DeliveryLine = {
  id: string;
  address: string;
  state: DeliveryState;
  reason: string | null;
  answer: string | null;
  tries: number;
  nextTryAt: Date | null;
  settledAt: Date | null;
};

/** Who got a mailing and why not, in the order of the ledger; `after` is the id of the last line seen, "0" for the top. */
export const listDeliveries = (
  ctx: Pick<Ctx, "sql">,
  mailingId: string,
  { state = null, after = "0" }: { state?: DeliveryState | null; after?: string },
) => ctx.sql<DeliveryLine>`
  select id::text, address, state, reason, answer, tries,
         case when state = 'queued' then next_try_at end as "nextTryAt", settled_at as "settledAt"
  from deliveries
  where mailing_id = ${mailingId} and id > ${after}::bigint and (${state}::text is null or state = ${state}::delivery_state)
  order by deliveries.id limit 500`;

const columns = ["address", "state", "reason", "answer", "tries", "settledAt"];

/** The same list as CSV (RFC 4180), a piece at a time, so that a million lines need no more memory than five hundred. */
export async function* deliveriesAsCsv(ctx: Pick<Ctx, "sql">, mailingId: string, state: DeliveryState | null) {
  yield stringify([columns]);
  let after = "0";
  for (;;) {
    const lines = await listDeliveries(ctx, mailingId, { state, after });
    if (lines.length > 0)
      yield stringify(lines, { columns, escape_formulas: true, cast: { date: (date) => date.toISOString() } });
    const last = lines.at(-1);
    if (!last || lines.length < 500) return;
    after = last.id;
  }
}

/** How large a mail a provider takes, in bytes, as its server said. */
export type AnnouncedSize = { provider: string; largest: number; heardAt: Date };

/** What the providers have said of themselves in the last day. What is older may have changed, so it refuses nothing. */
export const announcedSizes = ({ sql }: Pick<Ctx, "sql">) => sql<AnnouncedSize>`
  select provider, largest::float8 as largest, heard_at as "heardAt" from provider_sizes
  where heard_at > now() - interval '1 day' order by provider`;
