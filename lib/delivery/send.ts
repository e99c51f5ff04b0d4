import type { Ctx, System } from "../context.ts";
import { enqueue } from "../jobs.ts";
import { metrics } from "../metrics.ts";
import { publicationOf } from "../publication.ts";
import { type Outcome, outcomeOf, waitAfter } from "./answers.ts";
import { cancelled } from "./control.ts";
import { sendMailing } from "./jobs.ts";
import { leaveToken } from "./leave.ts";

/** How many conversations with the mail server are open at once. A claim takes 50 rows and holds for five minutes. */
const conversations = 4;

/** `tries` is the claim's own number: a row that was taken back and claimed again has another, so no old claim settles it. */
type Claimed = { id: bigint; address: string; addressKey: string; tries: number };
type Rendered = {
  id: string;
  topic: string;
  subject: string;
  html: string;
  text: string;
  fromName: string;
  fromAddress: string | null;
  resendUncertain: boolean;
};

/**
 * Works off the ledger of one mailing until nothing is left that can be done now. Any number of workers may do this for
 * one mailing at once: each claims its own rows. A kill at any moment leaves rows that `resumeUnfinished` picks up. Told to
 * stop, it finishes the mails that it has begun and puts the rest of its claim back.
 */
export async function workOff(ctx: Ctx<System>, mailingId: string, signal: AbortSignal) {
  await reclaim(ctx);
  const mailing = await ctx.db.mailing.findUnique({ where: { id: mailingId } });
  if (mailing?.state !== "sending") return;
  const publication = await publicationOf(ctx);
  for (;;) {
    const claimed = await claim(ctx, mailingId);
    if (claimed.length === 0) break;
    const queue = [...claimed];
    const lane = async () => {
      for (let next = queue.shift(); next && !signal.aborted; next = queue.shift())
        await deliver(ctx, mailing, next, mailing.fromAddress ?? publication.mailFrom);
    };
    await Promise.all(Array.from({ length: conversations }, lane));
    if (signal.aborted) return putBack(ctx, claimed);
  }
  await closeCancelled(ctx);
  await finishOrWait(ctx, mailingId);
}

/** Puts every unfinished mailing back to work. Runs every minute and at the start of a worker. */
export async function resumeUnfinished(ctx: Ctx<System>) {
  await reclaim(ctx);
  await closeCancelled(ctx);
  const unfinished = await ctx.sql<{ id: string }>`
    select m.id from mailings m where m.state = 'sending'
      and (exists (select 1 from deliveries d where d.mailing_id = m.id and d.state = 'queued' and d.next_try_at <= now())
        or not exists (select 1 from deliveries d where d.mailing_id = m.id and d.state in ('queued', 'claimed', 'in_data')))`;
  for (const { id } of unfinished) await enqueue(ctx.db, sendMailing, { mailingId: id }, { key: `mailing:${id}` });
}

async function claim(ctx: Ctx, mailingId: string): Promise<Claimed[]> {
  return ctx.sql<Claimed>`
    update deliveries d set state = 'claimed', lease_until = now() + interval '5 minutes', tries = tries + 1
    from (select q.id from deliveries q join mailings m on m.id = q.mailing_id
          where q.mailing_id = ${mailingId} and m.state = 'sending' and q.state = 'queued' and q.next_try_at <= now()
          order by q.id limit 50 for update of q skip locked) as free
    where d.id = free.id
    returning d.id, d.address, d.address_key as "addressKey", d.tries`;
}

/** Rows of a claim that were not begun are free again at once. */
async function putBack(ctx: Ctx, claimed: Claimed[]) {
  await ctx.sql`
    update deliveries set state = 'queued', lease_until = null, tries = tries - 1
    where id = any(${claimed.map((row) => row.id)}::bigint[]) and state = 'claimed'`;
}

async function deliver(ctx: Ctx, mailing: Rendered, row: Claimed, fromAddress: string) {
  if (!(await moveToInData(ctx, row))) return standDown(ctx, row);
  const token = leaveToken(ctx, row.id);
  const leave = new URL(`/unsubscribe/${token}`, ctx.env.http.appUrl).href;
  const oneClick = new URL(`/api/v1/unsubscribe/${token}`, ctx.env.http.appUrl).href;
  const outcome = await ctx.mailer
    .send({
      lane: "mailings",
      to: row.address,
      fromName: mailing.fromName,
      fromAddress,
      subject: mailing.subject,
      html: mailing.html.replaceAll("{{leave}}", leave),
      text: mailing.text.replaceAll("{{leave}}", leave),
      messageId: `<${mailing.id}.${ctx.tokens.derive("message-id", `${mailing.id}:${row.addressKey}`).slice(0, 22)}@${fromAddress.split("@")[1]}>`,
      headers: {
        "List-Unsubscribe": `<${oneClick}>`,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": `<${mailing.topic.replace(/[^a-z0-9-]/g, ".")}.${fromAddress.split("@")[1]}>`,
        Precedence: "bulk",
      },
    })
    .then((answer): Outcome => ({ kind: "accepted", answer }), outcomeOf);
  await settle(ctx, mailing, row, outcome);
}

/**
 * Committed before the first byte of the body. The lease begins anew, longer than a conversation can last, so that nobody
 * takes a body that is being spoken for a lost one. Consent, suppression, ban and the mailing's own state are asked again
 * in the same statement: who left in the middle of a send gets nothing more.
 */
async function moveToInData(ctx: Ctx, { id, tries }: Claimed): Promise<boolean> {
  const moved = await ctx.sql<{ id: bigint }>`
    update deliveries d set state = 'in_data', in_data_at = now(), lease_until = now() + interval '15 minutes'
    from mailings m
    where d.id = ${id} and d.tries = ${tries} and d.state = 'claimed' and d.lease_until > now() and m.id = d.mailing_id and m.state = 'sending'
      and exists (select 1 from consent_standings c join members r on r.id = c.member_id and r.banned_at is null
                  where c.member_id = d.member_id and c.topic = m.topic and c.act = 'confirmed')
      and not exists (select 1 from suppressions s where s.address_key = d.address_key and s.lifted_at is null)
    returning d.id`;
  return moved.length > 0;
}

/** The move was refused: say why, or put the row back when the mailing was paused or the claim had run out meanwhile. */
async function standDown(ctx: Ctx, { id, tries }: Claimed) {
  await ctx.sql`
    with why as (
      select d.id, case when m.state = 'cancelled' then 'cancelled'
                        when m.state <> 'sending' then 'stopped'
                        when d.lease_until <= now() then 'late'
                        when exists (select 1 from suppressions s where s.address_key = d.address_key and s.lifted_at is null) then 'suppressed'
                        else 'left' end as it
      from deliveries d join mailings m on m.id = d.mailing_id where d.id = ${id})
    update deliveries d set
      state = case why.it when 'stopped' then 'queued' when 'late' then 'queued' when 'suppressed' then 'suppressed' else 'excluded' end::delivery_state,
      reason = case why.it when 'suppressed' then 'suppressed before the mail went out'
                           when 'left' then 'left before the mail went out'
                           when 'cancelled' then ${cancelled} else d.reason end,
      -- Nothing was tried for a row that a pause sent back.
      tries = case why.it when 'stopped' then d.tries - 1 else d.tries end,
      settled_at = case when why.it in ('stopped', 'late') then null else now() end, lease_until = null
    from why where d.id = why.id and d.tries = ${tries} and d.state = 'claimed'`;
}

async function settle(ctx: Ctx, mailing: Rendered, row: Claimed, outcome: Outcome) {
  metrics().mails.inc({ kind: "mailing", outcome: outcome.kind });
  const { answer } = outcome;
  switch (outcome.kind) {
    case "accepted":
      return settleAs(ctx, row, "accepted", null, answer);
    case "bounced":
      if (outcome.isDead)
        await ctx.sql`
          insert into suppressions (address_key, reason, evidence, at) values (${row.addressKey}, 'the mailbox does not exist', ${answer.replaceAll(row.address, "[address]")}, now())
          on conflict (address_key) do update set reason = excluded.reason, evidence = excluded.evidence, at = now(), lifted_at = null`;
      return settleAs(ctx, row, "bounced", outcome.isDead ? "the mailbox does not exist" : "refused for good", answer);
    case "uncertain":
      if (!mailing.resendUncertain)
        return settleAs(ctx, row, "uncertain", "the connection ended before the answer came", answer);
      return later(ctx, row, answer, true);
    case "halt":
      await later(ctx, row, answer);
      await ctx.sql`update mailings set state = 'paused', state_reason = ${`The mail server refuses us: ${answer}`} where id = ${mailing.id} and state = 'sending'`;
      return;
    case "later":
      return later(ctx, row, answer);
  }
}

const settleAs = (
  ctx: Ctx,
  { id, tries }: Claimed,
  state: "accepted" | "bounced" | "expired" | "uncertain",
  reason: string | null,
  answer: string,
) =>
  ctx.sql`update deliveries set state = ${state}::delivery_state, reason = ${reason}, answer = ${answer}, settled_at = now(), lease_until = null
          where id = ${id} and tries = ${tries} and state = 'in_data'`;

/** Another try later. A cancelled mailing has none: what may have been spoken is uncertain then, and the rest is excluded. */
async function later(ctx: Ctx, row: Claimed, answer: string, wasSpoken = false) {
  const minutes = waitAfter(row.tries);
  if (minutes === undefined) return settleAs(ctx, row, "expired", "tried for four days", answer);
  return ctx.sql`
    update deliveries d set
      state = case when m.state <> 'cancelled' then 'queued' when ${wasSpoken} then 'uncertain' else 'excluded' end::delivery_state,
      reason = case when m.state <> 'cancelled' then d.reason when ${wasSpoken} then 'the connection ended before the answer came' else ${cancelled} end,
      settled_at = case when m.state <> 'cancelled' then null else now() end,
      next_try_at = now() + make_interval(mins => ${minutes}), answer = ${answer}, lease_until = null
    from mailings m where d.id = ${row.id} and d.tries = ${row.tries} and d.state = 'in_data' and m.id = d.mailing_id`;
}

/** Rows whose worker is gone. A claim is simply free again; a body that may have been spoken follows the mailing's setting. */
async function reclaim(ctx: Ctx) {
  await ctx.sql`
    update deliveries d set
      state = case when d.state = 'claimed' or (m.resend_uncertain and m.state <> 'cancelled') then 'queued' else 'uncertain' end::delivery_state,
      reason = case when d.state = 'claimed' or (m.resend_uncertain and m.state <> 'cancelled') then d.reason else 'the worker ended before the answer came' end,
      settled_at = case when d.state = 'claimed' or (m.resend_uncertain and m.state <> 'cancelled') then null else now() end,
      lease_until = null
    from mailings m where m.id = d.mailing_id and d.state in ('claimed', 'in_data') and d.lease_until < now()`;
}

/** What came back to the queue while its mailing was being cancelled goes to nobody. */
async function closeCancelled(ctx: Ctx) {
  await ctx.sql`
    update deliveries d set state = 'excluded', reason = ${cancelled}, settled_at = now(), lease_until = null
    from mailings m where m.id = d.mailing_id and m.state = 'cancelled' and d.state = 'queued'`;
}

async function finishOrWait(ctx: Ctx, mailingId: string) {
  const finished = await ctx.sql<{ id: string }>`
    update mailings set state = 'finished', finished_at = now()
    where id = ${mailingId} and state = 'sending'
      and not exists (select 1 from deliveries d where d.mailing_id = mailings.id and d.state in ('queued', 'claimed', 'in_data'))
    returning id`;
  if (finished.length > 0) ctx.log.info({ mailingId }, "a mailing is finished");
}
