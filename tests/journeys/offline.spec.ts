import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { pathOf, signedIn, stories } from "./reader.ts";

test.use({ serviceWorkers: "allow" });

/** What this device holds of anybody: workers, pages, and what lies in its database. */
const heldBy = (page: Page) =>
  page.evaluate(async () => {
    const databases = (await indexedDB.databases())
      .map(({ name }) => name)
      .filter((name) => name === "masthead-device");
    const workers = (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => new URL(scope).pathname);
    const paths: string[] = [];
    for (const name of await caches.keys())
      for (const { url } of await (await caches.open(name)).keys()) paths.push(new URL(url).pathname);
    return { databases, workers: workers.sort(), pages: paths.filter((path) => !path.startsWith("/_next/static/")) };
  });
const nothing = { databases: [], workers: [], pages: [] };

/**
 * Whether this device could do without a network: the list and this many texts lie on it, and both workers are at work. Until a
 * worker is, the browser asks the network for a page, though all that the worker needs may lie here already. Opening the database
 * must not make one.
 */
const isReady = (page: Page, texts: number) =>
  page.evaluate(async (texts) => {
    const workers = await navigator.serviceWorker.getRegistrations();
    if (workers.length !== 2 || !workers.every(({ active }) => active?.state === "activated")) return "no workers";
    if (!(await indexedDB.databases()).some(({ name }) => name === "masthead-device")) return "no database";
    return new Promise<string>((done, failed) => {
      const asked = indexedDB.open("masthead-device");
      asked.onerror = () => failed(asked.error);
      asked.onsuccess = () => {
        const db = asked.result;
        const turn = db.transaction(["facts", "bodies"]);
        const kept = turn.objectStore("facts").get("keptAt");
        const count = turn.objectStore("bodies").count();
        turn.oncomplete = () => {
          db.close();
          done(kept.result && count.result === texts ? "ready" : `${count.result} texts, kept at ${kept.result}`);
        };
      };
    });
  }, texts);

const shelfOf = async (page: Page, shelf: string) => {
  const answer = await page.request.get(`/api/v1/bookmarks?shelf=${shelf}`);
  const { items } = (await answer.json()) as { items: { story: { title: string } }[] };
  return items.map(({ story }) => story.title).sort();
};

test("without a network: the list and its stories are read, what is done waits and is synced, and signing out wipes it all", {
  tag: "@once",
}, async ({ page, context, press, mayBeRefused }) => {
  // What a page asks for while the network is away, the browser itself calls an error.
  mayBeRefused(0, /./);
  const saved = [stories.river, stories.moth, stories.gauge];
  await signedIn(page);
  for (const title of saved) {
    const path = await pathOf(page, title);
    expect((await page.request.put(`/api/v1/bookmarks/${path.split("/").at(-1)}`)).ok()).toBe(true);
  }
  const river = (await pathOf(page, stories.river)).split("/").at(-1) ?? "";
  const marked = { storyId: river, target: { exact: "biscuit tin", start: 0, end: 11 }, note: "Where is it now?" };
  expect((await page.request.put(`/api/v1/highlights/${randomUUID()}`, { data: marked })).ok()).toBe(true);
  await page.goto("/reading-list");
  await expect.poll(() => isReady(page, saved.length)).toBe("ready");
  expect((await heldBy(page)).pages).toEqual(["/offline"]);
  expect((await heldBy(page)).workers).toEqual(["/reading-list", "/stories/"]);

  await context.setOffline(true);
  await page.goto("/reading-list");
  await expect(page.getByText("This site cannot be reached just now. This is what this device keeps")).toBeVisible();
  await expect(page.getByRole("article")).toHaveCount(saved.length);
  await expectAccessible(page);
  await expectNoOverflow(page);
  await press(page.getByRole("link", { name: stories.moth }));
  await expect(page.getByRole("heading", { level: 1, name: stories.moth })).toBeVisible();
  await expect(page.locator(".story .body > p").first()).toBeVisible();
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Saved", exact: true }));
  await expect(page.getByText("Saved on this device; it will be synced.")).toBeVisible();
  await page.goto("/reading-list");
  await expect(page.getByRole("article")).toHaveCount(saved.length - 1);
  await press(page.getByRole("button", { name: `Archive: ${stories.gauge}` }));
  await expect(page.getByText(`Archived: “${stories.gauge}”. Saved on this device; it will be synced.`)).toBeVisible();
  await press(page.getByRole("button", { name: "Undo" }));
  await press(page.getByRole("button", { name: `Mark as read: ${stories.gauge}` }));
  await expect(page.getByRole("button", { name: "Undo" })).toBeFocused();
  await expect(page.getByText("2 changes wait on this device")).toBeVisible();
  await page.goto("/reading-list?shelf=read");
  await expect(page.getByRole("article")).toHaveCount(1);
  await press(page.getByRole("link", { name: "Highlights 1" }));
  await expect(page.getByRole("paragraph").filter({ hasText: "Where is it now?" })).toBeVisible();
  await expectAccessible(page);
  // Nothing was changed where others look.
  expect(await shelfOf(page, "unread")).toEqual(saved.toSorted());

  await context.setOffline(false);
  await expect(page.getByText("Synced: 2 changes from this device.")).toBeVisible();
  expect([await shelfOf(page, "unread"), await shelfOf(page, "read")]).toEqual([[stories.river], [stories.gauge]]);
  await press(page.getByRole("link", { name: "Load this page anew" }));
  await expect(page.getByRole("heading", { level: 1, name: "Your highlights" })).toBeVisible();
  await expect(page.getByRole("banner").getByRole("link", { name: "Account" })).toBeVisible();

  await page.goto("/account");
  await press(page.getByRole("button", { name: /^Sign out/ }).first());
  await expect(page.getByRole("link", { name: "Sign in" })).toBeVisible();
  await expect.poll(() => heldBy(page)).toEqual(nothing);

  // Another member on this device, whose copy is not the one before; then a third who never signed the second one out.
  await signedIn(page);
  await page.goto("/reading-list");
  await expect.poll(() => isReady(page, 0)).toBe("ready");
  expect(await heldBy(page)).toMatchObject({ databases: ["masthead-device"], pages: ["/offline"] });
  await context.setOffline(true);
  await page.goto("/reading-list");
  await expect(page.getByText("Nothing of this shelf is on this device.")).toBeVisible();
  await context.setOffline(false);
  await signedIn(page);
  await page.goto("/");
  await expect.poll(() => heldBy(page)).toEqual(nothing);
});
