import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { Prisma, type Tx } from "../db.ts";
import { freezing } from "../delivery/mailing.ts";
import { Refusal } from "../errors.ts";
import { ownPoints } from "../newsletters/check.ts";
import { assertReady } from "../newsletters/prepare.ts";
import { newsletterSettingsOf } from "../newsletters/settings.ts";
import { publicationOf } from "../publication.ts";
import { leaveOutWaiting } from "./left-out.ts";
import { seriesById } from "./reads.ts";
import { renderStep } from "./render.ts";
import type { SeriesAct } from "./schema.ts";
import { holdSeries, isOver } from "./turn.ts";

/**
 * Switches a series on, pauses it, or ends it for good. Whoever had joined before it was first on does not begin it. Paused, what was put
 * down before still goes out; who joins meanwhile begins it, and what was due is sent, when it is on again. Twice is once.
 * @throws Refusal too_late, invalid_input, settings_missing, approval_missing
 */
export async function actOnSeries(ctx: Ctx<Member>, id: string, act: SeriesAct) {
  const series = await seriesById(ctx, id);
  const wanted = { on: "on", pause: "paused", end: "ended" } as const;
  if (series.state === wanted[act]) return series;
  if (series.state === "ended") throw isOver();
  if (act === "pause" && series.state === "draft")
    throw new Refusal("too_late", "It is not on, so there is nothing to pause.");
  if (act === "on") await assertMayGoOn(ctx, series);
  await ctx.db.$transaction(async (tx) => {
    await holdSeries(tx, id);
    const done = await tx.series.updateMany({
      where: { id, state: series.state, version: series.version },
      data: {
        state: wanted[act],
        stateReason: act === "pause" ? pausedWords : null,
        ...(act === "on" && !series.onSince ? { onSince: ctx.now() } : {}),
      },
    });
    if (done.count === 0)
      throw new Refusal(
        "changed_meanwhile",
        "Somebody else has changed this series at this moment. Reload, and look once more.",
      );
    if (act === "end") await endForAll(tx, ctx, series);
    const event = { on: "series.switched-on", pause: "series.paused", end: "series.ended" }[act];
    await record(tx, ctx, event, { kind: "series", id }, { before: { state: series.state } });
  }, freezing);
  return seriesById(ctx, id);
}

type Series = Awaited<ReturnType<typeof seriesById>>;

const pausedWords =
  "Paused by a person. Mails that were put down before still go out; each mailing can be paused or cancelled by itself, under Sending.";

/** Nobody is in it any more, and what waits for its mail server goes to nobody. */
async function endForAll(tx: Tx, ctx: Ctx<Member>, { id, newsletter }: Series) {
  await tx.$executeRaw`
    update series_entries set ended_at = ${ctx.now()}::timestamptz, ended_as = 'ended', next_step_id = null, next_at = null
    where series_id = ${id}::uuid and ended_at is null`;
  await leaveOutWaiting(tx, newsletter, Prisma.sql`p.series_id = ${id}::uuid`, "its series was ended");
}

async function assertMayGoOn(ctx: Ctx<Member>, series: Series) {
  const steps = series.steps.filter(({ takenOutAt, isDraft }) => !takenOutAt && !isDraft);
  if (steps.length === 0)
    throw new Refusal(
      "invalid_input",
      "No step of it is written yet. Write one and save it; then switch the series on.",
    );
  if (series.newsletter.retiredAt)
    throw new Refusal("too_late", "Its newsletter has ended, so nothing of it is sent. Bring that back first.");
  const publication = await publicationOf(ctx);
  for (const step of steps)
    assertReady(ownPoints({ ...step, ...(await renderStep(ctx, series.newsletter, step)) }, publication));
  const { fourEyes } = await newsletterSettingsOf(ctx);
  if (fourEyes && series.updatedById === ctx.actor.id)
    throw new Refusal(
      "approval_missing",
      "You changed this series last yourself. Ask a colleague to read it and to switch it on.",
    );
}
