import { randomFillSync } from "node:crypto";
import type { PoolClient } from "pg";

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

/** Of one transaction: each that changes waits for a lock of its own, and the server has room for some thousands. */
export const inOneGo = 2_000;

/**
 * Makes a connection ready. The rows of a set are staged in a table of its own, which writes no log. Its size is unknown to the planner,
 * who would read all members for it: there is an index for every join here, so no other way is left open.
 */
export async function openStage(client: PoolClient): Promise<void> {
  for (const way of ["hashjoin", "mergejoin", "seqscan", "material"]) await client.query(`set enable_${way} = off`);
  await client.query(`create temp table list_rows (
    member_id uuid, consent_id uuid, email text, key text, name text, zone text, language text, joined_at timestamptz, act text
  ) on commit delete rows`);
}

/** Takes in one set of readers, inside of the caller's transaction. Consents that change at this very moment wait for it, and it for them. */
export async function takeIn(client: PoolClient, entries: Entry[], how: How): Promise<Map<Fate, number>> {
  // Two lists that are taken in at once meet each address in the same order, so neither waits for the other for ever.
  const sorted = [...entries].sort((one, other) => (one.email < other.email ? -1 : 1));
  await stage(client, sorted);
  if (!how.isDryRun) {
    const made = await makeMembers(client);
    if (made < sorted.length) await lockStrangers(client, how.topic);
  }
  return writeConsents(client, how);
}

async function stage(client: PoolClient, entries: Entry[]) {
  const ids = orderedIds(2 * entries.length);
  await client.query({
    name: "list-stage",
    text: `insert into list_rows
           select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::text[])`,
    values: [
      ids.slice(0, entries.length),
      ids.slice(entries.length),
      entries.map((one) => one.email),
      entries.map((one) => one.key),
      entries.map((one) => one.name),
      entries.map((one) => one.zone),
      entries.map((one) => one.language),
      entries.map((one) => one.joinedAt.toISOString()),
      entries.map((one) => one.act),
    ],
  });
}

/** Who is suppressed is not even made. */
async function makeMembers(client: PoolClient): Promise<number> {
  const { rowCount } = await client.query({
    name: "list-members",
    text: `insert into members (id, email, email_key, display_name, time_zone, language, created_at)
           select r.member_id, r.email, r.key, r.name, r.zone, r.language, r.joined_at from list_rows r
           where not exists (select from suppressions s where s.address_key = r.key and s.lifted_at is null)
           on conflict do nothing`,
  });
  return rowCount ?? 0;
}

/**
 * The locks of single opt-ins (lib/members/opt-in.ts), always in the same order, for those whose consent may change both here and there.
 * Nobody else knows of members that were made just now.
 */
async function lockStrangers(client: PoolClient, topic: string) {
  await client.query({
    name: "list-locks",
    text: `select pg_advisory_xact_lock(hashtextextended(one.id || ':' || $1::text, 11))
           from (select m.id::text as id from list_rows r join members m on m.email = r.email
                 left join consent_standings s on s.member_id = m.id and s.topic = $1
                 where m.id <> r.member_id and m.banned_at is null and (s.act is null or s.act = 'asked')
                 order by m.id offset 0) one`,
    values: [topic],
  });
}

/** Each entry has one fate, and only two of these write. */
async function writeConsents(client: PoolClient, how: How): Promise<Map<Fate, number>> {
  const fates = `select r.consent_id, r.act, m.id as member_id,
           case when p.address_key is not null then 'suppressed'
                when m.id is null then case when not $2::boolean then 'clashing' when r.act = 'confirmed' then 'added' else 'noted' end
                when m.banned_at is not null then 'banned'
                when s.act = 'confirmed' then 'known'
                when s.act = 'withdrawn' then 'left'
                when r.act = 'confirmed' then 'added'
                when s.act = 'asked' then 'unsubscribed'
                else 'noted' end as fate
         from list_rows r
         left join suppressions p on p.address_key = r.key and p.lifted_at is null
         left join members m on m.email = r.email
         left join consent_standings s on s.member_id = m.id and s.topic = $1`;
  const counted = "select fate, count(*)::int as count from fates group by fate";
  const { rows } = how.isDryRun
    ? await client.query<{ fate: Fate; count: number }>({
        name: "list-look",
        text: `with fates as materialized (${fates}) ${counted}`,
        values: [how.topic, true],
      })
    : await client.query<{ fate: Fate; count: number }>({
        name: "list-consents",
        text: `with fates as materialized (${fates}),
           written as (
             insert into consents (id, member_id, topic, act, wording, wording_version, source, request_id, at)
             select consent_id, member_id, $1::text, act::consent_act, $3::text, 1, $4::text, $5::text, $6::timestamptz from fates where fate in ('added', 'noted')
           ) ${counted}`,
        values: [how.topic, false, how.wording, how.source, how.requestId, how.at],
      });
  return new Map(rows.map(({ fate, count }) => [fate, count]));
}

/** Version 7 of RFC 9562: they begin with the time, so that what is written together lies together in every index. */
function orderedIds(count: number): string[] {
  const bytes = randomFillSync(Buffer.alloc(16 * count));
  // The clock of the machine: an id is no date, and one that goes back would only be slower.
  const ms = Math.floor(performance.timeOrigin + performance.now());
  return Array.from({ length: count }, (_, n) => {
    const id = bytes.subarray(16 * n, 16 * n + 16);
    id.writeUIntBE(ms, 0, 6);
    // The twelve bits behind the time count on, so that ids of one set are in order.
    id.writeUInt16BE(0x7000 | (n & 0x0fff), 6);
    id[8] = ((id[8] ?? 0) & 0x3f) | 0x80;
    const hex = id.toString("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  });
}
