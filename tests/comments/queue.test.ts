import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { facetsFor } from "@/lib/comments/desk-facets.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person, tally } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let mo: Person;
let edda: Person;
let ada: Person;
let author: Person;
beforeAll(async () => {
  ({ mo, edda, ada } = await newsroom(house));
  author = await house.member("Author");
});
beforeEach(async () => {
  await house.house.sql`delete from comments`;
});

const call = (person: Person, method: string, path: string, body?: unknown, headers = {}) =>
  ask(method, path, { cookie: person.cookie, ...(body === undefined ? {} : { body }), from: ownNetwork(), headers });
const desk = "/api/v1/desk/comments";
const read = (person: Person, commentId: string) => call(person, "PUT", "/api/v1/desk/reading", { commentId });
const leave = (person: Person) => call(person, "DELETE", "/api/v1/desk/reading");
const next = async (person: Person, asked = {}) =>
  (await (await call(person, "POST", `${desk}/next`, asked)).json()).item as { id: string; place: string } | null;
const news = async (person: Person, query = "") => (await call(person, "GET", `${desk}/news${query}`)).json();
const listOf = async (person: Person, query = "") => (await call(person, "GET", `${desk}${query}`)).json();
const readersSeenBy = async (person: Person) =>
  (await news(person)).items.map(({ readBy }: { readBy: string | null }) => readBy);
const letClaimsEnd = () => house.house.sql`update comment_claims set until = now() where until > now()`;

async function waiting(count: number, more: object = {}) {
  const story = await house.story();
  const ids: string[] = [];
  for (let at = 0; at < count; at++) {
    const createdAt = house.later(1000);
    const text = `The weir is too high, as number ${at} says.`;
    const { id } = await house.house.db.comment.create({
      data: {
        storyId: story.id,
        authorId: author.actor.id,
        text,
        state: "held",
        heldBecause: "rules",
        heldAt: createdAt,
        createdAt,
        ...more,
      },
    });
    ids.push(id);
  }
  return { ids, story };
}
const [first, second, third] = [0, 1, 2];

describe("a comment that somebody reads", () => {
  test("is shown so to the others, by name, and not to who reads it; leaving it ends that at once", async () => {
    const { ids } = await waiting(2);
    expect(await (await read(mo, ids[first] ?? "")).json()).toEqual({
      id: ids[first],
      isMine: true,
      by: "Mo Moderator",
    });
    expect([await readersSeenBy(edda), await readersSeenBy(mo)]).toEqual([
      ["Mo Moderator", null],
      [null, null],
    ]);
    expect((await listOf(edda)).items[first]).toMatchObject({ id: ids[first], readBy: "Mo Moderator" });
    await leave(mo);
    expect(await readersSeenBy(edda)).toEqual([null, null]);
  });

  test("is read by who came first; of ten at once one, and the others are told who", async () => {
    const { ids } = await waiting(1);
    const people = await Promise.all(Array.from({ length: 10 }, (_, at) => house.member(`Mod ${at}`, "moderator")));
    const answers = await Promise.all(people.map(async (one) => (await read(one, ids[first] ?? "")).json()));
    expect(tally(answers.map(({ isMine }) => String(isMine)))).toEqual({ true: 1, false: 9 });
    expect(new Set(answers.map(({ by }) => by)).size).toBe(1);
  });

  test("is one for each moderator: whoever goes on has left the one before", async () => {
    const { ids } = await waiting(2);
    await read(mo, ids[first] ?? "");
    await read(mo, ids[second] ?? "");
    expect(await readersSeenBy(edda)).toEqual([null, "Mo Moderator"]);
  });

  test("is found by whoever steps on before the answer came; none of their pages is told that it never was", async () => {
    const { ids } = await waiting(6);
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all(ids.map((id) => read(mo, id)));
      expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200));
    }
  });

  test("is free again after two minutes on the database's clock, and somebody else's when they go on reading it", async () => {
    const { ids } = await waiting(1);
    await read(mo, ids[first] ?? "");
    const [left] = await house.house.sql<{ seconds: number }>`
      select extract(epoch from until - now())::float as seconds from comment_claims`;
    expect(left?.seconds).toBeGreaterThan(100);
    expect(left?.seconds).toBeLessThanOrEqual(120);
    expect(await (await read(edda, ids[first] ?? "")).json()).toMatchObject({ isMine: false });
    await letClaimsEnd();
    expect(await readersSeenBy(edda)).toEqual([null]);
    expect(await (await read(edda, ids[first] ?? "")).json()).toMatchObject({ isMine: true });
    expect(await (await read(mo, ids[first] ?? "")).json()).toMatchObject({ isMine: false, by: "Edda Editor" });
  });

  test("can be decided by anybody: who reads it is no lock, and their own decision is told that it came late", async () => {
    const { ids } = await waiting(1);
    await read(mo, ids[first] ?? "");
    const decision = { state: "published", version: 1 };
    expect((await call(edda, "POST", `${desk}/${ids[first]}/decision`, decision)).status).toBe(200);
    const late = await call(mo, "POST", `${desk}/${ids[first]}/decision`, decision);
    expect([late.status, (await late.json()).title]).toEqual([
      409,
      "Somebody else was faster: this comment is published now.",
    ]);
  });

  test("that never was is a 404", async () => {
    expect((await read(mo, randomUUID())).status).toBe(404);
  });

  test("does not make two moderators who change places wait for each other", async () => {
    const [one, other] = (await waiting(2)).ids as [string, string];
    await Promise.all(
      Array.from({ length: 20 }, async (_, at) => {
        const [mine, theirs] = at % 2 ? [one, other] : [other, one];
        await Promise.all([read(mo, mine), read(edda, theirs)]);
      }),
    );
    expect(await house.house.db.commentClaim.count()).toBeLessThanOrEqual(2);
  });
});

describe("the next comment", () => {
  test("is the one that waits longest of those that nobody else reads, and is one's own from then on", async () => {
    const { ids } = await waiting(3);
    await read(mo, ids[first] ?? "");
    expect((await next(edda))?.id).toBe(ids[second]);
    expect((await next(ada))?.id).toBe(ids[third]);
    expect(await readersSeenBy(mo)).toEqual([null, "Edda Editor", "Ada Admin"]);
    expect(await next(await house.member("Last", "moderator"))).toBeNull();
  });

  test("of twenty moderators who ask at once is another one for each", async () => {
    const { ids } = await waiting(20);
    const people = await Promise.all(Array.from({ length: 20 }, (_, at) => house.member(`Mod ${at}`, "moderator")));
    const taken = await Promise.all(people.map(async (one) => (await next(one))?.id));
    expect([...taken].sort()).toEqual([...ids].sort());
  });

  test("is after the one that was read, and from the top again at the end; never the same", async () => {
    const { ids } = await waiting(3);
    const start = await next(mo);
    const then = await next(mo, { after: start?.place });
    const last = await next(mo, { after: then?.place });
    const round = await next(mo, { after: last?.place });
    expect([start, then, last, round].map((one) => one?.id)).toEqual([...ids, ids[first]]);
    await call(mo, "POST", `${desk}/${ids[first]}/decision`, { state: "published", version: 1 });
    await call(mo, "POST", `${desk}/${ids[second]}/decision`, { state: "published", version: 1 });
    expect(await next(mo, { after: last?.place })).toBeNull();
  });
});

describe("an open queue", () => {
  test("is told what came, what others decided and who did; what has not changed is a 304", async () => {
    const { ids } = await waiting(2);
    const answer = await call(mo, "GET", `${desk}/news?reading=${ids[first]}`);
    const etag = answer.headers.get("etag") ?? "";
    expect(await answer.json()).toMatchObject({
      items: ids.map((id) => ({ id, version: 1, readBy: null })),
      reading: { id: ids[first], version: 1, state: "held", by: null },
    });
    const again = () => call(mo, "GET", `${desk}/news?reading=${ids[first]}`, undefined, { "if-none-match": etag });
    expect((await again()).status).toBe(304);
    await call(edda, "POST", `${desk}/${ids[first]}/decision`, { state: "published", version: 1 });
    const later = (await waiting(1)).ids;
    const told = await again();
    expect(told.status).toBe(200);
    expect(await told.json()).toMatchObject({
      items: [{ id: ids[second] }, { id: later[first] }],
      reading: { id: ids[first], version: 2, state: "published", by: "Edda Editor" },
      counts: { held: 2 },
    });
  });

  test("learns of a reader who came, and of one whose page is gone without a word", async () => {
    const { ids } = await waiting(1);
    const asked = async (etag: string) => call(edda, "GET", `${desk}/news`, undefined, { "if-none-match": etag });
    const before = (await asked("")).headers.get("etag") ?? "";
    await read(mo, ids[first] ?? "");
    expect((await asked(before)).status).toBe(200);
    await letClaimsEnd();
    expect((await asked(before)).status).toBe(304);
  });
});

describe("a list at the desk", () => {
  const idsOf = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);
  const finding = (rule: string) => ({ rule, reason: "It is.", guideline: "english", at: [0, 3] });

  test("is filtered by story, by rule, by why and by how long it waits, and by all of them together", async () => {
    const old = await waiting(2, { findings: [finding("english"), finding("links")] });
    const broken = await waiting(1, { heldBecause: "check-failed" });
    house.later(2 * 3_600_000);
    const young = await waiting(1, { findings: [finding("links")] });
    const shown = async (query: string) => idsOf(await listOf(mo, `?${query}`));
    expect(await shown(`story=${old.story.id}`)).toEqual(old.ids);
    expect(await shown("rule=links")).toEqual([...old.ids, ...young.ids]);
    expect(await shown("rule=english")).toEqual(old.ids);
    expect(await shown("because=check-failed")).toEqual(broken.ids);
    expect(await shown("waits=hour")).toEqual([...old.ids, ...broken.ids]);
    expect(await shown("waits=day")).toEqual([]);
    expect(await shown(`rule=links&because=rules&waits=hour&story=${old.story.id}`)).toEqual(old.ids);
    expect(await shown(`list=all&story=${young.story.id}`)).toEqual(young.ids);
    for (const wrong of ["story=x", "rule=manners", "because=mood", "waits=forever", "list=none", "after=here"])
      expect((await call(mo, "GET", `${desk}?${wrong}`)).status, wrong).toBe(422);
  });

  test("says beside each filter how many it would leave, beside those that are chosen already", async () => {
    const old = await waiting(2, { findings: [finding("links"), finding("links")] });
    house.later(2 * 3_600_000);
    const young = await waiting(1, { findings: [finding("english")], heldBecause: "reports" });
    const countsOf = async (asked: object) => {
      const facets = await facetsFor(mo, { list: "held", ...asked });
      return Object.fromEntries(
        Object.entries(facets).map(([name, counts]) => [name, counts.map(({ value, count }) => [value, count])]),
      );
    };
    expect(await countsOf({})).toEqual({
      story: [
        [old.story.id, 2],
        [young.story.id, 1],
      ],
      rule: [
        ["links", 2],
        ["english", 1],
      ],
      because: [
        ["rules", 2],
        ["reports", 1],
      ],
      waits: [["hour", 2]],
    });
    expect(await countsOf({ rule: "english" })).toMatchObject({
      story: [[young.story.id, 1]],
      rule: [
        ["links", 2],
        ["english", 1],
      ],
      waits: [],
    });
  });

  test.each(["held", "reported", "all"])("%s is paged complete, in order and without repeats", async (list) => {
    const { ids } = await waiting(120);
    const reader = await house.member("Reader");
    await house.house.db.commentReport.createMany({
      data: ids.map((commentId) => ({
        commentId,
        memberId: reader.actor.id,
        reason: "spam" as const,
        version: 1,
        at: house.system().now(),
      })),
    });
    const seen: string[] = [];
    for (let after = ""; after !== null; ) {
      const page = await listOf(mo, `?list=${list}${after && `&after=${after}`}`);
      seen.push(...idsOf(page));
      after = page.next;
    }
    expect(new Set(seen).size).toBe(120);
    if (list !== "reported") expect(list === "all" ? [...seen].reverse() : seen).toEqual(ids);
  });
});
