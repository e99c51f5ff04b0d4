import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { StaffRole } from "@/lib/access.ts";
import { mailBan, mailLiftedBan } from "@/lib/comments/mail-ban.ts";
import { warmRules } from "@/lib/comments/rules/judge.ts";
import { setCommentSettings } from "@/lib/comments/settings.ts";
import { findDraft } from "@/lib/intents/begin.ts";
import { NotTaken } from "@/lib/smtp.ts";
import { ask } from "../api-door.ts";
import { browser, ownNetwork } from "../browser.ts";
import { dumpOf, newsroom, type Person, tally } from "../cast.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse();
const day = 86_400_000;
const bad = "YOU ARE ALL IDIOTS AND LIARS!!!!!!";
let counted = 0;
/** No two are the same, and no number in them is so long that it could be anybody's. */
const good = () => {
  counted += 1;
  return `I have read the ledger at the weir, and I counted ${counted} figures in it.`;
};
const terms = { lasts: "7-days", guideline: "not-abusive", reason: "You insulted others three times." };
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
const say = (person: Person, storyId: string, more: object = {}) =>
  call(person, "POST", `/api/v1/stories/${storyId}/comments`, { text: good(), ...more });
const ban = (by: Person, { actor }: Person, more: object = {}) =>
  call(by, "POST", `/api/v1/desk/members/${actor.id}/comment-bans`, { ...terms, ...more });
const lift = (by: Person, banId: string, words = "You have written to us.", note = "forellenteich") =>
  call(by, "POST", `/api/v1/desk/comment-bans/${banId}/lifting`, { words, note });
const record = async ({ actor }: Person) =>
  (await call(mo, "GET", `/api/v1/desk/members/${actor.id}/comment-record`)).json();
const code = async (response: Response) => [response.status, (await response.json()).code];
const mails = async ({ actor }: Person) => {
  await house.runJobs();
  return house.mailsTo(actor.email);
};
const at = (moment: Date) => house.moveClock(moment);

async function aMember(name = "Author") {
  at(noon);
  const [author, story] = [await house.member(name), await house.story()];
  return { author, story };
}
async function aBan(more: object = {}) {
  const { author, story } = await aMember();
  const answer = await ban(mo, author, more);
  expect(answer.status).toBe(201);
  const { id, until } = await answer.json();
  await house.house.db.session.updateMany({ data: { expiresAt: new Date("2099-01-01T00:00:00Z") } });
  return { author, story, banId: id as string, until: until as string | null };
}

describe("who may not comment", () => {
  test("is refused posting and answering, is told until when, why and whom to write to, and is judged by no rule", async () => {
    const { author, story } = await aBan();
    const { id: parentId } = await (await say(edda, story.id)).json();
    for (const more of [{}, { parentId }, { text: bad }, { text: bad, insists: true }]) {
      const answer = await say(author, story.id, more);
      const problem = await answer.json();
      expect([answer.status, problem.code]).toEqual([403, "may_not_comment"]);
      for (const words of ["21 March 2026", "guideline 4, “Do not abuse”", terms.reason, "news@meridian.example"])
        expect(problem.title).toContain(words);
      expect(problem.ban).toMatchObject({ until: "2026-03-21T12:00:00.000Z", part: { id: "not-abusive", number: 4 } });
    }
    expect(await house.house.db.comment.count({ where: { authorId: author.actor.id } })).toBe(0);
  });

  test("neither edits nor puts back, but deletes, reports, recommends, saves and reads as before", async () => {
    const { author, story } = await aMember();
    const [mine, gone] = [await (await say(author, story.id)).json(), await (await say(author, story.id)).json()];
    const { id: theirs } = await (await say(edda, story.id)).json();
    await call(author, "DELETE", `/api/v1/comments/${gone.id}`);
    await ban(mo, author);
    const edit = { text: good(), version: 1 };
    expect(await code(await call(author, "PATCH", `/api/v1/comments/${mine.id}`, edit))).toEqual([
      403,
      "may_not_comment",
    ]);
    expect(await code(await call(author, "POST", `/api/v1/comments/${gone.id}/restoration`))).toEqual([
      403,
      "may_not_comment",
    ]);
    const praise = { isRecommended: true };
    for (const done of [
      await call(author, "PUT", `/api/v1/comments/${theirs}/recommendation`, praise),
      await call(author, "PUT", `/api/v1/comments/${theirs}/report`, { reason: "spam" }),
      await call(author, "PUT", `/api/v1/bookmarks/${story.id}`),
      await call(author, "GET", `/api/v1/stories/${story.id}/comments/mine`),
      await call(author, "DELETE", `/api/v1/comments/${mine.id}`),
    ])
      expect(done.status).toBeLessThan(300);
  });

  test("may again at the very end, by the clock that is passed in, with no job in between", async () => {
    const { author, story, until } = await aBan();
    const end = new Date(until ?? "");
    expect(end).toEqual(new Date(noon.getTime() + 7 * day));
    at(new Date(end.getTime() - 1));
    expect(await code(await say(author, story.id))).toEqual([403, "may_not_comment"]);
    expect((await record(author)).bans).toMatchObject([{ isStanding: true, ending: null }]);
    at(end);
    expect((await say(author, story.id)).status).toBe(201);
    expect((await (await call(author, "GET", "/api/v1/me/comment-ban")).json()).ban).toBeNull();
    expect((await record(author)).bans).toMatchObject([{ isStanding: false, ending: { how: "over" } }]);
  });

  test("is refused by a ban that is made while the comment is on its way, and a ban waits for a comment that was first", async () => {
    const { author, story } = await aMember();
    const [mine, gone] = [await (await say(author, story.id)).json(), await (await say(author, story.id)).json()];
    await call(author, "DELETE", `/api/v1/comments/${gone.id}`);
    for (const write of [
      () => say(author, story.id),
      () => call(author, "PATCH", `/api/v1/comments/${mine.id}`, { text: good(), version: 1 }),
      () => call(author, "POST", `/api/v1/comments/${gone.id}/restoration`),
    ]) {
      const moderator = await house.house.pool.connect();
      await moderator.query("begin");
      await moderator.query("select pg_advisory_xact_lock(hashtextextended($1, 14))", [author.actor.id]);
      await moderator.query(
        "insert into comment_bans (id, member_id, since, reason, guideline, banned_by_id) values ($1, $2, $3, 'So it is.', 'links', $4)",
        [randomUUID(), author.actor.id, noon, mo.actor.id],
      );
      const answer = write();
      await expect.poll(waiting).toBe(1);
      await moderator.query("commit");
      moderator.release();
      expect(await code(await answer)).toEqual([403, "may_not_comment"]);
      await house.house.db.commentBan.deleteMany({ where: { memberId: author.actor.id } });
    }
    const writer = await house.house.pool.connect();
    await writer.query("begin");
    await writer.query("select pg_advisory_xact_lock_shared(hashtextextended($1, 14))", [author.actor.id]);
    const made = ban(mo, author);
    await expect.poll(waiting).toBe(1);
    expect(await house.house.db.commentBan.count({ where: { memberId: author.actor.id } })).toBe(0);
    await writer.query("commit");
    writer.release();
    expect((await made).status).toBe(201);
  });

  test("sees it before they write, beside a list that stays the same bytes for everybody", async () => {
    const { author, story } = await aMember();
    await say(edda, story.id);
    const list = async (person?: Person) => (await call(person, "GET", `/api/v1/stories/${story.id}/comments`)).text();
    const mine = async (person: Person) =>
      (await call(person, "GET", `/api/v1/stories/${story.id}/comments/mine`)).json();
    const before = await list();
    const { id } = await (await say(author, story.id)).json();
    expect((await mine(author)).own).toEqual([{ id, editableForMs: 300_000 }]);
    await call(author, "DELETE", `/api/v1/comments/${id}`);
    await ban(mo, author);
    expect((await mine(author)).ban).toMatchObject({ reason: terms.reason, contact: "news@meridian.example" });
    expect((await mine(edda)).ban).toBeNull();
    const after = await Promise.all([list(), list(author), list(edda)]);
    expect(new Set(after).size).toBe(1);
    expect(JSON.parse(after[0] ?? "").items).toEqual(JSON.parse(before).items);
    expect(JSON.stringify(await mine(author))).not.toMatch(/Mo Moderator/);
  });

  test("loses nothing of what they had begun: it waits as a draft with the reason", async () => {
    const { author, story } = await aBan();
    const text = good();
    const reader = browser();
    reader.jar.set("next-auth.session-token", author.cookie.split("=")[1] ?? "");
    const answer = await reader.ask("POST", "/api/v1/intents", { kind: "comment", storyId: story.id, text });
    const url = new URL((await answer.json()).goTo, "http://site.test");
    expect(url.searchParams.get("problem")).toContain(terms.reason);
    const draftId = url.searchParams.get("draft") ?? "";
    const draft = await findDraft(author, "comment", draftId, reader.jar.get("masthead.browser"));
    expect(draft?.text).toBe(text);
  });

  test("is told to write where the newsroom has said", async () => {
    const { author, story } = await aBan();
    await setCommentSettings(ada, { contact: "moderators@meridian.example" });
    expect((await (await say(author, story.id)).json()).title).toContain("write to moderators@meridian.example.");
    await setCommentSettings(ada, { contact: "" });
  });
});

/** How many wait for a lock that only one may have. */
async function waiting() {
  const [row] = await house.house.sql<{ count: number }>`
    select count(*)::int as count from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`;
  return row?.count;
}

describe("a ban", () => {
  test("C12: of ten that are made at once one wins, the others are told, and the member is mailed once", async () => {
    const { author } = await aMember();
    const answers = await Promise.all(Array.from({ length: 10 }, (_, one) => ban(one % 2 ? mo : edda, author)));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 201: 1, 409: 9 });
    const lost = await answers.find(({ status }) => status === 409)?.text();
    expect(lost).toContain("this member may not comment until 21 March 2026");
    expect(await house.house.db.commentBan.count({ where: { memberId: author.actor.id } })).toBe(1);
    expect(await mails(author)).toHaveLength(1);
    const rows = { memberId: author.actor.id, reason: "x", guideline: "links", bannedById: mo.actor.id };
    await expect(house.house.db.commentBan.create({ data: rows })).rejects.toThrow(/comment_bans_open|unique/i);
  });

  test("is made shorter or longer only by who names it, of ten at once by one, and the history stays", async () => {
    const { author, story, banId } = await aBan();
    at(new Date(noon.getTime() + day));
    const again = { lasts: "for-good", guideline: "privacy", reason: "And you gave an address away." };
    expect(await code(await ban(edda, author, again))).toEqual([409, "already_decided"]);
    expect(await code(await ban(edda, author, { ...again, replaces: randomUUID() }))).toEqual([409, "already_decided"]);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => ban(edda, author, { ...again, replaces: banId })),
    );
    expect(tally(answers.map(({ status }) => status))).toEqual({ 201: 1, 409: 9 });
    expect((await record(author)).bans).toMatchObject([
      { until: null, reason: again.reason, by: "Edda Editor", isStanding: true, ending: null },
      { id: banId, isStanding: false, ending: { how: "replaced", by: "Edda Editor" } },
    ]);
    at(new Date(noon.getTime() + 30 * day));
    expect((await (await say(author, story.id)).json()).title).toContain("You may not comment any more.");
    const entry = await house.house.db.auditEntry.findFirstOrThrow({
      where: { subjectId: author.actor.id, event: "member.kept-from-commenting", actorId: edda.actor.id },
    });
    expect(entry).toMatchObject({
      before: { until: "2026-03-21T12:00:00.000Z", guideline: "not-abusive" },
      after: { until: null, guideline: "privacy" },
    });
  });

  test("is lifted with a word to the member, once; they may comment at once, and are mailed it", async () => {
    const { author, story, banId } = await aBan();
    expect((await lift(edda, banId, "")).status).toBe(422);
    const answers = await Promise.all(Array.from({ length: 10 }, () => lift(edda, banId)));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 1, 409: 9 });
    expect((await say(author, story.id)).status).toBe(201);
    const told = await mails(author);
    // The mail that they may not had not gone out yet, and would be wrong by now.
    expect(told.map(({ subject }) => subject)).toEqual(["You may comment again"]);
    expect(told[0]?.text).toContain("You have written to us.");
    expect((await record(author)).bans).toMatchObject([
      { ending: { how: "lifted", by: "Edda Editor", words: "You have written to us.", note: "forellenteich" } },
    ]);
    expect(await code(await lift(mo, randomUUID()))).toEqual([404, "not_found"]);
  });

  test("that is over cannot be lifted or replaced, and makes room for another", async () => {
    const { author, banId } = await aBan({ lasts: "1-day" });
    at(new Date(noon.getTime() + day));
    expect(await code(await lift(mo, banId))).toEqual([409, "already_decided"]);
    expect(await code(await ban(mo, author, { replaces: banId }))).toEqual([409, "already_decided"]);
    expect((await ban(mo, author)).status).toBe(201);
    expect((await record(author)).bans).toMatchObject([
      { isStanding: true },
      { id: banId, ending: { how: "over", at: "2026-03-15T12:00:00.000Z", by: null } },
    ]);
  });

  test("lasts a day, a week, a month, for good, or until a day begins where the publication is", async () => {
    const ends = async (more: object) => (await aBan(more)).until;
    expect(await ends({ lasts: "1-day" })).toBe("2026-03-15T12:00:00.000Z");
    expect(await ends({ lasts: "30-days" })).toBe("2026-04-13T12:00:00.000Z");
    expect(await ends({ lasts: "for-good" })).toBeNull();
    expect(await ends({ lasts: "until", until: "2026-03-15" })).toBe("2026-03-15T00:00:00.000Z");
    const zone = (timeZone: string) =>
      call(ada, "POST", "/api/v1/desk/settings/publication", {
        name: "The Meridian",
        mailFrom: "news@meridian.example",
        postalAddress: "The Meridian, 1 Harrow Weir, Marlow",
        timeZone,
      });
    expect((await zone("Mars/Olympus")).status).toBe(422);
    expect((await zone("Europe/Berlin")).status).toBe(200);
    // The day on which the summer time begins.
    expect(await ends({ lasts: "until", until: "2026-03-30" })).toBe("2026-03-29T22:00:00.000Z");
    expect((await zone("UTC")).status).toBe(200);
    const { author } = await aMember();
    for (const more of [
      { lasts: "until" },
      { lasts: "until", until: "2026-03-14" },
      { lasts: "until", until: "2026-02-30" },
      { lasts: "until", until: "2046-01-01" },
      { lasts: "2-days" },
      { reason: "" },
      { guideline: "manners" },
    ])
      expect((await ban(mo, author, more)).status, JSON.stringify(more)).toBe(422);
  });
});

describe("the table of roles decides who keeps whom from commenting", () => {
  // Who moderates is kept from commenting only by somebody with all of their rights and more.
  const may: [StaffRole, (StaffRole | "member" | "self")[]][] = [
    ["moderator", ["member", "marketer"]],
    ["editor", ["member", "marketer", "moderator"]],
    ["admin", ["member", "marketer", "moderator", "editor"]],
  ];
  test.each(may)("%s", async (role, whom) => {
    const by = await house.member("By", role);
    for (const one of ["member", "marketer", "moderator", "editor", "admin", "self"] as const) {
      const whose = one === "self" ? by : await house.member("Of", ...(one === "member" ? [] : [one]));
      const isFine = whom.includes(one);
      const seen = await (await call(by, "GET", `/api/v1/desk/members/${whose.actor.id}/comment-record`)).json();
      expect([one, seen.mayBan]).toEqual([one, isFine]);
      const answer = await ban(by, whose);
      expect([one, answer.status]).toEqual([one, isFine ? 201 : 403]);
      const { id } = isFine ? await answer.json() : await (await ban(ada, whose)).json();
      if (one !== "admin" && one !== "self")
        expect([one, (await lift(by, id)).status]).toEqual([one, isFine ? 200 : 403]);
    }
  });

  test("a moderator and marketer in one is above neither an editor nor a moderator like them", async () => {
    const both = await house.member("Both", "moderator", "marketer");
    expect((await ban(both, await house.member("M", "moderator"))).status).toBe(201);
    for (const roles of [["editor"], ["moderator", "marketer"]] as StaffRole[][])
      expect((await ban(both, await house.member("E", ...roles))).status).toBe(403);
  });
});

describe("the member is told", () => {
  test("by one mail, however often its job is done: until when, why, which part, whom to write to; not by whom", async () => {
    const { author, banId } = await aBan({ note: "quellwasser again" });
    const send = vi.spyOn(house.house.mailer, "send").mockRejectedValueOnce(new NotTaken(false, new Error("away")));
    await expect(mailBan(house.system(), banId)).rejects.toThrow();
    for (const _ of [1, 2, 3]) await mailBan(house.system(), banId);
    send.mockRestore();
    const [mail, ...more] = await mails(author);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe("You may not comment until 21 March 2026 at 12:00 UTC");
    const plain = mail?.text.replace(/\s+/g, " ") ?? "";
    for (const words of [terms.reason, "guideline 4, “Do not abuse”", "http://site.test/guidelines#not-abusive"])
      expect(plain).toContain(words);
    expect(mail?.html).toContain("mailto:news@meridian.example");
    for (const body of [mail?.text, mail?.html]) expect(body).not.toMatch(/quellwasser|Mo Moderator/);
  });

  test("of the one that stands when the mail goes out, and by a mail of its own when that is lifted", async () => {
    const { author, banId } = await aBan();
    const replaced = await ban(edda, author, { replaces: banId, lasts: "1-day", reason: "One day is enough." });
    const { id } = await replaced.json();
    expect((await mails(author)).map(({ subject }) => subject)).toEqual([
      "You may not comment until 15 March 2026 at 12:00 UTC",
    ]);
    await lift(edda, id);
    const all = await mails(author);
    expect(all.map(({ subject }) => subject).at(-1)).toBe("You may comment again");
    expect(all[1]?.text).not.toMatch(/forellenteich|Edda/);
    await mailLiftedBan(house.system(), id, randomUUID());
    expect(await mails(author)).toHaveLength(2);
  });

  test("in the account, and the audit log holds none of the words about them, nor anything once they are erased", async () => {
    const { author, banId } = await aBan({ reason: "Steinbeisser called others names.", note: "quellwasser" });
    expect((await (await call(author, "GET", "/api/v1/me/comment-ban")).json()).ban.reason).toContain("Steinbeisser");
    await lift(mo, banId, "Steinbeisser wrote to us.");
    await house.runJobs();
    await house.house.db.member.delete({ where: { id: author.actor.id } });
    expect(await dumpOf(house)).not.toMatch(/Steinbeisser/);
    const entries = await house.house.db.auditEntry.findMany({ where: { subjectId: author.actor.id } });
    expect(entries.map(({ event }) => event).toSorted()).toEqual([
      "member.kept-from-commenting",
      "member.let-comment-again",
    ]);
  });
});

describe("the record of a member at the desk", () => {
  test("counts what became of their comments and of reports, and lists what they said and nobody else", async () => {
    const { author, story } = await aMember("Rolf");
    const ids: string[] = [];
    for (const text of [good(), good(), good(), bad, bad.toLowerCase().replace("you", "ALL OF YOU")])
      ids.push((await (await say(author, story.id, { text, insists: true })).json()).id);
    const [stands, down, gone, rejected, held] = ids as [string, string, string, string, string];
    const { id: theirs } = await (await say(edda, story.id)).json();
    const reader = await house.member("R");
    for (const id of [stands, down]) await call(reader, "PUT", `/api/v1/comments/${id}/report`, { reason: "spam" });
    await call(author, "PUT", `/api/v1/comments/${theirs}/report`, { reason: "spam" });
    const reject = { state: "rejected", version: 1, guideline: "links" };
    for (const id of [down, rejected]) await call(mo, "POST", `/api/v1/desk/comments/${id}/decision`, reject);
    await call(mo, "POST", `/api/v1/desk/comments/${theirs}/decision`, { state: "published", version: 1 });
    await call(author, "DELETE", `/api/v1/comments/${gone}`);
    expect((await record(author)).counts).toEqual({
      published: 1,
      held: 1,
      rejected: 2,
      takenDown: 1,
      deleted: 1,
      reported: 2,
      reportedUpheld: 1,
      reports: 1,
      reportsUpheld: 0,
      reportsTurnedDown: 1,
    });
    const list = async (query: string) =>
      (await (await call(mo, "GET", `/api/v1/desk/comments?list=all&author=${author.actor.id}${query}`)).json()).items;
    expect((await list("")).map(({ id }: { id: string }) => id).sort()).toEqual([...ids].sort());
    expect((await list("&state=held")).map(({ id }: { id: string }) => id)).toEqual([held]);
    await ban(mo, author);
    expect((await list("&state=held"))[0].author).toMatchObject({ id: author.actor.id, isBanned: true });
  });

  test("of nobody is a 404", async () => {
    expect((await call(mo, "GET", `/api/v1/desk/members/${randomUUID()}/comment-record`)).status).toBe(404);
    expect((await ban(mo, { actor: { id: randomUUID() } } as Person)).status).toBe(404);
  });
});
