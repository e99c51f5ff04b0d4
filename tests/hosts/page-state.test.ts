import { beforeAll, describe, expect, test } from "vitest";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import type { Person } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let reader: Person;
let id: string;
beforeAll(async () => {
  reader = await house.member("Wanda Pryor");
  id = (await house.story("The weir, again")).id;
  await house.house.sql`
    insert into story_addresses (address, story_id) values ('https://courier.example/weir', ${id}::uuid)`;
});

const at = async (address: string, cookie = "") => {
  const answer = await ask("GET", `/api/v1/page-state?address=${encodeURIComponent(address)}`, {
    cookie,
    from: ownNetwork(),
  });
  expect(answer.status).toBe(200);
  return answer.json();
};

describe("the state of a page", () => {
  test.each([
    "https://courier.example/weir",
    "http://www.courier.example/weir/?utm_source=mail#comments",
    "https://m.courier.example/weir/amp",
  ])("is that of its story, under %s", async (address) => {
    expect(await at(address)).toMatchObject({
      member: null,
      story: { id, title: "The weir, again", comments: 0, isOpen: true, isSaved: false },
    });
  });

  test("is known under our own address as well", async () => {
    expect((await at(`${house.house.env.http.appUrl}/stories/${id}`)).story.id).toBe(id);
  });

  test.each([
    "",
    "no address",
    "javascript:alert(1)",
    "https://courier.example/other",
    "https://x/".padEnd(4_000, "y"),
  ])("of what is no story's address has none, and is no mistake: %s", async (address) => {
    expect((await at(address)).story).toBeNull();
  });

  test("is the reader's own, and a member without a name is shown no whole address", async () => {
    expect((await at("https://courier.example/weir", reader.cookie)).member).toEqual({
      name: "Wanda Pryor",
      hasName: true,
    });
    await house.house.sql`update members set display_name = null where id = ${reader.actor.id}::uuid`;
    const { member } = await at("https://courier.example/weir", reader.cookie);
    expect(member.hasName).toBe(false);
    expect(member.name).toMatch(/^.…@/);
  });
});
