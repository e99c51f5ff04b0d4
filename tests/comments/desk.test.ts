import { beforeAll, describe, expect, test } from "vitest";
import { recommend } from "@/lib/comments/moderate.ts";
import { listThreads } from "@/lib/comments/reads.ts";
import type { CommentOrder } from "@/lib/comments/schema.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person, tally } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let mo: Person;
let edda: Person;
let ada: Person;
beforeAll(async () => {
  ({ mo, edda, ada } = await newsroom(house));
});

async function comment(state: "held" | "published", author?: Person, storyId?: string) {
  const by = author ?? (await house.member("Author"));
  return house.house.db.comment.create({
    data: {
      storyId: storyId ?? (await house.story()).id,
      authorId: by.actor.id,
      text: "The weir is too high.",
      state,
      heldBecause: state === "held" ? "rules" : null,
      createdAt: house.system().now(),
    },
  });
}
const decide = (person: Person, id: string, body: unknown) =>
  ask("POST", `/api/v1/desk/comments/${id}/decision`, { cookie: person.cookie, body, from: ownNetwork() });
const reject = (version: number) => ({
  state: "rejected",
  version,
  guideline: "not-abusive",
  reason: "It is an insult.",
});

describe("a decision", () => {
  test("C12: of 20 that are made at once one wins, and the others are told", async () => {
    const { id } = await comment("held");
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        decide(at % 2 ? mo : edda, id, at % 3 ? reject(1) : { state: "published", version: 1 }),
      ),
    );
    expect(tally(answers.map((answer) => answer.status))).toEqual({ 200: 1, 409: 19 });
    const decisions = await mo.db.commentDecision.findMany({ where: { commentId: id } });
    const after = await mo.db.comment.findUniqueOrThrow({ where: { id } });
    expect(decisions.map(({ state }) => state)).toEqual([after.state]);
    expect(after.version).toBe(2);
    expect(after.publishedAt !== null).toBe(after.state === "published");
  });

  test("names the version that was read: an older or newer one decides nothing", async () => {
    const { id } = await comment("held");
    for (const version of [2, 99]) expect((await decide(mo, id, reject(version))).status).toBe(409);
    expect((await decide(mo, id, reject(0))).status).toBe(422);
    expect((await decide(mo, id, { state: "published" })).status).toBe(422);
    expect((await mo.db.comment.findUniqueOrThrow({ where: { id } })).state).toBe("held");
  });

  test("cannot be taken to any other state; what stands can be taken down once, and is not published again", async () => {
    const [held, published] = [await comment("held"), await comment("published")];
    for (const state of ["deleted", "held", "x", null])
      expect((await decide(mo, held.id, { ...reject(1), state })).status).toBe(422);
    expect((await decide(mo, published.id, { state: "published", version: 1 })).status).toBe(409);
    expect((await decide(mo, published.id, reject(1))).status).toBe(200);
    expect((await decide(mo, published.id, reject(2))).status).toBe(409);
  });

  test("to reject cites a part of the guidelines, and is in the audit log with who and before and after", async () => {
    const { id } = await comment("held");
    for (const guideline of [undefined, "", "manners"])
      expect((await decide(mo, id, { ...reject(1), guideline })).status).toBe(422);
    expect((await decide(mo, id, reject(1))).status).toBe(200);
    const entry = await mo.db.auditEntry.findFirstOrThrow({ where: { event: "comment.rejected", subjectId: id } });
    expect(entry).toMatchObject({
      actorId: mo.actor.id,
      before: { state: "held" },
      after: { state: "rejected", reason: "It is an insult.", guideline: "not-abusive" },
    });
  });

  test("on a comment that never was is a 404", async () => {
    expect((await decide(mo, "0190a0b0-0000-7000-8000-000000000001", reject(1))).status).toBe(404);
    expect((await decide(mo, "x", reject(1))).status).toBe(404);
  });
});

test("who waits longest is read first", async () => {
  const person = await house.member("Patient");
  const waiting: string[] = [];
  for (let at = 0; at < 3; at++) {
    house.later(1000);
    waiting.push((await comment("held", person)).id);
  }
  const { items } = await (await ask("GET", "/api/v1/desk/comments", { cookie: ada.cookie })).json();
  const seen = items.map(({ id }: { id: string }) => id).filter((id: string) => waiting.includes(id));
  expect(seen).toEqual(waiting);
});

describe("recommending", () => {
  test("50 toggles by ten members at once leave the count that a recount gives", async () => {
    const { id } = await comment("published");
    const members = await Promise.all(Array.from({ length: 10 }, (_, at) => house.member(`Fan ${at}`)));
    await Promise.all(
      Array.from({ length: 50 }, (_, at) => {
        const member = members[at % 10];
        return member ? recommend(member, id, Math.floor(at / 10) % 2 === 0) : undefined;
      }),
    );
    const recount = await mo.db.commentRecommendation.count({ where: { commentId: id } });
    expect((await mo.db.comment.findUniqueOrThrow({ where: { id } })).recommended).toBe(recount);
  });

  test("twice by one member counts once, and taking it back twice takes back one", async () => {
    const { id } = await comment("published");
    const [ann, ben] = [await house.member("Ann"), await house.member("Ben")];
    await recommend(ann, id, true);
    await recommend(ben, id, true);
    expect((await recommend(ann, id, true)).recommended).toBe(2);
    await recommend(ann, id, false);
    expect((await recommend(ann, id, false)).recommended).toBe(1);
  });

  test("one's own comment, or one that waits, cannot be recommended", async () => {
    const author = await house.member("Vain");
    const [own, held] = [await comment("published", author), await comment("held")];
    const praise = (id: string) =>
      ask("PUT", `/api/v1/comments/${id}/recommendation`, { cookie: author.cookie, body: { isRecommended: true } });
    expect((await praise(own.id)).status).toBe(403);
    expect((await praise(held.id)).status).toBe(404);
  });
});

describe("paging over 70 threads, many of one moment and one count", () => {
  test.each(["newest", "oldest", "recommended"] as CommentOrder[])(
    "%s first: complete, in order, without repeats",
    async (order) => {
      const [author, story] = [await house.member("Author"), await house.story()];
      const base = house.system().now().getTime();
      await mo.db.comment.createMany({
        data: Array.from({ length: 70 }, (_, at) => ({
          storyId: story.id,
          authorId: author.actor.id,
          text: `Number ${at}`,
          state: "published" as const,
          recommended: at % 3,
          createdAt: new Date(base + Math.floor(at / 25)),
        })),
      });
      const seen: { id: string; recommended: number; createdAt: Date }[] = [];
      let after: string | undefined;
      do {
        const page = await listThreads(house.nobody(), story.id, { order, after, most: 20 });
        seen.push(...page.items);
        after = page.next ?? undefined;
      } while (after && seen.length < 200);
      expect(seen).toHaveLength(70);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(70);
      const key = ({ recommended, createdAt }: (typeof seen)[number]) => {
        const at = new Date(createdAt).getTime() - base;
        return order === "recommended" ? -(recommended * 1000 + at) : order === "newest" ? -at : at;
      };
      const keys = seen.map(key);
      expect(keys).toEqual([...keys].sort((a, b) => a - b));
    },
  );
});
