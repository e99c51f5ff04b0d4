import { record } from "../audit.ts";
import type { Ctx, System } from "../context.ts";
import { Refusal } from "../errors.ts";
import { begin, begins, freezing } from "./mailing.ts";

type Due = { id: string; begins: Date; isLate: boolean };

/**
 * Starts every mailing whose time has come: once, however many ask at once. What is later than its limit is left to a person.
 * @param options.at as of this moment; the database's own unless said
 */
export async function startDue(ctx: Ctx<System>, { at = null as Date | null } = {}) {
  const due = await ctx.db.$queryRaw<Due[]>`
    select m.id, ${begins} as begins,
           coalesce(coalesce(${at}::timestamptz, now()) > ${begins} + make_interval(mins => m.late_limit), false) as "isLate"
    from mailings m where m.state = 'scheduled' and ${begins} <= coalesce(${at}::timestamptz, now())
    order by 2`;
  for (const mailing of due) {
    try {
      await (mailing.isLate ? leaveToPerson(ctx, mailing, tooLate(mailing.begins)) : start(ctx, mailing, at));
    } catch (problem) {
      if (problem instanceof Refusal) await leaveToPerson(ctx, mailing, problem.message);
      // The next minute tries again; the others do not wait for it.
      else ctx.log.error({ err: problem, mailingId: mailing.id }, "a mailing could not start");
    }
  }
}

/** The row is asked again under its lock: somebody else may have started, moved or cancelled it. */
const start = (ctx: Ctx, { id }: Due, at: Date | null) =>
  ctx.db.$transaction(async (tx) => {
    const held = await tx.$queryRaw<{ id: string }[]>`
      select m.id from mailings m
      where m.id = ${id}::uuid and m.state = 'scheduled' and ${begins} <= coalesce(${at}::timestamptz, now())
      for update`;
    if (held.length === 0) return;
    const recipients = await begin(tx, ctx, id);
    ctx.log.info({ mailingId: id, recipients }, "a mailing has started at its time");
  }, freezing);

const leaveToPerson = (ctx: Ctx, { id, begins: moment }: Due, reason: string) =>
  ctx.db.$transaction(async (tx) => {
    const paused = await tx.$executeRaw`
      update mailings m set state = 'paused', state_reason = ${reason}
      where m.id = ${id}::uuid and m.state = 'scheduled' and ${begins} = ${moment}`;
    if (paused === 0) return;
    await record(tx, ctx, "mailing.paused", { kind: "mailing", id }, { after: { reason } });
    ctx.log.warn({ mailingId: id }, "a mailing did not start at its time; a person must see to it");
  });

const inWords = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
const tooLate = (moment: Date) =>
  `It should have started at ${inWords.format(moment)} UTC; that was too long ago to start by itself.`;
