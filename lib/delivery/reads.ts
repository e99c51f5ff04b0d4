import { stringify } from "csv-stringify/sync";
import { keptAudience } from "../audiences/schema.ts";
import type { Ctx } from "../context.ts";
import { notFound } from "../errors.ts";
import { type DeliveryState, endsOtherwise, type MailingState } from "./states.ts";
import { type Counts, emptyTally, storedTally, talliesOf } from "./tally.ts";

export type Progress = {
  id: string;
  subject: string;
  topic: string;
  state: MailingState;
  stateReason: string | null;
  createdAt: Date;
  /** When it starts, where it was given a time. */
  startsAt: Date | null;
  /** Each reader gets it at their own hour: what `startsAt` shows in this zone. */
  localZone: string | null;
  finishedAt: Date | null;
  total: number;
  accepted: number;
  waiting: number;
  /** Of those that wait, how many were put off at least once. */
  again: number;
  bounced: number;
  uncertain: number;
  left: number;
  rate: number;
  secondsLeft: number | null;
};

type Facts = Pick<
  Progress,
  "id" | "subject" | "topic" | "state" | "stateReason" | "createdAt" | "startsAt" | "localZone" | "finishedAt"
> & {
  tally: unknown;
  /** Seconds since it began or was made. */
  age: number;
};

const newest = 50;

/** The newest mailings, or those of the given ids, the newest first, with what became of their deliveries, counted from the ledger itself. */
export async function listMailings(ctx: Pick<Ctx, "sql">, ids: string[] | null = null): Promise<Progress[]> {
  const mailings = await ctx.sql<Facts>`
    select id, subject, topic, state, state_reason as "stateReason", created_at as "createdAt", starts_at as "startsAt", local_zone as "localZone", finished_at as "finishedAt", tally,
           extract(epoch from now() - coalesce(frozen_at, created_at))::float8 as age
    from mailings where ${ids}::uuid[] is null or id = any(${ids}::uuid[]) order by created_at desc limit ${ids ? null : newest}`;
  const tallied = new Map(mailings.map(({ id, tally }) => [id, storedTally(tally)]));
  const counted = await talliesOf(
    ctx,
    mailings.filter(({ id }) => !tallied.get(id)),
  );
  return mailings.map(({ tally: _, age, ...facts }) => {
    const { counts, again, lately } = tallied.get(facts.id) ?? counted.get(facts.id) ?? emptyTally();
    return {
      ...facts,
      total: sumOf(counts),
      accepted: counts.accepted,
      waiting: waitingOf(counts),
      again,
      bounced: counts.bounced + counts.expired,
      uncertain: counts.uncertain,
      left: counts.excluded + counts.suppressed,
      ...paceOf(facts.state, counts, lately, age),
    };
  });
}

export type Detail = Pick<
  Progress,
  | "id"
  | "subject"
  | "topic"
  | "state"
  | "stateReason"
  | "createdAt"
  | "startsAt"
  | "localZone"
  | "finishedAt"
  | "total"
  | "again"
> & {
  /** In minutes. */
  lateLimit: number | null;
  /** Whom it is for, of those who confirmed its topic; null for all of them. */
  audience: { name: string; words: string } | null;
  counts: Counts;
  /** Readers are added to it one after another, so it goes on when it is finished. */
  grows: boolean;
  /** Mails settled for each second, over the last minute; 0 when nothing was. */
  rate: number;
  /** Until nothing waits, at that rate; null while nobody can know. */
  secondsLeft: number | null;
  /** How many a retry would try again: refused for good or given up on, and not proven dead. */
  canRetry: number;
  /** What came back after it was accepted: bounces and complaints. */
  returned: number;
  complained: number;
};

/**
 * One mailing, counted from the ledger itself. Each row is in one state, so the counts add up to the total.
 * @throws Refusal not_found
 */
export async function readMailing(ctx: Pick<Ctx, "sql">, mailingId: string): Promise<Detail> {
  const [mailing] = await ctx.sql<
    Omit<Facts, "tally"> &
      Pick<Detail, "lateLimit" | "grows" | "canRetry" | "returned" | "complained"> & {
        audience: unknown;
      }
  >`
    select m.id, m.subject, m.topic, m.state, m.state_reason as "stateReason", m.created_at as "createdAt", m.finished_at as "finishedAt",
           m.starts_at as "startsAt", m.local_zone as "localZone", m.late_limit as "lateLimit", m.audience, m.grows,
           extract(epoch from now() - coalesce(m.frozen_at, m.created_at))::float8 as age,
           (select count(*)::int from deliveries d where d.mailing_id = m.id and d.ended_as in ('bounced', 'expired')
              and not exists (select 1 from suppressions s where s.address_key = d.address_key and s.lifted_at is null)) as "canRetry",
           coalesce(r.returned, 0) as returned, coalesce(r.complained, 0) as complained
    from mailings m
    left join lateral (
      select count(distinct r.delivery_id) filter (where r.kind = 'bounced')::int as returned,
             count(distinct r.delivery_id) filter (where r.kind = 'complained')::int as complained
      from mail_returns r join deliveries d on d.id = r.delivery_id
      where r.kind in ('bounced', 'complained') and r.at >= m.created_at and d.mailing_id = m.id) r on true
    where m.id = ${mailingId}`;
  if (!mailing) throw notFound("mailing");
  const { counts, again, lately } = (await talliesOf(ctx, [mailing])).get(mailingId) ?? emptyTally();
  const { age, audience, ...facts } = mailing;
  return {
    ...facts,
    audience: wordsOf(audience),
    total: sumOf(counts),
    again,
    counts,
    ...paceOf(facts.state, counts, lately, age),
  };
}

/** What a later version has kept is still for some and not for all. */
function wordsOf(audience: unknown): Detail["audience"] {
  if (audience === null) return null;
  const { success, data } = keptAudience.safeParse(audience);
  return success ? { name: data.name, words: data.words } : { name: "an audience", words: "cannot be read" };
}

const sumOf = (counts: Counts) => Object.values(counts).reduce((sum, count) => sum + count, 0);
const waitingOf = ({ queued, claimed, in_data }: Counts) => queued + claimed + in_data;

function paceOf(state: MailingState, counts: Counts, lately: number, age: number) {
  const rate = state === "sending" ? Math.round((lately / Math.min(60, Math.max(1, age))) * 10) / 10 : 0;
  const waiting = waitingOf(counts);
  return { rate, secondsLeft: waiting === 0 ? 0 : rate > 0 ? Math.ceil(waiting / rate) : null };
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

/**
 * Who got a mailing and why not, in the order of the ledger; `after` is the id of the last line seen, "0" for the top. Those
 * who ended otherwise than accepted are found by their index: three in a million take no longer than three in ten.
 */
export const listDeliveries = (
  ctx: Pick<Ctx, "sql">,
  mailingId: string,
  { state = null, after = "0" }: { state?: DeliveryState | null; after?: string },
) =>
  state !== null && endsOtherwise.has(state)
    ? ctx.sql<DeliveryLine>`
        select id::text, address, state, reason, answer, tries, null as "nextTryAt", settled_at as "settledAt"
        from deliveries where mailing_id = ${mailingId} and ended_as = ${state} and id > ${after}::bigint
        order by deliveries.id limit 500`
    : ctx.sql<DeliveryLine>`
        select id::text, address, state, reason, answer, tries,
               case when state = 'queued' and next_try_at < '9000-01-01' then next_try_at end as "nextTryAt", settled_at as "settledAt"
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
