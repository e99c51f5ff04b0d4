import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recommend } from "@/lib/comments/moderate.ts";
import { postComment } from "@/lib/comments/post.ts";
import { warmRules } from "@/lib/comments/rules/judge.ts";
import { storeComment } from "@/lib/comments/store.ts";
import { actingAs, type Ctx, type House, type Member } from "@/lib/context.ts";
import { Refusal } from "@/lib/errors.ts";
import { spend } from "@/lib/rate-limit.ts";
import { build } from "@/lib/wiring.ts";
import { newsroom, type Person, tally } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let mo: Person;
/** The same house in another process: it shares the database and nothing else. */
let other: House & { close(): Promise<void> };
beforeAll(async () => {
  await warmRules();
  ({ mo } = await newsroom(house));
  other = build(house.house.env, { now: house.house.now });
});
afterAll(() => other.close());

let said = 0;
const words = () => {
  said += 1;
  return `I read page ${said} of the ledger at the weir, and its figures are right.`;
};
const elsewhere = (person: Ctx<Member>) => actingAs(other, person.actor, randomUUID());
const members = (count: number) =>
  Promise.all(Array.from({ length: count }, (_, at) => house.member(`Writer ${at + 1}`)));
const say = (
  ctx: Ctx<Member>,
  storyId: string,
  more: { text?: string; parentId?: string; displayName?: string } = {},
) => postComment(ctx, storyId, { text: words(), insists: false, ...more });
const code = (problem: unknown) => (problem instanceof Refusal ? problem.code : String(problem));
const codeOf = (post: Promise<unknown>) => post.then(() => "stored", code);
/** What is counted beside a talk, and what a recount gives. */
async function counts(storyId: string) {
  const [row] = await house.house.sql<{ kept: object; recount: object }>`
    select jsonb_build_object('shown', (select shown from talks where story_id = ${storyId}::uuid),
             'below', (select sum(below) from comments where story_id = ${storyId}::uuid),
             'answered', (select sum(answered) from comments where story_id = ${storyId}::uuid)) as kept,
           jsonb_build_object('shown', count(*), 'below', count(thread_id), 'answered', count(parent_id)) as recount
    from comments where story_id = ${storyId}::uuid and state = 'published'`;
  return row;
}

test("all who post at once are stored once each, under their own names, counted, and written down", async () => {
  const [all, story] = [await members(20), await house.story()];
  const texts = all.map(words);
  const posted = await Promise.all(all.map((one, at) => say(one, story.id, { text: texts[at] ?? "" })));
  const rows = await house.house.db.comment.findMany({ where: { storyId: story.id } });
  const by = new Map(rows.map((row) => [row.id, row]));
  expect(posted.map(({ id }) => [by.get(id)?.authorId, by.get(id)?.text])).toEqual(
    all.map(({ actor }, at) => [actor.id, texts[at]]),
  );
  const lines = await house.house.db.auditEntry.findMany({
    where: { event: "comment.posted", subjectKind: "comment" },
  });
  const ours = lines.filter(({ subjectId }) => by.has(subjectId));
  expect(ours.map(({ subjectId, actorId }) => `${subjectId} ${actorId}`).sort()).toEqual(
    rows.map(({ id, authorId }) => `${id} ${authorId}`).sort(),
  );
  expect(ours[0]?.after).toEqual({ storyId: story.id, rules: [] });
  const { kept, recount } = (await counts(story.id)) ?? {};
  expect(rows).toHaveLength(20);
  expect(kept).toEqual(recount);
});

test("of those who post at once each is answered for themselves: who is banned, too often, too bare, answers what is gone", async () => {
  const [story, all] = [await house.story(), await members(6)];
  const [good, banned, often, rude, lost, answering] = all as [Person, Person, Person, Person, Person, Person];
  const { id: parentId } = await say(mo, story.id);
  await house.house.db.commentBan.create({
    data: {
      memberId: banned.actor.id,
      since: mo.now(),
      reason: "So it is.",
      guideline: "links",
      bannedById: mo.actor.id,
    },
  });
  for (let at = 0; at < 12; at += 1)
    await spend(mo.pool, { name: "comments", points: 12, perSeconds: 600 }, often.actor.id);
  const answers = await Promise.all([
    codeOf(say(good, story.id)),
    codeOf(say(banned, story.id)),
    codeOf(say(often, story.id)),
    codeOf(say(rude, story.id, { text: "YOU ARE ALL IDIOTS AND LIARS!!!!!!" })),
    codeOf(say(lost, story.id, { parentId: randomUUID() })),
    codeOf(say(answering, story.id, { parentId })),
    codeOf(say(good, randomUUID())),
  ]);
  expect(answers).toEqual([
    "stored",
    "may_not_comment",
    "rate_limited",
    "comment_breaks_rules",
    "not_found",
    "stored",
    "not_found",
  ]);
  expect(await house.house.db.comment.count({ where: { storyId: story.id } })).toBe(3);
});

test("a ban or a closing that is made after a text was judged still refuses it, and those beside it are stored", async () => {
  const [story, closed, [ann, ben, cleo]] = [await house.story(), await house.story(), await members(3)];
  if (!ann || !ben || !cleo) throw new Error("There are three.");
  await house.house.db.commentBan.create({
    data: { memberId: ben.actor.id, since: mo.now(), reason: "So it is.", guideline: "links", bannedById: mo.actor.id },
  });
  await house.house.db.story.update({ where: { id: closed.id }, data: { commentsClosedAt: mo.now() } });
  const judged = { findings: [], heldBecause: null, parentId: null, name: undefined };
  const outcomes = await Promise.all([
    ...[ann, ben, cleo].map((one) => storeComment(one, { ...judged, storyId: story.id, text: words() })),
    storeComment(ann, { ...judged, storyId: closed.id, text: words() }),
  ]);
  expect(outcomes.map(({ is }) => is)).toEqual(["stored", "banned", "stored", "closed"]);
});

test("what a database cannot store fails alone: those that were posted with it are stored, once, and lose no point", async () => {
  const [story, [ann, ben, cleo]] = [await house.story(), await members(3)];
  if (!ann || !ben || !cleo) throw new Error("There are three.");
  const judged = { findings: [], heldBecause: null, parentId: null, name: undefined, storyId: story.id };
  const posts = [
    [ann, words()],
    [ben, "A hole \u0000 in a word."],
    [cleo, words()],
  ] as const;
  const told = await Promise.allSettled(posts.map(([who, text]) => storeComment(who, { ...judged, text })));
  expect(told.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(await house.house.db.comment.count({ where: { storyId: story.id } })).toBe(2);
  const limit = { name: "comments", points: 12, perSeconds: 600 };
  const left = await Promise.all([ann, ben, cleo].map(({ actor }) => spend(mo.pool, limit, actor.id)));
  expect(left.map((one) => one.left)).toEqual([10, 11, 10]);
});

test("of thirteen posts at once by one member twelve are stored, whatever they are stored with", async () => {
  const [story, [ann], others] = [await house.story(), await members(1), await members(8)];
  if (!ann) throw new Error("There is one.");
  const answers = await Promise.all([
    ...Array.from({ length: 13 }, () => codeOf(say(ann, story.id))),
    ...others.map((one) => codeOf(say(one, story.id))),
  ]);
  expect(tally(answers)).toEqual({ stored: 20, rate_limited: 1 });
});

test("pressing twice stores once, at the same time and in two processes as well", async () => {
  const [story, [ann]] = [await house.story(), await members(1)];
  if (!ann) throw new Error("There is one.");
  const text = words();
  const presses = [ann, ann, ann, elsewhere(ann), elsewhere(ann), elsewhere(ann)];
  const ids = (await Promise.all(presses.map((ctx) => say(ctx, story.id, { text })))).map(({ id }) => id);
  expect(new Set(ids).size).toBe(1);
  expect(await house.house.db.comment.count({ where: { storyId: story.id } })).toBe(1);
});

test("two processes whose members answer each other and recommend meanwhile never stand in each other's way, and every count is a recount", async () => {
  const [story, all] = [await house.story(), await members(16)];
  const tops = await Promise.all(all.slice(0, 4).map((one) => say(one, story.id)));
  const deeper = await Promise.all(tops.map(({ id }, at) => say(all[at + 4] ?? mo, story.id, { parentId: id })));
  const targets = [...tops, ...deeper];
  const writes = all.flatMap((one, at) => {
    const parentId = targets[at % targets.length]?.id ?? "";
    const further = targets[(at * 3 + 1) % targets.length]?.id ?? "";
    return [
      codeOf(say(one, story.id, { parentId })),
      codeOf(say(elsewhere(one), story.id, { parentId: further })),
      codeOf(say(at % 2 ? elsewhere(one) : one, story.id)),
      ...targets.map(({ id }) => codeOf(recommend(one, id, true))),
    ];
  });
  // One's own comment cannot be recommended.
  const own = targets.length;
  expect(tally(await Promise.all(writes))).toEqual({ stored: 16 * (3 + targets.length) - own, not_allowed: own });
  const { kept, recount } = (await counts(story.id)) ?? {};
  expect(kept).toEqual(recount);
});

test("answers take the rows above them before the talk's, as every other act does, so that none waits for another in a ring", async () => {
  const [story, [ann, ben]] = [await house.story(), await members(2)];
  if (!ann || !ben) throw new Error("There are two.");
  const [one, two] = [await say(mo, story.id), await say(mo, story.id)];
  const holder = await house.house.pool.connect();
  await holder.query("begin");
  await holder.query("select from comments where id = $1 for no key update", [two.id]);
  const judged = { findings: [], heldBecause: null, name: undefined, storyId: story.id };
  const posts = Promise.all([
    storeComment(ann, { ...judged, parentId: one.id, text: words() }),
    storeComment(ben, { ...judged, parentId: two.id, text: words() }),
  ]);
  const waiting = async () =>
    (
      await house.house.sql`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    ).length;
  await expect.poll(waiting).toBe(1);
  // What holds a comment goes on to the talk.
  await holder.query("select from talks where story_id = $1 for update nowait", [story.id]);
  await holder.query("commit");
  holder.release();
  expect((await posts).map(({ is }) => is)).toEqual(["stored", "stored"]);
});

test("a story whose talk somebody holds keeps nobody waiting under another one", async () => {
  const [held, free, [ann, ben]] = [await house.story(), await house.story(), await members(2)];
  if (!ann || !ben) throw new Error("There are two.");
  await say(ann, held.id);
  const holder = await house.house.pool.connect();
  await holder.query("begin");
  await holder.query("select from talks where story_id = $1 for update", [held.id]);
  let isDone = false;
  const waits = say(ann, held.id).then(() => {
    isDone = true;
  });
  await say(ben, free.id);
  expect(isDone).toBe(false);
  await holder.query("commit");
  holder.release();
  await waits;
});

test("a server that asked is told of each that is stored, and of none that is not, whoever they were stored with", async () => {
  const [story, all] = [await house.story(), await members(5)];
  const endpoint = { address: "https://other.test/", events: ["comment.published", "comment.held"], secret: "sealed" };
  await house.house.db.webhookEndpoint.create({ data: { ...endpoint, createdAt: mo.now() } });
  try {
    const top = await say(mo, story.id);
    const posts = all.map((one, at) =>
      say(one, story.id, at === 0 ? { parentId: randomUUID() } : at < 3 ? { parentId: top.id } : {}),
    );
    const told = await Promise.allSettled(posts);
    const stored = [top, ...told.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))];
    expect(stored).toHaveLength(5);
    const rows = await house.house.sql<{ id: string }>`
      select e.subject_id as id from webhook_events e join webhook_deliveries d on d.event_id = e.id where e.type = 'comment.published'`;
    expect(rows.map(({ id }) => id).sort()).toEqual(stored.map(({ id }) => id).sort());
  } finally {
    await house.house.db.webhookEndpoint.deleteMany();
  }
});

test("a first name is kept with the comment that asked for it, and stands in the talk", async () => {
  const [story, all] = [await house.story(), await members(3)];
  const nameless = all.map((one) => ({ ...one, actor: { ...one.actor, displayName: null } }));
  await Promise.all(nameless.map((one, at) => say(one, story.id, { displayName: `New Name ${"ABC"[at]}` })));
  const named = await house.house.db.member.findMany({ where: { id: { in: all.map(({ actor }) => actor.id) } } });
  expect(named.map(({ displayName }) => displayName).sort()).toEqual(["New Name A", "New Name B", "New Name C"]);
});

test("points count with those that are taken one by one, and are new when their time is over", async () => {
  const [story, [ann]] = [await house.story(), await members(1)];
  if (!ann) throw new Error("There is one.");
  const limit = { name: "comments", points: 12, perSeconds: 600 };
  for (let at = 0; at < 11; at += 1) await spend(mo.pool, limit, ann.actor.id);
  await say(ann, story.id);
  await expect(say(ann, story.id)).rejects.toMatchObject({
    code: "rate_limited",
    details: { retryAfterSeconds: expect.toSatisfy((seconds: number) => seconds > 500 && seconds <= 600) },
  });
  await house.house.sql`update rate_limits set expire = 1 where key = ${`comments:${ann.actor.id}`}`;
  await say(ann, story.id);
  expect((await spend(mo.pool, limit, ann.actor.id)).left).toBe(10);
});
