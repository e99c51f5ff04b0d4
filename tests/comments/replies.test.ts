import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { mailReplies } from "@/lib/comments/mail-replies.ts";
import { muteToken, stopToken } from "@/lib/comments/reply-links.ts";
import { warmRules } from "@/lib/comments/rules/judge.ts";
import { NotTaken } from "@/lib/smtp.ts";
import { holdAsRestored } from "@/lib/worker/hold-restored.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person } from "../cast.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse();
const bad = "YOU ARE ALL IDIOTS AND LIARS!!!!!!";
let mo: Person;
beforeAll(async () => {
  await warmRules();
  ({ mo } = await newsroom(house));
});
beforeEach(() => house.moveClock(noon));

const call = (person: Person | undefined, method: string, path: string, body?: unknown) =>
  ask(method, path, {
    ...(person ? { cookie: person.cookie } : {}),
    ...(body === undefined ? {} : { body }),
    from: ownNetwork(),
  });
let said = 0;
/** Words that were not said before; the figure is in front, so that no two look alike. */
const words = () => {
  said += 1;
  return `I read page ${said} of the ledger at the weir, and its figures are right.`;
};
async function say(person: Person, storyId: string, parentId?: string, text = words()) {
  const path = `/api/v1/stories/${storyId}/comments`;
  const answer = await call(person, "POST", path, { text, insists: true, ...(parentId ? { parentId } : {}) });
  expect(answer.status).toBe(201);
  return { text, ...(await answer.json()) } as { id: string; text: string; state: string };
}
const choose = async (person: Person, rhythm: string, timeZone?: string) =>
  expect((await call(person, "POST", "/api/v1/me/reply-mails", { rhythm, timeZone })).status).toBe(200);
const decide = async (id: string, body: object) => {
  const { version } = await house.house.db.comment.findUniqueOrThrow({ where: { id } });
  const answer = await call(mo, "POST", `/api/v1/desk/comments/${id}/decision`, { version, ...body });
  expect(answer.status).toBe(200);
};
const rejection = { state: "rejected", guideline: "not-abusive" };
const sweep = () => mailReplies(house.system(), new AbortController().signal);
/** What arrived of mails about replies, once everything that is due has been sent. */
async function mails({ actor }: Person) {
  await house.runJobs();
  await sweep();
  return house.mailsTo(actor.email).filter(({ subject }) => /answer/.test(subject));
}
/** Jo has said something and wants to be told; Ann is somebody else. */
async function aTalk(rhythm = "at_once", timeZone?: string) {
  const [jo, ann, story] = [await house.member("Jo Reed"), await house.member("Ann Weir"), await house.story()];
  await choose(jo, rhythm, timeZone);
  return { jo, ann, story, mine: await say(jo, story.id) };
}
const header = (mail: { headers: Record<string, string[]> } | undefined, name: string) => mail?.headers[name]?.[0];
const outcomes = async ({ actor }: Person) =>
  (await house.house.db.replyMail.findMany({ where: { memberId: actor.id }, orderBy: { id: "asc" } })).map(
    ({ outcome }) => outcome,
  );

describe("a mail about a reply", () => {
  test("is not sent about what somebody says whom its reader has muted", async () => {
    const { jo, ann, story, mine } = await aTalk();
    const { id } = await say(ann, story.id);
    expect((await call(jo, "POST", `/api/v1/comments/${id}/mute`, { isMuted: true })).status).toBe(200);
    const muted = await say(ann, story.id, mine.id);
    const read = await say(await house.member("Theo Lock"), story.id, mine.id);
    const [mail, ...more] = await mails(jo);
    expect(more).toEqual([]);
    expect(mail?.text).toContain(read.text);
    expect(mail?.text).not.toContain(muted.text);
  });

  test("goes to nobody who has not asked for it", async () => {
    const [jo, ann, story] = [await house.member("Jo"), await house.member("Ann"), await house.story()];
    const mine = await say(jo, story.id);
    await say(ann, story.id, mine.id);
    expect(await mails(jo)).toEqual([]);
    // Nor do those come later that were said before they asked.
    await choose(jo, "at_once");
    expect(await mails(jo)).toEqual([]);
  });

  test("says who answered, under which story and what, with the way there and a way out of its own", async () => {
    const { jo, ann, story, mine } = await aTalk();
    const reply = await say(ann, story.id, mine.id);
    const [mail, ...more] = await mails(jo);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe(`Ann Weir answered you on “${story.title}”`);
    const plain = mail?.text.replace(/\s+/g, " ") ?? "";
    for (const part of [reply.text, mine.text, `http://site.test/comments/${reply.id}`]) expect(plain).toContain(part);
    const stop = stopToken(house.system(), jo.actor.id);
    expect(header(mail, "list-unsubscribe")).toBe(`<http://site.test/api/v1/reply-mails/${stop}/stop>`);
    expect(header(mail, "list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
    for (const body of [mail?.text, mail?.html]) {
      expect(body).toContain(`http://site.test/replies/stop/${stop}`);
      expect(body).toContain(`http://site.test/replies/mute/${muteToken(house.system(), jo.actor.id, mine.id)}`);
      expect(body).toContain("http://site.test/account#reply-mails");
    }
    expect(house.mailsTo(ann.actor.email)).toEqual([]);
  });

  test("goes to whom the reply answers, not to the others in the thread, and never about one's own", async () => {
    const { jo, ann, story, mine } = await aTalk();
    const rita = await house.member("Rita");
    await choose(ann, "at_once");
    const reply = await say(ann, story.id, mine.id);
    await say(rita, story.id, reply.id);
    await say(jo, story.id, mine.id);
    expect(await mails(jo)).toHaveLength(1);
    expect(await mails(ann)).toHaveLength(1);
  });

  test("shows no markup of whoever answered as markup", async () => {
    const { jo, ann, story, mine } = await aTalk();
    await say(ann, story.id, mine.id, "I think the <b>weir</b> & its <img src=x onerror=alert(1)> ledger are fine.");
    const [held] = await house.house.db.comment.findMany({ where: { authorId: ann.actor.id } });
    if (held?.state === "held") await decide(held.id, { state: "published" });
    const [mail] = await mails(jo);
    expect(mail?.html).not.toMatch(/<img|<b>weir/);
    expect(mail?.html).toContain("&lt;img");
  });
});

describe("only what is published is told", () => {
  test("what waits is told once a moderator has published it; what is rejected never is", async () => {
    const { jo, ann, story, mine } = await aTalk();
    const [first, second] = [
      await say(ann, story.id, mine.id, bad),
      await say(ann, story.id, mine.id, `${bad} ${bad}`),
    ];
    expect([first.state, second.state]).toEqual(["held", "held"]);
    expect(await mails(jo)).toEqual([]);
    await decide(first.id, rejection);
    expect(await mails(jo)).toEqual([]);
    await decide(second.id, { state: "published" });
    expect(await mails(jo)).toHaveLength(1);
  });

  test("what was deleted before the mail went is not told; brought back it is, once", async () => {
    const { jo, ann, story, mine } = await aTalk();
    const reply = await say(ann, story.id, mine.id);
    await call(ann, "DELETE", `/api/v1/comments/${reply.id}`);
    expect(await mails(jo)).toEqual([]);
    expect(await outcomes(jo)).toEqual(["nothing_left"]);
    for (const _ of [1, 2]) {
      house.later(3_600_000);
      await call(ann, "POST", `/api/v1/comments/${reply.id}/restoration`);
      expect(await mails(jo)).toHaveLength(1);
      await call(ann, "DELETE", `/api/v1/comments/${reply.id}`);
    }
  });

  test("what reports had held is told when a moderator lets it stand", async () => {
    const { jo, ann, story, mine } = await aTalk("hourly");
    const reply = await say(ann, story.id, mine.id);
    for (const name of ["A", "B", "C"])
      await call(await house.member(name), "PUT", `/api/v1/comments/${reply.id}/report`, { reason: "spam" });
    house.later(3_600_000);
    expect(await mails(jo)).toEqual([]);
    await decide(reply.id, { state: "published" });
    house.later(3_600_000);
    expect(await mails(jo)).toHaveLength(1);
  });

  test("what a moderator rejects and an appeal publishes is told", async () => {
    const { jo, ann, story, mine } = await aTalk();
    const reply = await say(ann, story.id, mine.id, `${bad} AND THIEVES.`);
    await decide(reply.id, rejection);
    const decision = await house.house.db.commentDecision.findFirstOrThrow({ where: { commentId: reply.id } });
    const text = "I spoke of the people in the story, as the story itself does.";
    expect((await call(ann, "POST", `/api/v1/decisions/${decision.id}/appeal`, { text })).status).toBeLessThan(300);
    const appeal = await house.house.db.commentAppeal.findUniqueOrThrow({ where: { decisionId: decision.id } });
    const edda = await house.member("Edda", "editor");
    const answer = { outcome: "overturned", words: "You are right." };
    expect((await call(edda, "POST", `/api/v1/desk/appeals/${appeal.id}/decision`, answer)).status).toBe(200);
    expect(await mails(jo)).toHaveLength(1);
  });

  test("an edited reply is told as it is when the mail goes", async () => {
    const { jo, ann, story, mine } = await aTalk("hourly");
    const reply = await say(ann, story.id, mine.id);
    const better = words();
    await call(ann, "PATCH", `/api/v1/comments/${reply.id}`, { text: better, version: 1 });
    house.later(3_600_000);
    const [mail, ...more] = await mails(jo);
    expect(more).toEqual([]);
    const plain = mail?.text.replace(/\s+/g, " ") ?? "";
    expect(plain).toContain(better);
    expect(plain).not.toContain(reply.text);
  });

  test("nothing is told of a member who was banned meanwhile, nor below a comment that its author deleted", async () => {
    const { jo, ann, story, mine } = await aTalk("hourly");
    const other = await say(jo, story.id);
    const rita = await house.member("Rita");
    await say(ann, story.id, mine.id);
    await say(rita, story.id, other.id);
    await house.house.db.member.update({ where: { id: ann.actor.id }, data: { bannedAt: noon } });
    await call(jo, "DELETE", `/api/v1/comments/${other.id}`);
    house.later(3_600_000);
    expect(await mails(jo)).toEqual([]);
  });
});

describe("in the rhythm that the reader chose", () => {
  test("an hourly mail has all since the last, and none goes when there is nothing", async () => {
    const { jo, ann, story, mine } = await aTalk("hourly");
    house.moveClock(new Date("2026-03-14T12:10:00Z"));
    const replies = [await say(ann, story.id, mine.id), await say(ann, story.id, mine.id)];
    house.moveClock(new Date("2026-03-14T12:59:59Z"));
    expect(await mails(jo)).toEqual([]);
    house.moveClock(new Date("2026-03-14T13:00:00Z"));
    const [mail, ...more] = await mails(jo);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe("2 answers to what you wrote");
    const plain = mail?.text.replace(/\s+/g, " ") ?? "";
    for (const { id, text } of replies) {
      expect(plain).toContain(text);
      expect(plain).toContain(`/comments/${id}`);
    }
    house.moveClock(new Date("2026-03-14T15:00:00Z"));
    expect(await mails(jo)).toHaveLength(1);
  });

  test("a daily mail comes at eight in the morning where the reader is", async () => {
    const { jo, ann, story, mine } = await aTalk("daily", "America/Los_Angeles");
    await say(ann, story.id, mine.id);
    house.moveClock(new Date("2026-03-14T14:59:59Z"));
    expect(await mails(jo)).toEqual([]);
    house.moveClock(new Date("2026-03-14T15:00:00Z"));
    expect(await mails(jo)).toHaveLength(1);
  });

  test("of a burst at once, the first is told at once and the others together ten minutes later", async () => {
    const { jo, ann, story, mine } = await aTalk();
    await say(ann, story.id, mine.id);
    expect(await mails(jo)).toHaveLength(1);
    for (const _ of [1, 2, 3]) await say(ann, story.id, mine.id);
    expect(await mails(jo)).toHaveLength(1);
    house.later(600_000);
    expect((await mails(jo)).map(({ subject }) => subject)[1]).toBe("3 answers to what you wrote");
  });

  test("what waits follows the reader's new choice, and is not told at all to who chooses never", async () => {
    const { jo, ann, story, mine } = await aTalk("daily");
    await say(ann, story.id, mine.id);
    await choose(jo, "hourly");
    house.later(3_600_000);
    expect(await mails(jo)).toHaveLength(1);
    await say(ann, story.id, mine.id);
    await choose(jo, "never");
    await choose(jo, "at_once");
    expect(await mails(jo)).toHaveLength(1);
  });

  test("a mail of many shows twenty, and counts the others", async () => {
    const { jo, ann, story, mine } = await aTalk("hourly");
    await house.house.db.comment.createMany({
      data: Array.from({ length: 23 }, (_, at) => ({
        id: `0190a0b0-0000-7000-8000-0000000001${String(at).padStart(2, "0")}`,
        storyId: story.id,
        authorId: ann.actor.id,
        parentId: mine.id,
        text: `This is reply number ${at}.`,
        state: "published" as const,
        publishedAt: new Date(noon.getTime() + at),
      })),
    });
    const replies = await house.house.db.comment.findMany({ where: { parentId: mine.id } });
    await house.house.db.replyNotice.createMany({
      data: replies.map(({ id }) => ({ replyId: id, memberId: jo.actor.id, dueAt: noon })),
    });
    const [mail, ...more] = await mails(jo);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe("23 answers to what you wrote");
    expect(mail?.text.match(/This is reply number/g)).toHaveLength(20);
    expect(mail?.text.replace(/\s+/g, " ")).toContain("And 3 more, below what you wrote");
  });
});

describe("once", () => {
  test("however many workers look at the same time, and while one has the mail in hand", async () => {
    const { jo, ann, story, mine } = await aTalk("hourly");
    for (const _ of [1, 2]) await say(ann, story.id, mine.id);
    house.later(3_600_000);
    let goOn = () => {};
    const server = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const { send } = house.house.mailer;
    const spied = vi.spyOn(house.house.mailer, "send").mockImplementation(async (mail) => {
      await server;
      return send(mail);
    });
    const workers = [sweep(), sweep(), sweep()];
    await expect.poll(() => spied.mock.calls.length).toBeGreaterThan(0);
    await sweep();
    expect(spied).toHaveBeenCalledTimes(1);
    goOn();
    await Promise.all(workers);
    spied.mockRestore();
    expect(await mails(jo)).toHaveLength(1);
  });

  test("after a mail server was away, and then with everything that it should have had", async () => {
    const { jo, ann, story, mine } = await aTalk();
    await say(ann, story.id, mine.id);
    const send = vi.spyOn(house.house.mailer, "send").mockRejectedValueOnce(new NotTaken(false, new Error("away")));
    expect(await mails(jo)).toEqual([]);
    send.mockRestore();
    // Its time has not come again yet.
    expect(await mails(jo)).toEqual([]);
    await house.house
      .sql`update comment_reply_mails set next_try_at = now() - interval '1 second' where member_id = ${jo.actor.id}`;
    expect(await mails(jo)).toHaveLength(1);
  });

  test("one that cannot be sent holds up no other, and is given up after a day and a half", async () => {
    const [one, other] = [await aTalk(), await aTalk()];
    const send = vi.spyOn(house.house.mailer, "send");
    send.mockImplementation(async (mail) => {
      if (mail.to === one.jo.actor.email) throw new NotTaken(false, new Error("away"));
      return "250";
    });
    for (const { ann, story, mine } of [one, other]) await say(ann, story.id, mine.id);
    for (let tries = 0; tries < 14; tries += 1) {
      await mails(one.jo);
      await house.house
        .sql`update comment_reply_mails set next_try_at = now() - interval '1 second' where outcome is null`;
    }
    send.mockRestore();
    expect(await outcomes(other.jo)).toEqual(["handed_over"]);
    expect(await outcomes(one.jo)).toEqual(["given_up"]);
    expect(await mails(one.jo)).toEqual([]);
  });

  test("should a worker die after the mail was taken, the second copy has the Message-ID of the first", async () => {
    const { jo, ann, story, mine } = await aTalk();
    await say(ann, story.id, mine.id);
    expect(await mails(jo)).toHaveLength(1);
    // As it stands when the worker died before it wrote down that the mail was taken.
    const memberId = jo.actor.id;
    await house.house.sql`
      update comment_reply_mails set outcome = null, ended_at = null, next_try_at = now() + interval '10 minutes' where member_id = ${memberId}`;
    expect(await mails(jo)).toHaveLength(1);
    await house.house
      .sql`update comment_reply_mails set next_try_at = now() - interval '1 second' where member_id = ${memberId}`;
    const copies = await mails(jo);
    expect(copies).toHaveLength(2);
    expect(new Set(copies.map((mail) => header(mail, "message-id"))).size).toBe(1);
  });

  test("and to nobody whose address is suppressed, who was banned, or who is gone", async () => {
    const talks = [await aTalk("hourly"), await aTalk("hourly"), await aTalk("hourly")];
    for (const { ann, story, mine } of talks) await say(ann, story.id, mine.id);
    const [one, two, three] = talks.map(({ jo }) => jo.actor);
    const { db, tokens } = house.house;
    await db.suppression.create({
      data: { addressKey: tokens.keyedHash("address", one?.email ?? ""), reason: "the reader complained" },
    });
    await db.member.update({ where: { id: two?.id ?? "" }, data: { bannedAt: noon } });
    await db.member.delete({ where: { id: three?.id ?? "" } });
    house.later(3_600_000);
    for (const { jo } of talks) expect(await mails(jo)).toEqual([]);
  });
});

describe("its own unsubscribe", () => {
  const post = (path: string, form: Record<string, string> = { "List-Unsubscribe": "One-Click" }) =>
    ask("POST", path, { form, from: ownNetwork(), headers: { origin: "https://mail.program.test" } });
  const consents = ({ actor }: Person) =>
    house.house.db.consent.findMany({ where: { memberId: actor.id }, orderBy: { id: "asc" } });

  test("ends the mails of the person that it names, at once and without signing in, and of nobody else", async () => {
    const { jo, ann, story, mine } = await aTalk();
    const rita = await house.member("Rita");
    await choose(rita, "at_once");
    const hers = await say(rita, story.id);
    await say(ann, story.id, mine.id);
    const [mail] = await mails(jo);
    const address = /<http:\/\/site\.test(.+)>/.exec(header(mail, "list-unsubscribe") ?? "")?.[1] ?? "";
    // Whoever opens it, signed in as somebody else, changes nothing for themselves.
    const answer = await ask("POST", address, { form: {}, cookie: rita.cookie, from: ownNetwork() });
    expect([answer.status, await answer.json()]).toEqual([200, { hasStopped: true }]);
    house.later(3_600_000);
    await say(ann, story.id, mine.id);
    await say(ann, story.id, hers.id);
    expect(await mails(jo)).toHaveLength(1);
    expect(await mails(rita)).toHaveLength(1);
    expect((await post(address)).status).toBe(200);
    expect((await consents(jo)).map(({ act, topic, source }) => [act, topic, source])).toEqual([
      ["confirmed", "replies", "comments"],
      ["withdrawn", "replies", "one-click unsubscribe"],
    ]);
    expect((await consents(rita)).map(({ act }) => act)).toEqual(["confirmed"]);
  });

  test("stops a mail that was made and not sent yet", async () => {
    const { jo, ann, story, mine } = await aTalk();
    await say(ann, story.id, mine.id);
    const send = vi.spyOn(house.house.mailer, "send").mockRejectedValueOnce(new NotTaken(false, new Error("away")));
    await mails(jo);
    send.mockRestore();
    await post(`/api/v1/reply-mails/${stopToken(house.system(), jo.actor.id)}/stop`);
    await house.house
      .sql`update comment_reply_mails set next_try_at = now() - interval '1 second' where member_id = ${jo.actor.id}`;
    expect(await mails(jo)).toEqual([]);
    expect(await outcomes(jo)).toEqual(["nothing_left"]);
  });

  test("opens with no token of another kind, nor with one that was made up or cut off", async () => {
    const { jo, mine } = await aTalk();
    const good = stopToken(house.system(), jo.actor.id);
    const ann = await house.member("Ann");
    for (const token of [
      good.slice(0, -1),
      good.replace(jo.actor.id, ann.actor.id),
      house.house.tokens.sign("unsubscribe", jo.actor.id),
      muteToken(house.system(), jo.actor.id, mine.id),
      "nothing",
    ])
      expect((await post(`/api/v1/reply-mails/${token}/stop`)).status).toBe(404);
    expect((await post(`/api/v1/reply-mails/${good}/mute`)).status).toBe(404);
    expect((await house.house.db.commentMailChoice.findUnique({ where: { memberId: jo.actor.id } }))?.replies).toBe(
      "at_once",
    );
  });

  test("a thread can be muted from the mail, and unmuted, without a word on the others", async () => {
    const { jo, ann, story, mine } = await aTalk();
    const other = await say(jo, story.id);
    const path = `/api/v1/reply-mails/${muteToken(house.system(), jo.actor.id, mine.id)}/mute`;
    expect(await (await post(path)).json()).toEqual({ isMuted: true });
    expect((await post(path)).status).toBe(200);
    const answer = await say(ann, story.id, mine.id);
    const again = await say(jo, story.id, answer.id);
    await say(ann, story.id, again.id);
    expect(await mails(jo)).toEqual([]);
    await say(ann, story.id, other.id);
    expect(await mails(jo)).toHaveLength(1);
    const page = await post(path, { page: "yes", isMuted: "no" });
    expect([page.status, page.headers.get("location")]).toEqual([
      303,
      `/replies/mute/${muteToken(house.system(), jo.actor.id, mine.id)}`,
    ]);
    house.later(3_600_000);
    await say(ann, story.id, mine.id);
    expect(await mails(jo)).toHaveLength(2);
  });
});

describe("the choice", () => {
  test("is kept as what the member agreed to, in the words that they saw, once for each change", async () => {
    const jo = await house.member("Jo");
    for (const rhythm of ["never", "daily", "daily", "at_once", "never", "never"]) await choose(jo, rhythm);
    const { items } = await (await call(jo, "GET", "/api/v1/me/consents")).json();
    expect(items.map(({ act, wording }: { act: string; wording: string }) => [act, wording]).toReversed()).toEqual([
      ["confirmed", "Mail me when somebody answers a comment of mine: once a day, at eight in the morning."],
      ["confirmed", "Mail me when somebody answers a comment of mine: at once."],
      ["withdrawn", "Mail me when somebody answers a comment of mine: at once."],
    ]);
  });

  test("is refused when it is none, and a zone that nobody knows spoils it not", async () => {
    const jo = await house.member("Jo");
    expect((await call(jo, "POST", "/api/v1/me/reply-mails", { rhythm: "sometimes" })).status).toBe(422);
    await choose(jo, "daily", "Mars/Olympus");
    expect((await house.house.db.member.findUniqueOrThrow({ where: { id: jo.actor.id } })).timeZone).toBeNull();
    await choose(jo, "daily", "Europe/Berlin");
    expect((await house.house.db.member.findUniqueOrThrow({ where: { id: jo.actor.id } })).timeZone).toBe(
      "Europe/Berlin",
    );
  });
});

test("F1: replies that were to be told when the database was restored may have been told, and are not again; the next one is", async () => {
  const { jo, ann, story, mine } = await aTalk();
  const other = await aTalk("hourly");
  await say(ann, story.id, mine.id);
  await say(other.ann, other.story.id, other.mine.id);
  expect((await holdAsRestored(house.system())).replies).toBeGreaterThanOrEqual(1);
  expect(await mails(jo)).toEqual([]);
  expect(await outcomes(jo)).toEqual(["given_up"]);
  // What is not due yet cannot have gone out.
  house.later(2 * 3_600_000);
  expect(await mails(other.jo)).toHaveLength(1);
  const next = await say(ann, story.id, mine.id);
  const [mail] = await mails(jo);
  expect(mail?.text).toContain(next.text);
});
