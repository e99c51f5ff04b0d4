import { record } from "../audit.ts";
import type { Ctx } from "../context.ts";
import { Prisma, type Tx } from "../db.ts";
import { notFound, Refusal } from "../errors.ts";
import { enqueue } from "../jobs.ts";
import { sendMailing } from "./jobs.ts";
import { leaveOut } from "./leave-out.ts";
import { endLine } from "./line.ts";
import { assertStart, beginOrWait, freezing } from "./mailing.ts";
import type { Start } from "./schema.ts";
import { forgetTally } from "./tally.ts";

/** The reason that stands in the ledger for whoever had not got a cancelled mailing. */
export const cancelled = "the mailing was cancelled";

export const mailingActs = ["pause", "resume", "cancel", "retry"] as const;
export type MailingAct = (typeof mailingActs)[number];
/** What a person knows of deliveries whose answer was never heard. */
export type Verdict = "arrived" | "send_again";

/** @throws Refusal not_found; already_decided when the mailing's state does not allow the act */
const doing: Record<MailingAct, (ctx: Ctx, mailingId: string) => Promise<{ touched: number }>> = {
  pause,
  resume,
  cancel,
  retry,
};
export const actOnMailing = (ctx: Ctx, mailingId: string, act: MailingAct) => doing[act](ctx, mailingId);

/** Stops a mailing after the mails that are being spoken, or before it begins. Nothing is lost, and twice is once. */
function pause(ctx: Ctx, id: string) {
  return inTurn(ctx, id, "mailing.paused", async (tx, mailing) => {
    if (mailing.state === "paused") return undefined;
    const mayStop = mailing.state === "sending" || mailing.state === "scheduled" || goesOn(mailing);
    allow(mayStop, mailing.state, "paused");
    await tx.mailing.update({ where: { id }, data: { state: "paused", stateReason: "Paused by a person." } });
    return 1;
  });
}

/**
 * Goes on with a paused mailing. What a refusal of the mail server had put off is due at once; who waits for their own hour
 * goes on waiting. One that had not begun waits for its time, or begins when that is over.
 */
function resume(ctx: Ctx, id: string) {
  return inTurn(ctx, id, "mailing.resumed", async (tx, mailing) => {
    if (mailing.state === "sending" || mailing.state === "scheduled") return undefined;
    allow(mailing.state === "paused", mailing.state, "resumed");
    if (!mailing.isFrozen) {
      await beginOrWait(tx, ctx, id);
      return 1;
    }
    await tx.$executeRaw`
      update deliveries set next_try_at = now()
      where mailing_id = ${id}::uuid and tries > 0 and queued_at > now()`;
    await goOn(tx, id);
    return 1;
  });
}

/** Ends a mailing for everybody who has not got it. What has gone out cannot be taken back, and says so in the ledger. */
function cancel(ctx: Ctx, id: string) {
  return inTurn(ctx, id, "mailing.cancelled", async (tx, mailing) => {
    if (mailing.state === "cancelled") return undefined;
    allow(mailing.state !== "finished" || goesOn(mailing), mailing.state, "cancelled");
    await tx.mailing.update({ where: { id }, data: { state: "cancelled", stateReason: null, finishedAt: ctx.now() } });
    await endLine(tx, id);
    return leaveOut(tx, Prisma.sql`d.mailing_id = ${id}::uuid`, cancelled);
  });
}

/** Tries again for whoever was refused for good or given up on, except for mailboxes that are proven dead. */
function retry(ctx: Ctx, id: string) {
  return inTurn(ctx, id, "mailing.retried", async (tx, mailing) => {
    allow(mailing.state !== "cancelled", mailing.state, "tried again");
    const failed = await tx.$executeRaw`
      update deliveries d set state = 'queued', reason = null, settled_at = null, next_try_at = now()
      where d.mailing_id = ${id}::uuid and d.ended_as in ('bounced', 'expired')
        and not exists (select 1 from suppressions s where s.address_key = d.address_key and s.lifted_at is null)`;
    if (failed === 0) return undefined;
    if (mailing.state === "finished") await goOn(tx, id);
    return failed;
  });
}

/**
 * Decides deliveries that are uncertain, one or all of them: "arrived" after a look into the mail server's log, "send_again"
 * under the same Message-ID, so that a receiver who has it can fold the copies.
 */
export function decideUncertain(ctx: Ctx, id: string, verdict: Verdict, deliveryId: bigint | null = null) {
  return inTurn(ctx, id, "mailing.uncertain_decided", async (tx, mailing) => {
    allow(verdict === "arrived" || mailing.state !== "cancelled", mailing.state, "sent again");
    const decided =
      verdict === "arrived"
        ? await tx.$executeRaw`
            update deliveries set state = 'accepted', reason = 'a person found that it had arrived', settled_at = now()
            where mailing_id = ${id}::uuid and ended_as = 'uncertain' and (${deliveryId}::bigint is null or id = ${deliveryId}::bigint)`
        : await tx.$executeRaw`
            update deliveries set state = 'queued', settled_at = null, next_try_at = now()
            where mailing_id = ${id}::uuid and ended_as = 'uncertain' and (${deliveryId}::bigint is null or id = ${deliveryId}::bigint)`;
    if (decided === 0) return undefined;
    if (verdict === "send_again" && mailing.state === "finished") await goOn(tx, id);
    return decided;
  });
}

/** Gives a mailing that has not begun another time; one that was paused before it began waits again. */
export function rescheduleMailing(ctx: Ctx, id: string, { startsAt, localZone, lateLimitMinutes }: Start) {
  return inTurn(ctx, id, "mailing.rescheduled", async (tx, mailing) => {
    const waits = mailing.state === "scheduled" || (mailing.state === "paused" && !mailing.isFrozen);
    allow(waits, mailing.state === "paused" ? "going out already" : mailing.state, "given another time");
    await assertStart(tx, startsAt, localZone);
    await tx.mailing.update({ where: { id }, data: { startsAt, localZone, lateLimit: lateLimitMinutes } });
    await beginOrWait(tx, ctx, id);
    return 1;
  });
}

type Standing = {
  state: "scheduled" | "sending" | "paused" | "cancelled" | "finished";
  reason: string | null;
  isFrozen: boolean;
  grows: boolean;
};

/** One act on a mailing at a time, recorded when it changed something. */
async function inTurn(
  ctx: Ctx,
  id: string,
  event: string,
  act: (tx: Tx, mailing: Standing) => Promise<number | undefined>,
) {
  const done = await ctx.db.$transaction(async (tx) => {
    const [mailing] = await tx.$queryRaw<Standing[]>`
      select state::text as state, state_reason as reason, grows,
             -- A version from before frozen_at may still be writing mailings.
             frozen_at is not null or exists (select 1 from deliveries where mailing_id = mailings.id) as "isFrozen"
      from mailings where id = ${id}::uuid for update`;
    if (!mailing) throw notFound("mailing");
    const touched = await act(tx, mailing);
    if (touched === undefined) return { touched: 0 };
    await record(tx, ctx, event, { kind: "mailing", id }, { before: mailing, after: { touched } });
    const { state } = await tx.mailing.findUniqueOrThrow({ where: { id }, select: { state: true } });
    if (state === "sending") await enqueue(tx, sendMailing, { mailingId: id }, { key: `mailing:${id}` });
    return { touched };
    // What it touches may be a million rows, and it may freeze an audience.
  }, freezing);
  forgetTally(id);
  return done;
}

/** One that readers are added to is finished whenever nobody waits, and goes on with the next. */
const goesOn = ({ state, grows }: Standing) => grows && state === "finished";

/** What was answered before does not count against the mailing any more (breakers.ts): a person has seen it. */
const goOn = (tx: Tx, id: string) =>
  tx.$executeRaw`
    update mailings set state = 'sending', state_reason = null, finished_at = null, judged_since = now()
    where id = ${id}::uuid`;

function allow(isAllowed: boolean, state: string, done: string) {
  if (!isAllowed)
    throw new Refusal("already_decided", `This mailing is ${state}, so it cannot be ${done} any more.`, { state });
}
