import type { Ctx } from "../../context.ts";
import { Prisma, type Tx } from "../../db.ts";
import type { IssueDocument } from "../document.ts";
import type { DigestPlan } from "./schema.ts";

export type Picked = {
  id: string;
  title: string;
  standfirst: string;
  byline: string | null;
  section: string | null;
  address: string | null;
  imageAddress: string | null;
  publishedAt: Date;
  talk: number;
};
type Wanted = Pick<DigestPlan, "sections" | "bylines" | "tags" | "order" | "most">;

/** Names of authors in a byline: “By Ines Okafor and Tom Reed” holds two. */
const authorsOf = (byline: Prisma.Sql) => Prisma.sql`
  regexp_split_to_array(regexp_replace(trim(${byline}), '^by +', '', 'i'), ' *[,;&] *(?:and +)?| +and +', 'i')`;

/** Each story that stood as a card in an issue of this newsletter that has gone out, or waits for its time. */
const toldOf = (newsletterId: string) => Prisma.sql`
  select told.card ->> 'storyId' as "storyId"
  from issues i cross join lateral jsonb_array_elements(i.document -> 'blocks') as told(card)
  where i.newsletter_id = ${newsletterId}::uuid and (i.sent_at is not null or i.mailing_id is not null)
    and told.card ->> 'kind' = 'story' and told.card ->> 'storyId' is not null`;

/** The stories that a digest would hold: of its sections, authors or tags, out or picked in this span, and not told of before. */
export const pickStories = (
  db: Pick<Tx, "$queryRaw">,
  newsletterId: string,
  { sections, bylines, tags, order, most }: Wanted,
  { from, to }: { from: Date; to: Date },
) => db.$queryRaw<Picked[]>`
  with wanted as materialized (
    select s.*, ${talkOf({ from, to })} as talk
    from stories s
    where s.withdrawn_at is null and ${isLately(order, { from, to })}
      and ${anyOf(sections, bylines, tags)}
      and s.id::text not in (${toldOf(newsletterId)}))
  select id, title, standfirst, byline, section, address, image_address as "imageAddress", published_at as "publishedAt", talk
  from wanted
  order by ${orders[order]} published_at desc, id desc
  limit ${most}`;

type Span = { from: Date; to: Date };

/** Each member once for each story, whether they saved it, wrote one comment or twenty. Nobody is followed while they read. */
const talkOf = ({ from, to }: Span) => Prisma.sql`(
  select count(*)::int from (
    select b.member_id from bookmarks b where b.story_id = s.id and b.saved_at >= ${from} and b.saved_at <= ${to}
    union
    select c.author_id from comments c
    where c.story_id = s.id and c.state = 'published' and c.author_id is not null and c.created_at >= ${from} and c.created_at <= ${to}) m)`;

/** A pick counts from when it was picked, however old the story is; each other story from when it came out. */
const isLately = (order: DigestPlan["order"], { from, to }: Span) =>
  order === "picked"
    ? Prisma.sql`s.picked_at >= ${from} and s.picked_at <= ${to}`
    : Prisma.sql`s.published_at >= ${from} and s.published_at <= ${to}`;

const orders: Record<DigestPlan["order"], Prisma.Sql> = {
  newest: Prisma.empty,
  talked_about: Prisma.sql`talk desc,`,
  picked: Prisma.sql`picked_at,`,
};

function anyOf(sections: string[], bylines: string[], tags: string[]): Prisma.Sql {
  if (sections.length + bylines.length + tags.length === 0) return Prisma.sql`true`;
  const [low, names, words] = [sections, bylines, tags].map((list) => list.map((one) => one.toLowerCase()));
  return Prisma.sql`(
    lower(s.section) = any(${low}::text[])
    or exists (select from unnest(${authorsOf(Prisma.sql`s.byline`)}) author where lower(author) = any(${names}::text[]))
    or exists (select from unnest(s.tags) tag where lower(tag) = any(${words}::text[])))`;
}

/** Whether the product made an issue by itself. */
export const isOfDigest = async (db: Pick<Tx, "digestRun">, issueId: string) =>
  (await db.digestRun.count({ where: { issueId } })) > 0;

/** Titles of the cards of an issue that its newsletter has told of before, in another. */
export async function toldBefore(
  db: Pick<Tx, "$queryRaw">,
  { id, newsletterId, document }: { id: string; newsletterId: string; document: IssueDocument },
): Promise<string[]> {
  const cards = document.blocks.filter((block) => block.kind === "story");
  if (cards.length === 0) return [];
  const told = await db.$queryRaw<{ storyId: string }[]>`
    select "storyId" from (${toldOf(newsletterId)} and i.id <> ${id}::uuid) before`;
  const known = new Set(told.map(({ storyId }) => storyId));
  return cards.filter(({ storyId }) => known.has(storyId)).map(({ title }) => title);
}

export type DigestChoices = { sections: string[]; bylines: string[]; tags: string[] };

/** What there is to choose from, the most frequent first. */
export async function choicesForDigests(ctx: Ctx): Promise<DigestChoices> {
  const [sections, bylines, tags] = await Promise.all([
    ctx.db.$queryRaw<{ word: string }[]>`
      select section as word from stories where section <> '' group by section order by count(*) desc, section limit 200`,
    ctx.db.$queryRaw<{ word: string }[]>`
      select author as word from stories s, unnest(${authorsOf(Prisma.sql`s.byline`)}) author
      where author <> '' group by author order by count(*) desc, author limit 500`,
    ctx.db.$queryRaw<{ word: string }[]>`
      select tag as word from stories s, unnest(s.tags) tag where tag <> '' group by tag order by count(*) desc, tag limit 500`,
  ]);
  const words = (rows: { word: string }[]) => rows.map(({ word }) => word);
  return { sections: words(sections), bylines: words(bylines), tags: words(tags) };
}
