import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { warmRules } from "@/lib/comments/rules/judge.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { dumpOf, newsroom, type Person, tally } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const good = "I have read the ledger at the weir, and the figures in this story are right.";
const better = "I have read the ledger at the weir, and most figures in this story are right.";
const bad = "YOU ARE ALL IDIOTS AND LIARS!!!!!!";
let mo: Person;
let ada: Person;
beforeAll(async () => {
  await warmRules();
  ({ mo, ada } = await newsroom(house));
});

const call = (person: Person | undefined, method: string, path: string, body?: unknown) =>
  ask(method, path, {
    ...(person ? { cookie: person.cookie } : {}),
    ...(body === undefined ? {} : { body }),
    from: ownNetwork(),
  });
const report = (person: Person | undefined, id: string, body: unknown = { reason: "abusive" }) =>
  call(person, "PUT", `/api/v1/comments/${id}/report`, body);
const withdraw = (person: Person, id: string) => call(person, "DELETE", `/api/v1/comments/${id}/report`);
const stored = (id: string) => house.house.db.comment.findUniqueOrThrow({ where: { id }, include: { reports: true } });
const decide = (person: Person, id: string, body: object) =>
  call(person, "POST", `/api/v1/desk/comments/${id}/decision`, body);
const publish = async (id: string) => decide(mo, id, { state: "published", version: (await stored(id)).version });
const reject = async (id: string) =>
  decide(mo, id, {
    state: "rejected",
    version: (await stored(id)).version,
    reason: "It is an insult.",
    guideline: "not-abusive",
  });
const list = async (name: string) =>
  (await (await call(mo, "GET", `/api/v1/desk/comments?list=${name}`)).json()).items as {
    id: string;
    state: string;
    reports: object[];
  }[];
const idsIn = async (name: string) => (await list(name)).map(({ id }) => id);
const code = async (answer: Response) => [answer.status, (await answer.json()).code];

async function aComment(text = good, more = {}) {
  const [author, story] = [await house.member("Author"), await house.story()];
  const answer = await call(author, "POST", `/api/v1/stories/${story.id}/comments`, { text, ...more });
  const { id } = await answer.json();
  return { author, story, id: id as string };
}
const readers = (count: number) => Promise.all(Array.from({ length: count }, (_, at) => house.member(`Reader ${at}`)));
async function reportedBy(count: number, id: string) {
  for (const reader of await readers(count)) expect((await report(reader, id)).status).toBe(200);
}

describe("a report", () => {
  test("counts once for a member, however often and at once it is pressed; the last reason holds", async () => {
    const [{ id }, [ann, ben]] = [await aComment(), await readers(2)];
    if (!ann || !ben) throw new Error("Nobody reads.");
    const answers = await Promise.all(Array.from({ length: 10 }, () => report(ann, id)));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 10 });
    expect(await (await report(ann, id, { reason: "other", note: " It names my child. " })).json()).toEqual({
      commentId: id,
      reason: "other",
      note: "It names my child.",
    });
    await report(ben, id, { reason: "spam" });
    const { state, reports } = await stored(id);
    expect([state, reports.map(({ reason }) => reason).sort()]).toEqual(["published", ["other", "spam"]]);
  });

  test("of one's own comment is refused; one that waits, was taken down or never was is one and the same 404", async () => {
    const { author, id } = await aComment();
    expect((await report(author, id)).status).toBe(403);
    const [held, gone, reader] = [await aComment(bad, { insists: true }), await aComment(), await house.member("R")];
    expect((await reject(gone.id)).status).toBe(200);
    const said = new Set<string>();
    for (const which of [held.id, gone.id, randomUUID()]) {
      const answer = await report(reader, which);
      const { requestId: _, ...problem } = await answer.json();
      said.add(JSON.stringify(problem));
    }
    expect(said.size).toBe(1);
    expect([...said][0]).toContain('"status":404');
    expect((await report(undefined, id)).status).toBe(401);
  });

  test("names a reason of the list, and says what is wrong when it is something else", async () => {
    const [{ id }, reader] = [await aComment(), await house.member("R")];
    for (const body of [{}, { reason: "rude" }, { reason: "other" }, { reason: "other", note: "  " }])
      expect((await report(reader, id, body)).status, JSON.stringify(body)).toBe(422);
    expect((await report(reader, id, { reason: "spam", note: "n".repeat(501) })).status).toBe(422);
    expect((await stored(id)).reports).toEqual([]);
  });

  test("has reasons that anybody can read, with the numbers of the guidelines as they stand", async () => {
    const answer = await (await call(undefined, "GET", "/api/v1/report-reasons")).json();
    expect(answer.mostNoteCharacters).toBe(500);
    expect(answer.items.map(({ reason }: { reason: string }) => reason)).toEqual([
      "abusive",
      "personal_data",
      "spam",
      "off_topic",
      "other",
    ]);
    const { parts } = await (await call(undefined, "GET", "/api/v1/guidelines")).json();
    const titles = (numbers: number[]) => numbers.map((number) => parts[number - 1].title);
    expect(titles(answer.items[0].guidelines)).toEqual(["Do not abuse", "Do not make it personal"]);
    expect(answer.items[4].guidelines).toEqual([]);
  });

  test("can be taken back, twice as well, and is then nowhere for its reporter or the desk, words included", async () => {
    const [{ id, story }, reader] = [await aComment(), await house.member("R")];
    await report(reader, id, { reason: "other", note: "Zanderfilet." });
    const mine = async () => (await (await call(reader, "GET", `/api/v1/me/reports?storyId=${story.id}`)).json()).items;
    const beside = async (who: Person) =>
      (await (await call(who, "GET", `/api/v1/stories/${story.id}/comments/mine`)).json()).reported;
    expect(await mine()).toEqual([{ commentId: id, reason: "other", note: "Zanderfilet." }]);
    expect(await beside(reader)).toEqual(await mine());
    expect(await beside(await house.member("Somebody else"))).toEqual([]);
    for (const _ of [1, 2]) expect((await withdraw(reader, id)).status).toBe(200);
    expect([await mine(), await beside(reader)]).toEqual([[], []]);
    expect(await idsIn("reported")).not.toContain(id);
    expect(await dumpOf(house)).not.toContain("Zanderfilet");
    const log = await house.house.db.auditEntry.findMany({ where: { subjectId: id, actorId: reader.actor.id } });
    expect(log.map(({ event }) => event)).toEqual(["comment.reported", "comment.report-withdrawn"]);
  });

  test("tells nobody but staff who made it: neither the author nor other readers see that there is one", async () => {
    const [{ id, story, author }, rita] = [await aComment(), await house.member("Rita Reporter")];
    await report(rita, id);
    for (const reader of [author, undefined, await house.member("Other")]) {
      const shown = await (await call(reader, "GET", `/api/v1/stories/${story.id}/comments`)).text();
      expect(shown).toContain(id);
      expect(shown).not.toMatch(/Rita|report/i);
    }
    expect((await list("reported")).find((one) => one.id === id)?.reports).toMatchObject([{ by: "Rita Reporter" }]);
  });

  test("is one of thirty an hour, exactly, however many are sent at once", async () => {
    const [{ id }, reader] = [await aComment(), await house.member("R")];
    const answers = await Promise.all(Array.from({ length: 40 }, () => report(reader, id)));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 30, 429: 10 });
  });
});

describe("reports by three members", () => {
  test("hold a comment that no moderator has read, even when they come at once; two do not", async () => {
    const { id, story } = await aComment();
    await reportedBy(2, id);
    expect((await stored(id)).state).toBe("published");
    const more = await Promise.all((await readers(8)).map((reader) => report(reader, id)));
    expect(tally(more.map(({ status }) => status))).toEqual({ 200: 1, 404: 7 });
    expect(await stored(id)).toMatchObject({ state: "held", heldBecause: "reports", publishedAt: null });
    expect(await (await call(undefined, "GET", `/api/v1/stories/${story.id}/comments`)).json()).toMatchObject({
      items: [],
    });
    expect([await idsIn("held"), await idsIn("reported")]).toEqual([
      expect.arrayContaining([id]),
      expect.arrayContaining([id]),
    ]);
    // Together they did it, so no member's name stands beside it.
    const entry = await house.house.db.auditEntry.findFirstOrThrow({ where: { event: "comment.held", subjectId: id } });
    expect(entry).toMatchObject({ actorKind: "system", actorId: null, after: { because: "reports" } });
  });

  test("leave what a moderator has approved where it is, and show it at the desk", async () => {
    const { id } = await aComment(bad, { insists: true });
    expect((await publish(id)).status).toBe(200);
    await reportedBy(4, id);
    expect((await stored(id)).state).toBe("published");
    expect(await idsIn("reported")).toContain(id);
    expect(await idsIn("held")).not.toContain(id);
  });

  test("do so by as many as an administrator has set", async () => {
    const to = (reportsToHold: number) => ({ reportsToHold, appealDays: 14 });
    const set = (count: number) => call(ada, "POST", "/api/v1/desk/settings/comments", to(count));
    expect((await set(0)).status).toBe(422);
    expect((await call(mo, "POST", "/api/v1/desk/settings/comments", to(1))).status).toBe(403);
    expect((await set(5)).status).toBe(200);
    const { id } = await aComment();
    await reportedBy(4, id);
    expect((await stored(id)).state).toBe("published");
    await reportedBy(1, id);
    expect((await stored(id)).state).toBe("held");
    await set(3);
  });

  test("who were mostly turned down lately are read by a moderator and hold nothing", async () => {
    const crew = await readers(3);
    for (let at = 0; at < 3; at++) {
      const { id } = await aComment();
      for (const reader of crew.slice(0, 2)) await report(reader, id);
      expect((await publish(id)).status).toBe(200);
    }
    const { id } = await aComment();
    for (const reader of crew) await report(reader, id);
    expect((await stored(id)).state).toBe("published");
    const shown = (await list("reported")).find((one) => one.id === id);
    expect(shown?.reports).toMatchObject([
      { upheld: 0, turnedDown: 3, isHeeded: false },
      { upheld: 0, turnedDown: 3, isHeeded: false },
      { upheld: 0, turnedDown: 0, isHeeded: true },
    ]);
    await reportedBy(2, id);
    expect((await stored(id)).state).toBe("held");
  });
});

describe("what reports hold", () => {
  test("is not published by an edit, however good, nor when its reporters take everything back", async () => {
    const { author, id } = await aComment();
    const crew = await readers(3);
    for (const reader of crew) await report(reader, id);
    const edit = (text: string, version: number, insists = false) =>
      call(author, "PATCH", `/api/v1/comments/${id}`, { text, version, insists });
    expect(await (await edit(better, 2)).json()).toMatchObject({ state: "held", version: 3 });
    // Insisting on a fault between two good texts is no way out either.
    expect(await (await edit(bad, 3, true)).json()).toMatchObject({ state: "held" });
    for (const reader of crew) await withdraw(reader, id);
    expect(await (await edit(better, 4)).json()).toMatchObject({ state: "held", version: 5 });
    expect(await stored(id)).toMatchObject({ heldBecause: "reports", publishedAt: null });
  });

  test("is neither published nor forgotten by deleting it and bringing it back", async () => {
    const { author, id } = await aComment();
    await reportedBy(3, id);
    await call(author, "DELETE", `/api/v1/comments/${id}`);
    const back = await call(author, "POST", `/api/v1/comments/${id}/restoration`);
    expect(await back.json()).toMatchObject({ state: "held" });
    expect((await list("held")).find((one) => one.id === id)?.reports).toHaveLength(3);
    const edit = await call(author, "PATCH", `/api/v1/comments/${id}`, { text: better, version: 4 });
    expect((await edit.json()).state).toBe("held");
  });

  test("keeps its reports when its words are emptied, without what they quote", async () => {
    const { author, id } = await aComment();
    const reader = await house.member("R");
    await report(reader, id, { reason: "other", note: "It says quellwasser." });
    await call(author, "DELETE", `/api/v1/comments/${id}`);
    await house.house.sql`update graphile_worker._private_jobs set run_at = now() where run_at > now()`;
    await house.runJobs();
    expect((await stored(id)).reports).toMatchObject([{ reason: "other", note: null, outcome: "gone" }]);
    expect(await dumpOf(house)).not.toContain("quellwasser");
    expect(await idsIn("reported")).not.toContain(id);
  });
});

test("an edit that was reported enough before a moderator had approved the text waits again", async () => {
  const { author, id } = await aComment(bad, { insists: true });
  await publish(id);
  await reportedBy(3, id);
  const edit = await call(author, "PATCH", `/api/v1/comments/${id}`, { text: better, version: 2 });
  expect(await edit.json()).toMatchObject({ state: "held", version: 3 });
});

describe("a moderator's decision", () => {
  test("closes the reports: upheld by a rejection, turned down by letting it stand", async () => {
    const [one, other] = [await aComment(), await aComment()];
    await reportedBy(2, one.id);
    await reportedBy(3, other.id);
    expect((await reject(one.id)).status).toBe(200);
    expect((await publish(other.id)).status).toBe(200);
    expect(new Set((await stored(one.id)).reports.map(({ outcome }) => outcome))).toEqual(new Set(["upheld"]));
    const after = await stored(other.id);
    expect(after).toMatchObject({ state: "published", heldBecause: null, heldAt: null });
    expect(new Set(after.reports.map(({ outcome }) => outcome))).toEqual(new Set(["turned_down"]));
    for (const name of ["held", "reported"])
      expect(await idsIn(name)).not.toEqual(expect.arrayContaining([one.id, other.id]));
  });

  test("to let a version stand is not asked for again for that version, and is for an edited one", async () => {
    const { author, id } = await aComment();
    const reader = await house.member("R");
    await report(reader, id);
    expect((await publish(id)).status).toBe(200);
    expect(await code(await report(reader, id))).toEqual([409, "already_decided"]);
    expect(await code(await report(await house.member("Q"), id))).toEqual([409, "already_decided"]);
    expect(await idsIn("reported")).not.toContain(id);
    // Deleting and restoring makes no other text of it.
    await call(author, "DELETE", `/api/v1/comments/${id}`);
    await call(author, "POST", `/api/v1/comments/${id}/restoration`);
    expect(await code(await report(reader, id))).toEqual([409, "already_decided"]);
    const { version } = await stored(id);
    await call(author, "PATCH", `/api/v1/comments/${id}`, { text: better, version });
    expect((await report(reader, id)).status).toBe(200);
    expect(await idsIn("reported")).toContain(id);
  });

  test("C12: of ten that are made at once on a reported comment one wins, and the others are told", async () => {
    const { id } = await aComment();
    await reportedBy(2, id);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        decide(at % 2 ? mo : ada, id, {
          version: 1,
          ...((at + 1) % 3
            ? { state: "published" }
            : { state: "rejected", reason: "It is an insult.", guideline: "not-abusive" }),
        }),
      ),
    );
    expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 1, 409: 9 });
    expect(await mo.db.commentDecision.count({ where: { commentId: id } })).toBe(1);
  });

  test("to let stand needs a report to answer", async () => {
    const { id } = await aComment();
    expect(await code(await publish(id))).toEqual([409, "already_decided"]);
  });
});

describe("the lists at the desk", () => {
  test("all comments, by state, page by page: complete, the newest first, without the words of deleted ones", async () => {
    const [author, story] = [await house.member("Author"), await house.story()];
    const base = house.system().now().getTime() + 1_000_000;
    await house.house.db.comment.createMany({
      data: Array.from({ length: 120 }, (_, at) => ({
        storyId: story.id,
        authorId: author.actor.id,
        text: `Number ${at}`,
        state: (["published", "rejected", "deleted"] as const)[at % 3] ?? "published",
        createdAt: new Date(base + Math.floor(at / 7)),
      })),
    });
    const seen: { id: string; state: string; text: string; createdAt: string }[] = [];
    for (const state of ["published", "rejected", "deleted"]) {
      let after = "";
      for (let page = 0; page < 10; page++) {
        const answer = await call(mo, "GET", `/api/v1/desk/comments?list=all&state=${state}${after}`);
        const { items, next } = await answer.json();
        const here = items.filter((one: { story: { id: string } }) => one.story.id === story.id);
        expect(here.every((one: { state: string }) => one.state === state)).toBe(true);
        expect(here.every((one: { text: string }) => (one.text === "") === (state === "deleted"))).toBe(true);
        seen.push(...here);
        if (!next) break;
        after = `&after=${next}`;
      }
    }
    expect([seen.length, new Set(seen.map(({ id }) => id)).size]).toEqual([120, 120]);
    const [first] = (await (await call(mo, "GET", "/api/v1/desk/comments?list=all")).json()).items;
    expect(first.createdAt).toBe(new Date(base + 17).toISOString());
    expect((await call(mo, "GET", "/api/v1/desk/comments?list=all&after=x")).status).toBe(422);
  });

  test("say how many wait: what is held by reports counts once", async () => {
    const before = (await (await call(mo, "GET", "/api/v1/desk/comments")).json()).counts;
    const [standing, waiting] = [await aComment(), await aComment()];
    await reportedBy(1, standing.id);
    await reportedBy(3, waiting.id);
    const { counts } = await (await call(mo, "GET", "/api/v1/desk/comments")).json();
    expect(counts).toEqual({
      appeals: before.appeals,
      held: before.held + 1,
      reported: before.reported + 2,
      standing: before.standing + 1,
      waiting: before.waiting + 2,
    });
  });
});
