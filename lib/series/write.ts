import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { Prisma, type Tx } from "../db.ts";
import { freezing } from "../delivery/mailing.ts";
import { Refusal } from "../errors.ts";
import { ownPoints } from "../newsletters/check.ts";
import { emptyDocument } from "../newsletters/document.ts";
import { assertReady } from "../newsletters/prepare.ts";
import { newsletterBySlug } from "../newsletters/reads.ts";
import { newsletterSettingsOf } from "../newsletters/settings.ts";
import { publicationOf } from "../publication.ts";
import { leaveOutWaiting } from "./left-out.ts";
import { setNext } from "./next.ts";
import { seriesById, stepById } from "./reads.ts";
import { renderStep } from "./render.ts";
import { mostSteps, type SeriesDraft, type SeriesSave, type StepSave, type Trigger, usualDays } from "./schema.ts";
import { holdSeries, isOver } from "./turn.ts";

/** A new series, with one step to be written; nothing is sent before it is switched on. */
export async function makeSeries(ctx: Ctx<Member>, { title, newsletter: slug, trigger, days }: SeriesDraft) {
  const newsletter = await newsletterBySlug(ctx, slug);
  const now = ctx.now();
  const id = await ctx.db.$transaction(async (tx) => {
    const made = await tx.series.create({
      data: {
        title,
        newsletterId: newsletter.id,
        trigger,
        triggerDays: daysOf(trigger, days),
        createdAt: now,
        updatedAt: now,
        updatedById: ctx.actor.id,
        steps: { create: { position: 10, waitHours: 0, document: emptyDocument, updatedAt: now } },
      },
    });
    const subject = { kind: "series", id: made.id };
    await record(tx, ctx, "series.made", subject, { after: { title, newsletter: newsletter.slug, trigger } });
    return made.id;
  });
  return seriesById(ctx, id);
}

/** So many as were said; nothing where the trigger asks for none. */
const daysOf = (trigger: Trigger, days: number | null | undefined) =>
  usualDays[trigger] === null ? null : (days ?? usualDays[trigger]);

/**
 * Says when each step goes and for whom the series is, over the version that was open. Who is in it goes on with the step that is next for
 * them by then; nobody gets again what they have had.
 * @throws Refusal changed_meanwhile; too_late when it is over, and for another beginning once it has been on
 */
export async function saveSeries(ctx: Ctx<Member>, id: string, { version, steps, days, ...given }: SeriesSave) {
  const change = { ...given, triggerDays: daysOf(given.trigger, days) };
  await ctx.db.$transaction(async (tx) => {
    const before = await holdSeries(tx, id);
    if (before.hasBeenOn && before.trigger !== change.trigger)
      throw new Refusal(
        "too_late",
        "Readers have begun it already, so what begins it cannot be changed. Make another series.",
      );
    await noteChange(tx, ctx, id, version, change);
    const order = inOrder(await stepsOf(tx, id), steps);
    for (const [at, stepId] of order.entries()) {
      const { waitHours, atHour } = steps.find((step) => step.id === stepId) ?? {};
      const times = waitHours === undefined || atHour === undefined ? {} : { waitHours, atHour };
      await tx.seriesStep.update({ where: { id: stepId }, data: { position: (at + 1) * 10, ...times } });
    }
    await setNext(tx, ctx, id, { anew: true });
    await record(
      tx,
      ctx,
      "series.saved",
      { kind: "series", id },
      { after: { ...change, steps: steps.map(({ waitHours, atHour }) => ({ waitHours, atHour })) } },
    );
  }, freezing);
  return seriesById(ctx, id);
}

type Placed = { id: string; takenOutAt: Date | null };
const stepsOf = (tx: Tx, seriesId: string): Promise<(Placed & { position: number })[]> =>
  tx.seriesStep.findMany({ where: { seriesId }, orderBy: [{ position: "asc" }, { id: "asc" }] });

/**
 * The ids of all steps as they are to go. One that was taken out stays before all of those that came behind it, so that who has had it last
 * misses none of them. @throws Refusal changed_meanwhile when it has other steps by now
 */
function inOrder(before: Placed[], steps: { id: string }[]): string[] {
  const kept = before.filter(({ takenOutAt }) => !takenOutAt);
  if (kept.length !== steps.length || kept.some(({ id }) => !steps.some((step) => step.id === id))) throw changed();
  const places = new Map(before.map(({ id }, at) => [id, at]));
  const order = steps.map(({ id }) => id);
  for (const [at, { id, takenOutAt }] of before.entries()) {
    if (!takenOutAt) continue;
    const behind = order.findIndex((other) => (places.get(other) ?? 0) > at);
    order.splice(behind < 0 ? order.length : behind, 0, id);
  }
  return order;
}

/** Another step at the end, to be written; nobody gets it before it is whole. @throws Refusal too_late when it is over */
export async function addStep(ctx: Ctx<Member>, id: string) {
  const { id: stepId } = await ctx.db.$transaction(async (tx) => {
    await holdSeries(tx, id);
    const steps = await stepsOf(tx, id);
    const kept = steps.filter(({ takenOutAt }) => !takenOutAt);
    if (kept.length >= mostSteps) throw new Refusal("invalid_input", `A series has at most ${mostSteps} steps.`);
    const made = await tx.seriesStep.create({
      data: {
        seriesId: id,
        position: Math.max(0, ...steps.map((step) => step.position)) + 10,
        waitHours: kept.length === 0 ? 0 : 72,
        document: emptyDocument,
        updatedAt: ctx.now(),
      },
    });
    await record(tx, ctx, "series.step-added", { kind: "series", id }, { after: { stepId: made.id } });
    return made;
  }, freezing);
  return { seriesId: id, stepId, at: `/desk/series/${id}/${stepId}` };
}

/**
 * Saves the words of a step over the version that was open; they must be whole. Who gets it from now on gets it in these words, and who has
 * had it gets nothing.
 * @throws Refusal changed_meanwhile; too_late; invalid_input, settings_missing with what must be put right
 */
export async function saveStep(ctx: Ctx<Member>, id: string, stepId: string, { version, ...words }: StepSave) {
  const { series, step } = await stepById(ctx, id, stepId);
  if (series.state === "ended" || step.takenOutAt) throw isOver();
  const rendered = await renderStep(ctx, series.newsletter, words);
  assertReady(ownPoints({ ...words, ...rendered }, await publicationOf(ctx)));
  await ctx.db.$transaction(async (tx) => {
    await holdSeries(tx, id);
    const saved = await tx.seriesStep.updateMany({
      where: { id: stepId, version, takenOutAt: null },
      // Another mailing for other words: what is on its way goes in those that it was taken with.
      data: { ...words, version: version + 1, isDraft: false, mailingId: null, updatedAt: ctx.now() },
    });
    if (saved.count === 0) throw changed();
    await noteChange(tx, ctx, id, null, {});
    if (step.isDraft) await setNext(tx, ctx, id, { anew: true });
    const after = { stepId, version: version + 1, subject: words.subject };
    await record(tx, ctx, "series.step-saved", { kind: "series", id }, { after });
  }, freezing);
  return stepById(ctx, id, stepId);
}

/**
 * Nobody gets this step any more, nor do those for whom it was put down already and waits for a mail server; who is next goes on behind it. Its
 * figures stay. @throws Refusal too_late when the series is over
 */
export async function takeOutStep(ctx: Ctx<Member>, id: string, stepId: string) {
  const { series, step } = await stepById(ctx, id, stepId);
  await ctx.db.$transaction(async (tx) => {
    await holdSeries(tx, id);
    const gone = await tx.seriesStep.updateMany({
      where: { id: stepId, takenOutAt: null },
      data: { takenOutAt: ctx.now() },
    });
    if (gone.count === 0) return;
    await noteChange(tx, ctx, id, null, {});
    await setNext(tx, ctx, id, { anew: true });
    const which = Prisma.sql`p.step_id = ${stepId}::uuid`;
    const leftOut = await leaveOutWaiting(tx, series.newsletter, which, "this mail was taken out of its series");
    const after = { stepId, subject: step.subject, leftOut };
    await record(tx, ctx, "series.step-taken-out", { kind: "series", id }, { after });
  }, freezing);
  return seriesById(ctx, id);
}

/** Where a colleague has to approve what is sent, a series that was changed waits for one, too. */
async function noteChange(
  tx: Tx,
  ctx: Ctx<Member>,
  id: string,
  version: number | null,
  change: Partial<Pick<SeriesSave, "title" | "trigger" | "restarts" | "skipsPaying"> & { triggerDays: number | null }>,
) {
  const saved = await tx.series.updateMany({
    where: { id, ...(version === null ? {} : { version }) },
    // Whoever it begins for by other days is looked for at once.
    data: { ...change, lookedAt: null, version: { increment: 1 }, updatedAt: ctx.now(), updatedById: ctx.actor.id },
  });
  if (saved.count === 0) throw changed();
  const { fourEyes } = await newsletterSettingsOf({ sql: (text, ...values) => tx.$queryRaw(text, ...values) });
  if (fourEyes)
    await tx.series.updateMany({
      where: { id, state: "on" },
      data: {
        state: "paused",
        stateReason: "It was changed, and a colleague has to look at it and switch it on again.",
      },
    });
}

const changed = () =>
  new Refusal(
    "changed_meanwhile",
    "Somebody else has changed this series since you opened it. What you typed stays here; open it beside this in another tab to see theirs.",
  );
