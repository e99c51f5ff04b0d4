import { beforeAll, beforeEach, expect, test } from "vitest";
import { browser } from "../browser.ts";
import { newsroom, type Person } from "../cast.ts";
import { noon } from "../house.ts";
import { shop } from "./shop.ts";

const here = shop();
const { house } = here;
let mark: Person;
let ada: Person;
const stories: string[] = [];
beforeAll(async () => {
  ({ mark, ada } = await newsroom(house));
  for (const at of [1, 2, 3]) stories.push((await house.story(`Story ${at}`)).id);
});
beforeEach(async () => {
  house.moveClock(noon);
  await set({ isMetered: "yes", freeStories: 2, meteredSections: "" });
});
const set = (body: object) => here.call(ada, "POST", "desk/settings/plans", body);

/** A device of a member who saved all three stories, the first one last. */
async function device(person: Person) {
  for (const id of stories.toReversed()) {
    house.later(1_000);
    await here.call(person, "PUT", `bookmarks/${id}`);
  }
  const on = browser();
  on.jar.set(...(person.cookie.split("=") as [string, string]));
  const get = async (path: string) => on.ask("GET", `/api/v1/${path}`);
  return {
    on,
    read: async (at: number) => (await (await get(`stories/${stories[at]}`)).json()).reading,
    copy: async () =>
      (await (await get("bookmarks/device-copy")).json()).items as { isOpen: boolean; version: string }[],
    text: async (at: number) => (await get(`bookmarks/device-copy/${stories[at]}`)).json(),
  };
}

test("keeping a reading list on a device spends no free story, and gives it only what has been read in this month", async () => {
  const { on, read, copy, text } = await device(await house.member("Ann"));
  expect((await copy()).map(({ isOpen }) => isOpen)).toEqual([false, false, false]);
  for (const at of [0, 1, 2]) expect(await text(at)).toEqual({ isOpen: false, version: "closed", bodyHtml: null });
  expect(on.jar.has("masthead.meter")).toBe(false);
  expect(await read(0)).toMatchObject({ state: "free", left: 1 });
  const kept = await text(0);
  expect(kept).toMatchObject({ isOpen: true, bodyHtml: expect.stringContaining("Water went down") });
  expect((await copy())[0]).toMatchObject({ isOpen: true, version: kept.version });
  expect(await text(1)).toMatchObject({ isOpen: false, bodyHtml: null });
  expect(await read(1)).toMatchObject({ state: "free", left: 0 });
});

test("what closes has another version and no text, and has its text again when it opens", async () => {
  const wanda = await house.member("Wanda");
  const { copy, text, read } = await device(wanda);
  await read(0);
  const plan = await here.plan(mark, { name: "Everything", year: "" });
  await here.buys(wanda, plan.month);
  const open = await copy();
  expect(open.map(({ isOpen }) => isOpen)).toEqual([true, true, true]);
  await here.call(wanda, "POST", "me/plan/cancel", {});
  await here.pass(31);
  const closed = await copy();
  expect(closed.map(({ isOpen, version }) => [isOpen, version])).toEqual(Array(3).fill([false, "closed"]));
  // The month is another as well, so what was free then is free no more.
  for (const at of [0, 1, 2]) expect(await text(at)).toEqual({ isOpen: false, version: "closed", bodyHtml: null });
  await set({ meteredSections: "Elsewhere" });
  expect(await copy()).toEqual(open.map(({ version }) => expect.objectContaining({ isOpen: true, version })));
  expect((await text(2)).bodyHtml).toContain("Water went down");
});

test("a text is given for what is saved alone", async () => {
  const ben = await house.member("Ben");
  await set({ isMetered: "no" });
  expect((await here.call(ben, "GET", `bookmarks/device-copy/${stories[0]}`)).status).toBe(404);
  await here.call(ben, "PUT", `bookmarks/${stories[0]}`);
  expect((await here.call(ben, "GET", `bookmarks/device-copy/${stories[0]}`)).status).toBe(200);
});
