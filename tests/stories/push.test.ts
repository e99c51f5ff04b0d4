import { describe, expect, test } from "vitest";
import { ingestStory } from "@/lib/stories/ingest.ts";
import { pushStory } from "@/lib/stories/push.ts";
import { storyPush } from "@/lib/stories/schema.ts";
import { testHouse } from "../house.ts";

const house = testHouse();

const at = (slug: string) => `https://www.courier.example/${slug}`;
const push = (slug: string, title: string, ...former: string[]) =>
  pushStory(house.nobody(), storyPush.parse({ address: at(slug), title, formerAddresses: former.map(at) }));
const read = (id: string) => house.house.db.story.findUniqueOrThrow({ where: { id } });

describe("a story that moves", () => {
  test("goes on under its new address and is found under the old one; moved back it is the same story still", async () => {
    const { id } = await push("weir-1", "The weir");
    expect(await push("weir-2", "The weir", "weir-1")).toEqual({ id, outcome: "changed" });
    expect((await read(id)).address).toBe(at("weir-2"));
    expect(await push("weir-2", "The weir", "weir-1")).toEqual({ id, outcome: "unchanged" });
    const late = {
      address: at("weir-1"),
      externalId: "1",
      standfirst: "",
      bodyHtml: null,
      byline: null,
      section: null,
    };
    const feed = { ...late, title: "The weir", tags: [], imageAddress: null, publishedAt: null, updatedAt: null };
    expect(await ingestStory(house.nobody(), feed), "a feed that is late makes no other").toBe("unchanged");
    expect(await push("weir-1", "The weir", "weir-2")).toEqual({ id, outcome: "changed" });
    expect((await read(id)).address).toBe(at("weir-1"));
  });

  test("leaves its old address to another story that the CMS puts there, and is not overwritten by it", async () => {
    const { id } = await push("lock-1", "The lock");
    await push("lock-2", "The lock", "lock-1");
    const other = await push("lock-1", "The other lock");
    expect(other.outcome).toBe("added");
    expect(other.id).not.toBe(id);
    expect((await read(id)).title).toBe("The lock");
    expect((await push("lock-2", "The lock, corrected")).id).toBe(id);
  });

  test("does not take the place of one that stands at the new address already", async () => {
    const one = await push("gate-1", "The gate");
    const two = await push("gate-2", "Another gate");
    expect((await push("gate-2", "Another gate", "gate-1")).id).toBe(two.id);
    expect((await read(one.id)).address).toBe(at("gate-1"));
  });

  test("is refused with words where a former address is none", async () => {
    await expect(push("x", "X")).resolves.toMatchObject({ outcome: "added" });
    const bad = storyPush.safeParse({ address: at("y"), title: "Y", formerAddresses: ["nowhere"] });
    expect(bad.error?.issues[0]?.message).toContain("whole address");
  });
});
