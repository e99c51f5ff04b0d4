import { beforeAll, describe, expect, test } from "vitest";
import { editGuideline, readGuidelines } from "@/lib/comments/guidelines.ts";
import { judge, warmRules } from "@/lib/comments/rules/judge.ts";
import { guidelineIds } from "@/lib/comments/rules/schema.ts";
import { mostCharacters } from "@/lib/comments/schema.ts";
import { type Asked, ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person } from "../cast.ts";
import { testHouse } from "../house.ts";
import { threadsSeen } from "./seen.ts";

const house = testHouse();
// The first comment would else wait for the dictionaries, and be held on a slow machine.
beforeAll(warmRules);
const good = "I have read the ledger at the weir, and the figures in this story are right.";
const bad = "YOU ARE ALL IDIOTS AND LIARS!!!!!!";
const call = (person: Person | undefined, method: string, path: string, asked: Asked = {}) =>
  ask(method, path, { ...(person ? { cookie: person.cookie } : {}), from: ownNetwork(), ...asked });
const post = (person: Person, storyId: string, body: unknown) =>
  call(person, "POST", `/api/v1/stories/${storyId}/comments`, { body });
const idsSeen = async (person: Person | undefined, storyId: string): Promise<string[]> =>
  (await threadsSeen(storyId, person)).flatMap((one) => [one.id, ...one.replies.map(({ id }) => id)]);

test("a comment within the house rules is there for everybody at once", async () => {
  const [ann, story] = [await house.member("Ann"), await house.story()];
  const answer = await post(ann, story.id, { text: good });
  expect(answer.status).toBe(201);
  const { id, state } = await answer.json();
  expect([state, await idsSeen(undefined, story.id)]).toEqual(["published", [id]]);
});

test("one that breaks a rule is a 422 with the findings, and nothing is stored", async () => {
  const [ben, story] = [await house.member("Ben"), await house.story()];
  const answer = await post(ben, story.id, { text: bad });
  expect(answer.status).toBe(422);
  const { code, findings } = await answer.json();
  expect(code).toBe("comment_breaks_rules");
  expect(findings.length).toBeGreaterThan(0);
  for (const { at, reason } of findings) {
    expect(reason).not.toBe("");
    expect(bad.slice(at[0], at[1])).not.toBe("");
  }
  expect(await house.house.db.comment.count({ where: { storyId: story.id } })).toBe(0);
});

test("sent as it is, it waits for a moderator and only its author sees it", async () => {
  const [cleo, other, story] = [await house.member("Cleo"), await house.member("Other"), await house.story()];
  const { id, state } = await (await post(cleo, story.id, { text: bad, insists: true })).json();
  expect(state).toBe("held");
  expect(await idsSeen(cleo, story.id)).toEqual([id]);
  expect([await idsSeen(other, story.id), await idsSeen(undefined, story.id)]).toEqual([[], []]);
  expect((await call(cleo, "GET", `/api/v1/comments/${id}`)).status).toBe(200);
  for (const stranger of [other, undefined])
    expect((await call(stranger, "GET", `/api/v1/comments/${id}`)).status).toBe(404);
});

test("insisting on a comment that breaks nothing does not hold it", async () => {
  const [dan, story] = [await house.member("Dan"), await house.story()];
  expect((await (await post(dan, story.id, { text: good, insists: true })).json()).state).toBe("published");
});

test("ten presses at once store one comment, and all are told of the same one", async () => {
  const [eve, story] = [await house.member("Eve"), await house.story()];
  const answers = await Promise.all(Array.from({ length: 10 }, () => post(eve, story.id, { text: good })));
  expect(new Set(await Promise.all(answers.map(async (answer) => (await answer.json()).id))).size).toBe(1);
  expect(await house.house.db.comment.count({ where: { storyId: story.id } })).toBe(1);
});

describe("a reply", () => {
  test("to a comment that waits, stands elsewhere, was rejected or never was gets one and the same 404", async () => {
    const [fay, gil] = [await house.member("Fay"), await house.member("Gil")];
    const [story, elsewhere] = [await house.story(), await house.story()];
    const held = await (await post(fay, story.id, { text: bad, insists: true })).json();
    const foreign = await (await post(fay, elsewhere.id, { text: good })).json();
    const rejected = await (await post(fay, story.id, { text: "I have read the ledger too." })).json();
    await house.house.db.comment.update({ where: { id: rejected.id }, data: { state: "rejected" } });
    const unknown = "0190a0b0-0000-7000-8000-000000000001";
    const said = new Set<string>();
    for (const parentId of [held.id, foreign.id, rejected.id, unknown]) {
      const answer = await post(gil, story.id, { text: "I have seen it too.", parentId });
      const { requestId: _, ...problem } = await answer.json();
      expect(answer.status).toBe(404);
      said.add(JSON.stringify(problem));
    }
    expect(said.size).toBe(1);
    expect(await idsSeen(gil, story.id)).toEqual([]);
  });

  test("stands under the comment that it answers, however deep", async () => {
    const [hal, story] = [await house.member("Hal"), await house.story()];
    let parentId: string | undefined;
    for (let depth = 0; depth < 5; depth++) {
      const text = `This is answer number ${depth}.`;
      ({ id: parentId } = await (await post(hal, story.id, { text, parentId })).json());
    }
    const { items } = await (await call(undefined, "GET", `/api/v1/stories/${story.id}/comments`)).json();
    expect(items).toHaveLength(1);
    expect(items[0].replies).toHaveLength(4);
  });
});

test("what is rejected and what never was are the same 404, for reading and for recommending", async () => {
  const [ida, jon, story] = [await house.member("Ida"), await house.member("Jon"), await house.story()];
  const { id } = await (await post(ida, story.id, { text: good })).json();
  await house.house.db.comment.update({ where: { id }, data: { state: "rejected" } });
  const unknown = "0190a0b0-0000-7000-8000-000000000001";
  const shape = async (answer: Response) => {
    const { requestId: _, ...problem } = await answer.json();
    return { status: answer.status, problem };
  };
  const look = async (which: string) => shape(await call(jon, "GET", `/api/v1/comments/${which}`));
  const praise = async (which: string) =>
    shape(await call(jon, "PUT", `/api/v1/comments/${which}/recommendation`, { body: { isRecommended: true } }));
  expect(await look(id)).toEqual(await look(unknown));
  expect(await praise(id)).toEqual(await praise(unknown));
  expect((await look(id)).status).toBe(404);
});

test("comments close when the publisher said they would, and all stay readable", async () => {
  const [kim, story] = [await house.member("Kim"), await house.story()];
  const closesAt = new Date(house.system().now().getTime() + 1000);
  await house.house.db.story.update({ where: { id: story.id }, data: { commentsClosedAt: closesAt } });
  const { id } = await (await post(kim, story.id, { text: good })).json();
  house.later(1000);
  const answer = await post(kim, story.id, { text: `${good} Really.` });
  expect([answer.status, (await answer.json()).code]).toEqual([409, "comments_closed"]);
  expect(await idsSeen(undefined, story.id)).toEqual([id]);
});

describe("too much", () => {
  test("a body of a megabyte is a 413 that says what to do", async () => {
    const [lea, story] = [await house.member("Lea"), await house.story()];
    const answer = await post(lea, story.id, { text: "a".repeat(1_048_576) });
    expect(answer.status).toBe(413);
    expect((await answer.json()).title).toMatch(/at most 64 kB.*Nothing was stored/);
  });

  test("4,001 characters are a 422 and 4,000 are read by the rules", async () => {
    const [max, story] = [await house.member("Max"), await house.story()];
    const answer = await post(max, story.id, { text: "a".repeat(mostCharacters + 1) });
    expect(answer.status).toBe(422);
    expect((await answer.json()).title).toMatch(/at most 4,000 characters/);
    const text = `${good} `
      .repeat(100)
      .slice(0, mostCharacters - 1)
      .replace(/\s*\S*$/, ".");
    expect((await post(max, story.id, { text, insists: true })).status).toBe(201);
  });

  test("thirteen comments in ten minutes are one too many", async () => {
    const [nia, story] = [await house.member("Nia"), await house.story()];
    for (let at = 0; at < 12; at++)
      expect((await post(nia, story.id, { text: `I counted ${at} stones.` })).status).toBe(201);
    expect((await post(nia, story.id, { text: "I counted all of them." })).status).toBe(429);
  });
});

test("text that a database cannot hold is stored without it, and never our own fault", async () => {
  const [ole, story] = [await house.member("Ole"), await house.story()];
  const answer = await post(ole, story.id, {
    text: `${good.slice(0, 20)}\u0000${good.slice(20)} \ud800`,
    insists: true,
  });
  expect(answer.status).toBe(201);
  const begun = await call(ole, "POST", "/api/v1/intents", {
    body: { kind: "comment", storyId: story.id, text: "a\u0000 \udc00" },
  });
  expect(begun.status).toBe(200);
});

test("state, author, count and time are never taken from the body", async () => {
  const [pia, quin, story] = [await house.member("Pia"), await house.member("Quin"), await house.story()];
  const extra = { state: "published", authorId: quin.actor.id, author_id: quin.actor.id, recommended: 99, version: 7 };
  const more = { createdAt: "2001-01-01T00:00:00Z", heldBecause: null, findings: [], isStaff: true, id: quin.actor.id };
  const answer = await post(pia, story.id, { text: bad, insists: true, ...extra, ...more });
  const { id } = await answer.json();
  expect(await house.house.db.comment.findUniqueOrThrow({ where: { id } })).toMatchObject({
    state: "held",
    authorId: pia.actor.id,
    recommended: 0,
    version: 1,
    heldBecause: "rules",
    createdAt: pia.now(),
  });
});

test("a first comment asks for a name to stand under, and keeps it", async () => {
  const [rob, story] = [await house.member("Rob"), await house.story()];
  await house.house.db.member.update({ where: { id: rob.actor.id }, data: { displayName: null } });
  expect((await post(rob, story.id, { text: good })).status).toBe(422);
  for (const displayName of ["x", "Rob\u202Eeve", "<b>Rob</b>", "rob@reader.test", "R".repeat(61)])
    expect((await post(rob, story.id, { text: good, displayName })).status, displayName).toBe(422);
  expect((await post(rob, story.id, { text: good, displayName: "Rob Weir" })).status).toBe(201);
  const { items } = await (await call(undefined, "GET", `/api/v1/stories/${story.id}/comments`)).json();
  expect(items[0].author.name).toBe("Rob Weir");
});

describe("the guidelines", () => {
  test("have a part for everything that a rule cites", async () => {
    const ids = (await readGuidelines(house.system())).map((part) => part.id);
    expect(ids).toEqual(expect.arrayContaining([...guidelineIds]));
    for (const { guideline } of await judge(bad)) expect(ids).toContain(guideline);
  });

  test("can be rewritten at the desk, keep their ids and numbers, and remember the words before", async () => {
    const { edda } = await newsroom(house);
    const [before] = await readGuidelines(edda);
    if (!before) throw new Error("There are no guidelines.");
    const words = {
      title: "Write in plain English",
      body: "Everybody who reads a thread should be able to answer it.",
    };
    const answer = await call(edda, "POST", `/api/v1/desk/guidelines/${before.id}`, { body: words });
    expect(answer.status).toBe(200);
    const [after] = await readGuidelines(edda);
    expect(after).toMatchObject({ id: before.id, number: 1, ...words });
    const entry = await edda.db.auditEntry.findFirstOrThrow({ where: { event: "guideline.edited" } });
    expect(entry).toMatchObject({ before: { title: before.title }, after: words, actorId: edda.actor.id });
    await expect(editGuideline(edda, "nothing", words)).rejects.toMatchObject({ code: "not_found" });
  });
});
