import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { warmRules } from "@/lib/comments/rules/judge.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person, tally } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let ada: Person;
beforeAll(async () => {
  await warmRules();
  ({ ada } = await newsroom(house));
});

const call = (person: Person, method: string, path: string, body?: unknown) =>
  ask(method, path, { cookie: person.cookie, ...(body === undefined ? {} : { body }), from: ownNetwork() });
const mute = (person: Person, commentId: string, isMuted = true) =>
  call(person, "POST", `/api/v1/comments/${commentId}/mute`, { isMuted });
const mutedUnder = async (person: Person, storyId: string) =>
  (await (await call(person, "GET", `/api/v1/stories/${storyId}/comments/muted`)).json()).comments as string[];
const mutesOf = async (person: Person) =>
  (await (await call(person, "GET", "/api/v1/me/mutes")).json()).items as { id: string; name: string }[];

async function says(author: Person | null, storyId: string, more: object = {}) {
  const at = house.later(1000);
  const { id } = await house.house.db.comment.create({
    data: {
      storyId,
      ...(author ? { authorId: author.actor.id } : { authorName: "Long Gone", importedFrom: `disqus:${randomUUID()}` }),
      text: "The weir is lower than it was.",
      state: "published",
      createdAt: at,
      publishedAt: at,
      ...more,
    },
  });
  return id;
}
const list = async (storyId: string, cookie?: string) =>
  (
    await ask("GET", `/api/v1/stories/${storyId}/comments`, { ...(cookie ? { cookie } : {}), from: ownNetwork() })
  ).text();

describe("a member who is muted", () => {
  test("is muted for who muted them, under every story and in what they say later; and for nobody else", async () => {
    const [ann, ben, cleo] = [await house.member("Ann"), await house.member("Ben"), await house.member("Cleo")];
    const [one, other] = [await house.story(), await house.story()];
    const [first, second] = [await says(ben, one.id), await says(ben, other.id)];
    await says(cleo, one.id);
    expect(await (await mute(ann, first)).json()).toEqual({ isMuted: true, storyId: one.id, comments: [first] });
    const later = await says(ben, one.id);
    expect(await mutedUnder(ann, one.id)).toEqual([later, first]);
    expect(await mutedUnder(ann, other.id)).toEqual([second]);
    expect(await mutedUnder(cleo, one.id)).toEqual([]);
    const mine = await (await call(ann, "GET", `/api/v1/stories/${one.id}/comments/mine`)).json();
    expect([mine.muted, mine.hasMutes]).toEqual([[later, first], true]);
  });

  test("stands in the list that is the same bytes for everybody, whose version does not move", async () => {
    const [ann, ben, story] = [await house.member("Ann"), await house.member("Ben"), await house.story()];
    const id = await says(ben, story.id);
    const before = await list(story.id, ann.cookie);
    await mute(ann, id);
    expect([await list(story.id, ann.cookie), await list(story.id, ben.cookie), await list(story.id)]).toEqual([
      before,
      before,
      before,
    ]);
  });

  test("cannot learn it, and neither can the newsroom: not from what they are told, nor from the audit log", async () => {
    const [ann, ben, story] = [await house.member("Ann Vane"), await house.member("Ben"), await house.story()];
    const id = await says(ben, story.id);
    await says(ann, story.id);
    const seenBy = async (person: Person) =>
      Promise.all(
        [
          `/api/v1/stories/${story.id}/comments/mine`,
          `/api/v1/comments/${id}`,
          "/api/v1/me/comments",
          "/api/v1/me/mutes",
        ].map(async (path) => (await call(person, "GET", path)).text()),
      );
    const before = await seenBy(ben);
    const entries = await house.house.db.auditEntry.count();
    await mute(ann, id);
    expect(await seenBy(ben)).toEqual(before);
    expect(await house.house.db.auditEntry.count()).toBe(entries);
    const record = await (await call(ada, "GET", `/api/v1/desk/members/${ben.actor.id}/comment-record`)).text();
    expect(record).not.toContain("Ann Vane");
  });

  test("is read again, by the comment or in the account, where they stand by name and by no id of theirs", async () => {
    const [ann, ben, story] = [await house.member("Ann"), await house.member("Ben Marsh"), await house.story()];
    const id = await says(ben, story.id);
    await mute(ann, id);
    expect(await (await mute(ann, id, false)).json()).toMatchObject({ isMuted: false, comments: [id] });
    expect(await mutedUnder(ann, story.id)).toEqual([]);
    await mute(ann, id);
    const [muted] = await mutesOf(ann);
    expect(muted).toMatchObject({ name: "Ben Marsh" });
    expect(JSON.stringify(muted)).not.toContain(ben.actor.id);
    const path = `/api/v1/me/mutes/${muted?.id}/end`;
    expect((await call(ben, "POST", path, {})).status).toBe(404);
    const form = await ask("POST", path, { cookie: ann.cookie, form: {}, from: ownNetwork() });
    expect([form.status, form.headers.get("location")]).toEqual([303, "/account?done=unmuted#muted"]);
    expect([await mutesOf(ann), await mutedUnder(ann, story.id)]).toEqual([[], []]);
  });

  test("is muted once by ten presses at once, and without scripts by a form that leads back", async () => {
    const [ann, ben, story] = [await house.member("Ann"), await house.member("Ben"), await house.story()];
    const id = await says(ben, story.id);
    const answers = await Promise.all(Array.from({ length: 10 }, () => mute(ann, id)));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 10 });
    expect(await mutesOf(ann)).toHaveLength(1);
    const form = await ask("POST", `/api/v1/comments/${id}/mute`, {
      cookie: ann.cookie,
      form: { isMuted: "no" },
      from: ownNetwork(),
    });
    expect([form.status, form.headers.get("location")]).toEqual([303, `/stories/${story.id}?done=unmuted#comments`]);
  });

  test("is not oneself, nobody who wrote elsewhere, and nobody by what is not shown", async () => {
    const [ann, ben, story] = [await house.member("Ann"), await house.member("Ben"), await house.story()];
    const refusals = await Promise.all(
      [
        await says(ann, story.id),
        await says(null, story.id),
        await says(ben, story.id, { state: "held" }),
        randomUUID(),
      ].map(async (id) => (await mute(ann, id)).status),
    );
    expect(refusals).toEqual([403, 403, 404, 404]);
    expect((await call(ann, "POST", `/api/v1/comments/${randomUUID()}/mute`, { isMuted: "perhaps" })).status).toBe(422);
    expect(await mutesOf(ann)).toEqual([]);
  });

  test("is forgotten with either of the two", async () => {
    const [ann, ben, story] = [await house.member("Ann"), await house.member("Ben"), await house.story()];
    await mute(ann, await says(ben, story.id));
    await house.house.db.member.delete({ where: { id: ben.actor.id } });
    expect(await mutesOf(ann)).toEqual([]);
    const cleo = await house.member("Cleo");
    await mute(ann, await says(cleo, story.id));
    await house.house.db.member.delete({ where: { id: ann.actor.id } });
    expect(await house.house.db.commentMute.count({ where: { mutedId: cleo.actor.id } })).toBe(0);
  });
});
