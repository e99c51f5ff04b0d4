import { describe, expect, test } from "vitest";
import { findBegun, findDraft } from "@/lib/intents/begin.ts";
import { fulfil } from "@/lib/intents/fulfil.ts";
import { makeNewsletter } from "@/lib/newsletters/write.ts";
import { type Browser, browser } from "../browser.ts";
import { type Person, signInMail } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const good = "I have read the ledger at the weir, and the figures in this story are right.";

/** Begins something as a reader who is not signed in; answers the id that waits. */
async function begun(reader: Browser, what: Record<string, unknown>) {
  const answer = await reader.ask("POST", "/api/v1/intents", what);
  expect(answer.status).toBe(200);
  const { goTo, isDone } = await answer.json();
  expect(isDone).toBe(false);
  return new URL(goTo, "http://site.test").searchParams.get("begun") ?? "";
}

/** Asks for the mail here and presses its link there. */
async function signIn(here: Browser, there: Browser, email: string, id: string) {
  await here.ask("POST", "/api/v1/sign-in", { email, begun: id, returnTo: "/" });
  const { token } = await signInMail(house, email);
  const answer = await there.ask("POST", "/api/v1/sign-in/link", { token });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { goTo: string; isDone: boolean };
}
const browserOf = (reader: Browser) => reader.jar.get("masthead.browser") ?? "";
const commentsOn = (storyId: string) => house.house.db.comment.findMany({ where: { storyId } });

describe("what was begun is done once", () => {
  const done = async (person: Person, id: string) => {
    const browserId = "b".repeat(43);
    await Promise.all(Array.from({ length: 10 }, () => fulfil(person, id, { id: browserId, isSame: true }, "/")));
  };
  const beginAs = (payload: object) =>
    house.house.db.intent.create({
      data: {
        payload: { ...payload },
        browserHash: house.house.tokens.keyedHash("browser", "b".repeat(43)),
        createdAt: house.system().now(),
        expiresAt: new Date(house.system().now().getTime() + 3_600_000),
      },
    });

  test("ten pages that load at once make one bookmark", async () => {
    const [person, story] = [await house.member("Ann"), await house.story()];
    const { id } = await beginAs({ kind: "bookmark", storyId: story.id });
    await done(person, id);
    expect(await person.db.bookmark.count({ where: { memberId: person.actor.id } })).toBe(1);
    expect(await person.db.auditEntry.count({ where: { event: "bookmark.kept", actorId: person.actor.id } })).toBe(1);
  });

  test("ten pages that load at once make one comment", async () => {
    const [person, story] = [await house.member("Ben"), await house.story()];
    const { id } = await beginAs({ kind: "comment", storyId: story.id, text: good });
    await done(person, id);
    expect(await commentsOn(story.id)).toHaveLength(1);
    // Long after the memory for double presses is over, too.
    house.later(3_000_000);
    await done(person, id);
    expect(await commentsOn(story.id)).toHaveLength(1);
  });

  test("ten pages that load at once ask once for a newsletter and once for offers", async () => {
    const person = await house.member("Cleo");
    await makeNewsletter(house.system(), { slug: "tides", name: "Tides", description: "", cadence: "Weekly" });
    for (const payload of [{ kind: "newsletter", slug: "tides" }, { kind: "offers" }])
      await done(person, (await beginAs(payload)).id);
    const lines = await person.db.consent.findMany({ where: { memberId: person.actor.id } });
    expect(lines.map(({ act }) => act)).toEqual(["asked", "asked"]);
    expect(new Set(lines.map(({ topic }) => topic)).size).toBe(2);
  });

  test("nothing is done once its hour is over", async () => {
    const [person, story] = [await house.member("Dan"), await house.story()];
    const { id } = await beginAs({ kind: "bookmark", storyId: story.id });
    house.later(3_600_000);
    await done(person, id);
    expect(await person.db.bookmark.count({ where: { memberId: person.actor.id } })).toBe(0);
  });
});

test("a bookmark, pressed before signing in, is there afterwards, on another device too", async () => {
  const [story, here, there] = [await house.story(), browser(), browser()];
  const id = await begun(here, { kind: "bookmark", storyId: story.id, returnTo: `/stories/${story.id}` });
  expect(await signIn(here, there, "eve@reader.test", id)).toEqual({ goTo: "/?done=bookmark#tools", isDone: true });
  const { items } = await (await there.ask("GET", "/api/v1/bookmarks")).json();
  expect(items.map((item: { story: { id: string } }) => item.story.id)).toEqual([story.id]);
});

test("a comment begun and signed in from the same browser is posted under the chosen name", async () => {
  const [story, reader] = [await house.story(), browser()];
  // A plain form sends the field of the comment that is answered, empty where none is.
  const id = await begun(reader, {
    kind: "comment",
    storyId: story.id,
    text: good,
    parentId: "",
    displayName: "Fay Weir",
  });
  const { goTo, isDone } = await signIn(reader, reader, "fay@reader.test", id);
  const [comment] = await commentsOn(story.id);
  expect(comment).toMatchObject({ text: good, state: "published" });
  expect([goTo, isDone]).toEqual([`/stories/${story.id}?done=comment#comment-${comment?.id}`, true]);
});

test("a comment begun in another browser is never posted: it waits as a draft for its reader to press", async () => {
  const [story, stranger, reader] = [await house.story(), browser(), browser()];
  const id = await begun(stranger, { kind: "comment", storyId: story.id, text: good, displayName: "Gil" });
  const { goTo, isDone } = await signIn(stranger, reader, "gil@reader.test", id);
  expect(isDone).toBe(false);
  expect(await commentsOn(story.id)).toEqual([]);
  const draft = new URL(goTo, "http://site.test").searchParams.get("draft") ?? "";
  expect(await findDraft(house.nobody(), "comment", draft, browserOf(reader))).toMatchObject({ text: good });
  expect(await findDraft(house.nobody(), "comment", draft, browserOf(stranger))).toBeUndefined();
});

describe("a comment that is refused comes back with its text", () => {
  const draftOf = async (reader: Browser, goTo: string) => {
    const url = new URL(goTo, "http://site.test");
    const draft = await findDraft(house.nobody(), "comment", url.searchParams.get("draft") ?? "", browserOf(reader));
    return { draft, problem: url.searchParams.get("problem"), path: url.pathname, place: url.hash };
  };

  test("when it breaks the house rules", async () => {
    const [story, reader] = [await house.story(), browser()];
    const text = "YOU ARE ALL IDIOTS AND LIARS!!!!!!";
    const id = await begun(reader, { kind: "comment", storyId: story.id, text, displayName: "Hal" });
    const { goTo, isDone } = await signIn(reader, reader, "hal@reader.test", id);
    const back = await draftOf(reader, goTo);
    expect([isDone, back.path, back.place, back.problem]).toEqual([false, `/stories/${story.id}`, "#write", null]);
    expect(back.draft).toMatchObject({ text, displayName: "Hal" });
    expect(await commentsOn(story.id)).toEqual([]);
  });

  test("when comments were closed meanwhile", async () => {
    const [story, reader] = [await house.story(), browser()];
    const id = await begun(reader, { kind: "comment", storyId: story.id, text: good, displayName: "Ida" });
    await house.house.db.story.update({ where: { id: story.id }, data: { commentsClosedAt: house.system().now() } });
    const { goTo } = await signIn(reader, reader, "ida@reader.test", id);
    const back = await draftOf(reader, goTo);
    expect(back.problem).toMatch(/closed/);
    expect(back.draft).toMatchObject({ text: good });
  });

  test("when a member sends it by a plain form", async () => {
    const [story, person, reader] = [await house.story(), await house.member("Jon"), browser()];
    reader.jar.set("next-auth.session-token", person.cookie.split("=")[1] ?? "");
    const answer = await reader.form("/api/v1/intents", { kind: "comment", storyId: story.id, text: "wrong wrong" });
    expect(answer.status).toBe(303);
    const back = await draftOf(reader, answer.headers.get("location") ?? "");
    expect(back.draft).toMatchObject({ text: "wrong wrong" });
  });
});

describe("a report begun by a stranger", () => {
  const aComment = async () => {
    const [author, story] = [await house.member("Author"), await house.story()];
    const { id } = await house.house.db.comment.create({
      data: { storyId: story.id, authorId: author.actor.id, text: good, state: "published" },
    });
    return { author, story, id };
  };
  const what = (commentId: string) => ({ kind: "report", commentId, reason: "other", note: "It names my child." });
  const reportsOf = (commentId: string) => house.house.db.commentReport.findMany({ where: { commentId } });

  test("is sent when they come back, once, and leads to the comment", async () => {
    const [{ id, story }, reader] = [await aComment(), browser()];
    const waiting = await begun(reader, what(id));
    expect(await reportsOf(id)).toEqual([]);
    const { goTo, isDone } = await signIn(reader, reader, "lou@reader.test", waiting);
    expect([goTo, isDone]).toEqual([`/stories/${story.id}?done=reported#comment-${id}`, true]);
    expect(await reportsOf(id)).toMatchObject([{ reason: "other", note: "It names my child." }]);
  });

  test("on a page of the publisher's own leads back there", async () => {
    const [{ id }, reader, person] = [await aComment(), browser(), await house.member("Una")];
    const waiting = await begun(reader, what(id));
    const way = `/back?to=${encodeURIComponent("https://courier.example/weir")}`;
    const { goTo } = await fulfil(person, waiting, { id: browserOf(reader), isSame: true }, way);
    expect(goTo).toBe(`${way}&done=reported#comment-${id}`);
    expect(await reportsOf(id)).toHaveLength(1);
  });

  test("is not sent in the name of who signs in elsewhere: it waits in the form there, with its words", async () => {
    const [{ id }, here, there] = [await aComment(), browser(), browser()];
    const { goTo } = await signIn(here, there, "mia@reader.test", await begun(here, what(id)));
    const url = new URL(goTo, "http://site.test");
    expect(url.pathname).toBe(`/comments/${id}/report`);
    const draft = url.searchParams.get("draft") ?? "";
    expect(await findDraft(house.nobody(), "report", draft, browserOf(there))).toMatchObject(what(id));
    expect(await findDraft(house.nobody(), "comment", draft, browserOf(there))).toBeUndefined();
    expect(await reportsOf(id)).toEqual([]);
  });

  test("of what turns out to be their own comment comes back with the reason why not", async () => {
    const [{ id, author }, reader] = [await aComment(), browser()];
    const { goTo, isDone } = await signIn(reader, reader, author.actor.email, await begun(reader, what(id)));
    expect(isDone).toBe(false);
    expect(new URL(goTo, "http://site.test").searchParams.get("problem")).toMatch(/your own comment/);
  });

  test("that says nothing of something else is refused at once, and kept by nobody", async () => {
    const [{ id }, reader] = [await aComment(), browser()];
    const answer = await reader.ask("POST", "/api/v1/intents", { ...what(id), note: "" });
    expect(answer.status).toBe(422);
  });
});

test("what was begun in another browser is not shown, and not told apart from nothing", async () => {
  const [story, reader, stranger] = [await house.story(), browser(), browser()];
  const id = await begun(reader, { kind: "comment", storyId: story.id, text: good });
  await begun(stranger, { kind: "offers" });
  expect((await findBegun(house.nobody(), id, browserOf(reader)))?.isSameBrowser).toBe(true);
  expect((await findBegun(house.nobody(), id, browserOf(stranger)))?.isSameBrowser).toBe(false);
  expect(await findDraft(house.nobody(), "comment", id, browserOf(stranger))).toBeUndefined();
  expect(await findDraft(house.nobody(), "comment", id, undefined)).toBeUndefined();
});

test("a sign-in that is told to sign in only does nothing of what was begun", async () => {
  const [story, reader] = [await house.story(), browser()];
  const id = await begun(reader, { kind: "bookmark", storyId: story.id });
  await reader.ask("POST", "/api/v1/sign-in", { email: "kim@reader.test", begun: id });
  const { token } = await signInMail(house, "kim@reader.test");
  await reader.ask("POST", "/api/v1/sign-in/link", { token, only: "sign-in" });
  expect(await house.house.db.bookmark.count({ where: { storyId: story.id } })).toBe(0);
});
