import { beforeAll, describe, expect, test } from "vitest";
import { crowdUnder } from "@/bench/crowd.ts";
import { listReplies, listThreads, threadOf } from "@/lib/comments/reads.ts";
import { type CommentOrder, threadView } from "@/lib/comments/schema.ts";
import type { Person } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const depth = 10_000;
let author: Person;
let storyId: string;
let smallId: string;
beforeAll(async () => {
  author = await house.member("Author");
  ({ id: storyId } = await house.story());
  ({ id: smallId } = await house.story());
  await crowdUnder(house.house.pool, smallId, author.actor.id, { threads: 200, repliesEach: 4 });
  await crowdUnder(house.house.pool, storyId, author.actor.id, { threads: 18_000, repliesEach: 4, depth });
});

const orders: CommentOrder[] = ["newest", "oldest", "recommended"];
const ctx = () => house.nobody();
const median = (times: number[]) => times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0;

describe("C10: a story with 100,000 comments and a thread 10,000 deep", () => {
  test("a page costs no more than a few times that of a story with 1,000, wherever it is", async () => {
    // Beside each other, so that a busy machine is as busy for both; bench/comments has the milliseconds.
    const [large, small]: [number[], number[]] = [[], []];
    const timed = async <Found>(times: number[], reading: () => Promise<Found>) => {
      const started = performance.now();
      const found = await reading();
      times.push(performance.now() - started);
      return found;
    };
    for (const order of orders) {
      let after: string | undefined;
      for (let at = 0; at < 12; at += 1) {
        await timed(small, () => listThreads(ctx(), smallId, { order }));
        const page = await timed(large, () => listThreads(ctx(), storyId, { order, after }));
        expect(page.items).toHaveLength(50);
        after = page.next ?? undefined;
      }
    }
    const [{ id: deep = "" } = {}] = (await listThreads(ctx(), storyId, { order: "newest" })).items;
    let after: string | undefined;
    for (let at = 0; at < 12; at += 1) {
      const page = await timed(large, () => listReplies(ctx(), storyId, deep, { after }));
      expect(page.items).toHaveLength(50);
      after = page.later ?? undefined;
    }
    expect(median(large)).toBeLessThan(5 * median(small));
  });

  test.each(orders)("%s first reads no more of the database than under a small story", async (order) => {
    const blocksOf = async (id: string) => {
      let blocks = 0;
      const sql = async (text: TemplateStringsArray, ...values: unknown[]) => {
        const query = text.reduce((all, part, at) => `${all}$${at}${part}`);
        const plan = await house.house.pool.query(`explain (analyze, buffers, format json) ${query}`, values);
        const top = plan.rows[0]["QUERY PLAN"][0].Plan;
        blocks += top["Shared Hit Blocks"] + top["Shared Read Blocks"];
        return house.house.sql(text, ...values);
      };
      await listThreads({ sql } as never, id, { order });
      return blocks;
    };
    await house.house.pool.query("vacuum analyze comments");
    const [large, small] = [await blocksOf(storyId), await blocksOf(smallId)];
    // An index over more rows is a level or two higher, and that is all. Without one, both would read far more.
    expect(large).toBeLessThan(2 * small);
    expect(small).toBeLessThan(2_000);
  });

  test("a thread comes with ten replies and its count, and the others page by page, each once and in their order", async () => {
    const [thread] = (await listThreads(ctx(), storyId, { order: "newest" })).items;
    expect(thread?.replies).toHaveLength(10);
    expect(thread?.below).toBe(depth);
    const seen = thread?.replies.map(({ id }) => id) ?? [];
    let after = thread?.later ?? undefined;
    while (after) {
      const page = await listReplies(ctx(), storyId, thread?.id ?? "", { after });
      seen.push(...page.items.map(({ id }) => id));
      after = page.later ?? undefined;
    }
    expect(seen).toHaveLength(depth);
    expect(new Set(seen).size).toBe(depth);
  });

  test("a permalink deep in a thread finds the comment with what stands around it, and both ways lead on", async () => {
    const [top] = (await listThreads(ctx(), storyId, { order: "newest" })).items;
    const { rows } = await house.house.pool.query<{ id: string }>(
      "select id from comments where thread_id = $1 order by created_at offset 4999 limit 1",
      [top?.id],
    );
    const id = rows[0]?.id ?? "";
    const { thread } = await threadOf(ctx(), id);
    expect(threadView.safeParse(thread).error).toBeUndefined();
    const ids = thread.replies.map((reply) => reply.id);
    expect(ids.indexOf(id)).toBe(5);
    expect(ids).toHaveLength(16);
    expect(thread.replies[5]?.inAnswerTo).toEqual({ id: ids[4], name: "Author" });
    const before = await listReplies(ctx(), storyId, thread.id, { before: thread.earlier ?? "" });
    const after = await listReplies(ctx(), storyId, thread.id, { after: thread.later ?? "" });
    const around = [...before.items, ...thread.replies, ...after.items].map(({ text }) =>
      Number(/\d+/.exec(text)?.[0]),
    );
    expect(around).toEqual(Array.from({ length: 116 }, (_, at) => 4_945 + at));
  });
});

test("a permalink brings along the reply that it answers, however much was said in between", async () => {
  const story = await house.story();
  const say = (parentId: string | null, text: string) =>
    house.house.db.comment.create({
      data: {
        storyId: story.id,
        authorId: author.actor.id,
        parentId,
        text,
        state: "published",
        createdAt: house.later(1000),
      },
    });
  const top = await say(null, "I began.");
  const first = await say(top.id, "I answered.");
  for (let at = 0; at < 20; at += 1) await say(top.id, `I said ${at}.`);
  const late = await say(first.id, "I answer the first of them.");
  const { thread } = await threadOf(ctx(), late.id);
  expect(thread.replies.map(({ id }) => id)).toEqual([first.id, ...thread.replies.slice(1).map(({ id }) => id)]);
  expect(thread.replies.at(-1)).toMatchObject({ id: late.id, inAnswerTo: { id: first.id, name: "Author" } });
  expect(thread).toMatchObject({ below: 22, later: null });
});
