import { stringify } from "csv-stringify/sync";
import type { Growth } from "./growth-schema.ts";

const columns = ["from", "to", "what", "figure", "count"];

/** A line for each figure of each span, then one for each figure of each newsletter over the whole range. */
export function growthAsCsv({ from, to, members, newsletters, plans }: Growth): string {
  const lines = (what: string, points: ({ from: string; to: string } & Record<string, number | string>)[]) =>
    points.flatMap(({ from, to, ...figures }) =>
      Object.entries(figures).map(([figure, count]) => ({ from, to, what, figure, count })),
    );
  const each = (newsletters?.each ?? []).map(({ name, slug: _, ...figures }) => ({ name, figures }));
  return stringify(
    [
      ...lines("members", members.points),
      ...lines("newsletters", newsletters?.points ?? []),
      ...lines("paid plans", plans?.points ?? []),
      ...each.flatMap(({ name, figures }) => lines(name, [{ from, to, ...figures }])),
    ],
    { header: true, columns, bom: true, escape_formulas: true, record_delimiter: "windows" },
  );
}
