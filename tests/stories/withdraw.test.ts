import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { warmRules } from "@/lib/comments/rules/judge.ts";
import { ingestStory } from "@/lib/stories/ingest.ts";
import { pushStory } from "@/lib/stories/push.ts";
import { storyPush } from "@/lib/stories/schema.ts";
import { letStoryReturn, withdrawStory, withdrawStoryAt } from "@/lib/stories/withdraw.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let edda: Person;
let reader: Person;
let id: string;
let address: string;
let nth = 0;

const words = {
  title: "The mayor and the weir money",
  standfirst: "Who signed for it.",
  bodyHtml: "<p>A sentence that a court forbade.</p>",
  byline: "Ines Okafor",
  section: "Water",
  tags: ["weir"],
};
const push = (title = words.title) =>
  pushStory(house.nobody(), storyPush.parse({ ...words, address, title, formerAddresses: [] }));
const feedItem = () => ({
  ...words,
  ...{ address, externalId: address, imageAddress: null, publishedAt: null, updatedAt: null },
});
const read = async (path: string, cookie?: string) => {
  const answer = await ask("GET", path, { ...(cookie ? { cookie } : {}), from: ownNetwork() });
  return { status: answer.status, text: await answer.text() };
};

// Rules that are slow, as the first time, have a comment wait.
beforeAll(warmRules);
beforeEach(async () => {
  edda ??= (await newsroom(house)).edda;
  nth += 1;
  address = `https://www.courier.example/a-${nth}`;
  reader = await house.member(`Wanda ${String.fromCharCode(64 + nth)}`);
  ({ id } = await push());
});

describe("a story that was withdrawn", () => {
  test("is on no list, no page, no search and no page's elements, and its words are nowhere", async () => {
    await push("The mayor and the money");
    await ask("PUT", `/api/v1/bookmarks/${id}`, { cookie: reader.cookie, from: ownNetwork() });
    expect(await withdrawStory(edda, id)).toEqual({ id, outcome: "withdrawn" });
    const state = `/api/v1/page-state?address=${encodeURIComponent(address)}`;
    const at = [
      "/api/v1/stories",
      `/api/v1/stories/${id}`,
      state,
      `/api/v1/bookmarks`,
      `/api/v1/bookmarks/device-copy`,
      `/api/v1/bookmarks/device-copy/${id}`,
    ];
    for (const path of at)
      expect((await read(path, reader.cookie)).text, path).not.toMatch(/mayor|money|court|signed/i);
    expect((await read(`/api/v1/stories/${id}`)).status).toBe(404);
    expect(JSON.parse((await read(state)).text).story).toBeNull();
    for (const q of ["mayor", address])
      expect(
        JSON.parse((await read(`/api/v1/desk/stories?q=${encodeURIComponent(q)}`, edda.cookie)).text).items,
      ).toEqual([]);
    const { rows } = await house.house.pool.query(
      "select * from stories left join story_wordings w on w.story_id = stories.id where stories.id = $1",
      [id],
    );
    expect(JSON.stringify(rows)).not.toMatch(/mayor|forbade|signed|Okafor/);
  });

  test("stays on the list of who saved it, as one that was withdrawn, and nobody saves it anew", async () => {
    await ask("PUT", `/api/v1/bookmarks/${id}`, { cookie: reader.cookie, from: ownNetwork() });
    await withdrawStory(edda, id);
    const { items } = JSON.parse((await read("/api/v1/bookmarks", reader.cookie)).text);
    expect(items).toEqual([
      expect.objectContaining({ story: expect.objectContaining({ id, title: "A story that was withdrawn" }) }),
    ]);
    const other = await house.member("Theo");
    const answer = await ask("PUT", `/api/v1/bookmarks/${id}`, { cookie: other.cookie, from: ownNetwork() });
    expect(answer.status).toBe(404);
  });

  test("shows no comments any more, though they were shown a moment ago, and takes none", async () => {
    const path = `/api/v1/stories/${id}/comments`;
    const posted = await ask("POST", path, {
      cookie: reader.cookie,
      from: ownNetwork(),
      body: { text: "The gauge at the weir was read twice on Monday, and nobody wrote it down." },
    });
    const comment = (await posted.json()) as { id: string; state: string };
    expect(comment).toMatchObject({ state: "published" });
    await expect.poll(async () => (await read(path)).text).toContain("read twice on Monday");
    expect((await read(`/api/v1/comments/${comment.id}`)).status).toBe(200);
    await withdrawStory(edda, id);
    expect((await read(`/api/v1/comments/${comment.id}`)).status, "by its permalink").toBe(404);
    await expect.poll(async () => (await read(path)).status).toBe(404);
    const late = await ask("POST", path, {
      cookie: reader.cookie,
      from: ownNetwork(),
      body: { text: "I walked past the harbour and counted nine herons there before breakfast." },
    });
    expect([404, 409]).toContain(late.status);
    await push();
    await expect.poll(async () => (await read(path)).text).toContain("read twice on Monday");
  });

  test("comes back when its CMS pushes it, as it is now, and is not told to have been corrected", async () => {
    await ask("PUT", `/api/v1/bookmarks/${id}`, { cookie: reader.cookie, from: ownNetwork() });
    expect(await withdrawStoryAt(edda, `${address}?utm_source=x`)).toEqual({ id, outcome: "withdrawn" });
    expect(await push("The weir money, as it stands now")).toEqual({ id, outcome: "changed" });
    const { items } = JSON.parse((await read("/api/v1/bookmarks", reader.cookie)).text);
    expect(items[0]).toMatchObject({ story: { title: "The weir money, as it stands now" }, correction: null });
    expect((await read(`/api/v1/stories/${id}`)).status).toBe(200);
  });

  test("is not brought back by a feed that still holds it, until the desk lets it return", async () => {
    await withdrawStory(edda, id);
    expect(await ingestStory(house.system(), feedItem())).toBe("unchanged");
    expect((await read(`/api/v1/stories/${id}`)).status).toBe(404);
    await letStoryReturn(edda, id);
    expect(await ingestStory(house.system(), feedItem())).toBe("changed");
    expect((await read(`/api/v1/stories/${id}`)).status).toBe(200);
    await withdrawStory(edda, id);
    expect(await ingestStory(house.system(), feedItem()), "it was let back once").toBe("unchanged");
  });

  test("is on record with who did it and what it was called; twice is once, and what nobody knows is said", async () => {
    await withdrawStory(edda, id);
    expect(await withdrawStory(edda, id)).toEqual({ id, outcome: "unchanged" });
    const entries = await house.house.db.auditEntry.findMany({ where: { subjectId: id, event: "story.withdrawn" } });
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ actorId: edda.actor.id, before: { title: words.title, address } });
    await expect(withdrawStoryAt(edda, "https://www.courier.example/nowhere")).rejects.toThrow("No story is known");
    await expect(letStoryReturn(edda, (await house.story()).id)).rejects.toThrow();
  });

  test("whoever presses at once, a push or the desk, the end is one of both and whole", async () => {
    for (let round = 0; round < 8; round += 1) {
      await Promise.all([withdrawStory(edda, id), push(`Round ${round}`)]);
      const story = await house.house.db.story.findUniqueOrThrow({ where: { id } });
      if (story.withdrawnAt) expect(story).toMatchObject({ title: "A story that was withdrawn", bodyHtml: null });
      else expect(story).toMatchObject({ title: `Round ${round}`, bodyHtml: expect.stringContaining("court") });
    }
  });
});
