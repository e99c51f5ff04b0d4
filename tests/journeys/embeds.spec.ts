import type { Locator, Page } from "@playwright/test";
import { openHostPage } from "./host-page.ts";
import { newAddress, signInMail } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { newStory } from "./new-story.ts";
import { aComment, aFragment, askForMail, signedIn } from "./reader.ts";
import { becomeStaff } from "./staff.ts";

// A header of our own would have browsers ask before every request to another origin, as they do not for a reader.
test.use({ extraHTTPHeaders: {} });

/** The address of a story at its publisher. */
const addressOf = (title: string) => `https://www.courier.example/${/\d+/.exec(title)?.[0]}/sluice`;

/** How far things moved while the page was loading, as browsers count it. */
const shiftOn = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) =>
          resolve(list.getEntries().reduce((sum, entry) => sum + (entry as unknown as { value: number }).value, 0)),
        ).observe({ type: "layout-shift", buffered: true });
        // Nothing is told where nothing moved.
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(0)));
      }),
  );

/** The newsroom lists a place that may show what is ours. */
async function listOrigin(desk: Page, origin: string, press: (button: Locator) => Promise<unknown>) {
  await becomeStaff(desk.context(), "admin");
  await desk.goto("/desk/embeds");
  await desk.getByLabel("Another place").fill(origin);
  await press(desk.getByRole("button", { name: "List it" }));
  await expect(desk.getByText(origin, { exact: true })).toBeVisible();
}

/** Hears who reads, and fetches a token for the page's own CMS. */
const tokenOn = (page: Page, home: string) =>
  page.evaluate(
    (home) =>
      new Promise((resolve) => {
        const account = document.createElement("masthead-account");
        account.addEventListener("masthead-member", async (event) => {
          account.remove();
          const answer = await fetch(`${home}/api/v1/me/membership-token`, { credentials: "include" });
          const { token } = await answer.json();
          resolve({ isMember: (event as CustomEvent).detail.isMember, parts: token.split(".").length });
        });
        document.body.append(account);
      }),
    home,
  );

test(
  "on the publisher's own page a reader bookmarks, signs in, comes back, comments and subscribes; another page learns nothing",
  {
    tag: "@once",
  },
  async ({ page, press, elsewhere, mayBeRefused, baseURL }, testInfo) => {
    mayBeRefused(422, /\/comments$/);
    mayBeRefused(0, /page-state|\/api\/v1\/newsletters/);
    const title = await newStory(testInfo);
    const host = await openHostPage(String(baseURL), addressOf(title));
    const evil = await openHostPage(String(baseURL), addressOf(title));
    try {
      const desk = await elsewhere();
      await listOrigin(desk, host.origin, press);
      await expectAccessible(desk);
      await expectNoOverflow(desk);

      const asked: string[] = [];
      page.on("request", (request) => request.url().includes("page-state") && asked.push(request.url()));
      await page.goto(host.origin);
      await expect(page.getByRole("heading", { name: "Sign in to unlock member-only benefits" })).toBeVisible();
      await expect(page.getByRole("button", { name: `Bookmark: ${title}` })).toHaveAttribute("aria-pressed", "false");
      expect(asked, "one request for all of them").toHaveLength(1);
      expect(await shiftOn(page)).toBe(0);
      await page.locator("masthead-comments").scrollIntoViewIfNeeded();
      await expect(page.getByRole("heading", { name: "0 comments" })).toBeVisible();
      await expectAccessible(page);
      await expectNoOverflow(page);

      const email = newAddress();
      await press(page.getByRole("button", { name: `Bookmark: ${title}` }));
      await askForMail(page, email, press);
      await page.goto((await signInMail(email)).link);
      await press(page.getByRole("button", { name: "Sign in", exact: true }));
      await expect(page).toHaveURL(`${host.origin}/`);
      await expect(page.getByRole("button", { name: `Saved: ${title}` })).toHaveAttribute("aria-pressed", "true");
      await expect(page.getByRole("heading", { name: "For you as a member" })).toBeVisible();
      expect(await tokenOn(page, String(baseURL)), "what docs/sso.md has a page do").toEqual({
        isMember: true,
        parts: 3,
      });

      await page.locator("masthead-comments").scrollIntoViewIfNeeded();
      const box = page.getByRole("textbox", { name: "Your comment", exact: true });
      await box.fill(aFragment());
      await expect(page.getByText("is a fragment").first()).toBeVisible();
      await expect(page.getByRole("button", { name: "Send to a moderator as it is" })).toBeVisible();
      await expectAccessible(page);
      const [first, second] = [aComment(), aComment()];
      await box.fill(first);
      await page.getByLabel("Your name, as it stands over your comments").fill("Wanda Pryor");
      await press(page.getByRole("button", { name: "Post comment" }));
      const mine = page.getByRole("article", { name: "Comment by Wanda Pryor" });
      await expect(mine).toContainText(first);
      await expect(mine).toBeFocused();
      await expect(page.getByRole("heading", { name: "1 comment" })).toBeVisible();

      const other = await elsewhere();
      await other.goto(host.origin);
      await other.locator("masthead-comments").scrollIntoViewIfNeeded();
      await expect(other.getByRole("article", { name: "Comment by Wanda Pryor" })).toContainText(first);
      await expect(box).toHaveValue("");
      await box.fill(second);
      await press(page.getByRole("button", { name: "Post comment" }));
      await press(other.getByRole("button", { name: "Show 1 new" }));
      await expect(other.getByRole("article").filter({ hasText: second })).toBeVisible();

      await press(page.getByRole("button", { name: "Subscribe: The Long Read" }));
      await expect(page.getByText("We have sent you a mail. Open it and confirm.")).toBeVisible();

      const stranger = await elsewhere();
      await signedIn(stranger, "Theo Marsh");
      const answered = stranger.waitForEvent("requestfailed", (request) => request.url().includes("page-state"));
      await stranger.goto(evil.origin);
      await answered;
      await expect(stranger.getByText("Members save stories and comment.")).toBeVisible();
      await expect(stranger.getByText("Theo Marsh")).toHaveCount(0);

      await press(page.getByRole("button", { name: "Sign out" }));
      await expect(page.getByRole("heading", { name: "Sign in to unlock member-only benefits" })).toBeVisible();
      await expect(page.getByRole("button", { name: `Bookmark: ${title}` })).toHaveAttribute("aria-pressed", "false");
    } finally {
      await host.close();
      await evil.close();
    }
  },
);

test(
  "on the publisher's own page a reader edits a comment for five minutes, sees what waits where it was written, reports, and reads no more of somebody",
  {
    tag: "@once",
  },
  async ({ page, press, elsewhere, mayBeRefused, baseURL }, testInfo) => {
    mayBeRefused(422, /\/comments/);
    mayBeRefused(0, /\/(mute|report)$/);
    const title = await newStory(testInfo);
    const host = await openHostPage(String(baseURL), addressOf(title));
    try {
      const desk = await elsewhere();
      await listOrigin(desk, host.origin, press);

      await signedIn(page, "Wanda Pryor");
      const openTalk = async (page: Page) => {
        await page.goto(host.origin);
        await page.locator("masthead-comments").scrollIntoViewIfNeeded();
        await expect(page.getByRole("textbox", { name: "Your comment", exact: true })).toBeVisible();
      };
      await openTalk(page);
      const [first, second, fragment] = [aComment(), aComment(), aFragment()];
      await page.getByRole("textbox", { name: "Your comment", exact: true }).fill(first);
      await press(page.getByRole("button", { name: "Post comment" }));
      const mine = page.getByRole("article", { name: "Comment by Wanda Pryor" });
      await expect(mine.getByRole("timer")).toContainText(/4:\d\d left/);
      await press(mine.getByRole("button", { name: "Edit" }));
      const edited = page.getByRole("textbox", { name: "Your comment, edited" });
      await expect(edited).toBeFocused();
      await expect(edited).toHaveValue(first);
      await expectAccessible(page);
      await edited.press("Escape");
      await expect(mine).toBeFocused();
      await expect(mine).toContainText(first);
      await press(mine.getByRole("button", { name: "Edit" }));
      await edited.fill(second);
      await press(page.getByRole("button", { name: "Save" }));
      await expect(mine).toContainText(second);
      await expect(mine).toContainText("edited");

      await press(mine.getByRole("button", { name: "Reply" }));
      await page.getByRole("textbox", { name: "Your reply" }).fill(fragment);
      await press(page.getByRole("button", { name: "Post reply" }));
      await press(page.getByRole("button", { name: "Send to a moderator as it is" }).first());
      await expect(page.getByRole("article").filter({ hasText: fragment })).toContainText("only you see it");
      await openTalk(page);
      await expect(page.getByRole("article").filter({ hasText: fragment })).toContainText("only you see it");

      const other = await elsewhere();
      await signedIn(other, "Theo Marsh");
      await openTalk(other);
      await expect(other.getByRole("article").filter({ hasText: second })).toBeVisible();
      await expect(other.getByRole("article").filter({ hasText: fragment })).toHaveCount(0);
      await press(other.getByRole("button", { name: "Report the comment by Wanda Pryor" }).first());
      const reported = other.getByRole("article", { name: "Comment by Wanda Pryor" }).first();
      await expect(reported.getByRole("radio", { name: /It is abusive or personal guidelines/ })).toBeFocused();
      await other.keyboard.press("Escape");
      await expect(reported.getByRole("button", { name: /^Report/ })).toBeFocused();
      await other.keyboard.press("Enter");
      await reported.getByRole("radio", { name: /Something else/ }).check();
      await reported.getByLabel("What is it?").fill("It is about another weir.");
      await expectAccessible(other);
      await expectNoOverflow(other);
      const reports = "**/api/v1/comments/*/report";
      await other.route(reports, (route) => route.abort());
      await press(reported.getByRole("button", { name: "Send the report" }));
      await expect(reported.getByRole("alert")).toHaveText(/could not be reached/);
      await other.unroute(reports);
      await press(reported.getByRole("button", { name: "Send the report" }));
      await expect(reported.getByText("Nobody else learns who reported it.")).toBeVisible();
      await expect(reported.getByRole("button", { name: "Reported: the comment by Wanda Pryor" })).toBeFocused();
      await openTalk(other);
      await press(other.getByRole("button", { name: "Reported: the comment by Wanda Pryor" }));
      await expect(reported.getByLabel("What is it?")).toHaveValue("It is about another weir.");
      await press(reported.getByRole("button", { name: "Take it back" }));
      await expect(reported.getByRole("button", { name: "Report the comment by Wanda Pryor" })).toBeFocused();

      const muting = "**/api/v1/comments/*/mute";
      await other.route(muting, (route) => route.abort());
      await press(other.getByRole("button", { name: "Mute Wanda Pryor, for you alone" }));
      await expect(other.getByRole("alert"), "a dropped connection is said where it was pressed").toHaveText(
        /could not be reached/,
      );
      await other.unroute(muting);
      await press(other.getByRole("button", { name: "Mute Wanda Pryor, for you alone" }));
      const line = other.getByRole("article", { name: "Muted comment by Wanda Pryor" });
      await expect(line).toBeFocused();
      await expect(other.getByText(second)).toHaveCount(0);
      await expectAccessible(other);
      await openTalk(other);
      await expect(line).toBeVisible();
      await page.getByRole("textbox", { name: "Your comment", exact: true }).fill(aComment());
      await press(page.getByRole("button", { name: "Post comment" }));
      await press(other.getByRole("button", { name: "Show 1 new" }));
      await expect(line, "what they say later is muted as well").toHaveCount(2);
      await press(line.last().getByRole("button", { name: "Show this comment by Wanda Pryor" }));
      await expect(other.getByRole("article", { name: "Comment by Wanda Pryor", exact: true })).toContainText(second);
      await press(other.getByRole("button", { name: "Unmute Wanda Pryor" }).first());
      await expect(line).toHaveCount(0);
    } finally {
      await host.close();
    }
  },
);
