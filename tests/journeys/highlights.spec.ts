import { randomInt } from "node:crypto";
import fs from "node:fs";
import type { Page } from "@playwright/test";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { feedOf } from "./new-story.ts";
import { openStory, signedIn, stories } from "./reader.ts";
import { masthead } from "./staff.ts";

/** The words that the browser draws as highlighted, in the text of the page. */
const drawn = (page: Page) =>
  page.evaluate(() => [...(CSS.highlights?.get("own-words") ?? [])].map((range) => String(range)));

test("keys alone: words are highlighted, noted, found again at the next visit, removed, and put back", {
  tag: "@once",
}, async ({ page }) => {
  const note = "Ask the linguist about page nine.";
  await signedIn(page);
  const path = await openStory(page, stories.dictionary);
  const first = page.locator(".story .body > p").first();
  const words = (await first.innerText()).replace(/\s+/g, " ").trim();
  // A finger, a mouse or a caret: what selects is the browser's. From here on there are only keys.
  await first.click({ clickCount: 3 });
  const offer = page.getByRole("button", { name: "Highlight", exact: true });
  await expect(offer).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(offer).toBeFocused();
  await page.keyboard.press("Enter");
  const box = page.getByRole("group", { name: "Highlighted words" });
  await expect(box.getByRole("button", { name: "Write a note" })).toBeFocused();
  await expect(page.getByRole("button", { name: "Saved", exact: true })).toHaveAttribute("aria-pressed", "true");
  await expect.poll(() => drawn(page)).toEqual([words]);
  await expectAccessible(page);

  await page.keyboard.press("Enter");
  await page.keyboard.type(note);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const list = page.getByRole("region", { name: "Your highlights" });
  await expect(list.getByRole("paragraph").filter({ hasText: note })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(box).toHaveCount(0);

  await page.reload();
  await expect.poll(() => drawn(page)).toEqual([words]);
  await list.getByRole("button", { name: /^Show in the story: / }).press("Enter");
  await expect(box.getByText(note)).toBeVisible();
  await box.getByRole("button", { name: "Remove" }).press("Enter");
  await expect(box.getByRole("button", { name: "Undo" })).toBeFocused();
  await expect.poll(() => drawn(page)).toEqual([]);
  await expect(list).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(list.getByRole("paragraph").filter({ hasText: note })).toBeVisible();
  await expect.poll(() => drawn(page)).toEqual([words]);
  await expectNoOverflow(page);

  await page.goto("/reading-list?words=linguist");
  await expect(page.getByRole("link", { name: `“${words.slice(0, 40)}` })).toHaveAttribute(
    "href",
    new RegExp(`^${path}#highlight-`),
  );
  await page.getByRole("link", { name: "Highlights 1" }).press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Your highlights" })).toBeVisible();
  await expect(page.getByRole("paragraph").filter({ hasText: note })).toBeVisible();
  await expectAccessible(page);
  const removed = page.waitForResponse((answer) => answer.request().method() === "DELETE");
  await page.getByRole("button", { name: /^Remove: / }).press("Enter");
  await expect(page.getByRole("button", { name: "Undo" })).toBeFocused();
  expect((await removed).ok()).toBe(true);
  await page.reload();
  await expect(page.getByText("Nothing yet. Select some words")).toBeVisible();
});

test(
  "words are found in a corrected story, marked where nothing else draws, and never lost when they are gone",
  {
    tag: "@once",
  },
  async ({ page }, testInfo) => {
    const number = randomInt(100_000, 1_000_000);
    const title = `The lock of ${number}`;
    const said = "The lock keeper counted forty barges on Sunday, and none of them paid the toll.";
    const tell = async (standfirst: string) => {
      const feed = feedOf([{ title, link: `https://www.courier.example/${number}/lock`, guid: `${number}` }]);
      const file = testInfo.outputPath("feed.xml");
      fs.writeFileSync(file, feed.replace("What happened at the weir, in a sentence.", standfirst));
      await masthead("stories", "import", file);
    };
    await tell(said);
    await page.addInitScript(() => Reflect.deleteProperty(window, "Highlight"));
    await signedIn(page);
    await openStory(page, title);
    await page.locator(".story .stand").click({ clickCount: 3 });
    await expect(page.getByRole("button", { name: "Highlight", exact: true })).toBeVisible();
    const made = page.waitForResponse((answer) => answer.request().method() === "PUT");
    await page.keyboard.press("Control+Enter");
    expect((await made).ok()).toBe(true);
    const marked = page.locator(".story .stand mark.own-words");
    await expect(marked).toHaveText(said);

    await tell(said.replace("forty barges on Sunday", "fourteen barges on Monday"));
    await page.reload();
    await expect(marked).toHaveText(said.replace("forty barges on Sunday", "fourteen barges on Monday"));
    await expect(page.getByText("The story was changed here since.")).toBeVisible();
    await tell("Nothing of what we reported here was so.");
    await page.reload();
    await expect(page.getByText("These words are not in the story any more.")).toBeVisible();
    await expect(page.locator("blockquote", { hasText: said })).toBeVisible();
    await expect(marked).toHaveCount(0);
  },
);
