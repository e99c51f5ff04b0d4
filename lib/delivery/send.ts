import type { Ctx, System } from "../context.ts";
import { Refusal } from "../errors.ts";
import { enqueue } from "../jobs.ts";
import { publicationOf } from "../publication.ts";
import { messageIdOf } from "../return-path.ts";
import { judgeMailing } from "./breakers.ts";
import { sweepOfferMails } from "./contact.ts";
import { cancelled } from "./control.ts";
import { hold } from "./hold.ts";
import { sendMailing } from "./jobs.ts";
import { speakTo } from "./lanes.ts";
import { leaveToken } from "./leave.ts";
import { type Claimed, openLedger } from "./ledger.ts";
import { freezing } from "./mailing.ts";
import { sweepBuckets } from "./pacing.ts";
import { watchPlace } from "./places.ts";
import { readerToken } from "./reader.ts";
import { returnPath, returnToken } from "./returns/address.ts";
import { returnHeaders } from "./returns/headers.ts";
import { domainOf, keysToSign, writtenOf } from "./sendable.ts";
import { unheard, unheardReasons } from "./states.ts";
import { tallyEnded } from "./tally.ts";
import { buildTemplate, oneOf, type Written } from "./template.ts";

/**
 * Works off the ledger of one mailing until nothing is left that can be done now. Any number of workers may do this for
 * one mailing at once: each claims its own rows. A kill at any moment leaves rows that `resumeUnfinished` picks up. Told to
 * stop, it finishes the mails that it has begun and puts the rest of its claim back.
 * @returns whether it stopped early to leave its place to another mailing
 */
export async function workOff(ctx: Ctx<System>, mailingId: string, signal: AbortSignal): Promise<boolean> {
  await reclaim(ctx);
  const mailing = await ctx.db.mailing.findUnique({ where: { id: mailingId } });
  if (mailing?.state !== "sending") return false;
  const written = writtenOf(ctx, mailing, await publicationOf(ctx));
  const { fromAddress } = written;
  const keys = await keysToSign(ctx, fromAddress).catch(async (problem: unknown) => {
    if (!(problem instanceof Refusal)) throw problem;
    await hold(ctx, mailingId, problem.message);
  });
  if (!keys) return false;
  const bodies = await bodiesOf(ctx, mailingId, written);
  const templates = [];
  for (const one of bodies.all) templates.push(await buildTemplate(one, keys));
  const ledger = openLedger(ctx, mailing);
  let made = 0;
  const place = watchPlace(ctx, () => made, inHand);
  try {
    await speakTo(ctx, {
      mailingId,
      sender: (row) => returnPath(ctx, BigInt(row.id)) ?? fromAddress,
      template: oneOf(templates),
      namesReaders: mailing.figures === "per_reader",
      hasVariants: templates.length > 1,
      isAboutOffers: mailing.topic === "offers",
      ledger,
      signal: AbortSignal.any([signal, place.signal]),
      own: (row, { service }) => {
        made += 1;
        return {
          to: row.address,
          name: row.name,
          leave: leaveToken(ctx, row.id),
          variant: bodies.placeOf(row),
          reader: row.isNamed ? readerToken(ctx, row.id) : undefined,
          messageId: messageIdOf(ctx, mailing.id, row.addressKey, domainOf(fromAddress)),
          headers: returnHeaders(returnToken(ctx, BigInt(row.id)), service),
        };
      },
    });
  } finally {
    place.end();
    await ledger.close();
  }
  if (signal.aborted) return false;
  await closeCancelled(ctx);
  await finishOrWait(ctx, mailingId);
  return place.signal.aborted;
}

/**
 * Every body of a mailing, once, and which of them a row gets: one for each subject and, behind these, one for each subject as who
 * has a plan gets it.
 */
async function bodiesOf(ctx: Ctx, mailingId: string, written: Written) {
  const where = { where: { mailingId }, orderBy: { variant: "asc" } } as const;
  const [variants, withPlan] = await Promise.all([
    ctx.db.mailingVariant.findMany(where),
    ctx.db.mailingWithPlan.findMany(where),
  ]);
  const plain = variants.map(({ subject, fromName, html, text }) => ({ ...written, subject, fromName, html, text }));
  const own = plain.length > 0 ? plain : [written];
  return {
    all: [...own, ...withPlan.map(({ variant, html, text }) => ({ ...(own[variant] ?? written), html, text }))],
    placeOf: ({ variant = 0, hasPlan = false }: Claimed) =>
      hasPlan && withPlan.length > variant ? own.length + variant : variant,
  };
}

/** The mailings that this process is working off, and whether somebody asked for one again meanwhile. */
const inHand = new Map<string, { isAskedAgain: boolean }>();

/**
 * Works off a mailing unless this process is at it already: then whoever is at it looks once more at its end. The minute's
 * bell asks for every mailing that is going out, and each answer must not take a place from the other mailings. One that has
 * left its place waits for another behind those that were waiting.
 */
export async function workOffOnce(ctx: Ctx<System>, mailingId: string, signal: AbortSignal) {
  const begun = inHand.get(mailingId);
  if (begun) {
    begun.isAskedAgain = true;
    return;
  }
  const mine = { isAskedAgain: true };
  inHand.set(mailingId, mine);
  let hasLeft = false;
  try {
    while (mine.isAskedAgain && !hasLeft && !signal.aborted) {
      mine.isAskedAgain = false;
      hasLeft = await workOff(ctx, mailingId, signal);
    }
  } finally {
    inHand.delete(mailingId);
  }
  if (hasLeft) await enqueue(ctx.db, sendMailing, { mailingId }, { key: `mailing:${mailingId}` });
}

/** Puts every unfinished mailing back to work. Runs every minute and at the start of a worker. */
export async function resumeUnfinished(ctx: Ctx<System>) {
  await reclaim(ctx);
  await closeCancelled(ctx);
  const unfinished = await ctx.sql<{ id: string }>`
    select m.id from mailings m where m.state = 'sending'
      and (exists (select 1 from delivery_lines l where l.mailing_id = m.id)
        or exists (select 1 from deliveries d where d.mailing_id = m.id and d.queued_at <= now())
        or not exists (select 1 from deliveries d where d.mailing_id = m.id and d.queued_at is not null)
          and not exists (select 1 from delivery_claims c where c.mailing_id = m.id and is_in_hand(c)))`;
  for (const { id } of unfinished) await enqueue(ctx.db, sendMailing, { mailingId: id }, { key: `mailing:${id}` });
  await tallyEnded(ctx);
  await sweepBuckets(ctx);
  await sweepOfferMails(ctx);
}

/** Rows whose worker is gone. A claim is simply free again; a body that may have been spoken follows the mailing's setting. */
async function reclaim(ctx: Ctx) {
  await ctx.sql`
    update deliveries d set
      state = case when d.state = 'claimed' or (m.resend_uncertain and m.state <> 'cancelled') then 'queued' else 'uncertain' end::delivery_state,
      reason = case when d.state = 'claimed' then d.reason else ${unheard.worker} end,
      settled_at = case when d.state = 'claimed' or (m.resend_uncertain and m.state <> 'cancelled') then null else now() end,
      lease_until = null
    from (select distinct unnest(deliveries) as id from delivery_claims) c, mailings m
    where d.id = c.id and m.id = d.mailing_id and d.state in ('claimed', 'in_data') and d.lease_until < now()`;
  await ctx.sql`delete from delivery_claims c where not is_in_hand(c)`;
}

/** What came back to the queue while its mailing was being cancelled goes to nobody; what may have been spoken stays uncertain. */
async function closeCancelled(ctx: Ctx) {
  await ctx.sql`
    update deliveries d set
      state = case when d.reason = any(${unheardReasons}::text[]) then 'uncertain' else 'excluded' end::delivery_state,
      reason = case when d.reason = any(${unheardReasons}::text[]) then d.reason else ${cancelled} end,
      settled_at = now(), lease_until = null
    from mailings m where m.id = d.mailing_id and m.state = 'cancelled' and d.queued_at is not null`;
  // Cancelled by a version that knew of no lines.
  await ctx.sql`
    with ended as (
      delete from delivery_lines l using mailings m where m.id = l.mailing_id and m.state = 'cancelled' returning l.*)
    update deliveries d set state = 'excluded', reason = ${cancelled}, settled_at = now(), in_line = false
    from ended l where d.id > l.first_id and d.id <= l.last_id and d.mailing_id = l.mailing_id and d.in_line`;
}

/**
 * The mailing is held before its rows are looked at, by a statement of its own: a person who puts rows back (retry, decide)
 * holds it too, and a statement that had waited for them would still see the rows as they were before.
 */
async function finishOrWait(ctx: Ctx<System>, mailingId: string) {
  const finished = await ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`select id from mailings where id = ${mailingId}::uuid for update`;
    return tx.$executeRaw`
      update mailings set state = 'finished', finished_at = now()
      where id = ${mailingId}::uuid and state = 'sending'
        and not exists (select 1 from delivery_lines l where l.mailing_id = mailings.id)
        and not exists (select 1 from deliveries d where d.mailing_id = mailings.id and d.queued_at is not null)
        and not exists (select 1 from delivery_claims c where c.mailing_id = mailings.id and is_in_hand(c))`;
    // A person's act may touch a million rows.
  }, freezing);
  if (finished === 0) return;
  ctx.log.info({ mailingId }, "a mailing is finished");
  // The answers of its last batch have been judged by nobody.
  await judgeMailing(ctx, mailingId);
}
