import type { Ctx, System } from "../../context.ts";

const keptDays = 30;

/**
 * By the clock, once a day: notes which pictures are still shown somewhere, by an issue, a step of its history, a mail of a series, a
 * template, a mail that has gone out, or the head of all mails; what nothing has shown for 30 days is taken away. Nobody who opens an
 * old issue sees a gap.
 * @returns how many were taken away
 */
export async function tidyPictures(ctx: Ctx<System>): Promise<number> {
  const now = ctx.now();
  const since = new Date(now.getTime() - keptDays * 86_400_000);
  const gone = await ctx.sql<{ hash: string }>`
    with words as (
      select document::text as text from issues where document is not null
      union all select document::text from issue_steps
      union all select document::text from series_steps
      union all select document::text from message_templates
      union all select html from mailings
      union all select html from mailing_with_plan
      union all select value::text from settings where key = 'mail-look'),
    shown as (
      select distinct found[1] as hash
      from words, regexp_matches(text, '/media/([0-9a-f]{64})[.]', 'g') found
      where text like '%/media/%'),
    needed as (
      update pictures set needed_at = ${now} where hash in (select hash from shown) and needed_at < ${now} returning hash)
    delete from pictures where needed_at < ${since} and hash not in (select hash from shown)
    returning hash`;
  if (gone.length > 0) ctx.log.info({ pictures: gone.length }, "pictures that nothing shows any more were taken away");
  return gone.length;
}
