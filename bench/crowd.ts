import type { Pool } from "pg";

type Crowd = { threads: number; repliesEach: number; depth?: number };

/**
 * Much that was said under one story, by one statement each and without the triggers, in the state in which these would have
 * left it. With `depth`, the newest thread is a single line of answers so deep.
 */
export async function crowdUnder(pool: Pool, storyId: string, authorId: string, crowd: Crowd): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("set session_replication_role = replica");
    await client.query(`create or replace function pg_temp.id_of(name text) returns uuid language sql immutable as
      $$ select overlay(overlay(md5(name) placing '4' from 13) placing '8' from 17)::uuid $$`);
    const put = (text: string, values: unknown[]) => client.query(text, [storyId, authorId, ...values]);
    const columns =
      "(id, story_id, author_id, parent_id, thread_id, text, state, answered, below, created_at, published_at)";
    await put(
      `insert into comments ${columns}
       select pg_temp.id_of('top' || n || $1), $1::uuid, $2::uuid, null, null, 'I counted ' || n || ' stones.', 'published', $4::int, $4::int, at, at
       from generate_series(1, $3::int) n, lateral (select timestamptz '2026-01-01' + n * interval '1 second' as at) t`,
      [crowd.threads, crowd.repliesEach],
    );
    await put(
      `insert into comments ${columns}
       select pg_temp.id_of('reply' || n || '.' || r || $1), $1::uuid, $2::uuid, pg_temp.id_of('top' || n || $1), pg_temp.id_of('top' || n || $1),
              'I agree, for the ' || r || 'th time.', 'published', 0, 0, at, at
       from generate_series(1, $3::int) n, generate_series(1, $4::int) r,
            lateral (select timestamptz '2026-02-01' + r * interval '1 second' as at) t`,
      [crowd.threads, crowd.repliesEach],
    );
    if (crowd.depth)
      await put(
        `insert into comments ${columns}
         select pg_temp.id_of('deep' || d || $1), $1::uuid, $2::uuid,
                case when d > 0 then pg_temp.id_of('deep' || d - 1 || $1) end, case when d > 0 then pg_temp.id_of('deep0' || $1) end,
                'I answer number ' || d || '.', 'published', (d < $3::int)::int, case when d = 0 then $3::int else 0 end, at, at
         from generate_series(0, $3::int) d, lateral (select timestamptz '2026-03-01' + d * interval '1 second' as at) t`,
        [crowd.depth],
      );
    await client.query(
      `insert into talks (story_id, version, shown)
       select $1::uuid, 1, count(*) from comments where story_id = $1::uuid and state = 'published'`,
      [storyId],
    );
    await client.query("reset session_replication_role");
    await client.query("analyze comments");
  } finally {
    client.release();
  }
}
