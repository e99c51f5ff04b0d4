import { setTimeout as setTimer } from "node:timers";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { Ctx, System } from "../context.ts";
import { metrics } from "../metrics.ts";
import { type Outcome, waitAfter } from "./answers.ts";
import { keptBack, keptBackWords } from "./contact.ts";
import { cancelled } from "./control.ts";
import { hold } from "./hold.ts";
import { unheard, unheardReasons } from "./states.ts";

/** `tries` is the claim's own number: a row that was taken back and claimed again has another, so no old claim settles it. */
export type Claimed = {
  id: string;
  address: string;
  addressKey: string;
  domain: string;
  name: string | null;
  tries: number;
  /** Whether the links of this mail may name its reader; asked of mailings that are counted per reader alone. */
  isNamed?: boolean;
  /** Which of several subjects it gets; asked of mailings that have several alone. */
  variant?: number;
  /** Whether its reader had a plan when the audience was frozen; asked of mailings that tell them apart alone. */
  hasPlan?: boolean;
};

/** Whether a body may be spoken: not to a reader who left or whose claim has run out, and to nobody of a mailing that was stopped. */
type Leave = "yes" | "not this reader" | "not this mailing";
type Begin = { row: Claimed; provider: string; done(leave: Leave): void; fail(problem: unknown): void };
type Settle = { row: Claimed; outcome: Outcome };

const mostTurns = 8;

/** Sets of so many come from servers that answer at once: there a moment brings many more, and a commit costs as much as ten moves. */
const crowd = 16;
const enough = 96;
const momentMs = 2;

/** The ledger's side of one mailing in one worker. */
export type Ledger = ReturnType<typeof openLedger>;

/**
 * Moves rows in sets. Conversations ask for one row each; whatever is asked while one statement is under way goes into the
 * next, so that a commit serves many conversations. What is settled is in the same statement as what begins, or in an
 * earlier one: a conversation never has two bodies whose fate is not written down.
 */
export function openLedger(ctx: Ctx<System>, mailing: { id: string; resendUncertain: boolean }) {
  let begins: Begin[] = [];
  let settles: Settle[] = [];
  let isFlushing: Promise<void> | undefined;
  let failed: unknown;
  let lastSize = 0;
  /** Whose bodies are being spoken. */
  const spoken = new Set<Claimed>();
  let tellEnough = () => {};
  /** Half as many are here as still speak: whoever waited for more would keep servers waiting. */
  const areEnough = () => begins.length >= spoken.size / 2 || begins.length + settles.length >= enough;

  function flushSoon() {
    if (areEnough()) tellEnough();
    isFlushing ??= untilNoMoreCome()
      .then(flush)
      .finally(() => {
        isFlushing = undefined;
        if (begins.length > 0 || settles.length > 0) flushSoon();
      });
    isFlushing.catch(() => {});
  }

  /**
   * A statement is worth waiting a few turns of the loop for, while each of them brings more to go into it: where mail servers
   * answer at once, a commit then serves twice as many. A turn that brings nothing ends the wait, unless many came together
   * before: then a third of the conversations is waited for, a moment at most.
   */
  async function untilNoMoreCome() {
    for (let turns = 0, before = -1; turns < mostTurns && before < begins.length + settles.length; turns += 1) {
      before = begins.length + settles.length;
      await setImmediate();
    }
    if (lastSize < crowd || areEnough()) return;
    await new Promise<void>((go) => {
      tellEnough = go;
      setTimer(go, momentMs);
    });
  }

  async function flush() {
    const [starting, ending] = [begins, settles];
    begins = [];
    settles = [];
    lastSize = starting.length + ending.length;
    try {
      const accepted = ending.filter(({ outcome }) => outcome.kind === "accepted");
      const begun = await insist(ctx, (again) => swap(ctx, mailing.id, accepted, starting, again));
      metrics().mails.inc({ kind: "mailing", outcome: "accepted" }, accepted.length);
      for (const one of ending)
        if (one.outcome.kind !== "accepted") await insist(ctx, () => settleOther(ctx, mailing, one.row, one.outcome));
      for (const one of starting) {
        if (begun.has(one.row.id)) {
          spoken.add(one.row);
          one.done("yes");
        } else one.done(await insist(ctx, () => standDown(ctx, one.row)));
      }
    } catch (problem) {
      failed ??= problem;
      for (const one of starting) one.fail(problem);
    }
  }

  return {
    /** Commits that a body is about to be spoken, when it may be. */
    begin: (row: Claimed, provider: string) =>
      new Promise<Leave>((done, fail) => {
        begins.push({ row, provider, done, fail });
        flushSoon();
      }),
    /** Writes down what became of a row, soon. */
    settle(row: Claimed, outcome: Outcome) {
      spoken.delete(row);
      settles.push({ row, outcome });
      flushSoon();
    },
    /** A person has to see to it. */
    pause: (answer: string) => pauseFor(ctx, mailing.id, answer),
    /** Resolves when all is written down. @throws what the database said when something could not be */
    async close() {
      while (isFlushing) await isFlushing.catch(() => {});
      if (failed) throw failed;
    },
  };
}

/** For so long a database that is away, or that found a deadlock, is asked again. Leases of bodies last longer. */
const insistMs = 600_000;

/** What was said to a mail server must be written down: every statement here may be made twice, and is until it succeeds. */
async function insist<Result>(ctx: Ctx, act: (again: boolean) => Promise<Result>): Promise<Result> {
  const since = performance.now();
  for (let tries = 1; ; tries += 1)
    try {
      return await act(tries > 1);
    } catch (err) {
      if (performance.now() - since > insistMs) throw err;
      if (tries === 1) ctx.log.warn({ err }, "the ledger cannot be written; trying again");
      await setTimeout(Math.min(2_000, 50 * 2 ** Math.min(tries, 6)));
    }
}

/**
 * Takes rows to work on, at most so many, in the order in which they became due; `skipped` domains are left to others. How
 * the database goes about it is written down in `claim_deliveries`, for its own guess may read the whole queue.
 */
export async function claim(ctx: Ctx, mailingId: string, most: number, skipped: string[]): Promise<Claimed[]> {
  for (;;) {
    const rows = await ctx.sql<Claimed>`
      select id, address, address_key as "addressKey", domain, name, tries
      from claim_deliveries(${mailingId}::uuid, ${most}::int, ${skipped}::text[])`;
    if (rows.length > 0) return rows;
    // So many of the line are to be left to others that one claim did not come to anybody else.
    const goesOn = await ctx.sql`
      select from delivery_lines l join mailings m on m.id = l.mailing_id and m.state = 'sending'
      where l.mailing_id = ${mailingId}::uuid and l.taken_to < l.last_id`;
    if (goesOn.length === 0) return rows;
  }
}

/** Notes whose reader has agreed to being counted by name; everybody else's links name nobody. */
export async function noteWhoAgreed(ctx: Ctx, rows: Claimed[]) {
  if (rows.length === 0) return;
  const agreed = await ctx.sql<{ id: string }>`
    select d.id from deliveries d
    join consent_standings c on c.member_id = d.member_id and c.topic = 'mail-figures' and c.act = 'confirmed'
    where d.id = any(${rows.map(({ id }) => id)}::bigint[])`;
  const ids = new Set(agreed.map(({ id }) => id));
  for (const row of rows) row.isNamed = ids.has(row.id);
}

/** Notes which of several subjects each row gets, and whether it gets what is for who has a plan. */
export async function noteVariants(ctx: Ctx, rows: Claimed[]) {
  if (rows.length === 0) return;
  const dealt = await ctx.sql<{ id: string; variant: number | null; hasPlan: boolean | null }>`
    select id, variant, has_plan as "hasPlan" from deliveries where id = any(${rows.map(({ id }) => id)}::bigint[])`;
  const dealtTo = new Map(dealt.map((one) => [one.id, one]));
  for (const row of rows) {
    row.variant = dealtTo.get(row.id)?.variant ?? 0;
    row.hasPlan = dealtTo.get(row.id)?.hasPlan ?? false;
  }
}

/** Rows of a claim that were not begun are free again, at once or after a while; it cost them no try. */
export async function putBack(ctx: Ctx, rows: Claimed[], waitSeconds = 0, answer: string | null = null) {
  if (rows.length === 0) return;
  // Left as they are, they would wait until their lease is over.
  await insist(
    ctx,
    () => ctx.sql`
      update deliveries d set state = 'queued', lease_until = null, tries = d.tries - 1,
        next_try_at = now() + make_interval(secs => ${waitSeconds}), answer = coalesce(${answer}, d.answer),
        reason = nullif(d.reason, ${keptBack.quiet})
      from unnest(${rows.map((row) => row.id)}::bigint[], ${rows.map((row) => row.tries)}::int[]) as b(id, tries)
      where d.id = b.id and d.tries = b.tries and d.state = 'claimed'`,
  );
}

/** Rows that can be written to nobody, with the reason. */
export const exclude = (ctx: Ctx, rows: Claimed[], reason: string) => ctx.sql`
  update deliveries set state = 'excluded', reason = ${reason}, settled_at = now(), lease_until = null
  where id = any(${rows.map((row) => row.id)}::bigint[]) and state = 'claimed'`;

/**
 * Settles what was accepted and begins what comes next, in one statement. The begin is committed before the first byte of
 * the body. Its lease is longer than a conversation can last, so that nobody takes a body that is being spoken for a lost
 * one. Consent, suppression, ban and the mailing's own state are asked again here: who left in the middle of a send gets
 * nothing more.
 */
async function swap(
  ctx: Ctx,
  mailingId: string,
  accepted: Settle[],
  starting: Begin[],
  again: boolean,
): Promise<Set<string>> {
  if (accepted.length === 0 && starting.length === 0) return new Set();
  const begun = await ctx.sql<{ id: string }>`
    select id from settle_and_begin_deliveries(${mailingId}::uuid,
      ${accepted.map(({ row }) => row.id)}::bigint[], ${accepted.map(({ row }) => row.tries)}::int[],
      ${accepted.map(({ outcome }) => outcome.answer)}::text[],
      ${starting.map(({ row }) => row.id)}::bigint[], ${starting.map(({ row }) => row.tries)}::int[],
      ${starting.map(({ provider }) => provider)}::text[], ${again})`;
  return new Set(begun.map(({ id }) => id));
}

/** The move was refused: say why, or put the row back when the mailing was paused or the claim had run out meanwhile. */
async function standDown(ctx: Ctx, { id, tries }: Claimed): Promise<Exclude<Leave, "yes">> {
  const [row] = await ctx.sql<{ isGoingOut: boolean }>`
    with why as (
      select d.id, m.state = 'sending' as is_going_out, k.until, case when m.state = 'cancelled' then 'cancelled'
                        when m.state <> 'sending' then 'stopped'
                        when d.lease_until <= now() then 'late'
                        when exists (select 1 from suppressions s where s.address_key = d.address_key and s.lifted_at is null) then 'suppressed'
                        when not exists (select 1 from consent_standings c join members r on r.id = c.member_id and r.banned_at is null
                                         where c.member_id = d.member_id and c.topic = m.topic and c.act = 'confirmed') then 'left'
                        -- Whatever it was is over by now, like a pause of a moment, unless the mail is about offers and kept back.
                        else coalesce(k.why, 'stopped') end as it
      from deliveries d join mailings m on m.id = d.mailing_id left join members r on r.id = d.member_id
      left join lateral (select k.why, k.until from offer_kept_back(d.member_id, d.id, r.time_zone, now(), m.tells_until, contact_rules()) k
                         where m.topic = 'offers') k on true
      where d.id = ${id}::bigint)
    update deliveries d set
      state = case when why.it in ('stopped', 'late', 'quiet') then 'queued' when why.it = 'suppressed' then 'suppressed'
                   when why.it = 'cancelled' and d.reason = any(${unheardReasons}::text[]) then 'uncertain' else 'excluded' end::delivery_state,
      reason = case when why.it = 'suppressed' then 'suppressed before the mail went out'
                    when why.it = 'left' then 'left before the mail went out'
                    when why.it in ('cancelled', 'quiet') and d.reason = any(${unheardReasons}::text[]) then d.reason
                    when why.it = 'cancelled' then ${cancelled}
                    else coalesce(${keptBackWords}::jsonb ->> why.it, d.reason) end,
      next_try_at = case when why.it = 'quiet' then why.until else d.next_try_at end,
      -- Nothing was tried for a row that goes back.
      tries = case when why.it in ('stopped', 'late', 'quiet') then d.tries - 1 else d.tries end,
      settled_at = case when why.it in ('stopped', 'late', 'quiet') then null else now() end, lease_until = null
    from why where d.id = why.id and d.tries = ${tries} and d.state = 'claimed'
    returning why.is_going_out as "isGoingOut"`;
  return row?.isGoingOut === false ? "not this mailing" : "not this reader";
}

async function settleOther(
  ctx: Ctx<System>,
  mailing: { id: string; resendUncertain: boolean },
  row: Claimed,
  outcome: Exclude<Outcome, { kind: "accepted" }> | Outcome,
) {
  metrics().mails.inc({ kind: "mailing", outcome: outcome.kind });
  const { answer } = outcome;
  switch (outcome.kind) {
    case "accepted":
      return;
    case "bounced":
      if (outcome.meaning === "dead")
        await ctx.sql`
          insert into suppressions (address_key, reason, evidence, at) values (${row.addressKey}, 'the mailbox does not exist', ${answer.replaceAll(row.address, "[address]")}, now())
          on conflict (address_key) do update set reason = excluded.reason, evidence = excluded.evidence, at = now(), lifted_at = null`;
      return settleAs(
        ctx,
        row,
        "bounced",
        outcome.meaning === "dead" ? "the mailbox does not exist" : "refused for good",
        answer,
      );
    case "uncertain":
      if (!mailing.resendUncertain) return settleAs(ctx, row, "uncertain", unheard.connection, answer);
      return later(ctx, row, answer, true);
    case "halt":
      await later(ctx, row, answer);
      return pauseFor(ctx, mailing.id, answer);
    case "later":
      return later(ctx, row, answer);
  }
}

/** From `claimed` too: the envelope is refused before a body begins. */
const settleAs = (
  ctx: Ctx,
  { id, tries }: Claimed,
  state: "bounced" | "expired" | "uncertain",
  reason: string,
  answer: string,
) =>
  ctx.sql`update deliveries set state = ${state}::delivery_state, reason = ${reason}, answer = ${answer}, settled_at = now(), lease_until = null
          where id = ${id}::bigint and tries = ${tries} and state in ('claimed', 'in_data')`;

/** Another try later. A cancelled mailing has none: what may have been spoken is uncertain then, and the rest is excluded. */
async function later(ctx: Ctx, row: Claimed, answer: string, wasSpoken = false) {
  const minutes = waitAfter(row.tries);
  if (minutes === undefined) return settleAs(ctx, row, "expired", "tried for four days", answer);
  return ctx.sql`
    update deliveries d set
      state = case when m.state <> 'cancelled' then 'queued'
                   when ${wasSpoken} or d.reason = any(${unheardReasons}::text[]) then 'uncertain' else 'excluded' end::delivery_state,
      reason = case when ${wasSpoken} then ${unheard.connection} when m.state <> 'cancelled' or d.reason = any(${unheardReasons}::text[]) then nullif(d.reason, ${keptBack.quiet})
                    else ${cancelled} end,
      settled_at = case when m.state <> 'cancelled' then null else now() end,
      next_try_at = now() + make_interval(mins => ${minutes}), answer = ${answer}, lease_until = null
    from mailings m where d.id = ${row.id}::bigint and d.tries = ${row.tries} and d.state in ('claimed', 'in_data') and m.id = d.mailing_id`;
}

const pauseFor = (ctx: Ctx<System>, mailingId: string, answer: string) =>
  hold(ctx, mailingId, `The mail server refuses us: ${answer.replace(/[^\s@<>]+@[^\s@<>]+/g, "[address]")}`);
