import { stringify } from "csv-stringify/sync";
import type { Ctx } from "../context.ts";
import { opening, trap } from "./address.ts";
import { figuresOf } from "./reads.ts";

const columns = ["what", "hour", "link", "address", "subject", "verdict", "rule", "count"];
type Row = {
  link: number;
  address: string | null;
  subject: string | null;
  hour: number;
  verdict: string;
  rule: number;
  count: number;
};

/** Everything that is known of one mailing: first what is one number for all of it, then each count as it is kept. @throws Refusal not_found */
export async function figuresAsCsv(ctx: Pick<Ctx, "sql">, mailingId: string): Promise<string> {
  const { accepted, delivered, bounced, left, complained, clicked } = await figuresOf(ctx, mailingId);
  const rows = await ctx.sql<Row>`
    select c.link, l.address, v.subject, c.hour, c.verdict, c.rule, c.count
    from mailing_counts c left join mailing_links l on l.mailing_id = c.mailing_id and l.link = c.link
    left join mailing_variants v on v.mailing_id = c.mailing_id and v.variant = c.variant
    where c.mailing_id = ${mailingId}::uuid order by c.hour, c.link, c.verdict, c.rule`;
  const whole = { accepted, delivered, bounced, unsubscribed: left, complained, pressed: clicked.pressed };
  return stringify(
    [
      ...Object.entries(whole).map(([what, count]) => ({ what, count })),
      ...rows.map(({ link, ...row }) => ({
        ...row,
        what: whatOf(link),
        link: link === opening || link === trap ? "" : link,
      })),
    ],
    { header: true, columns, bom: true, escape_formulas: true, record_delimiter: "windows" },
  );
}

const whatOf = (link: number) => (link === opening ? "opening" : link === trap ? "hidden link" : "press");
