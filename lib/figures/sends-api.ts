import { z } from "zod";
import { contract } from "../contract.ts";
import { route } from "../route.ts";
import { readSends, sendsAsCsv } from "./sends.ts";
import { sendsView } from "./sends-schema.ts";

const asked = {
  method: "GET",
  tag: "Desk",
  access: "mailings.read",
  params: z.object({ slug: z.string().min(1).max(200) }),
} as const;

export const sendEndpoints = [
  route(
    contract({
      ...asked,
      id: "readSends",
      path: "/api/v1/desk/newsletters/{slug}/figures",
      summary: "What became of the issues of a newsletter, one after another",
      reply: sendsView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => ({ items: await readSends(ctx, params.slug) }),
  ),
  route(
    contract({
      ...asked,
      id: "exportSends",
      path: "/api/v1/desk/newsletters/{slug}/figures.csv",
      summary: "The same as CSV: a line for each issue",
      reply: z.string(),
      produces: "text/csv",
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) =>
      new Response(sendsAsCsv(await readSends(ctx, params.slug)), {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": 'attachment; filename="issues.csv"',
        },
      }),
  ),
];
