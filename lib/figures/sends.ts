import { stringify } from "csv-stringify/sync";
import type { Ctx } from "../context.ts";
import { notFound } from "../errors.ts";
import { figuresOfMany } from "./reads.ts";
import { mostIssues, type Send } from "./sends-schema.ts";

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

/** A line for each issue. */
export const sendsAsCsv = (sends: Send[]): string =>
  stringify(
    sends.map(({ at, ...send }) => ({ ...send, at: at.toISOString() })),
    {
      ...{ header: true, columns: ["at", "subject", "delivered", "failed", "pressed", "left", "id"] },
      ...{ bom: true, escape_formulas: true, record_delimiter: "windows" },
    },
  );
