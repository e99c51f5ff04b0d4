import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { isSearchEngine } from "@/lib/search-engines.ts";
import { type Browser, browser } from "../browser.ts";
import { newsroom, type Person } from "../cast.ts";
import { noon } from "../house.ts";
import { shop } from "./shop.ts";

const here = shop();
const { house } = here;
let mark: Person;
let edda: Person;
let ada: Person;
const stories: string[] = [];
beforeAll(async () => {
  ({ mark, edda, ada } = await newsroom(house));
  for (const at of [1, 2, 3, 4, 5]) stories.push((await house.story(`Story ${at}`)).id);
});
beforeEach(async () => {
  house.moveClock(noon);
  await set({ isMetered: "yes", freeStories: 2, meteredSections: "", openFrom: "", letsSearchEnginesIn: "no" });
});

const set = (body: object) => here.call(ada, "POST", "desk/settings/plans", body);
const ask = async (reader: Browser, at: number, headers: Record<string, string> = {}) =>
  (await reader.ask("GET", `/api/v1/stories/${stories[at]}`, undefined, headers)).json();
const read = async (reader: Browser, at: number, headers: Record<string, string> = {}) =>
  (await ask(reader, at, headers)).reading;
const asMember = (person: Person) => {
  const reader = browser();
  const [name = "", value = ""] = person.cookie.split("=");
  reader.jar.set(name, value);
  return reader;
};

describe("a reader without a plan", () => {
  test("reads so many stories a month, each as often as they like, and no word of the next", async () => {
    const reader = browser();
    expect(await read(reader, 0)).toMatchObject({ state: "free", left: 1, of: 2 });
    expect(await read(reader, 0)).toMatchObject({ state: "free", left: 1, of: 2 });
    expect(await read(reader, 1)).toMatchObject({ state: "free", left: 0, of: 2 });
    const third = await ask(reader, 2);
    expect(third).toMatchObject({ title: "Story 3", bodyHtml: null, reading: { state: "closed", of: 2 } });
    expect((await ask(reader, 0)).bodyHtml).toContain("Water went down");
  });

  test("begins anew in the next month, as the publication counts it", async () => {
    const reader = browser();
    for (const at of [0, 1]) await read(reader, at);
    house.moveClock(new Date("2026-03-31T23:59:00Z"));
    expect((await read(reader, 2)).state).toBe("closed");
    house.moveClock(new Date("2026-04-01T00:00:00Z"));
    expect(await read(reader, 2)).toMatchObject({ state: "free", left: 1, of: 2 });
  });

  test("begins anew when it is the first where the publication is, and neither sooner nor later", async () => {
    const publication = { name: "The Meridian", mailFrom: "news@site.test", postalAddress: "4 Weir Lane, Harrow" };
    const inZone = (timeZone: string) => ({ key: "publication", value: { ...publication, timeZone } });
    await house.house.db.setting.create({ data: { ...inZone("Pacific/Auckland"), updatedAt: noon } });
    const reader = browser();
    house.moveClock(new Date("2026-03-31T10:59:00Z"));
    for (const at of [0, 1]) await read(reader, at);
    expect((await read(reader, 2)).state).toBe("closed");
    house.moveClock(new Date("2026-03-31T11:00:00Z"));
    expect(await read(reader, 2)).toMatchObject({ state: "free", left: 1, of: 2 });
    await house.house.db.setting.update({ where: { key: "publication" }, data: inZone("America/Los_Angeles") });
    house.moveClock(new Date("2026-05-01T06:59:00Z"));
    const other = browser();
    for (const at of [0, 1]) await read(other, at);
    expect((await read(other, 2)).state).toBe("closed");
    house.moveClock(new Date("2026-05-01T07:00:00Z"));
    expect((await read(other, 2)).state).toBe("free");
    await house.house.db.setting.delete({ where: { key: "publication" } });
  });

  test("cannot write the count themselves, nor carry one from elsewhere into it", async () => {
    const reader = browser();
    for (const at of [0, 1]) await read(reader, at);
    const name = "masthead.meter";
    const written = reader.jar.get(name) ?? "";
    expect(written).toMatch(/^2026-03~/);
    reader.jar.set(name, written.replace(/~[0-9a-f]{10}(?=\.)/, ""));
    expect((await read(reader, 2)).left).toBe(1);
    // What is forged counts as thrown away: it gives no more than throwing it away would.
    reader.jar.set(name, written);
    expect((await read(reader, 3)).state).toBe("closed");
  });

  test("with none free reads nothing; when it is switched off, everything, uncounted", async () => {
    await set({ freeStories: 0 });
    expect(await read(browser(), 0)).toMatchObject({ state: "closed", of: 0 });
    await set({ isMetered: "no" });
    const reader = browser();
    expect(await read(reader, 0)).toMatchObject({ state: "open" });
    expect(reader.jar.has("masthead.meter")).toBe(false);
  });

  test("is not counted for what a browser only fetches ahead, and is shown nothing of it", async () => {
    const reader = browser();
    for (const ahead of [
      { "next-router-prefetch": "1" },
      { "sec-purpose": "prefetch;prerender" },
      { "x-moz": "prefetch" },
    ])
      expect((await ask(reader, 0, ahead as never)).bodyHtml).toBeNull();
    expect((await reader.ask("HEAD", `/api/v1/stories/${stories[0]}`)).status).toBe(200);
    expect(reader.jar.has("masthead.meter")).toBe(false);
    expect(await read(reader, 0)).toMatchObject({ left: 1 });
  });
});

describe("open to them, and uncounted, is", () => {
  test("what stands in a section that is not metered", async () => {
    await house.house.db.story.update({ where: { id: stories[4] ?? "" }, data: { section: "Letters" } });
    await set({ meteredSections: "Water, Culture", freeStories: 0 });
    expect(await read(browser(), 4)).toMatchObject({ state: "open" });
    await set({ meteredSections: "Letters" });
    expect((await read(browser(), 4)).state).toBe("closed");
  });

  test("a story that has no body, for nothing of it could be closed", async () => {
    await set({ freeStories: 0 });
    for (const bodyHtml of [null, ""]) {
      const { id } = await house.story("A brief");
      await house.house.db.story.update({ where: { id }, data: { bodyHtml } });
      const shown = await (await browser().ask("GET", `/api/v1/stories/${id}`)).json();
      expect(shown.reading).toEqual({ state: "open", isMetered: false });
    }
  });

  test("a story that a listed host links to, and no other that looks like it", async () => {
    await set({ openFrom: "library.example", freeStories: 0 });
    const from = (referer: string) => read(browser(), 0, { referer });
    expect(await from("https://library.example/")).toMatchObject({ state: "open" });
    expect(await from("https://www.library.example/shelf?x=1")).toMatchObject({ state: "open" });
    for (const other of [
      "https://library.example.evil.test/",
      "https://notlibrary.example/",
      "https://evil.test/?library.example",
      "no address",
    ])
      expect((await from(other)).state).toBe("closed");
  });
});

describe("a member", () => {
  test("whose plan may read is never counted; one whose plan opens other sections is, and so is one without", async () => {
    const all = await here.plan(mark, { name: "Everything", year: "" });
    const water = await here.plan(mark, { name: "Water alone", year: "", sections: "Water" });
    await house.house.db.story.update({ where: { id: stories[3] ?? "" }, data: { section: "Culture" } });
    const [wanda, otto, none] = [await house.member("Wanda"), await house.member("Otto"), await house.member("None")];
    await here.buys(wanda, all.month);
    await here.buys(otto, water.month);
    await set({ freeStories: 0 });
    expect(await read(asMember(wanda), 3)).toMatchObject({ state: "open" });
    expect((await read(asMember(otto), 3)).state).toBe("closed");
    expect((await read(asMember(none), 3)).state).toBe("closed");
    await house.house.db.story.update({ where: { id: stories[3] ?? "" }, data: { section: "Water" } });
    expect(await read(asMember(otto), 3)).toMatchObject({ state: "open" });
  });

  test("is metered again when the plan is over; the newsroom never is", async () => {
    const plan = await here.plan(mark, { name: "Short", year: "" });
    const wanda = await house.member("Wanda");
    await here.buys(wanda, plan.month);
    await set({ freeStories: 0 });
    await here.call(wanda, "POST", "me/plan/cancel", {});
    expect(await read(asMember(wanda), 0)).toMatchObject({ state: "open" });
    await here.pass(31);
    expect((await read(asMember(wanda), 0)).state).toBe("closed");
    expect(await read(asMember(edda), 0)).toMatchObject({ state: "open" });
  });
});

describe("a search engine", () => {
  const agent = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
  const names = (reverse: Record<string, string>, lookup: Record<string, string>) => ({
    reverse: async (address: string) => [reverse[address] ?? "host.example"],
    lookup: async (name: string) => [lookup[name] ?? "192.0.2.1"],
  });

  test("is one when its machine's name is in their domain and leads back to it, and not for saying so", async () => {
    const google = {
      "192.0.2.10": "crawl-10.googlebot.com",
      "192.0.2.11": "crawl-11.googlebot.com",
      "192.0.2.12": "googlebot.com.evil.test",
    };
    const back = { "crawl-10.googlebot.com": "192.0.2.10", "googlebot.com.evil.test": "192.0.2.12" };
    const is = (peer: string, says = agent) => isSearchEngine(says, peer, noon, names(google, back));
    expect(await is("192.0.2.10")).toBe(true);
    expect(await is("192.0.2.11")).toBe(false);
    expect(await is("192.0.2.12")).toBe(false);
    expect(await is("192.0.2.10", "Mozilla/5.0")).toBe(false);
  });

  test("whose server of names was silent, or failed, is asked after again in a minute; who has no name, in an hour", async () => {
    const at = (ms: number) => new Date(noon.getTime() + ms);
    let asked = 0;
    const failing = (problem: object) => ({
      reverse: async () => {
        asked += 1;
        throw Object.assign(new Error("no"), problem);
      },
      lookup: async () => [],
    });
    const count = async (peer: string, code: string) => {
      asked = 0;
      for (const ms of [0, 59_000, 60_000, 61_000, 119_000])
        expect(await isSearchEngine(agent, peer, at(ms), failing({ code }))).toBe(false);
      return asked;
    };
    expect(await count("192.0.2.30", "ETIMEOUT")).toBe(2);
    expect(await count("192.0.2.31", "ESERVFAIL")).toBe(2);
    expect(await count("192.0.2.32", "ENOTFOUND")).toBe(1);
    const silent = { reverse: () => new Promise<string[]>(() => {}), lookup: async () => [] };
    expect(await isSearchEngine(agent, "192.0.2.33", noon, silent)).toBe(false);
    const speaking = names({ "192.0.2.33": "crawl.googlebot.com" }, { "crawl.googlebot.com": "192.0.2.33" });
    expect(await isSearchEngine(agent, "192.0.2.33", at(59_000), speaking)).toBe(false);
    expect(await isSearchEngine(agent, "192.0.2.33", at(60_000), speaking)).toBe(true);
  });

  test("is none where that cannot be found out", async () => {
    const silent = { reverse: () => new Promise<string[]>(() => {}), lookup: async () => [] };
    expect(await isSearchEngine(agent, "192.0.2.20", noon, silent)).toBe(false);
    const broken = { reverse: () => Promise.reject(new Error("no such name")), lookup: async () => [] };
    expect(await isSearchEngine(agent, "192.0.2.21", noon, broken)).toBe(false);
  });
});

describe("the settings", () => {
  test("are refused in words when they cannot be, and what cannot be read of them opens less", async () => {
    for (const body of [
      { freeStories: 51 },
      { freeStories: "many" },
      { openFrom: "https://library.example/" },
      { isMetered: "perhaps" },
      { walls: 1 },
    ])
      expect((await set(body)).status).toBe(422);
    expect((await here.call(mark, "POST", "desk/settings/plans", { freeStories: 50 })).status).toBe(403);
    await house.house
      .sql`update settings set value = '{"isMetered": "what", "freeStories": "how many", "graceDays": []}' where key = 'plans'`;
    expect(await read(browser(), 0)).toMatchObject({ state: "closed", of: 0 });
  });
});
