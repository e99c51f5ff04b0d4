import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { digestOf, saveDigest } from "@/lib/newsletters/digest/plan.ts";
import { listDigestRuns, previewDigest } from "@/lib/newsletters/digest/reads.ts";
import { digestPlan } from "@/lib/newsletters/digest/schema.ts";
import { runDueDigests } from "@/lib/newsletters/jobs.ts";
import { documentOf, topicOf } from "@/lib/newsletters/reads.ts";
import { makeNewsletter } from "@/lib/newsletters/write.ts";
import { listPicks, pickStory } from "@/lib/stories/pick.ts";
import { pushStory } from "@/lib/stories/push.ts";
import { storyPush } from "@/lib/stories/schema.ts";
import { withdrawStory } from "@/lib/stories/withdraw.ts";
import { ask } from "../api-door.ts";
import { newsroom, type Person, readersOf } from "../cast.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse();
const dayMs = 86_400_000;
let edda: Person;
let mark: Person;
let letter: { id: string; slug: string; name: string };

beforeAll(async () => {
  ({ edda, mark } = await newsroom(house));
});

let count = 0;
beforeEach(async () => {
  house.moveClock(noon);
  await house.house.db.digest.deleteMany();
  await house.house.db.story.updateMany({ data: { pickedAt: null } });
  count += 1;
  const facts = { description: "", cadence: "Every morning" };
  letter = await makeNewsletter(house.system(), { slug: `picks-${count}`, name: `Picks ${count}`, ...facts });
  await readersOf(house, topicOf(letter), 2);
});

const planOf = (parts: object = {}) =>
  digestPlan.parse({ days: [1, 2, 3, 4, 5, 6, 7], hour: "07:00", order: "picked", ...parts });
const plan = async (parts: object = {}) => {
  const { version } = await digestOf(edda, letter.slug);
  return saveDigest(edda, letter.slug, { version, isOn: true, plan: planOf(parts) });
};
const story = (title: string, daysOld = 0, section = "Water") =>
  house.house.db.story.create({
    data: {
      ...{ title, standfirst: "", section, tags: [], createdAt: noon },
      publishedAt: new Date(house.house.now().getTime() - daysOld * dayMs),
    },
  });
/** A minute later than the pick before, as a person would. */
const pick = async (id: string, isPicked: boolean | string = true, by = edda, status = 200) => {
  house.later(60_000);
  const answer = await ask("POST", `/api/v1/desk/stories/${id}/pick`, { cookie: by.cookie, body: { isPicked } });
  expect(answer.status).toBe(status);
  return answer.json();
};
const titles = async (parts: object = {}) =>
  (await previewDigest(edda, letter.slug, planOf(parts))).stories.map(({ title }) => title);
const tickAt = async (days: number) => {
  house.moveClock(new Date(Date.UTC(2026, 2, 14 + days, 7, 0, 20)));
  await runDueDigests.run(house.system(), {}, new AbortController().signal);
};
const told = async () => {
  const issues = await house.house.db.issue.findMany({
    where: { newsletterId: letter.id, sentAt: { not: null } },
    orderBy: { sentAt: "asc" },
  });
  return issues.map((issue) =>
    documentOf(issue).blocks.flatMap((block) => (block.kind === "story" ? block.title : [])),
  );
};

describe("a digest of the editors\u2019 picks", () => {
  test("holds the picks alone, in the order of picking, however old they are, and of its sections where it names some", async () => {
    const [first, second, third] = [await story("First", 300), await story("Second"), await story("Third", 2, "Buses")];
    await story("Not picked");
    for (const { id } of [second, first, third]) await pick(id);
    expect(await titles()).toEqual(["Second", "First", "Third"]);
    expect(await titles({ sections: ["Water"] })).toEqual(["Second", "First"]);
    expect(await titles({ most: 2 })).toEqual(["Second", "First"]);
    expect(await titles({ order: "newest", sections: ["Buses"] })).not.toContain("First");
    await pick(second.id, false);
    expect(await titles()).toEqual(["First", "Third"]);
    // Picked anew it stands behind the others; picked twice it keeps its place.
    await pick(second.id, "yes");
    await pick(first.id);
    expect(await titles()).toEqual(["First", "Third", "Second"]);
  });

  test("goes at its hour with what was picked since the last, never twice, and not at all where nothing was", async () => {
    await plan();
    const one = await story("One", 90);
    await pickStory(edda, one.id, true);
    await tickAt(1);
    expect(await told()).toEqual([["One"]]);
    await tickAt(2);
    const two = await story("Two");
    await pickStory(edda, two.id, true);
    // Taken out and picked anew, readers have had it all the same.
    await pickStory(edda, one.id, false);
    await pickStory(edda, one.id, true);
    await tickAt(3);
    expect(await told()).toEqual([["One"], ["Two"]]);
    const runs = await listDigestRuns(edda, letter.slug);
    expect(runs.map(({ became }) => became)).toEqual(["sent", "empty", "sent"]);
  });
});

describe("a pick", () => {
  test("is an editor\u2019s to make, stands in the audit log, and is none of a story that was withdrawn or never was", async () => {
    const { id } = await story("Picked");
    await pick(id, true, mark, 403);
    expect(await pick(id)).toEqual({ id, isPicked: true });
    const listed = await ask("GET", "/api/v1/desk/stories/picks", { cookie: edda.cookie });
    expect(await listed.json()).toMatchObject({ items: [{ id, title: "Picked" }] });
    expect(await house.house.db.auditEntry.count({ where: { subjectId: id, event: "story.picked" } })).toBe(1);
    await withdrawStory(edda, id);
    expect(await listPicks(house.system())).toEqual([]);
    await pick(id, true, edda, 404);
    await pick("0190c0de-0000-7000-8000-000000000001", true, edda, 404);
    await pick(id, "perhaps", edda, 422);
  });

  test("comes with a push of the CMS where it says so, and stays as it is where it does not", async () => {
    const push = (more: object) =>
      pushStory(edda, storyPush.parse({ address: `https://courier.example/pick-${count}`, title: "Pushed", ...more }));
    const { id } = await push({ picked: true });
    const isPicked = async () => (await listPicks(house.system())).some((one) => one.id === id);
    expect(await isPicked()).toBe(true);
    expect(await push({})).toEqual({ id, outcome: "unchanged" });
    expect(await isPicked()).toBe(true);
    expect(await push({ picked: false })).toEqual({ id, outcome: "changed" });
    expect(await isPicked()).toBe(false);
    expect(await push({ picked: false })).toEqual({ id, outcome: "unchanged" });
  });
});
