import { stringify } from "csv-stringify/sync";
import { z } from "zod";
import type { Ctx } from "../context.ts";
import { contract, moment } from "../contract.ts";
import { notFound } from "../errors.ts";
import { route } from "../route.ts";
import { figuresOfMany } from "./reads.ts";

/** The newest of them: older ones are opened one by one. */
const mostIssues = 50;

const sendsView = z.object({
  items: z
    .array(
      z.object({
        id: z.uuid(),
        subject: z.string(),
        at: moment,
        delivered: z.int(),
        failed: z.int().describe("Bounced, given up on, or came back"),
        pressed: z.int().nullable().describe("Mails in which somebody pressed a link; null where that was not counted"),
        left: z.int().describe("Unsubscribed by it"),
      }),
    )
    .describe(`The newest ${mostIssues} issues that were sent, the oldest of them first`),
});
export type Send = z.input<typeof sendsView>["items"][number];

/** What became of the issues of a newsletter, one after another; series and tests are not among them. @throws Refusal not_found */
export async function readSends(ctx: Pick<Ctx, "sql">, slug: string): Promise<Send[]> {
  const [newsletter] = await ctx.sql<{ ids: string[] }>`
    select array(select m.id from mailings m where m.topic = 'newsletter:' || n.id and m.frozen_at is not null and not m.grows
                 order by m.created_at desc limit ${mostIssues}) as ids
    from newsletters n where n.slug = ${slug}`;
  if (!newsletter) throw notFound("newsletter");
  const figures = await figuresOfMany(ctx, newsletter.ids);
  return figures.reverse().map(({ id, subject, createdAt, mode, delivered, failed, pressed, left }) => ({
    ...{ id, subject, at: createdAt, delivered, failed, left },
    pressed: mode === "off" ? null : pressed,
  }));
}

const sendsAsCsv = (sends: Send[]): string =>
  stringify(
    sends.map(({ at, ...send }) => ({ ...send, at: at.toISOString() })),
    {
      ...{ header: true, columns: ["at", "subject", "delivered", "failed", "pressed", "left", "id"] },
      ...{ bom: true, escape_formulas: true, record_delimiter: "windows" },
    },
  );

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
