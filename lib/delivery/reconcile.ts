import { z } from "zod";
import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";
import { notFound } from "../errors.ts";

/** One line of a mail server's own log: a body was begun, or the server took the mail and was about to say so. */
export const sinkLine = z.object({
  /** Milliseconds since 1970, on the mail server's clock. */
  at: z.number(),
  event: z.enum(["body-start", "taken"]),
  to: z.string(),
  messageId: z.string().default(""),
});
export type SinkLine = z.input<typeof sinkLine>;

/** Somebody to whom nothing may go after `at` (milliseconds), the moment at which they were told so. */
export type Gone = { address: string; at: number; why: "withdrawn" | "erased" | "suppressed" | "banned" };

export type ReconcileOptions = {
  /** For each kill of a worker or of the database, how many conversations were open: so many copies it may cost. */
  openAtKill?: number[];
  /** How often the mail server took a mail and did not say so. */
  lostAnswers?: number;
  /** Acts that were answered while the mailing went out, beside what the database itself knows. */
  gone?: Gone[];
};

export type Violation = { invariant: "I1" | "I2" | "I3" | "I4" | "I5"; detail: string; count: number };
export type Verdict = { ok: boolean; violations: Violation[]; figures: Record<string, number> };

/** Moments in the ledgers are in whole milliseconds, and an act is written a little before it is committed. */
const clockMs = 250;
const linesAtOnce = 5_000;

/**
 * Compares the frozen audience, the ledger and the mail server's own log (DELIVERY, I1 to I5). Without a log it compares
 * what the database holds. The log is streamed into a table for the time it takes, so a million lines need no memory.
 * I4 and I5 hold against the moment at which the ledger said "in data": a body that was on its way when somebody left is
 * in the figures as `onTheirWay`, and is a violation when it begins a minute later.
 * @throws Refusal not_found
 */
export async function reconcile(
  ctx: Pick<Ctx, "db">,
  mailingId: string,
  lines?: AsyncIterable<SinkLine>,
  { openAtKill = [], lostAnswers = 0, gone = [] }: ReconcileOptions = {},
): Promise<Verdict> {
  return ctx.db.$transaction(
    async (tx) => {
      const mailing = await tx.mailing.findUnique({ where: { id: mailingId } });
      if (!mailing) throw notFound("mailing");
      const figures: Record<string, number> = {};
      const violations: Violation[] = [];
      const hold = (invariant: Violation["invariant"], detail: string, count: number) => {
        if (count > 0) violations.push({ invariant, detail, count });
      };
      await putDown(tx, mailingId, gone);
      await countStates(tx, mailingId, mailing.state === "finished" || mailing.state === "cancelled", figures, hold);
      if (lines) {
        figures.logLines = await takeIn(tx, lines);
        await compareTaken(tx, mailingId, figures, hold);
        const mayCopy = openAtKill.reduce((sum, open) => sum + open, 0) + lostAnswers;
        await compareCopies(tx, mailingId, mailing.resendUncertain ? mayCopy : 0, figures, hold);
      }
      await compareGone(tx, lines !== undefined, figures, hold);
      return { ok: violations.length === 0, violations, figures };
    },
    { timeout: 3_600_000, isolationLevel: "RepeatableRead" },
  );
}

type Hold = (invariant: Violation["invariant"], detail: string, count: number) => void;
type Count = { count: number };

/** The audience, one row for each delivery, with the moment from which nothing may go to it, if there is one. */
async function putDown(tx: Tx, mailingId: string, gone: Gone[]) {
  await tx.$executeRaw`create temporary table told (address text not null, at timestamptz not null, why text not null) on commit drop`;
  for (let from = 0; from < gone.length; from += linesAtOnce) {
    const some = gone.slice(from, from + linesAtOnce);
    await tx.$executeRaw`
      insert into told select address, to_timestamp(at / 1000), why
      from unnest(${some.map((one) => one.address)}::text[], ${some.map((one) => one.at)}::float8[], ${some.map((one) => one.why)}::text[]) as t (address, at, why)`;
  }
  await tx.$executeRaw`
    insert into told
    select d.address, c.since + make_interval(secs => ${clockMs / 1000}::float8), 'withdrawn'
    from deliveries d join mailings m on m.id = d.mailing_id
    join consent_standings c on c.member_id = d.member_id and c.topic = m.topic and c.act = 'withdrawn'
    where d.mailing_id = ${mailingId}::uuid`;
  await tx.$executeRaw`
    insert into told
    select d.address, s.at + make_interval(secs => ${clockMs / 1000}::float8), 'suppressed'
    from deliveries d join suppressions s on s.address_key = d.address_key and s.lifted_at is null
    where d.mailing_id = ${mailingId}::uuid`;
  await tx.$executeRaw`
    insert into told
    select d.address, r.banned_at + make_interval(secs => ${clockMs / 1000}::float8), 'banned'
    from deliveries d join members r on r.id = d.member_id and r.banned_at is not null
    where d.mailing_id = ${mailingId}::uuid`;
  await tx.$executeRaw`
    create temporary table barred on commit drop as
    select d.id, d.address, d.in_data_at, d.tries, d.state, t.at, t.why from deliveries d
    join (select distinct on (address) address, at, why from told order by address, at) t on t.address = d.address
    where d.mailing_id = ${mailingId}::uuid`;
}

/** I1: each frozen recipient in one terminal state, and the counts add up. */
async function countStates(tx: Tx, mailingId: string, isOver: boolean, figures: Record<string, number>, hold: Hold) {
  const states = await tx.$queryRaw<(Count & { state: string })[]>`
    select state::text as state, count(*)::int as count from deliveries where mailing_id = ${mailingId}::uuid group by state`;
  for (const { state, count } of states) figures[state] = count;
  figures.recipients = states.reduce((sum, { count }) => sum + count, 0);
  const unsettled = states.filter(({ state }) => ["queued", "claimed", "in_data"].includes(state));
  const waiting = unsettled.reduce((sum, { count }) => sum + count, 0);
  if (isOver) hold("I1", "the mailing is over, and recipients are in no terminal state", waiting);
  const [twice] = await tx.$queryRaw<Count[]>`
    select count(*)::int as count from (
      select 1 from deliveries where mailing_id = ${mailingId}::uuid group by address_key having count(*) > 1) as same`;
  hold("I1", "addresses stand in the ledger more than once", twice?.count ?? 0);
  const [begun] = await tx.$queryRaw<{ recipients: number | null }[]>`
    select (after->>'recipients')::int as recipients from audit_entries
    where event = 'mailing.started' and subject_id = ${mailingId} order by id limit 1`;
  if (begun?.recipients != null)
    hold("I1", "recipients are missing from the ledger that were frozen", begun.recipients - figures.recipients);
}

async function takeIn(tx: Tx, lines: AsyncIterable<SinkLine>): Promise<number> {
  await tx.$executeRaw`
    create temporary table heard (address text not null, at timestamptz not null, event text not null, message_id text not null) on commit drop`;
  let some: z.output<typeof sinkLine>[] = [];
  let count = 0;
  const write = async () => {
    count += some.length;
    await tx.$executeRaw`
      insert into heard select address, to_timestamp(at / 1000), event, message_id
      from unnest(${some.map((one) => one.to)}::text[], ${some.map((one) => one.at)}::float8[],
                  ${some.map((one) => one.event)}::text[], ${some.map((one) => one.messageId)}::text[]) as t (address, at, event, message_id)`;
    some = [];
  };
  for await (const line of lines) {
    some.push(sinkLine.parse(line));
    if (some.length >= linesAtOnce) await write();
  }
  if (some.length > 0) await write();
  await tx.$executeRaw`create index on heard (address, event)`;
  await tx.$executeRaw`analyze heard`;
  return count;
}

/** I2: accepted means that the server has it. */
async function compareTaken(tx: Tx, mailingId: string, figures: Record<string, number>, hold: Hold) {
  const [lost] = await tx.$queryRaw<Count[]>`
    select count(*)::int as count from deliveries d where d.mailing_id = ${mailingId}::uuid and d.state = 'accepted'
      and not exists (select 1 from heard h where h.address = d.address and h.event = 'taken')`;
  hold("I2", "the ledger says accepted, and the mail server never took it", lost?.count ?? 0);
  const [strange] = await tx.$queryRaw<Count[]>`
    select count(distinct h.address)::int as count from heard h
    where not exists (select 1 from deliveries d where d.mailing_id = ${mailingId}::uuid and d.address = h.address)`;
  hold("I2", "the mail server heard of addresses that are not in the frozen audience", strange?.count ?? 0);
  const [unsaid] = await tx.$queryRaw<Count[]>`
    select count(*)::int as count from deliveries d where d.mailing_id = ${mailingId}::uuid and d.state <> 'accepted'
      and exists (select 1 from heard h where h.address = d.address and h.event = 'taken')`;
  figures.takenNotAccepted = unsaid?.count ?? 0;
}

/** I3: copies cost no more than the kills and lost answers that explain them, and all bear one Message-ID. */
async function compareCopies(tx: Tx, mailingId: string, most: number, figures: Record<string, number>, hold: Hold) {
  const [copies] = await tx.$queryRaw<{ copies: number; ids: number; nameless: number }[]>`
    select coalesce(sum(times - 1), 0)::int as copies, count(*) filter (where ids > 1)::int as ids,
           count(*) filter (where nameless)::int as nameless
    from (select count(*) as times, count(distinct message_id) as ids, bool_or(message_id = '') as nameless
          from heard where event = 'taken' group by address) as each`;
  figures.copies = copies?.copies ?? 0;
  figures.mayCopy = most;
  hold("I3", `copies beyond the first, more than the ${most} that can be explained`, figures.copies - most);
  hold("I3", "readers whose copies bear different Message-IDs", copies?.ids ?? 0);
  hold("I3", "mails without a Message-ID", copies?.nameless ?? 0);
  const [shared] = await tx.$queryRaw<Count[]>`
    select count(*)::int as count from (
      select 1 from heard where event = 'taken' group by message_id having count(distinct address) > 1) as same`;
  hold("I3", "Message-IDs that two readers share", shared?.count ?? 0);
  // A row that a person must decide may have been taken once; one that goes on by itself must not end as uncertain.
  const [open] = await tx.$queryRaw<Count[]>`
    select count(*)::int as count from deliveries d join mailings m on m.id = d.mailing_id
    where d.mailing_id = ${mailingId}::uuid and d.state = 'uncertain' and m.resend_uncertain and m.state = 'finished'`;
  hold("I3", "deliveries are left uncertain, though the mailing sends them again", open?.count ?? 0);
}

/** I4: nothing begins after somebody left; I5: nor after somebody was suppressed, banned or erased. */
async function compareGone(tx: Tx, hasLog: boolean, figures: Record<string, number>, hold: Hold) {
  const late = await tx.$queryRaw<(Count & { why: string })[]>`
    select why, count(*)::int as count from barred where in_data_at > at group by why`;
  for (const { why, count } of late)
    hold(ofWhy(why), `the ledger moved to "in data" after the reader was ${why}`, count);
  if (!hasLog) return;
  const spoken = await tx.$queryRaw<(Count & { why: string; seconds: number })[]>`
    select b.why, count(distinct b.id)::int as count, max(extract(epoch from h.at - b.at))::float8 as seconds
    from barred b join heard h on h.address = b.address and h.event = 'body-start' and h.at > b.at group by b.why`;
  figures.onTheirWay = spoken.reduce((sum, { count }) => sum + count, 0);
  for (const { why, count, seconds } of spoken)
    if (seconds > 60) hold(ofWhy(why), `a body began ${Math.round(seconds)} s after the reader was ${why}`, count);
  const [never] = await tx.$queryRaw<Count[]>`
    select count(distinct b.id)::int as count from barred b join heard h on h.address = b.address and h.event = 'body-start' and h.at > b.at
    where b.in_data_at is null`;
  hold("I5", "a body began without the ledger saying so before", never?.count ?? 0);
}

const ofWhy = (why: string) => (why === "withdrawn" ? "I4" : "I5");
