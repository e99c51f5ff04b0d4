import { createHash } from "node:crypto";
import type { PoolClient } from "pg";
import type { ImportRow } from "./rows.ts";

/**
 * A file's rows, in temporary tables of one connection: answers may stand before what they answer and names after the comments, and a
 * file of any size needs no memory. They go with the connection.
 */
export async function openStage(client: PoolClient) {
  await client.query(`
    drop table if exists pg_temp.rows, pg_temp.people, pg_temp.places;
    create temp table people (key text primary key, name text);
    create temp table places (key text primary key, address text, title text, at timestamptz, canonical text, story_id uuid, problem text);
    create temp table rows (id uuid primary key, parent_id uuid, key text, story_key text, person_key text, name text, text text,
                            state text, at timestamptz, place text, fate text, problem text, nth int);
    create index on pg_temp.rows (parent_id)`);
}

/** Comments of one source have one id each, whoever reads them and how often. */
export function idOf(source: string, key: string): string {
  const hex = createHash("sha256").update(`${source}\n${key}`).digest("hex");
  const variant = ((Number.parseInt(hex[16] ?? "0", 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Puts rows on the stage. @returns how many comments were there already: their source names them twice */
export async function stage(client: PoolClient, source: string, rows: ImportRow[]): Promise<number> {
  const stories = rows.filter((row) => row.kind === "story");
  const people = rows.filter((row) => row.kind === "person");
  const comments = rows.filter((row) => row.kind === "comment");
  await client.query(
    `insert into pg_temp.places (key, address, title, at) select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
     on conflict do nothing`,
    [
      stories.map(({ key }) => key),
      stories.map(({ address }) => address),
      stories.map(({ title }) => title),
      stories.map(({ at }) => at),
    ],
  );
  await client.query(
    "insert into pg_temp.people (key, name) select * from unnest($1::text[], $2::text[]) on conflict do nothing",
    [people.map(({ key }) => key), people.map(({ name }) => name)],
  );
  const { rowCount } = await client.query(
    `insert into pg_temp.rows (id, parent_id, key, story_key, person_key, name, text, state, at, place)
     select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[], $10::text[])
     on conflict do nothing`,
    [
      comments.map(({ key }) => idOf(source, key)),
      comments.map(({ parentKey }) => parentKey && idOf(source, parentKey)),
      comments.map(({ key }) => key),
      comments.map(({ storyKey }) => storyKey),
      comments.map(({ personKey }) => personKey),
      comments.map(({ name }) => name),
      comments.map(({ text }) => text),
      comments.map(({ state }) => state),
      comments.map(({ at }) => at),
      comments.map(({ place }) => place),
    ],
  );
  return comments.length - (rowCount ?? 0);
}

/**
 * Says of each row what becomes of it: "known", "bad" with its problem, "left" out, "add", or "place": taken away at its source, but
 * answered. Answers come behind what they answer. What answers something that is not there stands by itself.
 */
export async function settleFates(client: PoolClient): Promise<void> {
  await client.query(`
    analyze pg_temp.rows;
    update pg_temp.rows r set fate = 'known' from comments c where c.id = r.id;
    update pg_temp.rows r set fate = 'bad', problem = coalesce(p.problem, 'It says not under which story it stands.')
    from pg_temp.rows o left join pg_temp.places p on p.key = o.story_key
    where o.id = r.id and r.fate is null and (p.key is null or p.problem is not null);
    update pg_temp.rows set fate = case when state in ('rejected', 'deleted') then 'left' else 'add' end where fate is null;
    with recursive answered as (
      select parent_id as id from pg_temp.rows where fate = 'add'
      union select r.parent_id from pg_temp.rows r join answered a on a.id = r.id where r.fate = 'left')
    update pg_temp.rows set fate = 'place' where fate = 'left' and id in (select id from answered);
    update pg_temp.rows r set parent_id = null, problem = 'What it answers is not there, or under another story, so it stands by itself.'
    where r.fate in ('add', 'place') and r.parent_id is not null
      and not exists (select from comments c join pg_temp.places p on p.story_id = c.story_id where c.id = r.parent_id and p.key = r.story_key)
      and not exists (select from pg_temp.rows o join pg_temp.places op on op.key = o.story_key join pg_temp.places p on p.canonical = op.canonical
                      where o.id = r.parent_id and o.fate in ('add', 'place') and p.key = r.story_key);
    with recursive down as (
      select r.id, 0 as depth from pg_temp.rows r where r.fate in ('add', 'place')
        and (r.parent_id is null or exists (select from comments c where c.id = r.parent_id))
      union all select r.id, d.depth + 1 from pg_temp.rows r join down d on r.parent_id = d.id where r.fate in ('add', 'place')),
    ordered as (select d.id, row_number() over (order by d.depth, r.at, d.id) as nth from down d join pg_temp.rows r on r.id = d.id)
    update pg_temp.rows r set nth = o.nth from ordered o where o.id = r.id;
    update pg_temp.rows set fate = 'bad', problem = 'It answers itself, by way of others.' where fate in ('add', 'place') and nth is null`);
}
