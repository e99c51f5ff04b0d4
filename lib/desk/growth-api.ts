import { z } from "zod";
import { contract } from "../contract.ts";
import { route } from "../route.ts";
import { rangeQuery } from "../spans.ts";
import { readGrowth } from "./growth.ts";
import { growthAsCsv } from "./growth-csv.ts";
import { growthView } from "./growth-schema.ts";

/** How the house grows, in what the asker may see. */
export const growthEndpoints = [
  route(
    contract({
      id: "readGrowth",
      method: "GET",
      path: "/api/v1/desk/growth",
      summary: "How members, confirmed subscriptions and paid plans came and went, by day, week or month",
      tag: "Desk",
      access: "desk.enter",
      query: rangeQuery,
      reply: growthView,
    }),
    async ({ ctx, query }) => readGrowth(ctx, query.range),
  ),
  route(
    contract({
      id: "exportGrowth",
      method: "GET",
      path: "/api/v1/desk/growth.csv",
      summary: "The same as CSV: a line for each number",
      tag: "Desk",
      access: "desk.enter",
      query: rangeQuery,
      reply: z.string(),
      produces: "text/csv",
    }),
    async ({ ctx, query }) =>
      new Response(growthAsCsv(await readGrowth(ctx, query.range)), {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": `attachment; filename="growth-${query.range}.csv"`,
        },
      }),
  ),
];
