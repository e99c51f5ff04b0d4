import { record } from "../audit.ts";
import type { Ctx, System } from "../context.ts";
import type { Tx } from "../db.ts";
import { addToGrowing, hasRowFor, openGrowing, standingOfGrowing } from "../delivery/grow.ts";
import { freezing } from "../delivery/mailing.ts";
import { Refusal } from "../errors.ts";
import { topicOf } from "../newsletters/reads.ts";
import { letBegin } from "./begin.ts";
import { endForSome } from "./end.ts";
import { setNext } from "./next.ts";
import { documentOf } from "./reads.ts";
import { isHeldForRun } from "./turn.ts";

/** So many readers are taken up by one statement. */
const inOneGo = 2_000;

/**
 * Lets whoever is new begin each series that is on, ends it for who has left, and takes up the steps that are due. One transaction for each
 * series, which one worker at a time does: a kill leaves all of it or nothing, and what was taken goes out by the send ledger.
 */
export async function runSeries(ctx: Ctx<System>) {
  const on = await ctx.db.series.findMany({
    where: { state: "on", newsletter: { retiredAt: null } },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  for (const { id } of on) {
    try {
      await ctx.db.$transaction((tx) => runOne(tx, ctx, id), freezing);
    } catch (problem) {
      if (problem instanceof Refusal) await leaveToPerson(ctx, id, problem.message);
      // The next minute tries again; the others do not wait for it.
      else ctx.log.error({ err: problem, seriesId: id }, "a series could not be run");
    }
  }
}

type Running = NonNullable<Awaited<ReturnType<typeof running>>>;
const running = (tx: Tx, id: string) =>
  tx.series.findUnique({
    where: { id },
    include: {
      newsletter: true,
      steps: { where: { takenOutAt: null, isDraft: false }, orderBy: [{ position: "asc" }, { id: "asc" }] },
    },
  });

async function runOne(tx: Tx, ctx: Ctx<System>, id: string) {
  if (!(await isHeldForRun(tx, id))) return;
  const series = await running(tx, id);
  if (series?.state !== "on" || !series.onSince || series.newsletter.retiredAt) return;
  await endForSome(tx, ctx, series);
  await letBegin(tx, ctx, series, series.onSince);
  await setNext(tx, ctx, id);
  for (const step of series.steps) await takeUp(tx, ctx, series, step);
}

/** Adds everybody for whom a step is due to its mailing. The row that says so is one for each reader, ever. */
async function takeUp(tx: Tx, ctx: Ctx<System>, series: Running, step: Running["steps"][number]) {
  for (;;) {
    const due = await tx.$queryRaw<{ memberId: string; round: number }[]>`
      select e.member_id as "memberId", e.round from series_entries e
      where e.series_id = ${series.id}::uuid and e.next_step_id = ${step.id}::uuid and e.ended_at is null
        and e.next_at <= ${ctx.now()}::timestamptz
      order by e.next_at, e.member_id limit ${inOneGo} for update`;
    if (due.length === 0) return;
    const mailingId = await mailingOf(
      tx,
      ctx,
      series,
      step,
      due.map(({ memberId }) => memberId),
    );
    if (!mailingId) return;
    const taken = await tx.$queryRaw<{ memberId: string; round: number }[]>`
      insert into series_passages (step_id, member_id, round, series_id, taken_at)
      select ${step.id}::uuid, d.member_id, d.round, ${series.id}::uuid, ${ctx.now()}::timestamptz
      from unnest(${due.map(({ memberId }) => memberId)}::uuid[], ${due.map(({ round }) => round)}::int[]) as d (member_id, round)
      on conflict do nothing returning member_id as "memberId", round`;
    const added = await addToGrowing(
      tx,
      mailingId,
      taken.map(({ memberId }) => memberId),
    );
    const rounds = new Map(taken.map(({ memberId, round }) => [memberId, round]));
    await tx.$executeRaw`
      update series_passages p set delivery_id = a.delivery_id
      from unnest(${added.map(({ memberId }) => memberId)}::uuid[], ${added.map(({ memberId }) => rounds.get(memberId) ?? 1)}::int[],
                  ${added.map(({ deliveryId }) => String(deliveryId))}::bigint[]) as a (member_id, round, delivery_id)
      where p.step_id = ${step.id}::uuid and p.member_id = a.member_id and p.round = a.round`;
    await tx.$executeRaw`
      update series_entries e set next_step_id = null, next_at = null
      from unnest(${due.map(({ memberId }) => memberId)}::uuid[], ${due.map(({ round }) => round)}::int[]) as d (member_id, round)
      where e.series_id = ${series.id}::uuid and e.member_id = d.member_id and e.round = d.round`;
    await setNext(tx, ctx, series.id);
  }
}

/**
 * The mailing of a step in the words that it has now, made when the first reader comes. One that a person or a breaker has paused is waited
 * for. A mailing goes to an address once, so where somebody is due whose address has had it (they have begun it anew, or another reader had
 * that address before them), the same words go on by another mailing.
 * @throws Refusal when it must not be sent like this, or was cancelled: then a person must see to it
 */
async function mailingOf(
  tx: Tx,
  ctx: Ctx<System>,
  series: Running,
  step: Running["steps"][number],
  memberIds: string[],
): Promise<string | undefined> {
  if (step.mailingId) {
    const { state } = await standingOfGrowing(tx, step.mailingId);
    if (state === "cancelled")
      throw new Refusal(
        "already_decided",
        `The mails of “${step.subject}” were cancelled. Save that step once more to send it again, or take it out; then switch the series on.`,
      );
    if (state === "paused") return undefined;
    if (!(await hasRowFor(tx, step.mailingId, memberIds))) return step.mailingId;
  }
  const { newsletter } = series;
  const words = { subject: step.subject, preview: step.preview, document: documentOf(step.document) };
  // What writes mails is large, and the clock asks every minute: it is loaded when there is something to write.
  const { renderStep } = await import("./render.ts");
  const { html, text } = await renderStep(ctx, newsletter, words);
  step.mailingId = await openGrowing(tx, ctx, {
    topic: topicOf(newsletter),
    subject: step.subject,
    html,
    text,
    fromName: newsletter.fromName ?? newsletter.name,
    fromAddress: newsletter.fromAddress,
  });
  await tx.seriesStep.update({ where: { id: step.id }, data: { mailingId: step.mailingId } });
  return step.mailingId;
}

const leaveToPerson = (ctx: Ctx<System>, id: string, reason: string) =>
  ctx.db.$transaction(async (tx) => {
    const paused = await tx.series.updateMany({
      where: { id, state: "on" },
      data: { state: "paused", stateReason: reason },
    });
    if (paused.count === 0) return;
    await record(tx, ctx, "series.paused", { kind: "series", id }, { after: { reason } });
    ctx.log.warn({ seriesId: id, reason }, "a series cannot go on like this; a person must see to it");
  });
