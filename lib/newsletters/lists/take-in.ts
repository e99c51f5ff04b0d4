import { randomFillSync } from "node:crypto";
import { finished } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";

/** A reader as a list names them: what is to be kept of them, and which line of the ledger that makes. */
export type Entry = {
  email: string;
  key: string;
  name: string | null;
  zone: string | null;
  language: string | null;
  joinedAt: Date;
  act: "confirmed" | "withdrawn";
};

/** What became of an entry. */
type Fate = "added" | "noted" | "known" | "left" | "unsubscribed" | "banned" | "suppressed" | "clashing";

type How = {
  topic: string;
  wording: string;
  source: string;
  requestId: string;
  at: Date;
  /** Counts only, and changes nothing. */
  isDryRun: boolean;
};

/** Of one transaction, of which two run at once: each reader who is here already may take a lock of its own, and the server has room for some thousands. */
export const inOneGo = 2_500;

/**
 * Makes a connection ready. The rows of a set are staged in a table of its own, which writes no log. What PostgreSQL checks for foreign keys it
 * plans once a connection, perhaps while the tables are empty: so no table is read through here. A set whose commit has not reached the
 * disk when the machine goes is taken in again, for its place in the list is in the same commit.
 */
export async function openStage(client: PoolClient): Promise<void> {
  await client.query("set enable_seqscan = off");
  await client.query("set synchronous_commit = off");
  await client.query(`create temp table list_rows (
    member_id uuid, consent_id uuid, email text, key text, name text, zone text, language text, joined_at timestamptz, act text
  ) on commit delete rows`);
}

/** Takes in one set of readers, inside of the caller's transaction. Consents that change at this very moment wait for it, and it for them. */
export async function takeIn(client: PoolClient, entries: Entry[], how: How): Promise<Map<Fate, number>> {
  // Two lists that are taken in at once meet each address in the same order, so neither waits for the other for ever.
  const sorted = [...entries].sort((one, other) => (one.email < other.email ? -1 : 1));
  await stage(client, sorted);
  if (how.isDryRun) return countFates(client, how);
  const { fates, others } = await makeMembers(client, how);
  if (others.length === 0) return fates;
  await lockStrangers(client, how.topic, others);
  for (const [fate, count] of await writeConsents(client, how, others)) fates.set(fate, (fates.get(fate) ?? 0) + count);
  return fates;
}

async function stage(client: PoolClient, entries: Entry[]) {
  const ids = orderedIds(2 * entries.length);
  const rows = entries.map(({ email, key, name, zone, language, joinedAt, act }, n) =>
    [
      ids.slice(32 * n, 32 * n + 32),
      ids.slice(32 * (entries.length + n), 32 * (entries.length + n) + 32),
      ...[email, key, cellOf(name), zone ?? nothing, language ?? nothing, joinedAt.toISOString(), act],
    ].join("\t"),
  );
  const copying = client.query(copyFrom("copy list_rows from stdin"));
  copying.end(`${rows.join("\n")}\n`);
  await finished(copying);
}

/** How COPY writes that there is none. */
const nothing = "\\N";
const cellOf = (text: string | null) => (text === null ? nothing : text.replaceAll("\\", "\\\\"));

/**
 * Makes those who are not here yet, with their consents: nobody else knows of them, so there is nothing to look up and nobody to wait for.
 * Who is suppressed is not even made. `others` are the rows of everybody else.
 */
async function makeMembers(client: PoolClient, how: How): Promise<{ fates: Map<Fate, number>; others: string[] }> {
  const { rows } = await client.query<{ added: number; noted: number; others: string[] }>({
    text: `
      with made as (
        insert into members (id, email, email_key, display_name, time_zone, language, created_at)
        select r.member_id, r.email, r.key, r.name, r.zone, r.language, r.joined_at
        from list_rows r ${suppression}
        where p.key is null
        on conflict do nothing returning id
      ), fresh as materialized (
        select r.consent_id, r.member_id, r.act from list_rows r where r.member_id in (select id from made)
      ), written as (
        insert into consents (id, member_id, topic, act, wording, wording_version, source, request_id, at)
        select consent_id, member_id, $1::text, act::consent_act, $2::text, 1, $3::text, $4::text, $5::timestamptz from fresh
      )
      select (select count(*)::int from fresh where act = 'confirmed') as added,
             (select count(*)::int from fresh where act <> 'confirmed') as noted,
             (select coalesce(array_agg(r.member_id::text), '{}') from list_rows r where r.member_id not in (select id from made)) as others`,
    values: [how.topic, how.wording, how.source, how.requestId, how.at],
  });
  const { added = 0, noted = 0, others = [] } = rows[0] ?? {};
  const fates = new Map<Fate, number>();
  if (added > 0) fates.set("added", added);
  if (noted > 0) fates.set("noted", noted);
  return { fates, others };
}

// One look by an index for each row, whatever the planner thinks of a table that it has never counted.
const suppression = `left join lateral (
  select p.address_key as key from suppressions p where p.address_key = r.key and p.lifted_at is null limit 1) p on true`;
const member = `left join lateral (select m.id, m.banned_at from members m where m.email = r.email limit 1) m on true`;
const standing = `left join lateral (
  select s.act from consent_standings s where s.member_id = m.id and s.topic = $1 limit 1) s on true`;

/** The locks of single opt-ins (lib/members/opt-in.ts), always in the same order, for those whose consent may change both here and there. */
async function lockStrangers(client: PoolClient, topic: string, others: string[]) {
  await client.query({
    text: `select pg_advisory_xact_lock(hashtextextended(one.id || ':' || $1::text, 11))
           from (select m.id::text as id from list_rows r ${member} ${standing}
                 where r.member_id = any($2::uuid[]) and m.id is not null and m.banned_at is null and (s.act is null or s.act = 'asked')
                 order by m.id offset 0) one`,
    values: [topic, others],
  });
}

/** What becomes of a row, and who that is, where a member may have been here before. */
const fates = `select r.consent_id, r.act, m.id as member_id,
         case when p.key is not null then 'suppressed'
              when m.id is null then case when not $2::boolean then 'clashing' when r.act = 'confirmed' then 'added' else 'noted' end
              when m.banned_at is not null then 'banned'
              when s.act = 'confirmed' then 'known'
              when s.act = 'withdrawn' then 'left'
              when r.act = 'confirmed' then 'added'
              when s.act = 'asked' then 'unsubscribed'
              else 'noted' end as fate
       from list_rows r ${suppression} ${member} ${standing}`;
const counted = "select fate, count(*)::int as count from fates group by fate";
type Counted = { fate: Fate; count: number };
const mapOf = (rows: Counted[]) => new Map(rows.map(({ fate, count }) => [fate, count]));

async function countFates(client: PoolClient, { topic }: How): Promise<Map<Fate, number>> {
  const text = `with fates as materialized (${fates}) ${counted}`;
  return mapOf((await client.query<Counted>({ text, values: [topic, true] })).rows);
}

/** Each entry has one fate, and only two of these write. */
async function writeConsents(client: PoolClient, how: How, others: string[]): Promise<Map<Fate, number>> {
  const { rows } = await client.query<Counted>({
    text: `with fates as materialized (${fates} where r.member_id = any($7::uuid[])),
       written as (
         insert into consents (id, member_id, topic, act, wording, wording_version, source, request_id, at)
         select consent_id, member_id, $1::text, act::consent_act, $3::text, 1, $4::text, $5::text, $6::timestamptz from fates where fate in ('added', 'noted')
       ) ${counted}`,
    values: [how.topic, false, how.wording, how.source, how.requestId, how.at, others],
  });
  return mapOf(rows);
}

/** Version 7 of RFC 9562, 32 letters each: they begin with the time, so that what is written together lies together in every index. */
function orderedIds(count: number): string {
  const bytes = randomFillSync(Buffer.alloc(16 * count));
  // The clock of the machine: an id is no date, and one that goes back would only be slower.
  const ms = Math.floor(performance.timeOrigin + performance.now());
  for (let n = 0; n < count; n += 1) {
    const at = 16 * n;
    bytes.writeUIntBE(ms, at, 6);
    // The twelve bits behind the time count on, so that ids of one set are in order.
    bytes.writeUInt16BE(0x7000 | (n & 0x0fff), at + 6);
    bytes[at + 8] = ((bytes[at + 8] ?? 0) & 0x3f) | 0x80;
  }
  return bytes.toString("hex");
}
