import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";
import { notFound } from "../errors.ts";
import { type KeptAudience, type Who, who } from "./schema.ts";
import { inWords, type Names, newslettersIn } from "./words.ts";

export type AudienceLine = {
  id: string;
  name: string;
  who: Who;
  words: string;
  version: number;
  updatedAt: Date;
  retiredAt: Date | null;
};
type Reader = Pick<Tx, "audience" | "newsletter">;

/** Every audience that was saved, by name; those that were retired last. */
export async function listAudiences({ db }: { db: Reader }): Promise<AudienceLine[]> {
  const rows = await db.audience.findMany({
    orderBy: [{ retiredAt: { sort: "asc", nulls: "first" } }, { name: "asc" }],
  });
  const read = rows.map((row) => ({ ...row, who: who.parse(row.who) }));
  const names = await namesOfNewsletters(
    db,
    read.flatMap((row) => newslettersIn(row.who)),
  );
  return read.map((row) => ({ ...row, words: inWords(row.who, names) }));
}

/** @throws Refusal not_found */
export async function audienceById(db: Reader, id: string): Promise<AudienceLine> {
  const row = await db.audience.findUnique({ where: { id } });
  if (!row) throw notFound("audience");
  const asked = who.parse(row.who);
  return { ...row, who: asked, words: inWords(asked, await namesOfNewsletters(db, newslettersIn(asked))) };
}

export const namesOfNewsletters = async (db: Reader, ids: string[]): Promise<Names> =>
  new Map(
    ids.length === 0
      ? []
      : (await db.newsletter.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })).map(
          ({ id, name }) => [id, name],
        ),
  );

/** What a mailing keeps of an audience. */
export const kept = ({ id, name, version, words, who }: AudienceLine): KeptAudience => ({
  id,
  name,
  version,
  words,
  who,
});

export type Choices = {
  newsletters: { id: string; name: string }[];
  sections: string[];
  tags: string[];
  places: string[];
};

/** What there is to choose from: sections and tags as the stories have them, the most frequent first. */
export async function choicesForAudiences(ctx: Pick<Ctx, "sql">): Promise<Choices> {
  const [newsletters, sections, tags, places] = await Promise.all([
    ctx.sql<{
      id: string;
      name: string;
    }>`select id, name from newsletters order by retired_at is not null, position, name`,
    ctx.sql<{ word: string }>`
      select section as word from stories where section <> '' group by section order by count(*) desc, section limit 100`,
    ctx.sql<{ word: string }>`
      select t.word from stories s, unnest(s.tags) t(word) where t.word <> '' group by t.word order by count(*) desc, t.word limit 200`,
    // From one place to the next by the index: as many steps as there are places, however many consents.
    ctx.sql<{ word: string }>`
      with recursive place as (
        (select source from consents where act <> 'withdrawn' order by source limit 1)
        union all
        select (select c.source from consents c where c.act <> 'withdrawn' and c.source > place.source order by c.source limit 1)
        from place where place.source is not null)
      select source as word from place where source is not null and source <> 'confirmation mail' limit 200`,
  ]);
  const words = (rows: { word: string }[]) => rows.map(({ word }) => word);
  return { newsletters, sections: words(sections), tags: words(tags), places: words(places) };
}
