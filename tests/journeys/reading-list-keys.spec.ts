import { randomInt } from "node:crypto";
import fs from "node:fs";
import { newAddress, signInMail } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { tabTo } from "./keys.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { feedOf } from "./new-story.ts";
import { pathOf, stories } from "./reader.ts";
import { masthead } from "./staff.ts";

// A desktop window at 200 % has half as many pixels each way, twice as dense.
test.use({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });

test(
  "keys alone, at 200 %: sign-in, and all that a reading list can do",
  { tag: "@once" },
  async ({ page }, testInfo) => {
    test.setTimeout(240_000);
    const number = randomInt(100_000, 1_000_000);
    const [before, after] = [`The towpath of ${number} is closed`, `The towpath of ${number} is open again`];
    const tell = async (title: string) => {
      const file = testInfo.outputPath("feed.xml");
      fs.writeFileSync(
        file,
        feedOf([{ title, link: `https://www.courier.example/${number}/path`, guid: `${number}` }]),
      );
      await masthead("stories", "import", file);
    };
    await tell(before);

    await test.step("sign-in", async () => {
      const email = newAddress();
      await page.goto("/reading-list");
      await expect(page.getByLabel("E-mail address")).toBeFocused();
      await page.keyboard.type(email);
      await page.keyboard.press("Enter");
      await expect(page.getByLabel("The six digits from the mail")).toBeFocused();
      await expectNoOverflow(page);
      await page.keyboard.type((await signInMail(email)).code);
      await page.keyboard.press("Enter");
      await expect(page.getByRole("heading", { level: 1, name: "Reading list" })).toBeVisible();
    });
    for (const title of [stories.river, stories.ice, stories.ferry, before]) {
      const path = await pathOf(page, title);
      expect((await page.request.put(`/api/v1/bookmarks/${path.split("/").at(-1)}`)).ok()).toBe(true);
    }
    await tell(after);
    await page.goto("/reading-list");
    await expect(page.getByRole("article")).toHaveCount(4);

    await test.step("what was corrected since it was saved", async () => {
      const corrected = page.getByRole("article").filter({ hasText: "Corrected since you saved it" });
      await expect(corrected).toHaveCount(1);
      await expect(corrected.getByRole("deletion")).toHaveText("closed");
      await expect(corrected.getByRole("insertion")).toHaveText("open again");
      await expectAccessible(page);
      await tabTo(page.getByRole("button", { name: `I have seen it: the correction of ${after}` }));
      await page.keyboard.press("Enter");
      await expect(page.getByText("Corrected since you saved it")).toHaveCount(0);
    });

    await test.step("tags and a note", async () => {
      await page.goto("/reading-list");
      await tabTo(page.locator("summary", { hasText: "Tags and note" }).first());
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      await page.keyboard.type("Towpaths");
      await page.keyboard.press("Tab");
      await page.keyboard.type("Walk there on Sunday.");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await expect(page.getByText("Walk there on Sunday.").first()).toBeVisible();
    });

    await test.step("search, tag, order", async () => {
      await page.goto("/reading-list");
      await tabTo(page.getByRole("searchbox", { name: "Search your reading list" }));
      await page.keyboard.type("sunday");
      await page.keyboard.press("Enter");
      await expect(page.getByText("1 on this shelf with “sunday”.")).toBeVisible();
      await tabTo(page.getByRole("link", { name: "Show everything" }));
      await page.keyboard.press("Enter");
      await expect(page.getByRole("article")).toHaveCount(4);
      await tabTo(page.getByRole("navigation", { name: "Tags" }).getByRole("link", { name: "Towpaths" }));
      await page.keyboard.press("Enter");
      await expect(page.getByRole("article")).toHaveCount(1);
      await page.goto("/reading-list");
      await tabTo(page.getByRole("link", { name: "Oldest saved" }));
      await page.keyboard.press("Enter");
      await expect(page.getByRole("article").first()).toContainText(stories.river);
    });

    await test.step("several at once, and the undo", async () => {
      await page.goto("/reading-list");
      for (const title of [stories.ferry, stories.ice]) {
        await tabTo(page.getByRole("checkbox", { name: `Choose: ${title}` }));
        await page.keyboard.press("Space");
      }
      await expect(page.getByText("2 stories chosen")).toBeVisible();
      await expectAccessible(page);
      await page.getByRole("checkbox", { name: "2 stories chosen" }).focus();
      await tabTo(page.getByRole("textbox", { name: "A tag for what is chosen" }));
      await page.keyboard.type("Weekend");
      await page.keyboard.press("Enter");
      await expect(page.getByText("Tagged “Weekend”: 2 stories.")).toBeVisible();
      await expect(page.getByRole("button", { name: "Undo" })).toBeFocused();
      await page.keyboard.press("Enter");
      await expect(page.getByRole("link", { name: "Weekend" })).toHaveCount(0);
      // Behind the fixed acts of the chosen ones nothing that has the focus may hide.
      await tabTo(page.getByRole("checkbox", { name: `Choose: ${stories.ferry}` }));
      await page.keyboard.press("Space");
      await tabTo(page.getByRole("button", { name: `Archive: ${stories.river}` }));
      await page.keyboard.press("Enter");
      await expect(page.getByRole("button", { name: "Undo" })).toBeFocused();
      await page.reload();
      await expect(page.getByRole("article")).toHaveCount(3);
      await tabTo(page.getByRole("link", { name: "Archive 1" }));
      await page.keyboard.press("Enter");
      await expect(page.getByRole("button", { name: `Take out of the archive: ${stories.river}` })).toBeVisible();
    });

    await test.step("the weekly mail, and the private feed", async () => {
      await page.goto("/reading-list");
      await tabTo(page.getByRole("combobox"));
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
      await expect(page.getByRole("combobox")).toHaveValue("1");
      await tabTo(page.getByRole("button", { name: "Make a private feed" }));
      await page.keyboard.press("Enter");
      const address = page.getByLabel("Your private feed of unread stories");
      const first = await address.inputValue();
      await tabTo(page.getByRole("button", { name: "Give it a new address" }));
      await page.keyboard.press("Enter");
      await expect(address).not.toHaveValue(first);
      await tabTo(page.getByRole("button", { name: "End the feed" }));
      await page.keyboard.press("Enter");
      await expect(page.getByText("Your private feed is ended.")).toBeVisible();
      await expectNoOverflow(page);
    });

    await test.step("where reading stopped", async () => {
      await page.goto(await pathOf(page, stories.ice));
      const blocks = page.locator(".story .body > *");
      expect(await blocks.count()).toBeGreaterThan(3);
      const noted = page.waitForResponse((answer) => answer.url().endsWith("/place"));
      // The third block begins where the eyes are.
      await blocks
        .nth(2)
        .evaluate((one) => window.scrollBy(0, one.getBoundingClientRect().top - window.innerHeight * 0.6));
      expect((await noted).ok()).toBe(true);
      await page.reload();
      const goOn = page.getByRole("button", { name: "Go on where you stopped" });
      await tabTo(goOn);
      await page.keyboard.press("Enter");
      await expect(page.locator(".story .body > :focus")).toBeInViewport();
    });
  },
);
