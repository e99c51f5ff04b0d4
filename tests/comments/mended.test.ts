import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { changedHere } from "@/lib/changes.ts";
import { threadsPage } from "@/lib/comments/pages.ts";
import { talksOf } from "@/lib/comments/talks.ts";
import { type Parts, partsOf, written } from "@/lib/comments/threads-page.ts";
import { testHouse } from "../house.ts";

const house = testHouse();

/** Chance that is the same each time that the test runs. */
function chanceFrom(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return { next, one: <Item>(items: Item[]) => items[Math.floor(next() * items.length)] as Item };
}

const talkOf = async (storyId: string) => {
  const [row] = await house.house.sql<{ version: number; count: number; moved: string[] }>`
    select version, shown as count, case when moved_to = version then moved_threads else '{}' end as moved
    from talks where story_id = ${storyId}::uuid`;
  return row ?? { version: 0, count: 0, moved: [] };
};

/** A crowd that does everything to a talk that can be done to it, one act at a time. */
function crowd(storyId: string, members: string[], chance: ReturnType<typeof chanceFrom>) {
  const { sql } = house.house;
  const ids: string[] = [];
  const minute = () => new Date(Date.UTC(2026, 2, 14, 12, Math.floor(chance.next() * 500)));
  const post = async (parentId: string | null, state = chance.next() < 0.85 ? "published" : "held") => {
    const id = randomUUID();
    const at = minute();
    await sql`
      insert into comments (id, story_id, author_id, parent_id, text, state, created_at, published_at)
      values (${id}::uuid, ${storyId}::uuid, ${chance.one(members)}::uuid, ${parentId}::uuid, ${`I saw it at ${at}.`}, ${state}::comment_state, ${at}, ${at})`;
    ids.push(id);
  };
  const acts: [number, () => Promise<unknown>][] = [
    [5, () => post(null)],
    [6, () => post(chance.one(ids))],
    [8, () => sql`update comments set recommended = recommended + 1 where id = ${chance.one(ids)}::uuid`],
    [4, () => sql`update comments set recommended = greatest(0, recommended - 1) where id = ${chance.one(ids)}::uuid`],
    [
      3,
      () =>
        sql`update comments set text = text || ' Or so.', version = version + 1, edited_at = now() where id = ${chance.one(ids)}::uuid`,
    ],
    [
      4,
      () =>
        sql`update comments set state = ${chance.one(["published", "held", "rejected", "deleted"])}::comment_state where id = ${chance.one(ids)}::uuid`,
    ],
    [
      1,
      () =>
        sql`update comments set pinned_at = case when pinned_at is null then ${minute()}::timestamptz end where id = ${chance.one(ids)}::uuid and (parent_id is null or pinned_at is not null)`,
    ],
    [
      1,
      () =>
        sql`update comments set picked_at = case when picked_at is null then ${minute()}::timestamptz end where id = ${chance.one(ids)}::uuid`,
    ],
    [1, () => sql`update members set display_name = ${`Ann ${chance.next()}`} where id = ${chance.one(members)}::uuid`],
    [
      1,
      async () => {
        const id = chance.one(ids);
        const gone = await sql`
          delete from comments c where id = ${id}::uuid and not exists (select from comments a where a.parent_id = c.id or a.thread_id = c.id)
          returning id`;
        if (gone.length > 0) ids.splice(ids.indexOf(id), 1);
      },
    ],
  ];
  const bag = acts.flatMap(([times, act]) => Array.from({ length: times }, () => act));
  return { post, act: () => chance.one(bag)() };
}

test.each([1, 2])(
  "a page that is mended after changes is, byte for byte, the page that is read whole (%i)",
  async (seed) => {
    const chance = chanceFrom(seed);
    const story = await house.story();
    const members = (await Promise.all([1, 2, 3].map((n) => house.member(`Reader ${n}`)))).map(({ actor }) => actor.id);
    const { post, act } = crowd(story.id, members, chance);
    for (let at = 0; at < 14; at += 1) await post(null, "published");
    const { parts: first } = await partsOf(
      house.nobody(),
      story.id,
      { order: "newest", most: 3 },
      await talkOf(story.id),
    );
    const third = first[2]?.top;
    const queries = (["newest", "oldest", "recommended", "picks"] as const).flatMap((order) => [
      { order, most: 5 },
      { order, most: 50 },
      { order, most: 4, after: `${third?.recommended}_${third?.at.getTime()}_${third?.id}` },
    ]);
    const kept = new Map<object, Parts>();
    let mended = 0;
    for (let at = 0; at < 40; at += 1) {
      for (let acts = 1 + Math.floor(chance.next() * 4); acts > 0; acts -= 1) await act();
      const talk = await talkOf(story.id);
      for (const query of queries) {
        let reads = 0;
        const ctx = house.nobody();
        const counted = {
          ...ctx,
          sql: ((...all: Parameters<typeof ctx.sql>) => {
            reads += 1;
            return ctx.sql(...all);
          }) as typeof ctx.sql,
        };
        const parts = await partsOf(counted, story.id, query, talk, kept.get(query));
        if (reads === 1) mended += 1;
        const whole = await partsOf(ctx, story.id, query, talk);
        expect(JSON.parse(written(parts, talk).bytes.toString())).toEqual(
          JSON.parse(written(whole, talk).bytes.toString()),
        );
        expect(written(parts, talk).etag).toBe(written(whole, talk).etag);
        expect(JSON.parse(written(parts, talk).bytes.toString())).toMatchObject({
          version: talk.version,
          count: talk.count,
        });
        // Not each page is read at each version.
        if (chance.next() < 0.7) kept.set(query, parts);
      }
    }
    // Or this would have compared nothing.
    expect(mended).toBeGreaterThan(60);
  },
  120_000,
);

test("pages that are read now and then are the page that is read whole, whatever was brought along for another", async () => {
  const chance = chanceFrom(9);
  const story = await house.story();
  const members = (await Promise.all([1, 2].map((n) => house.member(`Reader ${n}`)))).map(({ actor }) => actor.id);
  const { post, act } = crowd(story.id, members, chance);
  for (let at = 0; at < 12; at += 1) await post(null, "published");
  const queries = (["newest", "oldest", "recommended"] as const).flatMap((order) => [
    { order, most: 5 },
    { order, most: 50 },
  ]);
  for (let at = 0; at < 60; at += 1) {
    for (let acts = 1 + Math.floor(chance.next() * 6); acts > 0; acts -= 1) await act();
    changedHere();
    for (const [nth, query] of queries.entries()) {
      // One is read each time, another one only after many changes.
      if (chance.next() > 1 / (nth + 1)) continue;
      const { bytes, etag } = await threadsPage(house.nobody(), story.id, query);
      const talk = await talkOf(story.id);
      const whole = written(await partsOf(house.nobody(), story.id, query, talk), talk);
      expect(JSON.parse(bytes.toString())).toEqual(JSON.parse(whole.bytes.toString()));
      expect(etag).toBe(whole.etag);
    }
  }
});

test("after a change in one thread, the version and what a page is mended by are one statement", async () => {
  const story = await house.story();
  const ann = await house.member("Ann");
  const { post } = crowd(story.id, [ann.actor.id], chanceFrom(7));
  for (let at = 0; at < 20; at += 1) await post(null, "published");
  const ctx = house.nobody();
  const asked: string[] = [];
  const counted = {
    ...ctx,
    sql: ((text: TemplateStringsArray, ...values: unknown[]) => {
      asked.push(text.join("?"));
      return ctx.sql(text, ...values);
    }) as typeof ctx.sql,
  };
  const page = () => threadsPage(counted, story.id, { order: "newest", most: 50 });
  const before = JSON.parse((await page()).bytes.toString());
  const { id } = before.items[3];
  await house.house.sql`update comments set recommended = 41 where id = ${id}::uuid`;
  changedHere();
  asked.length = 0;
  expect(JSON.parse((await page()).bytes.toString()).items[3].recommended).toBe(41);
  expect(asked).toHaveLength(1);
});

test("what a look for a page of long ago did not bring along is missing on no page that is newer", async () => {
  const story = await house.story();
  const ann = await house.member("Ann");
  const { post } = crowd(story.id, [ann.actor.id], chanceFrom(11));
  await expect.poll(() => talksOf(house.nobody()).hears()).toBe(true);
  const read = async (query: { order: "newest" | "oldest"; most: number }) =>
    JSON.parse((await threadsPage(house.nobody(), story.id, query)).bytes.toString()).items.length;
  const [old, fresh] = [{ order: "oldest", most: 50 } as const, { order: "newest", most: 50 } as const];
  for (let at = 0; at < 4; at += 1) await post(null, "published");
  changedHere();
  expect(await read(old)).toBe(4);
  for (let at = 0; at < 20; at += 1) await post(null, "published");
  changedHere();
  expect(await read(fresh)).toBe(24);
  await post(null, "published");
  // Once the call is heard, one look serves both.
  const { version } = await talkOf(story.id);
  await expect.poll(async () => (await talksOf(house.nobody()).at(house.nobody(), story.id)).version).toBe(version);
  changedHere();
  expect(await read(old)).toBe(25);
  expect(await read(fresh)).toBe(25);
});
