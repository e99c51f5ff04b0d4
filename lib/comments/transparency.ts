import { stringify } from "csv-stringify/sync";
import type { Pool } from "pg";
import { Temporal } from "temporal-polyfill";
import type { House } from "../context.ts";
import { notFound } from "../errors.ts";
import { publicationOf } from "../publication.ts";
import { countMonths, countRejections, monthOf } from "./figures.ts";
import { commentSettingsOf } from "./settings.ts";
import { statementsFrom } from "./statements.ts";
import type { Month, Statement, Transparency } from "./transparency-schema.ts";

type Reader = Pick<House, "sql" | "pool" | "env" | "now">;
type Counted = Omit<Transparency, "months" | "statements"> & { months: Month[]; statements: Statement[] };
type Kept = { at: number; timeZone: string; figures: Promise<Counted> };

const shownMonths = 12;
const keptMs = 10 * 60_000;

const place = globalThis as unknown as { mastheadFigures?: WeakMap<Pool, Kept> };
place.mastheadFigures ??= new WeakMap();
const kept = place.mastheadFigures;

/**
 * How comments are moderated, in figures that everybody may read, and every rejection without a word of it. They are counted
 * at most every ten minutes in each process, however many ask, and say when. @throws Refusal not_found when they are turned off
 */
export async function readTransparency(ctx: Reader): Promise<Counted> {
  if (!(await isShowingFigures(ctx))) throw notFound();
  const { timeZone } = await publicationOf(ctx);
  const now = ctx.now().getTime();
  const known = kept.get(ctx.pool);
  if (known?.timeZone === timeZone && now >= known.at && now < known.at + keptMs) return known.figures;
  const fresh = { at: now, timeZone, figures: count(ctx, timeZone) };
  kept.set(ctx.pool, fresh);
  // What could not be counted is asked again by the next reader.
  fresh.figures.catch(() => {
    if (kept.get(ctx.pool) === fresh) kept.delete(ctx.pool);
  });
  return fresh.figures;
}

export const isShowingFigures = async (ctx: Pick<House, "sql">) => (await commentSettingsOf(ctx)).showsFigures;

async function count(ctx: Reader, timeZone: string): Promise<Counted> {
  const countedAt = ctx.now();
  const today = Temporal.Instant.fromEpochMilliseconds(countedAt.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  const months = Array.from({ length: shownMonths }, (_, back) => today.with({ day: 1 }).subtract({ months: back }));
  const first = months.at(-1) ?? today;
  const from = new Date(first.toZonedDateTime(timeZone).epochMilliseconds);
  const [counted, rejections] = await Promise.all([
    countMonths(ctx, from, timeZone),
    countRejections(ctx, from, timeZone),
  ]);
  return {
    countedAt,
    timeZone,
    months: months.map((month, back) => monthOf(counted, rejections, month.toString().slice(0, 7), back === 0)),
    ...statementsFrom(rejections, first.toString(), today.toString()),
  };
}

/** A line for each figure of each month, and for each part of those that have parts; what is not said has no line. */
export function figuresAsCsv({ months }: Counted): string {
  const lines = months.flatMap((month) =>
    [
      ["written", "", month.written],
      ["published at once", "", month.publishedAtOnce],
      ["held by a rule", "", month.held.byRules],
      ...parts("held by a rule", month.held.byRule),
      ["held to be read first", "", month.held.byReadingFirst],
      ["held by a broken check", "", month.held.byBrokenCheck],
      ["held by reports", "", month.held.byReports],
      ["published by a moderator", "", month.decisions.published],
      ["not published", "", month.decisions.rejected],
      ["taken down", "", month.decisions.takenDown],
      ["let stand", "", month.decisions.letStand],
      ["decided of what a rule held", "", month.decisions.ofRules],
      ["decided of what a rule held", "published", month.decisions.ofRulesPublished],
      ...parts("rejected under", month.rejectedUnder),
      ...parts("rejected, came by", month.cameBy),
      ...parts("minutes to decide", month.minutesToDecide),
      ...parts("reports", month.reports),
      ...parts("appeals", month.appeals),
      ...parts("bans", month.bans),
    ].map(([figure, part, value]) => ({ month: month.month, figure, part, value })),
  );
  return stringify(lines, { header: true, columns: ["month", "figure", "part", "value"], escape_formulas: true });
}

const parts = (figure: string, values: Record<string, number> | null) =>
  Object.entries(values ?? {}).map(([part, value]) => [figure, part, value]);

/** A line for each rejection. */
export function statementsAsCsv({ statements }: Counted): string {
  const lines = statements.flatMap(({ count: times, ...one }) =>
    Array.from({ length: times }, () => ({ ...one, hadBeenPublished: one.hadBeenPublished ? "yes" : "no" })),
  );
  const columns = ["from", "to", "guideline", "cameBy", "hadBeenPublished", "appeal"];
  return stringify(lines, { header: true, columns, escape_formulas: true });
}
