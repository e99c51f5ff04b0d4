import { stringify } from "csv-stringify/sync";
import type { Ctx } from "../../context.ts";
import { anyNewsletterBySlug, topicOf } from "../reads.ts";
import { toldApart } from "./disarm.ts";

const columns = [
  "email",
  "name",
  "status",
  "since",
  "wording",
  "source",
  "joinedAt",
  "language",
  "timeZone",
  "suppressed",
  "banned",
];
const inOneGo = 5_000;

type Line = {
  id: string;
  email: string;
  name: string | null;
  status: string;
  since: Date;
  wording: string;
  source: string;
};

/**
 * Everybody who asked for a newsletter, confirmed it or left it, as a table, a piece at a time: where each stands, since when, in which words and
 * from where. Nothing is left out, so that another house could go on with it and write to nobody who left.
 * @throws Refusal not_found
 */
export async function* readersAsCsv(ctx: Ctx, slug: string): AsyncGenerator<string> {
  const topic = topicOf(await anyNewsletterBySlug(ctx, slug));
  yield `\ufeff${columns.join(",")}\r\n`;
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const rows = await ctx.sql<Line>`
      select m.id, m.email, m.display_name as name, s.act as status, s.since, c.wording, c.source, m.created_at as "joinedAt",
             m.language, m.time_zone as "timeZone", m.banned_at is not null as banned,
             exists (select from suppressions p where p.address_key = m.email_key and p.lifted_at is null) as suppressed
      from consent_standings s join members m on m.id = s.member_id join consents c on c.id = s.consent_id
      where s.topic = ${topic} and s.member_id > ${after}::uuid order by s.member_id limit ${inOneGo}`;
    if (rows.length > 0)
      yield stringify(rows, {
        columns,
        escape_formulas: true,
        record_delimiter: "windows",
        cast: {
          date: (value) => value.toISOString(),
          boolean: (value) => (value ? "yes" : "no"),
          string: toldApart,
        },
      });
    const last = rows.at(-1);
    if (!last || rows.length < inOneGo) return;
    after = last.id;
  }
}
