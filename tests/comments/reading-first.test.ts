import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { setHouseRules, strictnessOf } from "@/lib/comments/house-rules.ts";
import { warmRules } from "@/lib/comments/rules/judge.ts";
import { readFirstAt } from "@/lib/comments/terms.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person, tally } from "../cast.ts";
import { testHouse } from "../house.ts";
import { letUndoingEnd } from "./undo-time.ts";

const house = testHouse();
let mo: Person;
let edda: Person;
let ada: Person;
beforeAll(async () => {
  await warmRules();
  ({ mo, edda, ada } = await newsroom(house));
});
beforeEach(() => rules({ reading: "after", firstComments: 0 }));

const call = (person: Person, method: string, path: string, body?: unknown) =>
  ask(method, path, { cookie: person.cookie, ...(body === undefined ? {} : { body }), from: ownNetwork() });
async function rules(change: object) {
  const { rules: now } = await strictnessOf(edda);
  await setHouseRules(edda, { ...now, ...change });
}
const texts = [
  "The ledger at the weir says otherwise, and nobody in the valley has read it to the end.",
  "My grandfather kept the gauge for thirty years, so I know how high the water stood in spring.",
  "Whoever wrote this has walked along the river, because the mill is described as it looks today.",
];
let turn = 0;
const say = async (person: Person, storyId: string) => {
  const text = texts[turn++ % texts.length];
  const answer = await call(person, "POST", `/api/v1/stories/${storyId}/comments`, { text });
  expect(answer.status).toBe(201);
  const { id } = await answer.json();
  const { state, heldBecause, heldBy } = await house.house.db.comment.findUniqueOrThrow({ where: { id } });
  return { id, is: state === "held" ? heldBecause : state, heldBy };
};
const setStory = (storyId: string, reading: string, version = 0) =>
  call(mo, "PUT", `/api/v1/desk/stories/${storyId}/comment-terms`, { closing: "as_house", reading, version });
const setMember = (person: Person, memberId: string, reading: string, more: object = {}) =>
  call(person, "PUT", `/api/v1/desk/members/${memberId}/comment-terms`, { reading, version: 0, ...more });

describe("what is read before it appears", () => {
  test.each([
    // house, first comments, story, member, what becomes of a comment that breaks no rule
    ["after", 0, "as_house", "as_house", "published"],
    ["after", 0, "before", "as_house", "story"],
    ["before", 0, "as_house", "as_house", "all"],
    ["before", 0, "by_rules", "as_house", "published"],
    ["before", 0, "by_rules", "before", "member"],
    ["before", 0, "as_house", "trusted", "all"],
    ["after", 0, "before", "trusted", "story"],
    ["after", 0, "as_house", "before", "member"],
    ["after", 1, "as_house", "as_house", "first"],
    ["after", 1, "by_rules", "as_house", "first"],
    ["after", 1, "as_house", "trusted", "published"],
    ["after", 1, "before", "as_house", "story"],
  ])("house %s and first %i, story %s, member %s: %s", async (reading, firstComments, story, member, becomes) => {
    const [ann, { id }] = [await house.member("Ann"), await house.story()];
    await rules({ reading, firstComments });
    if (story !== "as_house") await setStory(id, story);
    if (member !== "as_house") await setMember(mo, ann.actor.id, member);
    expect((await say(ann, id)).is).toBe(becomes);
  });

  test("by the story is by that story alone, and by the member is by that member alone", async () => {
    const [ann, ben, one, other] = [
      await house.member("Ann"),
      await house.member("Ben"),
      await house.story(),
      await house.story(),
    ];
    await setStory(one.id, "before");
    await setMember(mo, ann.actor.id, "before");
    expect([(await say(ben, one.id)).is, (await say(ben, other.id)).is, (await say(ann, other.id)).is]).toEqual([
      "story",
      "published",
      "member",
    ]);
  });

  test("holds an edit as well, and its author is told why when it is decided", async () => {
    const [ann, { id: storyId }] = [await house.member("Ann"), await house.story()];
    const { id } = await say(ann, storyId);
    await setStory(storyId, "before");
    const text = "The ledger at the weir is wrong about the spring, and I can show that.";
    const edited = await call(ann, "PATCH", `/api/v1/comments/${id}`, { text, version: 1 });
    expect((await edited.json()).state).toBe("held");
    const decision = { state: "rejected", guideline: "not-abusive", version: 2 };
    expect((await call(mo, "POST", `/api/v1/desk/comments/${id}/decision`, decision)).status).toBe(200);
    await letUndoingEnd(house);
    expect(house.mailsTo(ann.actor.email)[0]?.text).toContain(
      "We read every comment on this story before it is published.",
    );
  });

  test("is counted among the figures as read first, and not as a rule", async () => {
    const [ann, { id }] = [await house.member("Ann"), await house.story()];
    await setStory(id, "before");
    expect((await say(ann, id)).heldBy).toEqual(["story"]);
    const figures = await (await ask("GET", "/api/v1/transparency", { from: ownNetwork() })).json();
    const months = JSON.stringify(figures.months);
    expect(months).not.toContain('"story"');
  });

  test("when what is set cannot be read, a comment is held and not published", async () => {
    const [ann, { id }] = [await house.member("Ann"), await house.story()];
    await house.house.sql`alter table comment_member_terms rename to comment_member_terms_away`;
    try {
      expect((await say(ann, id)).is).toBe("check-failed");
    } finally {
      await house.house.sql`alter table comment_member_terms_away rename to comment_member_terms`;
    }
  });
});

test("a reader is told beside the box, of the story or of the house", async () => {
  const { id } = await house.story();
  expect(await readFirstAt(mo, id)).toBeNull();
  await rules({ reading: "before" });
  expect(await readFirstAt(mo, id)).toBe("house");
  await setStory(id, "by_rules");
  expect(await readFirstAt(mo, id)).toBeNull();
  await setStory(id, "before", 1);
  expect(await readFirstAt(mo, id)).toBe("story");
});

describe("whether a member is read first", () => {
  test("is set by who may ban them: nobody themselves, and no moderator another; of ten at once one wins", async () => {
    const ann = await house.member("Ann");
    expect((await setMember(mo, mo.actor.id, "trusted")).status).toBe(403);
    expect((await setMember(mo, edda.actor.id, "before")).status).toBe(403);
    expect((await setMember(ada, mo.actor.id, "before")).status).toBe(200);
    await setMember(ada, mo.actor.id, "as_house", { version: 1 });
    const answers = await Promise.all(Array.from({ length: 10 }, () => setMember(mo, ann.actor.id, "before")));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 1, 409: 9 });
    expect((await setMember(mo, randomUUID(), "before")).status).toBe(404);
  });

  test("is known at the desk with who set it and why, and goes with the member; the audit log has no word about them", async () => {
    const ann = await house.member("Ann");
    await setMember(mo, ann.actor.id, "before", { note: "Three insults in a week." });
    const view = await (await call(edda, "GET", `/api/v1/desk/members/${ann.actor.id}/comment-terms`)).json();
    expect(view).toMatchObject({ reading: "before", note: "Three insults in a week.", by: "Mo Moderator", version: 1 });
    const log = await house.house.db.auditEntry.findMany({ where: { subjectId: ann.actor.id } });
    expect(log.map(({ event, after }) => ({ event, after }))).toEqual([
      { event: "member.reading-changed", after: { reading: "before" } },
    ]);
    await house.house.db.member.delete({ where: { id: ann.actor.id } });
    expect(await house.house.db.commentMemberTerms.count({ where: { memberId: ann.actor.id } })).toBe(0);
  });
});
