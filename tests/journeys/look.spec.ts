import { expect, test } from "./journey.ts";
import { expectAccessible, expectLandmarks, expectNoOverflow, measureShifts, shiftsOf } from "./look.ts";
import { openStory, signedIn, stories } from "./reader.ts";

test("the front page has its landmarks, one headline, and nothing on it moves or sticks out", async ({ page }) => {
  await measureShifts(page);
  await page.goto("/");
  await expect(page.getByRole("link", { name: stories.river })).toBeVisible();
  expect(await shiftsOf(page)).toBeLessThan(0.02);
  await expectLandmarks(page);
  await expectNoOverflow(page);
  await expectAccessible(page);
});

test("a story shows what signing in is good for, and the comments with their rules in words", async ({ page }) => {
  await measureShifts(page);
  await openStory(page, stories.river);
  expect(await shiftsOf(page)).toBeLessThan(0.02);
  await expectLandmarks(page);

  const benefits = page.getByRole("region", { name: "Sign in to unlock member-only benefits" });
  await expect(benefits.getByRole("listitem")).toHaveText([
    "Bookmark stories to read later",
    "Comment on stories to start conversations",
    "Subscribe to our newsletters",
    "Get notified about discounts and offers to our products",
  ]);
  const comments = page.getByRole("region", { name: /comments?$/i });
  await expect(comments).toContainText(
    "Comments are in English and in full sentences. They are never abusive or personal.",
  );
  await expect(comments.getByRole("link", { name: "Community guidelines" })).toHaveAttribute("href", "/guidelines");
  await expect(comments.getByRole("article", { name: "Comment by Lena Brandt" }).first()).toBeVisible();
  await expectNoOverflow(page);
  await expectAccessible(page);
});

test("a member's story page does not move either", async ({ page }) => {
  await signedIn(page);
  await measureShifts(page);
  await openStory(page, stories.river);
  expect(await shiftsOf(page)).toBeLessThan(0.02);
  await expect(page.getByRole("region", { name: "For you as a member" })).toBeVisible();
  await expectNoOverflow(page);
  await expectAccessible(page);
});

test("in the dark the page is dark and the words on it are light", async ({ page }) => {
  await openStory(page, stories.river);
  const brightness = (property: "color" | "backgroundColor") =>
    page.evaluate((name) => {
      const channels = getComputedStyle(document.body)[name].match(/\d+/g)?.map(Number) ?? [];
      return channels.slice(0, 3).reduce((sum, channel) => sum + channel, 0) / 765;
    }, property);
  expect(await brightness("backgroundColor")).toBeGreaterThan(0.9);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await brightness("backgroundColor")).toBeLessThan(0.2);
  expect(await brightness("color")).toBeGreaterThan(0.8);
});
