import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { ownPoints } from "../newsletters/check.ts";
import { emptyDocument } from "../newsletters/document.ts";
import { assertReady } from "../newsletters/prepare.ts";
import { newsletterBySlug } from "../newsletters/reads.ts";
import { newsletterSettingsOf } from "../newsletters/settings.ts";
import { publicationOf } from "../publication.ts";
import { setNext } from "./next.ts";
import { seriesById, stepById } from "./reads.ts";
import { renderStep } from "./render.ts";
import { mostSteps, type SeriesDraft, type SeriesSave, type StepSave } from "./schema.ts";

/** A new series, with one step to be written; nothing is sent before it is switched on. */
export async function makeSeries(ctx: Ctx<Member>, { title, newsletter: slug, trigger }: SeriesDraft) {
  const newsletter = await newsletterBySlug(ctx, slug);
  const now = ctx.now();
  const id = await ctx.db.$transaction(async (tx) => {
    const made = await tx.series.create({
      data: {
        title,
        newsletterId: newsletter.id,
        trigger,
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

/**
 * Says when each step goes and for whom the series is, over the version that was open. Who is in it goes on with the step that is next for
 * them by then; nobody gets again what they have had.
 * @throws Refusal changed_meanwhile; too_late for another beginning once it has been on
 */
export async function saveSeries(ctx: Ctx<Member>, id: string, { version, steps, ...change }: SeriesSave) {
  const before = await seriesById(ctx, id);
  if (before.onSince && before.trigger !== change.trigger)
    throw new Refusal(
      "too_late",
      "Readers have begun it already, so what begins it cannot be changed. Make another series.",
    );
  const kept = before.steps.filter(({ takenOutAt }) => !takenOutAt);
  if (kept.length !== steps.length || kept.some((step) => !steps.some((one) => one.id === step.id))) throw changed();
  await ctx.db.$transaction(async (tx) => {
    await noteChange(tx, ctx, id, version, change);
    for (const [at, { id: stepId, waitHours, atHour }] of steps.entries())
      await tx.seriesStep.update({ where: { id: stepId }, data: { position: (at + 1) * 10, waitHours, atHour } });
    await setNext(tx, ctx, id, { anew: true });
    await record(
      tx,
      ctx,
      "series.saved",
      { kind: "series", id },
      { after: { ...change, steps: steps.map(({ waitHours, atHour }) => ({ waitHours, atHour })) } },
    );
  });
  return seriesById(ctx, id);
}

/** Another step at the end, to be written; nobody gets it before it is whole. */
export async function addStep(ctx: Ctx<Member>, id: string) {
  const { steps, state } = await seriesById(ctx, id);
  if (state === "ended") throw ended();
  const kept = steps.filter(({ takenOutAt }) => !takenOutAt);
  if (kept.length >= mostSteps) throw new Refusal("invalid_input", `A series has at most ${mostSteps} steps.`);
  const position = Math.max(0, ...steps.map((step) => step.position)) + 10;
  const { id: stepId } = await ctx.db.$transaction(async (tx) => {
    const made = await tx.seriesStep.create({
      data: {
        seriesId: id,
        position,
        waitHours: kept.length === 0 ? 0 : 72,
        document: emptyDocument,
        updatedAt: ctx.now(),
      },
    });
    await record(tx, ctx, "series.step-added", { kind: "series", id }, { after: { stepId: made.id } });
    return made;
  });
  return { seriesId: id, stepId, at: `/desk/series/${id}/${stepId}` };
}

/**
 * Saves the words of a step over the version that was open; they must be whole. Who gets it from now on gets it in these words, and who has
 * had it gets nothing.
 * @throws Refusal changed_meanwhile; invalid_input, settings_missing with what must be put right
 */
export async function saveStep(ctx: Ctx<Member>, id: string, stepId: string, { version, ...words }: StepSave) {
  const { series, step } = await stepById(ctx, id, stepId);
  if (series.state === "ended" || step.takenOutAt) throw ended();
  const rendered = await renderStep(ctx, series.newsletter, words);
  assertReady(ownPoints({ ...words, ...rendered }, await publicationOf(ctx)));
  await ctx.db.$transaction(async (tx) => {
    const saved = await tx.seriesStep.updateMany({
      where: { id: stepId, version },
      // Another mailing for other words: what is on its way goes in those that it was taken with.
      data: { ...words, version: version + 1, isDraft: false, mailingId: null, updatedAt: ctx.now() },
    });
    if (saved.count === 0) throw changed();
    await noteChange(tx, ctx, id, null, {});
    if (step.isDraft) await setNext(tx, ctx, id, { anew: true });
    const after = { stepId, version: version + 1, subject: words.subject };
    await record(tx, ctx, "series.step-saved", { kind: "series", id }, { after });
  });
  return stepById(ctx, id, stepId);
}

/** Nobody gets this step any more; who waits for it goes on behind it. Its figures stay. */
export async function takeOutStep(ctx: Ctx<Member>, id: string, stepId: string) {
  const { step } = await stepById(ctx, id, stepId);
  if (!step.takenOutAt)
    await ctx.db.$transaction(async (tx) => {
      await tx.seriesStep.update({ where: { id: stepId }, data: { takenOutAt: ctx.now() } });
      await noteChange(tx, ctx, id, null, {});
      await setNext(tx, ctx, id, { anew: true });
      await record(
        tx,
        ctx,
        "series.step-taken-out",
        { kind: "series", id },
        { after: { stepId, subject: step.subject } },
      );
    });
  return seriesById(ctx, id);
}

/** Where a colleague has to approve what is sent, a series that was changed waits for one, too. */
async function noteChange(
  tx: Tx,
  ctx: Ctx<Member>,
  id: string,
  version: number | null,
  change: Partial<Pick<SeriesSave, "title" | "trigger" | "restarts" | "skipsPaying">>,
) {
  const saved = await tx.series.updateMany({
    where: { id, ...(version === null ? {} : { version }) },
    data: { ...change, version: { increment: 1 }, updatedAt: ctx.now(), updatedById: ctx.actor.id },
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
const ended = () => new Refusal("too_late", "It is over, so nothing of it can be changed. Make another series.");
