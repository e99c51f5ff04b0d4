import { type Who, who } from "../lib/audiences/schema.ts";
import { actingAs } from "../lib/context.ts";
import { readAudience } from "../lib/delivery/reach.ts";
import { atMost, type Claim, median } from "./claims.ts";
import { type BenchHouse, freshTopic, openGround, openHouse, seedMembers } from "./mailings.ts";

const many = Number(process.env.BENCH_RECIPIENTS ?? 1_000_000);
const rounds = 9;

const all = (...of: unknown[]): Who => who.parse({ kind: "all", of });
const any = (...of: unknown[]) => ({ kind: "any", of });
const saved = { kind: "saved" };
const notSaved = { kind: "saved", isNot: true };
const commented = { kind: "commented" };
const joined = { kind: "joined", withinDays: 365 };

/** Three conditions, two of them under an `or`, so that PostgreSQL cannot begin with the fewest. */
const asked = all(
  joined,
  any({ kind: "saved", section: "Water", withinDays: 30 }, { kind: "commented", withinDays: 30 }),
);

/** What else is asked often and dear, each with the milliseconds that it may take. */
const shapes: [string, Who | null, number][] = [
  ["everybody who confirmed", null, 150],
  ["one condition that nearly everybody meets", all(joined), 400],
  ["not: who has saved nothing", all(notSaved), 300],
  [
    "nested: one of two, and not both",
    all(any(all(saved, { ...commented, isNot: true }), all(commented, notSaved))),
    500,
  ],
  ["what they did, or what they are", all(any(saved, joined)), 600],
  ["opened none of the last five, of those who agreed", all({ kind: "opened", isNot: true }), 500],
];

/** What an editor waits for at each change of an audience: how many of a million readers fit, and why others would not get it. */
export async function benchAudienceCount(say: (line: string) => void): Promise<Claim[]> {
  const ground = await openGround();
  try {
    const house = openHouse(ground.settings(9, 1));
    try {
      say(`${many} members are made, who saved and commented; one in fifty agreed to be counted by name`);
      await seedMembers(house, many);
      const topic = await freshTopic(house, many);
      await seedActivity(house);
      await seedMails(house, topic);
      const ctx = actingAs(house, { kind: "system" } as const, "bench");
      const timesOf = async (
        name: string,
        one: Who | null,
        check = async (_: { gets: number; others: number }) => {},
      ) => {
        const times: number[] = [];
        for (let round = 0; round < rounds; round += 1) {
          const from = performance.now();
          const counted = await readAudience(ctx, topic, one);
          times.push(performance.now() - from);
          await check(counted);
        }
        say(`${name}: ${times.map((ms) => Math.round(ms)).join(", ")} ms`);
        return median(times);
      };
      const ms = await timesOf("three conditions", asked, (counted) => assertCounted(house, counted));
      const claims = [atMost("the live count of three conditions", ms, 300, "ms")];
      for (const [name, one, most] of shapes) claims.push(atMost(name, await timesOf(name, one), most, "ms"));
      return claims;
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

/** One in fifty agreed to being counted by name; they got five issues, and half of them opened some. */
async function seedMails({ pool }: BenchHouse, topic: string) {
  await pool.query(
    `insert into consents (id, member_id, topic, act, wording, wording_version, source, at)
     select gen_random_uuid(), id, 'mail-figures', 'confirmed', 'Keep it.', 2, 'bench', now() - interval '90 days'
     from bench_members where n % 50 = 0`,
  );
  await pool.query(
    `insert into mailings (id, topic, subject, html, text, from_name, state, resend_uncertain, created_at, frozen_at, figures)
     select gen_random_uuid(), $1, 'The tide', 'x', 'x', 'x', 'finished', true, now(), now() - n * interval '7 days', 'per_reader'
     from generate_series(1, 5) n`,
    [topic],
  );
  await pool.query(
    `insert into deliveries (mailing_id, member_id, address, address_key, domain, state, in_data_at, settled_at)
     select g.id, m.id, m.email, m.email_key, 'reader.test', 'accepted', g.frozen_at, g.frozen_at
     from mailings g, bench_members b join members m on m.id = b.id where b.n % 50 = 0`,
  );
  await pool.query(
    `insert into reader_hits (delivery_id, member_id, mailing_id, link, verdict, rule, count, first_at, last_at)
     select d.id, d.member_id, d.mailing_id, 0, 'human', 1, 1, d.in_data_at, d.in_data_at
     from deliveries d join bench_members b on b.id = d.member_id where b.n % 100 = 0`,
  );
  for (const table of ["consents", "consent_standings", "deliveries", "reader_hits", "mailings"])
    await pool.query(`vacuum analyze ${table}`);
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
