import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { readGuidelines } from "@/lib/comments/guidelines.ts";
import { mailDecision } from "@/lib/comments/mail-decision.ts";
import { warmRules } from "@/lib/comments/rules/judge.ts";
import { citableParts } from "@/lib/comments/schema.ts";
import { NotTaken } from "@/lib/smtp.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person } from "../cast.ts";
import { testHouse } from "../house.ts";
import { letUndoingEnd } from "./undo-time.ts";

const house = testHouse();
const good = "I have read the ledger at the weir, and the figures in this story are right.";
const bad = "YOU ARE ALL IDIOTS AND LIARS!!!!!!";
let mo: Person;
beforeAll(async () => {
  await warmRules();
  ({ mo } = await newsroom(house));
});

const call = (person: Person | undefined, method: string, path: string, body?: unknown) =>
  ask(method, path, {
    ...(person ? { cookie: person.cookie } : {}),
    ...(body === undefined ? {} : { body }),
    from: ownNetwork(),
  });
const decide = async (id: string, body: object) => {
  const { version } = await house.house.db.comment.findUniqueOrThrow({ where: { id } });
  const answer = await call(mo, "POST", `/api/v1/desk/comments/${id}/decision`, { version, ...body });
  expect(answer.status).toBe(200);
  return house.house.db.commentDecision.findFirstOrThrow({ where: { commentId: id }, orderBy: { id: "desc" } });
};
const rejection = {
  state: "rejected",
  guideline: "not-abusive",
  reason: "Please speak of the weir.",
  note: "Third time this week, the quellwasser man.",
};
const mails = async ({ actor }: Person) => {
  await letUndoingEnd(house);
  return house.mailsTo(actor.email);
};
const mine = async (person: Person) => (await (await call(person, "GET", "/api/v1/me/comments")).json()).items;

async function aComment(text = bad) {
  const [author, story] = [await house.member("Author"), await house.story()];
  const answer = await call(author, "POST", `/api/v1/stories/${story.id}/comments`, { text, insists: true });
  const { id } = await answer.json();
  return { author, story, id: id as string };
}

describe("a rejection", () => {
  test("is told its author by one mail: what they wrote, why it came up, the guideline and the moderator's words", async () => {
    const { author, id, story } = await aComment();
    const decision = await decide(id, rejection);
    const [mail, ...more] = await mails(author);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe(`Your comment on “${story.title}” was not published`);
    const plain = mail?.text.replace(/\s+/g, " ") ?? "";
    for (const words of [
      bad,
      "A house rule found something in it, so a moderator read it.",
      "guideline 4, “Do not abuse”",
    ])
      expect(plain).toContain(words);
    expect(plain).toContain(rejection.reason);
    for (const body of [mail?.text, mail?.html]) {
      expect(body).toContain(`http://site.test/decisions/${decision.id}`);
      // Neither what the newsroom notes for itself, nor who decided.
      expect(body).not.toMatch(/quellwasser|Mo Moderator/);
    }
  });

  test("of what stood under its story says that it was taken down, and that readers reported it but not who", async () => {
    const { author, id } = await aComment(good);
    const rita = await house.member("Rita Reporter");
    await call(rita, "PUT", `/api/v1/comments/${id}/report`, { reason: "other", note: "It names my child." });
    await decide(id, { ...rejection, reason: "" });
    const [mail] = await mails(author);
    expect(mail?.subject).toMatch(/ was taken down$/);
    expect(mail?.text).toContain("Readers reported it.");
    expect(mail?.text).not.toMatch(/Rita|my child|moderator writes/);
    expect((await mails(rita)).length).toBe(0);
  });

  test("is mailed once, however often its job is done, and still after a mail server was away", async () => {
    const { author, id } = await aComment();
    const decision = await decide(id, rejection);
    const send = vi.spyOn(house.house.mailer, "send").mockRejectedValueOnce(new NotTaken(false, new Error("away")));
    await expect(mailDecision(house.system(), decision.id)).rejects.toThrow();
    expect(await house.house.db.commentDecision.findUnique({ where: { id: decision.id } })).toMatchObject({
      mailedAt: null,
    });
    for (const _ of [1, 2, 3]) await mailDecision(house.system(), decision.id);
    expect(await mails(author)).toHaveLength(1);
    send.mockRestore();
  });

  test("by one of ten moderators at once is one mail", async () => {
    const { author, id } = await aComment();
    await Promise.all(
      Array.from({ length: 10 }, () =>
        call(mo, "POST", `/api/v1/desk/comments/${id}/decision`, { version: 1, ...rejection }),
      ),
    );
    expect(await mails(author)).toHaveLength(1);
  });

  test("is told in the account as well, with nothing that is for staff, to its author alone", async () => {
    const { author, id, story } = await aComment();
    const decision = await decide(id, rejection);
    const [shown] = await mine(author);
    expect(shown).toEqual({
      id,
      story: { id: story.id, title: story.title },
      text: bad,
      state: "rejected",
      heldBecause: null,
      createdAt: author.now().toISOString(),
      isPinned: false,
      isPicked: false,
      decision: {
        id: decision.id,
        state: "rejected",
        wasPublished: false,
        part: { id: "not-abusive", number: 4, title: "Do not abuse" },
        reason: rejection.reason,
        at: author.now().toISOString(),
        appealUntil: new Date(author.now().getTime() + 14 * 86_400_000).toISOString(),
        appeal: null,
      },
    });
    expect(await mine(await house.member("Other"))).toEqual([]);
    expect((await call(undefined, "GET", "/api/v1/me/comments")).status).toBe(401);
  });
});

describe("nothing is mailed", () => {
  test("about a comment that its author deleted meanwhile; it is when they bring it back", async () => {
    const { author, id } = await aComment();
    await decide(id, rejection);
    await call(author, "DELETE", `/api/v1/comments/${id}`);
    expect(await mails(author)).toEqual([]);
    await call(author, "POST", `/api/v1/comments/${id}/restoration`);
    expect(await mails(author)).toHaveLength(1);
    await call(author, "DELETE", `/api/v1/comments/${id}`);
    await call(author, "POST", `/api/v1/comments/${id}/restoration`);
    expect(await mails(author)).toHaveLength(1);
  });

  test("about a comment that was reported and stands, nor said of it in the account", async () => {
    const { author, id } = await aComment(good);
    await call(await house.member("R"), "PUT", `/api/v1/comments/${id}/report`, { reason: "spam" });
    await decide(id, { state: "published" });
    expect(await mails(author)).toEqual([]);
    expect(await mine(author)).toMatchObject([{ state: "published", decision: null }]);
  });
});

describe("that a comment which waited is published", () => {
  const choose = (person: Person, isToldOfApprovals: unknown) =>
    call(person, "POST", "/api/v1/me/comment-mails", { isToldOfApprovals });

  test("is mailed, until its author turns that off; a rejection is mailed all the same", async () => {
    const { author, id, story } = await aComment();
    await decide(id, { state: "published" });
    const [mail] = await mails(author);
    expect(mail?.subject).toBe(`Your comment on “${story.title}” is published`);
    expect(mail?.text).toContain(`http://site.test/comments/${id}`);
    expect(mail?.text).toContain("http://site.test/account#comments");

    expect((await choose(author, "maybe")).status).toBe(422);
    expect(await (await choose(author, "no")).json()).toEqual({ isToldOfApprovals: false });
    const [second, third] = ["YOU ARE ALL LIARS AND IDIOTS!!!!!", "THIS IS ALL WRONG AND STUPID!!!!!"];
    for (const [text, decision] of [
      [second, { state: "published" }],
      [third, rejection],
    ] as const) {
      const path = `/api/v1/stories/${story.id}/comments`;
      const posted = await (await call(author, "POST", path, { text, insists: true })).json();
      await decide(posted.id, decision);
    }
    expect((await mails(author)).map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/is published$/),
      expect.stringMatching(/was not published$/),
    ]);
  });

  test("is not mailed to a suppressed address; a rejection is owed, and goes", async () => {
    const { author, id } = await aComment();
    const addressKey = house.house.tokens.keyedHash("address", author.actor.email);
    await house.house.db.suppression.create({ data: { addressKey, reason: "the reader complained" } });
    await decide(id, { state: "published" });
    expect(await mails(author)).toEqual([]);
    await decide(id, rejection);
    expect(await mails(author)).toHaveLength(1);
  });
});

describe("one's own comments", () => {
  test("say why one waits, without saying more than is true", async () => {
    const { author, id } = await aComment();
    expect(await mine(author)).toMatchObject([{ id, state: "held", heldBecause: "rules", decision: null }]);
    const other = await aComment(good);
    for (const name of ["A", "B", "C"])
      await call(await house.member(name), "PUT", `/api/v1/comments/${other.id}/report`, { reason: "spam" });
    expect(await mine(other.author)).toMatchObject([{ state: "held", heldBecause: "reports", decision: null }]);
  });

  test("come page by page, the newest first, complete and without what was deleted", async () => {
    const [author, story] = [await house.member("Author"), await house.story()];
    const base = house.system().now().getTime();
    await house.house.db.comment.createMany({
      data: Array.from({ length: 47 }, (_, at) => ({
        storyId: story.id,
        authorId: author.actor.id,
        text: `Number ${at}`,
        state: at === 3 ? ("deleted" as const) : ("published" as const),
        createdAt: new Date(base + Math.floor(at / 5)),
      })),
    });
    const seen: { id: string; createdAt: string }[] = [];
    let after = "";
    do {
      const page = await (await call(author, "GET", `/api/v1/me/comments${after}`)).json();
      seen.push(...page.items);
      after = page.next ? `?after=${page.next}` : "";
    } while (after && seen.length < 100);
    expect([seen.length, new Set(seen.map(({ id }) => id)).size]).toEqual([46, 46]);
    const times = seen.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().toReversed());
  });
});

test("every part of the guidelines can be cited, and nothing else", async () => {
  const ids = (await readGuidelines(house.system())).map(({ id }) => id);
  expect(ids.toSorted()).toEqual([...citableParts].toSorted());
  expect(ids).not.toContain(randomUUID());
});
