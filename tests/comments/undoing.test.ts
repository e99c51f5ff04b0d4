import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { mailDecision } from "@/lib/comments/mail-decision.ts";
import { warmRules } from "@/lib/comments/rules/judge.ts";
import { undoableBy } from "@/lib/comments/undo-reads.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person, tally } from "../cast.ts";
import { testHouse } from "../house.ts";
import { letUndoingEnd } from "./undo-time.ts";

const house = testHouse();
const good = "I have read the ledger at the weir, and the figures in this story are right.";
const bad = "YOU ARE ALL IDIOTS AND LIARS!!!!!!";
let mo: Person;
let edda: Person;
beforeAll(async () => {
  await warmRules();
  ({ mo, edda } = await newsroom(house));
});

const call = (person: Person, method: string, path: string, body?: unknown) =>
  ask(method, path, { cookie: person.cookie, ...(body === undefined ? {} : { body }), from: ownNetwork() });
const undo = (person: Person, id: string) => call(person, "POST", `/api/v1/desk/decisions/${id}/undo`, {});
const problem = async (answer: Response) => [answer.status, (await answer.json()).code];
const publish = { state: "published" };
const reject = { state: "rejected", guideline: "not-abusive", reason: "It is an insult." };

async function aComment(text = bad) {
  const [author, story] = [await house.member("Author"), await house.story()];
  const answer = await call(author, "POST", `/api/v1/stories/${story.id}/comments`, { text, insists: true });
  return { author, story, id: (await answer.json()).id as string };
}
const report = async (id: string, reason: string) => {
  const reader = await house.member("Reader");
  expect((await call(reader, "PUT", `/api/v1/comments/${id}/report`, { reason })).status).toBe(200);
};
async function decide(person: Person, id: string, decision: object): Promise<string> {
  const { version } = await house.house.db.comment.findUniqueOrThrow({ where: { id } });
  const answer = await call(person, "POST", `/api/v1/desk/comments/${id}/decision`, { ...decision, version });
  expect(answer.status).toBe(200);
  return (await answer.json()).decisionId;
}
/** Everything of a comment and its reports that a decision changes. */
async function standing(id: string) {
  const { version, ...comment } = await house.house.db.comment.findUniqueOrThrow({
    where: { id },
    include: { reports: { orderBy: { id: "asc" } } },
  });
  return { version, comment };
}

describe("a decision that is taken back", () => {
  test.each([
    ["to publish what a rule held", false, 0, publish],
    ["to reject what a rule held", false, 0, reject],
    ["to take down what stood", true, 0, reject],
    ["to let stand what was reported", true, 2, publish],
    ["to take down what was reported", true, 2, reject],
    ["to publish what reports held", true, 3, publish],
    ["to reject what reports held", true, 3, reject],
  ])("%s leaves the comment and its reports exactly as they were, in a new version", async (_, isGood, count, act) => {
    const { author, id } = await aComment(isGood ? good : bad);
    for (let at = 0; at < count; at++) await report(id, at % 2 ? "spam" : "abusive");
    house.later(60_000);
    const before = await standing(id);
    const decisionId = await decide(mo, id, act);
    expect((await standing(id)).comment).not.toEqual(before.comment);
    const answer = await undo(mo, decisionId);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { id, state: before.comment.state, version: before.version + 2 },
    ]);
    expect(await standing(id)).toEqual({ version: before.version + 2, comment: before.comment });
    await letUndoingEnd(house);
    expect(house.mailsTo(author.actor.email)).toEqual([]);
    expect(await house.house.db.commentDecision.count({ where: { commentId: id } })).toBe(0);
  });

  test("counts for the readers as if it had never been", async () => {
    const { id, story } = await aComment(good);
    await undo(mo, await decide(mo, id, reject));
    const { comments } = await (await ask("GET", `/api/v1/stories/${story.id}`, { from: ownNetwork() })).json();
    expect(comments).toBe(1);
  });

  test("can be decided anew, and what somebody else had read before decides nothing", async () => {
    const { id, author } = await aComment();
    await undo(mo, await decide(mo, id, publish));
    const stale = await call(edda, "POST", `/api/v1/desk/comments/${id}/decision`, { ...reject, version: 1 });
    expect(await problem(stale)).toEqual([409, "changed_meanwhile"]);
    await decide(edda, id, reject);
    await letUndoingEnd(house);
    expect(house.mailsTo(author.actor.email)).toHaveLength(1);
  });

  test("stays in the audit log, with who took it back and what the comment is again", async () => {
    const { id } = await aComment();
    await undo(mo, await decide(mo, id, reject));
    const log = await house.house.db.auditEntry.findMany({
      where: { subjectId: id, actorId: mo.actor.id },
      orderBy: { id: "asc" },
    });
    expect(log.map(({ event, before, after }) => ({ event, before, after }))).toMatchObject([
      { event: "comment.rejected", after: { reason: reject.reason, guideline: reject.guideline } },
      { event: "comment.decision-undone", before: { state: "rejected" }, after: { state: "held", reports: 0 } },
    ]);
  });

  test("is taken back once, by ten presses at once too", async () => {
    const { id } = await aComment();
    const decisionId = await decide(mo, id, publish);
    const answers = await Promise.all(Array.from({ length: 10 }, () => undo(mo, decisionId)));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 1, 404: 9 });
    expect((await standing(id)).version).toBe(3);
  });

  test("from a page without scripts leads back to the queue, which says so", async () => {
    const { id } = await aComment();
    const path = `/api/v1/desk/decisions/${await decide(mo, id, publish)}/undo`;
    const answer = await ask("POST", path, { cookie: mo.cookie, form: {}, from: ownNetwork() });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/desk/comments?done=undone"]);
    expect((await standing(id)).comment.state).toBe("held");
  });
});

describe("a decision cannot be taken back", () => {
  test("by anybody but who made it: somebody else's, and one that never was, are the same 404", async () => {
    const { id } = await aComment();
    const decisionId = await decide(mo, id, publish);
    const said = new Set<string>();
    for (const which of [decisionId, randomUUID()]) {
      const { requestId: _, ...refusal } = await (await undo(edda, which)).json();
      said.add(JSON.stringify(refusal));
    }
    expect(said.size).toBe(1);
    expect([...said][0]).toContain('"status":404');
    expect((await standing(id)).comment.state).toBe("published");
  });

  test("when the minute is over on the database's clock, whatever the clock of the house says", async () => {
    const { id } = await aComment();
    const decisionId = await decide(mo, id, publish);
    const [left] = await house.house.sql<{ seconds: number }>`
      select extract(epoch from undo_until - now())::float as seconds from comment_decisions where id = ${decisionId}::uuid`;
    expect(left?.seconds).toBeGreaterThan(45);
    expect(left?.seconds).toBeLessThanOrEqual(60);
    await letUndoingEnd(house);
    expect(await problem(await undo(mo, decisionId))).toEqual([409, "too_late"]);
    expect((await standing(id)).comment.state).toBe("published");
  });

  test("once its mail is on the way, nor told by mail once it is taken back: of the two at once, one happens", async () => {
    for (let at = 0; at < 8; at++) {
      const { author, id } = await aComment();
      const decisionId = await decide(mo, id, reject);
      const [answer] = await Promise.all([undo(mo, decisionId), mailDecision(house.system(), decisionId)]);
      const { state } = (await standing(id)).comment;
      expect([answer.status, state, house.mailsTo(author.actor.email).length]).toEqual(
        answer.status === 200 ? [200, "held", 0] : [409, "rejected", 1],
      );
    }
  });

  test("when its author has deleted the comment, edited it or appealed meanwhile", async () => {
    const [gone, edited, appealed] = [await aComment(), await aComment(), await aComment()];
    const made = {
      gone: await decide(mo, gone.id, reject),
      edited: await decide(mo, edited.id, publish),
      appealed: await decide(mo, appealed.id, reject),
    };
    await call(gone.author, "DELETE", `/api/v1/comments/${gone.id}`);
    const edit = { text: good, version: 2, insists: false };
    expect((await call(edited.author, "PATCH", `/api/v1/comments/${edited.id}`, edit)).status).toBe(200);
    const appeal = { text: "I named nobody, and what I wrote can be counted at the weir." };
    const path = `/api/v1/decisions/${made.appealed}/appeal`;
    expect((await call(appealed.author, "POST", path, appeal)).status).toBeLessThan(300);
    expect(await problem(await undo(mo, made.gone))).toEqual([409, "changed_meanwhile"]);
    expect(await problem(await undo(mo, made.edited))).toEqual([409, "changed_meanwhile"]);
    expect(await problem(await undo(mo, made.appealed))).toEqual([409, "too_late"]);
    expect((await standing(appealed.id)).comment.state).toBe("rejected");
  });
});

test("what can still be taken back is offered to who decided it, the last first, and to nobody else", async () => {
  const person = await house.member("Momo", "moderator");
  const [first, second] = [await aComment(), await aComment(good)];
  const made = [await decide(person, first.id, publish), await decide(person, second.id, reject)];
  expect(await undoableBy(person)).toMatchObject([
    { id: made[1], commentId: second.id, state: "rejected", before: "published", words: good },
    { id: made[0], commentId: first.id, state: "published", before: "held", words: bad },
  ]);
  expect(await undoableBy(await house.member("Nana", "moderator"))).toEqual([]);
  await undo(person, made[1] ?? "");
  await letUndoingEnd(house);
  expect(await undoableBy(person)).toEqual([]);
});
