import { z } from "zod";
import { contract } from "../contract.ts";
import { route } from "../route.ts";
import { rangeQuery } from "../spans.ts";
import { readRuleFigures, ruleFiguresAsCsv } from "./rule-figures.ts";
import { ruleFigures } from "./rule-figures-schema.ts";

/** What the house rules found, for who tunes them. */
export const ruleFigureEndpoints = [
  route(
    contract({
      id: "readRuleFigures",
      method: "GET",
      path: "/api/v1/desk/rules/figures",
      summary: "How often each house rule stopped a comment, and how moderators decided on those",
      tag: "Desk",
      access: "rules.edit",
      query: rangeQuery,
      reply: ruleFigures,
    }),
    async ({ ctx, query }) => readRuleFigures(ctx, query.range),
  ),
  route(
    contract({
      id: "exportRuleFigures",
      method: "GET",
      path: "/api/v1/desk/rules/figures.csv",
      summary: "The same as CSV: a line for each rule and span",
      tag: "Desk",
      access: "rules.edit",
      query: rangeQuery,
      reply: z.string(),
      produces: "text/csv",
    }),
    async ({ ctx, query }) =>
      new Response(ruleFiguresAsCsv(await readRuleFigures(ctx, query.range)), {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": `attachment; filename="rules-${query.range}.csv"`,
        },
      }),
  ),
];
