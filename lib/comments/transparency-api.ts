import { z } from "zod";
import { contract, Ready } from "../contract.ts";
import { route } from "../route.ts";
import { figuresAsCsv, readTransparency, statementsAsCsv } from "./transparency.ts";
import { transparencyView } from "./transparency-schema.ts";

const shared = {
  method: "GET",
  tag: "Comments",
  access: "anyone",
  isShared: true,
  caching: "public, no-cache",
  refuses: ["not_found"],
} as const;
const csv = "text/csv; charset=utf-8";

const asFile = (name: string, body: string) =>
  new Ready({
    status: 200,
    headers: {
      "content-type": csv,
      "content-disposition": `attachment; filename="${name}.csv"`,
      "cache-control": shared.caching,
    },
    body,
  });

/** How comments are moderated, in figures, for everybody. */
export const transparencyEndpoints = [
  route(
    contract({
      ...shared,
      refuses: [...shared.refuses],
      id: "readTransparency",
      path: "/api/v1/transparency",
      summary: "How comments are moderated, in figures by month, and the rejections with their reasons",
      reply: transparencyView,
    }),
    async ({ ctx }) => readTransparency(ctx),
  ),
  route(
    contract({
      ...shared,
      refuses: [...shared.refuses],
      id: "exportFigures",
      path: "/api/v1/transparency/figures.csv",
      summary: "The figures by month as CSV, a line for each",
      reply: z.string(),
      produces: csv,
    }),
    async ({ ctx }) => asFile("moderation-figures", figuresAsCsv(await readTransparency(ctx))),
  ),
  route(
    contract({
      ...shared,
      refuses: [...shared.refuses],
      id: "exportStatements",
      path: "/api/v1/transparency/statements.csv",
      summary: "The rejections with their reasons as CSV, a line for each, without names or words",
      reply: z.string(),
      produces: csv,
    }),
    async ({ ctx }) => asFile("moderation-statements", statementsAsCsv(await readTransparency(ctx))),
  ),
];
