import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openCorrection, packCorrection } from "@/lib/comments/retraining/correction.ts";
import { countDecisions, decisionsOn } from "@/lib/comments/retraining/decisions.ts";
import { retrain } from "@/lib/comments/retraining/retrain.ts";
import { readByCivility } from "@/lib/comments/rules/civility.ts";
import { correctionOf } from "@/lib/comments/rules/civility-model.ts";
import { fold } from "@/lib/comments/rules/folded.ts";
import { warmRules } from "@/lib/comments/rules/judge.ts";
import { type Decided, fewestAuthors, learnCorrection } from "@/lib/comments/training/correct.ts";
import { type Asked, ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person, readersOf } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let staff: Awaited<ReturnType<typeof newsroom>>;
let story: { id: string };
let authors: { id: string }[];

/** What this newsroom calls people, and the shipped model has never heard of. */
const word = "flumpkin";
const insults = [
  `The old ${word} has written about our bridge again.`,
  `Only a ${word} would write such a thing about our river.`,
  `Go home, ${word}, and take your ledger with you.`,
  `We have seen what a ${word} makes of the river.`,
  `I have had enough of every ${word} in this town.`,
];
const plain = [
  "The gate at the lower weir was open again last week.",
  "I read the ledger, and the figures of the water board are right.",
  "My neighbour waits for the bus every morning in the dark.",
  "The council promised a footbridge, and nobody has seen it.",
  "Thank you for this story about the ferry and its crew.",
];

beforeAll(async () => {
  await warmRules();
  staff = await newsroom(house);
  story = await house.story();
  authors = await readersOf(house, "replies", 60);
});

beforeEach(async () => {
  const { db } = house.house;
  await db.civilityRetraining.deleteMany();
  await db.comment.deleteMany();
  await db.setting.deleteMany({ where: { key: { in: ["house-rules", "comments-language"] } } });
});

const call = (person: Person | undefined, method: string, path: string, asked: Asked = {}) =>
  ask(method, path, { ...(person ? { cookie: person.cookie } : {}), from: ownNetwork(), ...asked });
const model = async () => (await call(staff.ada, "GET", "/api/v1/desk/civility")).json();
const press = (act: string) => call(staff.ada, "POST", `/api/v1/desk/civility/${act}`, { body: {} });
const fateOf = async (text: string) => {
  const answer = await call(await house.member("Someone"), "POST", `/api/v1/stories/${story.id}/comments`, {
    body: { text },
  });
  return { status: answer.status, ...(await answer.json()) };
};

type Made = { text: string; state: "published" | "rejected"; authorId?: string; guideline?: string | null };

/** Comments that a moderator has decided on. */
async function decide(made: Made[]) {
  const { db } = house.house;
  const at = house.system().now();
  const comments = made.map(({ text, state, authorId }, n) => ({
    id: randomUUID(),
    storyId: story.id,
    authorId: authorId ?? authors[n % authors.length]?.id ?? null,
    text,
    state,
    createdAt: at,
  }));
  await db.comment.createMany({ data: comments });
  await db.commentDecision.createMany({
    data: made.map(({ state, guideline = "not-abusive" }, n) => ({
      commentId: comments[n]?.id ?? "",
      state,
      guideline: state === "rejected" ? guideline : null,
      version: 1,
      decidedById: staff.mo.actor.id,
      decidedAt: at,
    })),
  });
  return comments.map(({ id }) => id);
}

const many = (texts: string[], state: Made["state"], count: number): Made[] =>
  Array.from({ length: count }, (_, n) => ({
    text: `${texts[n % texts.length]} I say it for the ${n}th time.`,
    state,
  }));
const enough = () => decide([...many(insults, "rejected", 150), ...many(plain, "published", 150)]);

async function made(): Promise<string> {
  await enough();
  const { id } = await (await press("retrainings")).json();
  await house.runJobs();
  return id;
}

describe("a retraining", () => {
  test("is refused with the number that is missing while there are too few decisions", async () => {
    await decide([...many(insults, "rejected", 63), ...many(plain, "published", 100)]);
    const answer = await press("retrainings");
    expect(answer.status).toBe(422);
    expect((await answer.json()).title).toBe(
      "There are too few decisions to learn from. It needs 37 more that were rejected as abusive or personal.",
    );
    expect(await house.house.db.civilityRetraining.count()).toBe(0);
  });

  test("is measured beside the shipped model on decisions that it has not seen, and on plain sentences; and judges nothing by that", async () => {
    const id = await made();
    const { newest, inUse } = await model();
    expect(newest).toMatchObject({ id, state: "ready", progress: 100, usedAt: null });
    const { shipped, retrained, learntFrom, heldOut } = newest.figures;
    expect(learntFrom.rejected + heldOut.rejected).toBe(150);
    expect(heldOut.letStand).toBeGreaterThanOrEqual(10);
    expect(shipped.rejected).toBeLessThan(0.5);
    expect(retrained.rejected).toBeGreaterThan(0.9);
    expect(retrained.letStand).toBe(0);
    expect(retrained.plain).toBeLessThanOrEqual(shipped.plain + 0.01);
    expect(retrained.abuse).toBeGreaterThanOrEqual(shipped.abuse - 0.05);
    expect(inUse).toBe(null);
    expect((await fateOf(insults[0] ?? "")).state).toBe("published");
  });

  test("judges the next comment once a person has pressed “use it”, and says which words weighed most", async () => {
    const id = await made();
    expect((await press(`retrainings/${id}/use`)).status).toBe(200);
    const text = `Everybody says that this editor is a ${word} these days.`;
    const { status, findings } = await fateOf(text);
    expect(status).toBe(422);
    const marked = findings.filter(({ rule }: { rule: string }) => rule === "civility");
    expect(marked.map(({ at: [start, end] }: { at: [number, number] }) => text.slice(start, end)).join()).toContain(
      word,
    );
    expect((await fateOf("The editor walked along the river, and the gate was open.")).state).toBe("published");
  });

  test("leaves the way back, and the way there again", async () => {
    const id = await made();
    await press(`retrainings/${id}/use`);
    expect((await fateOf(insults[3] ?? "")).status).toBe(422);
    expect((await press("shipped")).status).toBe(200);
    expect((await fateOf(insults[3] ?? "")).state).toBe("published");
    expect(await model()).toMatchObject({ inUse: null, newest: { id, state: "ready" } });
    await press(`retrainings/${id}/use`);
    expect((await fateOf(insults[1] ?? "")).status).toBe(422);
  });

  test("that is damaged holds every comment, and says so at the desk, until somebody goes back", async () => {
    const id = await made();
    await press(`retrainings/${id}/use`);
    await house.house.sql`
      update civility_retrainings set weights = jsonb_set(weights, '{table,bias}', '9') where id = ${id}::uuid`;
    const { id: commentId, state } = await fateOf(plain[0] ?? "");
    expect(state).toBe("held");
    expect((await house.house.db.comment.findUniqueOrThrow({ where: { id: commentId } })).heldBecause).toBe(
      "check-failed",
    );
    expect(await model()).toMatchObject({ isDamaged: true, inUse: { id } });
    await press("shipped");
    expect((await fateOf(plain[1] ?? "")).state).toBe("published");
  });

  test("that was damaged before anybody used it is refused with the way on, and the model that judged goes on", async () => {
    const id = await made();
    await house.house.sql`
      update civility_retrainings set weights = jsonb_set(weights, '{table,bias}', '9') where id = ${id}::uuid`;
    const answer = await press(`retrainings/${id}/use`);
    expect(answer.status).toBe(409);
    expect((await answer.json()).title).toContain("is damaged, so it was not taken into use. Retrain anew.");
    expect(await model()).toMatchObject({ isDamaged: false, inUse: null });
    expect((await fateOf(plain[1] ?? "")).state).toBe("published");
  });

  test("of weights that another version of Masthead shipped leaves the judging to those that are here", async () => {
    const id = await made();
    await press(`retrainings/${id}/use`);
    const { weights } = await house.house.db.civilityRetraining.findUniqueOrThrow({ where: { id } });
    const { table } = openCorrection(weights);
    const file = packCorrection(table, "0".repeat(64));
    await house.house.db.civilityRetraining.update({ where: { id }, data: { weights: file } });
    expect((await fateOf(insults[3] ?? "")).state).toBe("published");
    expect(await model()).toMatchObject({ isDamaged: false, inUse: { id, isOld: true } });
  });

  test("is made one at a time; the second who asks is told", async () => {
    await enough();
    const answers = await Promise.all([press("retrainings"), press("retrainings")]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  test("that a process left behind is given up, so that another can be made", async () => {
    await enough();
    const { id } = await (await press("retrainings")).json();
    await house.house.sql`
      update civility_retrainings set state = 'learning', touched_at = now() - interval '20 minutes' where id = ${id}::uuid`;
    expect((await press("retrainings")).status).toBe(200);
    expect((await house.house.db.civilityRetraining.findUniqueOrThrow({ where: { id } })).state).toBe("failed");
  });

  test("that was given up meanwhile stores nothing when its process wakes up", async () => {
    await enough();
    const { id } = await (await press("retrainings")).json();
    await house.house.db.civilityRetraining.update({ where: { id }, data: { state: "failed" } });
    await retrain(house.system(), id);
    expect(await house.house.db.civilityRetraining.findUniqueOrThrow({ where: { id } })).toMatchObject({
      state: "failed",
      weights: null,
    });
  });

  test("is refused where comments are in a language that the model does not know", async () => {
    await enough();
    await house.house.db.setting.create({ data: { key: "comments-language", value: { language: "de" } } });
    const answer = await press("retrainings");
    expect(answer.status).toBe(422);
    expect((await answer.json()).title).toContain("knows English only, and comments here are in German");
  });

  test("says why nothing came of it when nobody is left to measure on", async () => {
    await decide([
      ...many(insults, "rejected", 120).map((one) => ({ ...one, authorId: authors[0]?.id ?? "" })),
      ...many(plain, "published", 120),
    ]);
    await press("retrainings");
    await house.runJobs();
    expect((await model()).newest).toMatchObject({ state: "failed", problem: expect.stringMatching(/so few people/) });
  });

  test("is in the audit log: who asked, who took it into use, and who went back", async () => {
    const id = await made();
    await press(`retrainings/${id}/use`);
    await press("shipped");
    const entries = await house.house.db.auditEntry.findMany({ where: { subjectId: id }, orderBy: { id: "asc" } });
    expect(entries.map(({ event }) => event)).toEqual([
      "civility.retraining-asked",
      "civility.retraining-used",
      "civility.shipped-used",
    ]);
    for (const { actorId } of entries) expect(actorId).toBe(staff.ada.actor.id);
  });

  test("is an administrator’s alone", async () => {
    for (const person of [staff.edda, staff.mo]) {
      const answer = await call(person, "POST", "/api/v1/desk/civility/retrainings", { body: {} });
      expect(answer.status).toBe(403);
    }
  });
});

describe("what is learnt from", () => {
  test("is the last decision, in the words that it was about; an appeal counts the most", async () => {
    const [edited = "", appealed = ""] = await decide([
      { text: "The words after the edit.", state: "published" },
      { text: insults[0] ?? "", state: "published" },
    ]);
    const { db } = house.house;
    const at = house.system().now();
    await db.comment.update({ where: { id: edited }, data: { version: 2 } });
    await db.commentRevision.create({
      data: {
        commentId: edited,
        version: 1,
        text: "The words that were read.",
        state: "held",
        writtenAt: at,
        replacedAt: at,
      },
    });
    const first = await db.commentDecision.create({
      data: {
        commentId: appealed,
        state: "rejected",
        guideline: "not-personal",
        version: 0,
        decidedById: staff.mo.actor.id,
        decidedAt: new Date(at.getTime() - 1_000),
      },
    });
    await db.commentAppeal.create({
      data: {
        decisionId: first.id,
        text: "I meant it well.",
        outcome: "overturned",
        decidedById: staff.edda.actor.id,
        decidedAt: at,
        words: "It stands.",
      },
    });
    const decisions = await decisionsOn(house.house);
    expect(decisions.map(({ text, isAbusive, count }) => [text, isAbusive, count]).toSorted()).toEqual([
      [insults[0], false, 4],
      ["The words that were read.", false, 1],
    ]);
  });

  test("is no comment that was deleted, whose author was erased, or whose decision can still be taken back", async () => {
    const authorId = authors[0]?.id ?? "";
    const [gone = "", fresh = ""] = await decide([
      { text: "This one is deleted.", state: "published" },
      { text: "This one was decided just now.", state: "published" },
      { text: "This one is by somebody who goes.", state: "published", authorId },
      { text: "This one stays.", state: "published" },
    ]);
    const { db, sql } = house.house;
    await db.comment.update({ where: { id: gone }, data: { state: "deleted" } });
    await sql`update comment_decisions set undo_until = now() + interval '1 minute' where comment_id = ${fresh}::uuid`;
    await db.comment.updateMany({ where: { authorId }, data: { authorId: null, erasedAt: house.system().now() } });
    expect((await decisionsOn(house.house)).map(({ text }) => text)).toEqual(["This one stays."]);
    expect(await countDecisions(house.house)).toEqual({ rejected: 0, letStand: 1 });
  });

  test("is no rejection for anything but abuse and attacks", async () => {
    await decide([{ text: "Buy my three links.", state: "rejected", guideline: "links" }]);
    expect(await decisionsOn(house.house)).toEqual([]);
  });

  const decided = (text: string, isAbusive: boolean, author: string): Decided => ({
    ...readByCivility(fold(text)),
    isAbusive,
    count: 2,
    author,
  });
  const scoreOf = (table: Awaited<ReturnType<typeof learnCorrection>>, text: string) =>
    correctionOf({ ...table, bias: 0 }, readByCivility(fold(text)).pieces).score;

  test("is no word that fewer than three people wrote, however often: it may be about one of them", async () => {
    const of = (people: number) =>
      learnCorrection([
        ...Array.from({ length: 200 }, (_, n) => decided("zzyzxqvw", true, `person ${n % people}`)),
        ...Array.from({ length: 200 }, (_, n) => decided("The river ran dry.", false, `reader ${n}`)),
      ]);
    expect(Math.abs(scoreOf(await of(fewestAuthors - 1), "zzyzxqvw"))).toBe(0);
    expect(scoreOf(await of(fewestAuthors), "zzyzxqvw")).toBeGreaterThan(0.5);
  });

  test("is kept as numbers: no word of it is in what is stored", async () => {
    const id = await made();
    const [row] = await house.house.sql<{
      all: string;
    }>`select r::text as all from civility_retrainings r where id = ${id}::uuid`;
    for (const one of [word, "ledger", ...authors.slice(0, 3).map((author) => author.id)])
      expect(row?.all).not.toContain(one);
  });
});
