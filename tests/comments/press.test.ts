import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { undoableBy } from "@/lib/comments/undo-reads.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person, tally } from "../cast.ts";
import { testHouse } from "../house.ts";
import { letUndoingEnd } from "./undo-time.ts";

const house = testHouse();
let mo: Person;
let edda: Person;
let author: Person;
beforeAll(async () => {
  ({ mo, edda } = await newsroom(house));
  author = await house.member("Author");
});
beforeEach(async () => {
  await house.house.sql`delete from comments`;
});

const call = (person: Person, path: string, body: unknown = {}) =>
  ask("POST", `/api/v1/desk/${path}`, { cookie: person.cookie, body, from: ownNetwork() });
const reject = { state: "rejected", guideline: "not-abusive", reason: "It is an insult." };
const publish = { state: "published" };
const oneId = randomUUID();

async function waiting(count: number): Promise<{ id: string; version: number }[]> {
  const made: { id: string; version: number }[] = [];
  for (let at = 0; at < count; at++) {
    const story = await house.story();
    const { id, version } = await house.house.db.comment.create({
      data: {
        storyId: story.id,
        authorId: author.actor.id,
        text: `The weir is too high, as gauge ${at} says.`,
        state: "held",
        heldBecause: "rules",
        heldAt: house.later(1000),
        createdAt: house.later(0),
      },
    });
    made.push({ id, version });
  }
  return made;
}
const press = async (person: Person, comments: unknown, decision: object = publish) => {
  const answer = await call(person, "comments/decisions", { ...decision, comments });
  return { status: answer.status, view: await answer.json() };
};
const statesOf = async (ids: string[]) => {
  const rows = await house.house.db.comment.findMany({ where: { id: { in: ids } }, select: { state: true } });
  return tally(rows.map(({ state }) => state));
};
const events = (event: string) => house.house.db.auditEntry.count({ where: { event } });

describe("several comments that are decided by one press", () => {
  test("are rejected for one reason: a decision, a line in the audit log and a mail for each", async () => {
    const chosen = await waiting(4);
    const before = await events("comment.rejected");
    const { status, view } = await press(mo, chosen, reject);
    expect([status, view.decided.length, view.left]).toEqual([200, 4, []]);
    expect(await statesOf(chosen.map(({ id }) => id))).toEqual({ rejected: 4 });
    const made = await house.house.db.commentDecision.findMany({ where: { pressId: view.press } });
    expect(made).toHaveLength(4);
    for (const one of made)
      expect(one).toMatchObject({ reason: reject.reason, guideline: reject.guideline, decidedById: mo.actor.id });
    expect((await events("comment.rejected")) - before).toBe(4);
    const mails = house.mailsTo(author.actor.email).length;
    await letUndoingEnd(house);
    expect(house.mailsTo(author.actor.email).length - mails).toBe(4);
  });

  test("leave those that somebody else decided meanwhile, and name who; the others are decided all the same", async () => {
    const chosen = await waiting(3);
    const [, second] = chosen;
    await call(edda, `comments/${second?.id}/decision`, { ...reject, version: 1 });
    const { status, view } = await press(mo, chosen);
    expect(status).toBe(200);
    expect(view.decided.map(({ id }: { id: string }) => id)).toEqual([chosen[0]?.id, chosen[2]?.id]);
    expect(view.left).toMatchObject([
      { id: second?.id, code: "already_decided", state: "rejected", by: "Edda Editor" },
    ]);
    expect(await statesOf(chosen.map(({ id }) => id))).toEqual({ published: 2, rejected: 1 });
  });

  test("leave one whose text its author changed since it was read, and one that never was", async () => {
    const chosen = await waiting(2);
    const [changed] = chosen;
    await house.house.db.comment.update({ where: { id: changed?.id ?? "" }, data: { version: 2 } });
    const nobodys = randomUUID();
    const { view } = await press(mo, [...chosen, { id: nobodys, version: 1 }]);
    expect(view.decided).toHaveLength(1);
    expect(view.left).toMatchObject([
      { id: changed?.id, code: "changed_meanwhile", by: null },
      { id: nobodys, code: "not_found", by: null },
    ]);
    expect(await statesOf(chosen.map(({ id }) => id))).toEqual({ held: 1, published: 1 });
  });

  test("are decided once each when two moderators press at once, the other way round", async () => {
    const chosen = await waiting(12);
    const before = await house.house.db.commentDecision.count();
    const [one, other] = await Promise.all([press(mo, chosen, reject), press(edda, [...chosen].reverse(), publish)]);
    expect([one.status, other.status]).toEqual([200, 200]);
    expect(one.view.decided.length + other.view.decided.length).toBe(12);
    expect(one.view.left.length + other.view.left.length).toBe(12);
    expect((await house.house.db.commentDecision.count()) - before).toBe(12);
    expect(await statesOf(chosen.map(({ id }) => id))).toEqual(
      tally([...one.view.decided.map(() => "rejected"), ...other.view.decided.map(() => "published")]),
    );
  });

  test("are decided once when the answer was lost and the same press is sent again, five times at once", async () => {
    const chosen = await waiting(5);
    const name = randomUUID();
    const answers = await Promise.all(Array.from({ length: 5 }, () => press(mo, chosen, { ...reject, press: name })));
    for (const { status, view } of answers) expect([status, view.decided.length, view.left]).toEqual([200, 5, []]);
    expect(new Set(answers.map(({ view }) => JSON.stringify(view.decided))).size).toBe(1);
    expect(await house.house.db.commentDecision.count({ where: { pressId: name } })).toBe(5);
  });

  test.each([
    ["nothing", { comments: [] }, "Choose at least one comment."],
    ["one twice", { comments: [1, 1].map(() => ({ id: oneId, version: 1 })) }, "Name each comment once."],
    [
      "more than a page",
      { comments: Array.from({ length: 101 }, () => ({ id: randomUUID(), version: 1 })) },
      "At most 100 comments",
    ],
    ["no reason to reject", { state: "rejected", comments: [{ id: randomUUID(), version: 1 }] }, "Name the part"],
  ])("of %s is refused, with what to do", async (_, body, words) => {
    const answer = await call(mo, "comments/decisions", { ...publish, ...body });
    expect([answer.status, (await answer.json()).title]).toEqual([422, expect.stringContaining(words)]);
  });
});

describe("a press that is taken back", () => {
  test("leaves every comment as it was, tells nobody, and stands in the audit log", async () => {
    const chosen = await waiting(3);
    const mails = house.mailsTo(author.actor.email).length;
    const { view } = await press(mo, chosen, reject);
    const before = await events("comment.decision-undone");
    const answer = await call(mo, `presses/${view.press}/undo`);
    expect([answer.status, (await answer.json()).undone.length]).toEqual([200, 3]);
    expect(await statesOf(chosen.map(({ id }) => id))).toEqual({ held: 3 });
    expect((await events("comment.decision-undone")) - before).toBe(3);
    await letUndoingEnd(house);
    expect(house.mailsTo(author.actor.email).length).toBe(mails);
    expect((await call(mo, `presses/${view.press}/undo`)).status).toBe(404);
  });

  test("keeps what became of a comment since then, and names it", async () => {
    const chosen = await waiting(2);
    const { view } = await press(mo, chosen);
    const [gone] = chosen;
    await house.house.db.comment.update({ where: { id: gone?.id ?? "" }, data: { state: "deleted", version: 3 } });
    const answer = await (await call(mo, `presses/${view.press}/undo`)).json();
    expect(answer.undone.map(({ id }: { id: string }) => id)).toEqual([chosen[1]?.id]);
    expect(answer.left).toMatchObject([{ id: gone?.id, problem: expect.stringContaining("changed after") }]);
  });

  test("is one's own, and within the minute", async () => {
    const { view } = await press(mo, await waiting(2));
    expect((await call(edda, `presses/${view.press}/undo`)).status).toBe(404);
    await letUndoingEnd(house);
    const late = await call(mo, `presses/${view.press}/undo`);
    expect([late.status, (await late.json()).code]).toEqual([409, "too_late"]);
  });

  test("is offered as one after the page was loaded again, and leads back without scripts", async () => {
    const { view } = await press(mo, await waiting(3));
    expect((await undoableBy(mo)).map((one) => one.press)).toEqual([view.press, view.press, view.press]);
    const answer = await ask("POST", `/api/v1/desk/presses/${view.press}/undo`, {
      cookie: mo.cookie,
      form: {},
      from: ownNetwork(),
    });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/desk/comments?done=undone-several"]);
  });
});
