import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";
import { notFound } from "../errors.ts";
import { emptyDocument, type IssueDocument, undividedDocument } from "../newsletters/document.ts";
import type { Trigger } from "./schema.ts";

type Counted = { entered: number; sent: number; waiting: number; left: number };

/** Every series: those that are on first, those that are over last. */
export async function listSeries(ctx: Pick<Ctx, "db" | "sql">) {
  const rows = await ctx.db.series.findMany({ include: whole, orderBy: [{ createdAt: "desc" }] });
  const rank = { on: 0, paused: 1, draft: 2, ended: 3 };
  const views = await Promise.all(rows.map((row) => viewOf(ctx, row)));
  return views.sort((one, other) => rank[one.state] - rank[other.state]);
}

/** @throws Refusal not_found */
export async function seriesById(ctx: Pick<Ctx, "db" | "sql">, id: string) {
  const row = await ctx.db.series.findUnique({ where: { id }, include: whole });
  if (!row) throw notFound("series");
  return viewOf(ctx, row);
}

/** @throws Refusal not_found */
export async function stepById(ctx: Pick<Ctx, "db" | "sql">, seriesId: string, stepId: string) {
  const series = await seriesById(ctx, seriesId);
  const step = series.steps.find(({ id }) => id === stepId);
  if (!step) throw notFound("step");
  return { series, step };
}

const whole = {
  newsletter: true,
  steps: { orderBy: [{ position: "asc" as const }, { id: "asc" as const }] },
};

type Row = NonNullable<Awaited<ReturnType<typeof findWhole>>>;
const findWhole = (db: Pick<Tx, "series">, id: string) => db.series.findUnique({ where: { id }, include: whole });

async function viewOf(ctx: Pick<Ctx, "sql">, row: Row) {
  const [readers, counts] = await Promise.all([readersIn(ctx, row.id), countsOfSteps(ctx, row.id)]);
  const { id, title, newsletter, trigger, triggerDays, state, stateReason, onSince, restarts, skipsPaying, version } =
    row;
  return {
    id,
    title,
    newsletter,
    trigger: trigger as Trigger,
    days: triggerDays,
    state,
    stateReason,
    onSince,
    restarts,
    skipsPaying,
    version,
    updatedById: row.updatedById,
    readers,
    steps: row.steps
      .filter((step) => !step.takenOutAt || (counts.get(step.id)?.entered ?? 0) > 0)
      .map((step) => ({ ...step, document: documentOf(step.document), ...(counts.get(step.id) ?? nothing) })),
  };
}

const nothing: Counted = { entered: 0, sent: 0, waiting: 0, left: 0 };

export function documentOf(stored: unknown): IssueDocument {
  const read = undividedDocument.safeParse(stored);
  return read.success ? read.data : emptyDocument;
}

type Readers = Record<"now" | "finished" | "left" | "paying" | "ended" | "moved" | "back", number>;

async function readersIn(ctx: Pick<Ctx, "sql">, seriesId: string) {
  const [row] = await ctx.sql<Readers>`
    select count(*) filter (where ended_at is null)::int as now, count(*) filter (where ended_as = 'finished')::int as finished,
           count(*) filter (where ended_as = 'left')::int as left, count(*) filter (where ended_as = 'paying')::int as paying,
           count(*) filter (where ended_as = 'ended')::int as ended, count(*) filter (where ended_as = 'moved')::int as moved,
           count(*) filter (where ended_as = 'back')::int as back
    from series_entries where series_id = ${seriesId}::uuid`;
  return row ?? { now: 0, finished: 0, left: 0, paying: 0, ended: 0, moved: 0, back: 0 };
}

async function countsOfSteps(ctx: Pick<Ctx, "sql">, seriesId: string): Promise<Map<string, Counted>> {
  const rows = await ctx.sql<Counted & { id: string }>`
    select s.id,
           (select count(*)::int from series_passages p where p.step_id = s.id) as entered,
           (select count(*)::int from series_passages p join deliveries d on d.id = p.delivery_id and d.state = 'accepted'
            where p.step_id = s.id) as sent,
           (select count(*)::int from series_entries e where e.series_id = s.series_id and e.next_step_id = s.id) as waiting,
           (select count(*)::int from series_passages p join mailing_leaves l on l.delivery_id = p.delivery_id
            where p.step_id = s.id) as left
    from series_steps s where s.series_id = ${seriesId}::uuid`;
  return new Map(rows.map(({ id, ...counts }) => [id, counts]));
}
