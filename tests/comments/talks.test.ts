import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { deleteComment, emptyDeleted, restoreComment } from "@/lib/comments/delete.ts";
import { editComment } from "@/lib/comments/edit.ts";
import { decide, recommend } from "@/lib/comments/moderate.ts";
import { threadsPage } from "@/lib/comments/pages.ts";
import { postComment } from "@/lib/comments/post.ts";
import { warmRules } from "@/lib/comments/rules/judge.ts";
import { talksOf } from "@/lib/comments/talks.ts";
import { openDatabase } from "@/lib/db.ts";
import { grantRole, revokeRole } from "@/lib/members/staff.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const bad = "YOU ARE ALL IDIOTS AND LIARS!!!!!!";
const good = () =>
  `I have read the ledger at the weir, and I counted ${Math.floor(Math.random() * 1e9)} figures in it.`;
let mo: Person;
beforeAll(async () => {
  await warmRules();
  ({ mo } = await newsroom(house));
});

const say = (person: Person, storyId: string, more: { parentId?: string; text?: string } = {}) =>
  postComment(person, storyId, { text: good(), insists: true, ...more });
const talk = async (storyId: string) => {
  const [row] = await house.house.sql<{ version: number; shown: number }>`
    select version, shown from talks where story_id = ${storyId}::uuid`;
  return row ?? { version: 0, shown: 0 };
};
const list = async (storyId: string, headers: Record<string, string> = {}) =>
  ask("GET", `/api/v1/stories/${storyId}/comments`, { from: ownNetwork(), headers });
const textsIn = async (storyId: string) => {
  const { items } = await (await list(storyId)).json();
  return items.map(({ text }: { text: string }) => text);
};

/** What a count says, and what a count of the rows says. */
async function recount(storyId: string) {
  return house.house.sql`
    select c.id, c.answered, c.below,
           (select count(*)::int from comments a where a.parent_id = c.id and a.state = 'published') as "answeredNow",
           (select count(*)::int from comments b where b.thread_id = c.id and b.state = 'published') as "belowNow"
    from comments c where c.story_id = ${storyId}::uuid` as Promise<
    { id: string; answered: number; below: number; answeredNow: number; belowNow: number }[]
  >;
}

describe("counts kept on the row", () => {
  test("C12: equal a recount after every act at once, with answers to answers among them", async () => {
    const story = await house.story();
    const people = await Promise.all(Array.from({ length: 16 }, (_, at) => house.member(`Member ${at}`)));
    const ids: string[] = [];
    const one = <Item>(items: Item[]) => items[Math.floor(Math.random() * items.length)] as Item;
    const isFine = (problem: { code?: string }) =>
      ["not_found", "not_allowed", "too_late", "already_decided", "changed_meanwhile", "rate_limited"].includes(
        problem.code ?? "",
      );
    async function live(person: Person) {
      for (let at = 0; at < 10; at += 1) {
        const parentId = ids.length > 0 && Math.random() < 0.8 ? one(ids) : undefined;
        const text = Math.random() < 0.2 ? `${bad} ${randomUUID()}` : good();
        const acts = [
          async () => {
            ids.push((await say(person, story.id, { text, ...(parentId ? { parentId } : {}) })).id);
          },
          () => recommend(person, one(ids), Math.random() < 0.7),
          async () => {
            const own = await person.db.comment.findFirst({ where: { authorId: person.actor.id } });
            if (!own) return;
            if (Math.random() < 0.5) await editComment(person, own.id, { text, version: own.version, insists: true });
            else await deleteComment(person, own.id);
            if (Math.random() < 0.5) await restoreComment(person, own.id).catch(() => {});
          },
          async () => {
            const held = await mo.db.comment.findFirst({ where: { storyId: story.id, state: "held" } });
            if (held) await decide(mo, held.id, { state: "published", version: held.version, note: undefined });
          },
        ];
        try {
          await (ids.length < 3 ? acts[0] : one([acts[0], ...acts]))?.();
        } catch (problem) {
          if (!isFine(problem as { code?: string })) throw problem;
        }
      }
    }
    await Promise.all(people.map(live));
    const rows = await recount(story.id);
    expect(rows.length).toBeGreaterThan(30);
    expect(rows.filter((row) => row.answered !== row.answeredNow || row.below !== row.belowNow)).toEqual([]);
    const shown = await house.house.db.comment.count({ where: { storyId: story.id, state: "published" } });
    expect((await talk(story.id)).shown).toBe(shown);
    expect((await (await list(story.id)).json()).count).toBe(shown);
  });

  test("follow a member's comments when the member is gone", async () => {
    const [ann, ben, story] = [await house.member("Ann"), await house.member("Ben"), await house.story()];
    const { id } = await say(ann, story.id);
    await say(ben, story.id, { parentId: id });
    await house.house.db.member.delete({ where: { id: ben.actor.id } });
    expect((await recount(story.id)).filter(({ answered, below }) => answered + below > 0)).toEqual([]);
    expect((await talk(story.id)).shown).toBe(1);
  });
});

describe("whatever changes what is shown moves the version, in its own transaction", () => {
  type Scene = { ann: Person; storyId: string; id: string; heldId: string };
  async function scene(): Promise<Scene> {
    const [ann, ben, story] = [await house.member("Ann"), await house.member("Ben"), await house.story()];
    const { id } = await say(ann, story.id);
    await say(ben, story.id, { parentId: id });
    const { id: heldId } = await say(ann, story.id, { text: `${bad} ${randomUUID()}` });
    return { ann, storyId: story.id, id, heldId };
  }
  const moves: [string, (at: Scene) => Promise<unknown>][] = [
    ["posting", ({ ann, storyId }) => say(ann, storyId)],
    ["answering", ({ ann, storyId, id }) => say(ann, storyId, { parentId: id })],
    ["editing", ({ ann, id }) => editComment(ann, id, { text: good(), version: 1, insists: false })],
    ["recommending", ({ id }) => recommend(mo, id, true)],
    ["deleting", ({ ann, id }) => deleteComment(ann, id)],
    ["publishing what waited", ({ heldId }) => decide(mo, heldId, { state: "published", version: 1, note: undefined })],
    ["an edit that makes it wait", ({ ann, id }) => editComment(ann, id, { text: bad, version: 1, insists: true })],
    ["rejecting", ({ id }) => house.house.db.comment.update({ where: { id }, data: { state: "rejected" } })],
    [
      "a new name",
      ({ ann }) => house.house.db.member.update({ where: { id: ann.actor.id }, data: { displayName: "Anna" } }),
    ],
    ["a role", ({ ann }) => grantRole(house.system(), ann.actor.email, "editor")],
    [
      "a ban",
      ({ ann }) => house.house.db.member.update({ where: { id: ann.actor.id }, data: { bannedAt: ann.now() } }),
    ],
    ["the author's account going", ({ ann }) => house.house.db.member.delete({ where: { id: ann.actor.id } })],
  ];

  test.each(moves)("%s", async (_, act) => {
    const at = await scene();
    const before = await talk(at.storyId);
    await act(at);
    expect((await talk(at.storyId)).version).toBeGreaterThan(before.version);
  });

  test("undoing a deletion, taking a role back", async () => {
    const { ann, storyId, id } = await scene();
    await grantRole(house.system(), ann.actor.email, "editor");
    await deleteComment(ann, id);
    for (const act of [() => restoreComment(ann, id), () => revokeRole(house.system(), ann.actor.email, "editor")]) {
      const before = await talk(storyId);
      await act();
      expect((await talk(storyId)).version).toBeGreaterThan(before.version);
    }
  });

  test("what is shown to nobody moves nothing: a held comment, its rejection, the emptying of one deleted", async () => {
    const { ann, storyId, heldId } = await scene();
    const { id } = await say(ann, storyId);
    const { version } = await deleteComment(ann, id);
    const before = await talk(storyId);
    await decide(mo, heldId, {
      state: "rejected",
      version: 1,
      guideline: "no-shouting",
      reason: "It shouts.",
      note: undefined,
    });
    await emptyDeleted(house.system(), id, version);
    await say(ann, storyId, { text: `${bad} ${randomUUID()}` });
    expect(await talk(storyId)).toEqual(before);
  });

  test("an act that is rolled back moves nothing", async () => {
    const { ann, storyId } = await scene();
    const before = await talk(storyId);
    await expect(
      house.house.db.$transaction(async (tx) => {
        await tx.comment.create({ data: { storyId, authorId: ann.actor.id, text: "No.", state: "published" } });
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(await talk(storyId)).toEqual(before);
  });
});

describe("the list that is the same for everybody", () => {
  test("is the same bytes for its author, a moderator and nobody, and 304 to who has them", async () => {
    const [ann, story] = [await house.member("Ann"), await house.story()];
    await say(ann, story.id);
    await say(ann, story.id, { text: `${bad} ${randomUUID()}` });
    const path = `/api/v1/stories/${story.id}/comments`;
    const answers = await Promise.all(
      [undefined, ann.cookie, mo.cookie].map((cookie) =>
        ask("GET", path, { ...(cookie ? { cookie } : {}), from: ownNetwork() }),
      ),
    );
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
    const etag = answers[0]?.headers.get("etag") ?? "";
    const again = await list(story.id, { "if-none-match": etag });
    expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
    await ask("POST", path, { cookie: ann.cookie, from: ownNetwork(), body: { text: good() } });
    expect((await list(story.id, { "if-none-match": etag })).status).toBe(200);
  });

  test("is sent compressed to who takes it so, with the same words, and told apart from the other by caches", async () => {
    const [ann, story] = [await house.member("Ann"), await house.story()];
    for (let at = 0; at < 6; at += 1) await say(ann, story.id);
    const plain = await list(story.id, {});
    const text = await plain.text();
    expect([plain.headers.get("content-encoding"), plain.headers.get("vary")]).toEqual([null, "accept-encoding"]);
    for (const [accepted, encoding, open] of [
      ["gzip, deflate, br", "br", brotliDecompressSync],
      ["gzip", "gzip", gunzipSync],
    ] as const) {
      const packed = await list(story.id, { "accept-encoding": accepted });
      const bytes = Buffer.from(await packed.arrayBuffer());
      expect([packed.headers.get("content-encoding"), open(bytes).toString()]).toEqual([encoding, text]);
      expect(bytes.length).toBeLessThan(text.length / 2);
      const etag = packed.headers.get("etag") ?? "";
      expect(etag).not.toBe(plain.headers.get("etag"));
      expect((await list(story.id, { "accept-encoding": accepted, "if-none-match": etag })).status).toBe(304);
    }
    expect((await list(story.id, { "accept-encoding": "br;q=0, identity" })).headers.get("content-encoding")).toBe(
      null,
    );
  });

  test("has every change that was made through this process at the very next look", async () => {
    const [ann, story] = [await house.member("Ann"), await house.story()];
    for (let at = 0; at < 10; at += 1) {
      const text = good();
      const answer = await ask("POST", `/api/v1/stories/${story.id}/comments`, {
        cookie: ann.cookie,
        from: ownNetwork(),
        body: { text },
      });
      expect((await textsIn(story.id))[0]).toBe(text);
      const { id } = await answer.json();
      house.later(1000);
      await ask("DELETE", `/api/v1/comments/${id}`, { cookie: ann.cookie, from: ownNetwork() });
      expect(await textsIn(story.id)).not.toContain(text);
    }
  });

  /** Another process, as far as the database can tell: a pool of its own, and so an ear and pages of its own. */
  async function elsewhere(run: (read: (storyId: string) => Promise<string[]>, other: never) => Promise<void>) {
    const database = openDatabase(house.house.env.databaseUrl ?? "");
    const other = { ...house.house, ...database };
    try {
      await run(async (storyId) => {
        const { bytes } = await threadsPage(other, storyId, { order: "newest", most: 50 });
        return JSON.parse(bytes.toString()).items.map(({ text }: { text: string }) => text);
      }, other as never);
    } finally {
      await talksOf(other).close();
      await database.close();
    }
  }

  test("loses what a moderator took down in another process, and waits for nobody to ask there", async () => {
    const [ann, story] = [await house.member("Ann"), await house.story()];
    await elsewhere(async (read, other) => {
      await expect.poll(() => talksOf(other).hears()).toBe(true);
      for (let at = 0; at < 5; at += 1) {
        const { id } = await say(ann, story.id);
        await expect.poll(() => read(story.id), { interval: 5 }).toHaveLength(1);
        await house.house.db.comment.update({ where: { id }, data: { state: "rejected" } });
        await expect.poll(() => read(story.id), { interval: 5 }).toEqual([]);
      }
    });
  });

  test("is never older than half a second when the call was lost", async () => {
    const [ann, story] = [await house.member("Ann"), await house.story()];
    await elsewhere(async (read, other) => {
      await expect.poll(() => talksOf(other).hears()).toBe(true);
      await say(ann, story.id);
      await expect.poll(() => read(story.id), { interval: 5 }).toHaveLength(1);
      // A change that calls out nothing.
      await house.house.sql`alter table comments disable trigger talks_move_with_changes`;
      await house.house.sql`update comments set text = 'Changed in silence.' where story_id = ${story.id}::uuid`;
      await house.house.sql`update talks set version = version + 1 where story_id = ${story.id}::uuid`;
      await house.house.sql`alter table comments enable trigger talks_move_with_changes`;
      // The time is the promise itself: whoever asks after it, on however slow a machine, is told what holds.
      await setTimeout(700);
      expect(await read(story.id)).toEqual(["Changed in silence."]);
    });
  });

  test("is asked of the database every time while that cannot be heard, and is heard again by itself", async () => {
    const [ann, story] = [await house.member("Ann"), await house.story()];
    await elsewhere(async (read, other) => {
      await expect.poll(() => talksOf(other).hears()).toBe(true);
      expect(await read(story.id)).toEqual([]);
      await house.house.sql`
        select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and datname = current_database()`;
      await expect.poll(() => talksOf(other).hears(), { interval: 1 }).toBe(false);
      await say(ann, story.id);
      expect(await read(story.id)).toHaveLength(1);
      await expect.poll(() => talksOf(other).hears()).toBe(true);
    });
  });
});

test("a story that nobody has is a 404, before and after it was there", async () => {
  expect((await list(randomUUID())).status).toBe(404);
  const [ann, story] = [await house.member("Ann"), await house.story()];
  await say(ann, story.id);
  expect((await list(story.id)).status).toBe(200);
  await house.house.db.story.delete({ where: { id: story.id } });
  await expect.poll(async () => (await list(story.id)).status).toBe(404);
});
