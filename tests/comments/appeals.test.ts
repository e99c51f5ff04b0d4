import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { mailAppeal } from "@/lib/comments/mail-appeal.ts";
import { warmRules } from "@/lib/comments/rules/judge.ts";
import { readToday } from "@/lib/desk/today.ts";
import { revokeRole } from "@/lib/members/staff.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { dumpOf, newsroom, type Person, tally } from "../cast.ts";
import { noon, testHouse } from "../house.ts";
import { letUndoingEnd } from "./undo-time.ts";

const house = testHouse();
const bad = "YOU ARE ALL IDIOTS AND LIARS!!!!!!";
const plea = "I spoke of the weir and of nobody in person.";
let mo: Person;
let edda: Person;
let ada: Person;
beforeAll(async () => {
  await warmRules();
  ({ mo, edda, ada } = await newsroom(house));
});

const call = (person: Person | undefined, method: string, path: string, body?: unknown) =>
  ask(method, path, {
    ...(person ? { cookie: person.cookie } : {}),
    ...(body === undefined ? {} : { body }),
    from: ownNetwork(),
  });
const appeal = (person: Person | undefined, decisionId: string, text = plea) =>
  call(person, "POST", `/api/v1/decisions/${decisionId}/appeal`, { text });
const answer = (person: Person, appealId: string, outcome: string, words = "I have read it again.") =>
  call(person, "POST", `/api/v1/desk/appeals/${appealId}/decision`, { outcome, words, note: "quellwasser" });
const stored = (id: string) => house.house.db.comment.findUniqueOrThrow({ where: { id }, include: { reports: true } });
const waiting = async (person: Person) => (await (await call(person, "GET", "/api/v1/desk/appeals")).json()).items;
const mine = async (person: Person) => (await (await call(person, "GET", "/api/v1/me/comments")).json()).items;
const code = async (response: Response) => [response.status, (await response.json()).code];
const mails = async ({ actor }: Person) => {
  await letUndoingEnd(house);
  return house.mailsTo(actor.email);
};

/** A comment that Mo has rejected. */
async function aRejection(by = mo) {
  house.moveClock(noon);
  const [author, story] = [await house.member("Author"), await house.story()];
  const posted = await call(author, "POST", `/api/v1/stories/${story.id}/comments`, { text: bad, insists: true });
  const { id } = await posted.json();
  const body = { state: "rejected", version: 1, guideline: "not-abusive" };
  expect((await call(by, "POST", `/api/v1/desk/comments/${id}/decision`, body)).status).toBe(200);
  const decision = await house.house.db.commentDecision.findFirstOrThrow({ where: { commentId: id } });
  return { author, story, id: id as string, decisionId: decision.id };
}
async function anAppeal(by = mo) {
  const rejection = await aRejection(by);
  const { id: appealId } = await (await appeal(rejection.author, rejection.decisionId)).json();
  return { ...rejection, appealId: appealId as string };
}

describe("an author's appeal", () => {
  test("is made once for a decision, of ten presses at once too, and waits at the desk with the comment", async () => {
    const { author, decisionId, id } = await aRejection();
    const answers = await Promise.all(Array.from({ length: 10 }, () => appeal(author, decisionId)));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 201: 1, 409: 9 });
    expect(await code(await appeal(author, decisionId))).toEqual([409, "already_decided"]);
    const shown = (await waiting(edda)).filter((one: { comment: { id: string } }) => one.comment.id === id);
    expect(shown).toMatchObject([{ text: plea, mayAnswer: true, comment: { text: bad, state: "rejected" } }]);
    expect(await house.house.db.auditEntry.count({ where: { event: "comment.appealed", subjectId: id } })).toBe(1);
  });

  test("can be made for fourteen days and not a millisecond longer, as the account says", async () => {
    const [early, late] = [await aRejection(), await aRejection()];
    const until = new Date(noon.getTime() + 14 * 86_400_000);
    expect((await mine(late.author))[0].decision.appealUntil).toBe(until.toISOString());
    await house.house.db.session.updateMany({ data: { expiresAt: new Date("2027-01-01T00:00:00Z") } });
    house.moveClock(new Date(until.getTime() - 1));
    expect((await appeal(early.author, early.decisionId)).status).toBe(201);
    house.moveClock(until);
    expect(await code(await appeal(late.author, late.decisionId))).toEqual([409, "too_late"]);
    expect((await mine(late.author))[0].decision.appealUntil).toBeNull();
  });

  test("of somebody else's decision, of an approval, of one overtaken and of one that never was is the same 404", async () => {
    const [theirs, approved, gone] = [await aRejection(), await aRejection(), await aRejection()];
    const { decidedById, commentId } = await house.house.db.commentDecision.findUniqueOrThrow({
      where: { id: approved.decisionId },
    });
    const published = await house.house.db.commentDecision.create({
      data: { commentId, decidedById, state: "published", version: 2, decidedAt: new Date(noon.getTime() + 1) },
    });
    await house.house.db.comment.update({ where: { id: approved.id }, data: { state: "published" } });
    await call(gone.author, "DELETE", `/api/v1/comments/${gone.id}`);
    const again = await aRejection();
    await house.house.db.commentDecision.create({
      data: {
        commentId: again.id,
        decidedById,
        state: "rejected",
        version: 3,
        decidedAt: new Date(noon.getTime() + 1),
      },
    });
    const said = new Set<string>();
    for (const [person, id] of [
      [again.author, again.decisionId],
      [gone.author, theirs.decisionId],
      [approved.author, published.id],
      [approved.author, approved.decisionId],
      [gone.author, gone.decisionId],
      [gone.author, randomUUID()],
    ] as const) {
      const { requestId: _, ...problem } = await (await appeal(person, id)).json();
      said.add(JSON.stringify(problem));
    }
    expect(said.size).toBe(1);
    expect([...said][0]).toContain('"status":404');
    expect((await appeal(undefined, theirs.decisionId)).status).toBe(401);
    for (const text of ["No.", "x".repeat(2_001)])
      expect((await appeal(theirs.author, theirs.decisionId, text)).status).toBe(422);
  });

  test("is among what the first page of the desk says needs somebody now, until it is answered", async () => {
    const before = (await readToday(edda)).waiting;
    const { appealId } = await anAppeal();
    const { waiting: open } = await readToday(edda);
    expect([open.appeals, open.waiting]).toEqual([before.appeals + 1, before.waiting + 1]);
    await answer(edda, appealId, "upheld");
    expect((await readToday(edda)).waiting).toEqual(before);
  });

  test("leaves the desk when the comment is deleted, and with the words of the comment its own are gone", async () => {
    const { author, id, decisionId, appealId } = await anAppeal();
    await house.house.db.commentAppeal.update({ where: { decisionId }, data: { text: "I said zanderfilet." } });
    await call(author, "DELETE", `/api/v1/comments/${id}`);
    expect((await waiting(edda)).map((one: { id: string }) => one.id)).not.toContain(appealId);
    expect(await code(await answer(edda, appealId, "overturned"))).toEqual([409, "already_decided"]);
    await house.house.sql`update graphile_worker._private_jobs set run_at = now() where run_at > now()`;
    await house.runJobs();
    expect(await dumpOf(house)).not.toContain("zanderfilet");
  });

  test("works as a plain form, and a refusal leads back to the decision", async () => {
    const { author, decisionId } = await aRejection();
    const send = () =>
      ask("POST", `/api/v1/decisions/${decisionId}/appeal`, {
        cookie: author.cookie,
        form: { text: plea, decisionId },
        from: ownNetwork(),
      });
    expect((await send()).headers.get("location")).toBe(`/decisions/${decisionId}?done=appealed`);
    expect((await send()).headers.get("location")).toMatch(
      new RegExp(`^/decisions/${decisionId}\\?problem=You%20have`),
    );
  });
});

describe("whoever made the decision", () => {
  test("may not answer the appeal, and is told why before they try; anybody else who moderates may", async () => {
    const { appealId } = await anAppeal();
    const seen = (await waiting(mo)).find((one: { id: string }) => one.id === appealId);
    expect(seen.mayAnswer).toBe(false);
    const refused = await answer(mo, appealId, "upheld");
    expect([refused.status, (await refused.json()).title]).toEqual([
      403,
      "You made this decision, so you may not answer the appeal against it. Somebody else who moderates must.",
    ]);
    expect((await answer(edda, appealId, "upheld")).status).toBe(200);
  });

  test("may where nobody else could: others who moderate are gone or banned", async () => {
    const { appealId } = await anAppeal();
    const others = await house.house.db.staffGrant.findMany({
      where: { revokedAt: null, memberId: { not: mo.actor.id } },
      include: { member: true },
    });
    const banned = others.filter(({ role }) => role === "editor").map(({ memberId }) => memberId);
    await house.house.db.member.updateMany({ where: { id: { in: banned } }, data: { bannedAt: noon } });
    for (const { member, role } of others.filter(({ role }) => role !== "editor"))
      await revokeRole(house.system(), member.email, role);
    expect((await waiting(mo)).find((one: { id: string }) => one.id === appealId).mayAnswer).toBe(true);
    expect((await answer(mo, appealId, "upheld")).status).toBe(200);
    await house.house.db.staffGrant.updateMany({ data: { revokedAt: null } });
    await house.house.db.member.updateMany({ data: { bannedAt: null } });
  });
});

describe("an answer", () => {
  test("that overturns publishes the comment, tells its author once, and the reports that led there were wrong", async () => {
    const [author, story] = [await house.member("Author"), await house.story()];
    const good = "I have read the ledger at the weir, and the figures in this story are right.";
    const { id } = await (await call(author, "POST", `/api/v1/stories/${story.id}/comments`, { text: good })).json();
    const reader = await house.member("R");
    await call(reader, "PUT", `/api/v1/comments/${id}/report`, { reason: "spam" });
    const body = { state: "rejected", version: 1, guideline: "links" };
    await call(mo, "POST", `/api/v1/desk/comments/${id}/decision`, body);
    const { id: decisionId } = await mo.db.commentDecision.findFirstOrThrow({ where: { commentId: id } });
    const { id: appealId } = await (await appeal(author, decisionId)).json();
    expect((await answer(edda, appealId, "overturned")).status).toBe(200);
    const after = await stored(id);
    expect(after).toMatchObject({ state: "published", publishedAt: noon, text: good, version: 3 });
    expect(after.reports).toMatchObject([{ outcome: "turned_down" }]);
    const threads = await (await call(undefined, "GET", `/api/v1/stories/${story.id}/comments`)).json();
    expect(threads.items).toMatchObject([{ id }]);
    await house.runJobs();
    for (const _ of [1, 2]) await mailAppeal(house.system(), appealId);
    expect((await mails(author)).map(({ subject }) => subject)).toEqual([
      `Your comment on “${story.title}” is published after all`,
    ]);
    // It has been read, and stands: nobody is asked again about the same words.
    expect(
      await code(await call(await house.member("Q"), "PUT", `/api/v1/comments/${id}/report`, { reason: "spam" })),
    ).toEqual([409, "already_decided"]);
  });

  test("that upholds leaves the comment down, and its author has the words by mail and in the account", async () => {
    const { author, id, story, appealId } = await anAppeal();
    expect((await answer(edda, appealId, "upheld", "It calls people names.")).status).toBe(200);
    expect((await stored(id)).state).toBe("rejected");
    const told = await mails(author);
    expect(told.map(({ subject }) => subject)).toEqual([
      `Your comment on “${story.title}” was not published`,
      `The decision about your comment on “${story.title}” stands`,
    ]);
    expect(told[0]?.text.replace(/\s+/g, " ")).toContain("you can appeal once, until 28 March 2026");
    expect(told[1]?.text).toContain("It calls people names.");
    for (const body of [told[1]?.text, told[1]?.html]) expect(body).not.toMatch(/quellwasser|Edda|Mo Moderator/);
    const [shown] = await mine(author);
    expect(shown.decision).toMatchObject({
      appealUntil: null,
      appeal: { text: plea, outcome: "upheld", words: "It calls people names." },
    });
    expect(JSON.stringify(shown)).not.toMatch(/quellwasser|Edda|Mo Moderator/);
  });

  test("C12: of ten that are given at once one wins, and the others are told", async () => {
    const { id, author, appealId } = await anAppeal();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => answer(at % 2 ? edda : ada, appealId, at % 3 ? "upheld" : "overturned")),
    );
    expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 1, 409: 9 });
    const { outcome } = await mo.db.commentAppeal.findUniqueOrThrow({ where: { id: appealId } });
    expect((await stored(id)).state).toBe(outcome === "overturned" ? "published" : "rejected");
    expect(await mails(author)).toHaveLength(outcome === "overturned" ? 1 : 2);
    expect(await code(await answer(edda, appealId, "upheld"))).toEqual([409, "already_decided"]);
  });

  test("says why, and is one of two", async () => {
    const { appealId } = await anAppeal();
    for (const [outcome, words] of [
      ["upheld", ""],
      ["maybe", "It is so."],
      ["overturned", "x".repeat(1_001)],
    ] as const)
      expect((await answer(edda, appealId, outcome, words)).status).toBe(422);
    expect((await answer(edda, randomUUID(), "upheld")).status).toBe(404);
  });
});
