import { type Who, who } from "../lib/audiences/schema.ts";
import { actingAs } from "../lib/context.ts";
import { readAudience } from "../lib/delivery/reach.ts";
import { atMost, type Claim, median } from "./claims.ts";
import { type BenchHouse, freshTopic, openGround, openHouse, seedMembers } from "./mailings.ts";

const many = Number(process.env.BENCH_RECIPIENTS ?? 1_000_000);
const rounds = 9;

/** Three conditions, two of them under an `or`, so that PostgreSQL cannot begin with the fewest. */
const asked: Who = who.parse({
  kind: "all",
  of: [
    { kind: "joined", withinDays: 365 },
    {
      kind: "any",
      of: [
        { kind: "saved", section: "Water", withinDays: 30 },
        { kind: "commented", withinDays: 30 },
      ],
    },
  ],
});

/** What an editor waits for at each change of an audience: how many of a million readers fit, and why others would not get it. */
export async function benchAudienceCount(say: (line: string) => void): Promise<Claim[]> {
  const ground = await openGround();
  try {
    const house = openHouse(ground.settings(9, 1));
    try {
      say(`${many} members are made, who saved and commented`);
      await seedMembers(house, many);
      const topic = await freshTopic(house, many);
      await seedActivity(house);
      const ctx = actingAs(house, { kind: "system" } as const, "bench");
      const times: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const from = performance.now();
        const { gets, others } = await readAudience(ctx, topic, asked);
        times.push(performance.now() - from);
        await assertCounted(house, { gets, others });
      }
      say(`each: ${times.map((ms) => Math.round(ms)).join(", ")} ms`);
      return [atMost("the live count of three conditions", median(times), 300, "ms")];
    } finally {
      await house.close();
    }
  } finally {
    await ground.close();
  }
}

/** 500 stories in five sections; one member in five saved one, one in twenty commented, half of both long ago. */
export async function seedActivity({ pool }: BenchHouse) {
  await pool.query("create table bench_members as select id, row_number() over (order by id) as n from members");
  await pool.query(
    `insert into stories (id, title, section, tags, published_at)
     select gen_random_uuid(), 'Story ' || n, (array['Water', 'Buses', 'Work', 'Arts', 'Science'])[1 + n % 5], '{}', now()
     from generate_series(1, 500) n`,
  );
  await pool.query("create table bench_stories as select id, row_number() over (order by id) as n from stories");
  await pool.query(
    `insert into bookmarks (member_id, story_id, saved_at)
     select m.id, s.id, now() - case when m.n % 2 = 0 then interval '5 days' else interval '200 days' end
     from bench_members m join bench_stories s on s.n = 1 + (m.n / 5) % 500 where m.n % 5 = 0`,
  );
  await pool.query(
    `insert into comments (id, story_id, author_id, text, state, created_at, published_at)
     select gen_random_uuid(), s.id, m.id, 'The gauge is wrong.', 'published', t.at, t.at
     from bench_members m join bench_stories s on s.n = 1 + (m.n / 20) % 500,
       lateral (select now() - case when m.n % 2 = 0 then interval '5 days' else interval '200 days' end as at) t
     where m.n % 20 = 1 or m.n % 20 = 10`,
  );
  for (const table of ["members", "bookmarks", "comments", "stories"]) await pool.query(`vacuum analyze ${table}`);
}

/** Counted once more in another way: the members of two sets. @throws when they differ */
async function assertCounted({ pool }: BenchHouse, counted: { gets: number; others: number }) {
  const { rows } = await pool.query<{ gets: number }>(
    `select count(*)::int as gets from (
       select b.member_id from bookmarks b join stories s on s.id = b.story_id
       where s.section = 'Water' and b.saved_at > now() - interval '30 days'
       union
       select author_id from comments where created_at > now() - interval '30 days') both_sets`,
  );
  if (rows[0]?.gets !== counted.gets || counted.gets + counted.others !== many)
    throw new Error(`${counted.gets} were counted, and there are ${rows[0]?.gets}.`);
}
