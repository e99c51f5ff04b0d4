import { confirmLink, newAddress, signInMail } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible } from "./look.ts";
import { aComment, askForMail, boxOn, commentWith, countOf, openStory, problemOn, stories } from "./reader.ts";

test("a bookmark pressed by a stranger is set when they come back by the link", async ({ page, press }) => {
  const email = newAddress();
  const path = await openStory(page, stories.bus);
  await press(page.getByRole("button", { name: "Bookmark", exact: true }));
  await expect(page.getByText(`Sign in, and “${stories.bus}” is on your reading list.`)).toBeVisible();
  await expectAccessible(page);
  await askForMail(page, email, press);
  await page.goto((await signInMail(email)).link);
  await expect(page.getByText("The story that you wanted to save goes on your reading list.")).toBeVisible();
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Sign in", exact: true }));

  await expect(page).toHaveURL(`${path}?done=bookmark#tools`);
  const saved = page.getByRole("button", { name: "Saved", exact: true });
  await expect(saved).toHaveAttribute("aria-pressed", "true");
  await expect(saved).toBeInViewport();
  await expect(page.getByText("You are signed in, and the story is on your reading list.")).toBeVisible();
  await expectAccessible(page);
  await page.goto("/reading-list");
  await expect(page.getByRole("link", { name: stories.bus })).toBeVisible();
});

test("a bookmark begun here is set by the link in another browser", { tag: "@once" }, async ({
  page,
  press,
  elsewhere,
}) => {
  const email = newAddress();
  const path = await openStory(page, stories.moth);
  await press(page.getByRole("button", { name: "Bookmark", exact: true }));
  await askForMail(page, email, press);
  const other = await elsewhere();
  await other.goto((await signInMail(email)).link);
  await press(other.getByRole("button", { name: "Sign in", exact: true }));
  await expect(other).toHaveURL(`${path}?done=bookmark#tools`);
  await expect(other.getByRole("button", { name: "Saved", exact: true })).toHaveAttribute("aria-pressed", "true");
});

test("who only wants to sign in, and nothing else, can", { tag: "@once" }, async ({ page, press }) => {
  const email = newAddress();
  const path = await openStory(page, stories.moth);
  await press(page.getByRole("button", { name: "Bookmark", exact: true }));
  await askForMail(page, email, press);
  await page.goto((await signInMail(email)).link);
  await press(page.getByRole("button", { name: "Only sign in, and do nothing else" }));
  await expect(page).toHaveURL(path);
  await expect(page.getByRole("button", { name: "Bookmark", exact: true })).toHaveAttribute("aria-pressed", "false");
});

test("a comment written by a stranger is published when they come back by the code", async ({ page, press }) => {
  const email = newAddress();
  const text = aComment();
  const path = await openStory(page, stories.orchestra);
  await boxOn(page).fill(text);
  await page.getByLabel("Your name, as it stands over your comments").fill("Wanda Pryor");
  await press(page.getByRole("button", { name: "Post comment" }));
  await expect(page.getByText("Sign in, and your comment is posted. What you wrote is kept until then.")).toBeVisible();
  await askForMail(page, email, press);
  expect(await countOf(page, path, text)).toBe(0);
  await page.getByLabel("The six digits from the mail").fill((await signInMail(email)).code);
  await press(page.getByRole("button", { name: "Sign in" }));

  await expect(page).toHaveURL(new RegExp(`${path}\\?done=comment#comment-`));
  const comment = page.getByRole("article", { name: "Comment by Wanda Pryor" }).filter({ hasText: text });
  await expect(comment).toBeInViewport();
  expect(await countOf(page, path, text)).toBe(1);
  await expectAccessible(page);
  // Loading the page again posts nothing again.
  await page.reload();
  await expect(comment).toHaveCount(1);
});

test("a comment by a new member without a name comes back into the box with that question", { tag: "@once" }, async ({
  page,
  press,
}) => {
  const email = newAddress();
  const text = aComment();
  const path = await openStory(page, stories.orchestra);
  await boxOn(page).fill(text);
  await press(page.getByRole("button", { name: "Post comment" }));
  await askForMail(page, email, press);
  await page.goto((await signInMail(email)).link);
  await press(page.getByRole("button", { name: "Sign in", exact: true }));
  await expect(page).toHaveURL(new RegExp(`${path}\\?draft=.*#write$`));
  await expect(problemOn(page)).toContainText("You are signed in, and your comment is not posted yet.");
  await expect(problemOn(page)).toContainText("Write the name that your comments shall stand under.");
  await expect(problemOn(page)).toBeInViewport();
  await expect(boxOn(page)).toHaveValue(text);
  await expect(boxOn(page)).toBeInViewport();
  await expectAccessible(page);
  await page.getByLabel("Your name, as it stands over your comments").fill("Wanda Pryor");
  await press(page.getByRole("button", { name: "Post comment" }));
  await expect(commentWith(page, text)).toBeVisible();
});

test("a comment begun here is not posted by the link in another browser: it waits in the box there", {
  tag: "@once",
}, async ({ page, press, elsewhere }) => {
  const email = newAddress();
  const text = aComment();
  const path = await openStory(page, stories.dictionary);
  await boxOn(page).fill(text);
  await page.getByLabel("Your name, as it stands over your comments").fill("Wanda Pryor");
  await press(page.getByRole("button", { name: "Post comment" }));
  await askForMail(page, email, press);

  const other = await elsewhere();
  await other.goto((await signInMail(email)).link);
  await expect(other.getByText("The comment that was begun waits in the box for you to look over.")).toBeVisible();
  await press(other.getByRole("button", { name: "Sign in", exact: true }));
  await expect(other).toHaveURL(new RegExp(`${path}\\?draft=.*#write$`));
  await expect(boxOn(other)).toHaveValue(text);
  await expect(commentWith(other, text)).toHaveCount(0);
  expect(await countOf(page, path, text)).toBe(0);
  await expectAccessible(other);

  // The draft is of that browser alone, and there one press posts it.
  await page.goto(new URL(other.url()).pathname + new URL(other.url()).search);
  await expect(boxOn(page)).toHaveValue("");
  await press(other.getByRole("button", { name: "Post comment" }));
  await expect(commentWith(other, text)).toBeVisible();
  expect(await countOf(page, path, text)).toBe(1);
});

test("a comment that breaks a rule comes back after sign-in, with the reason and the words kept", {
  tag: "@once",
}, async ({ page, press }) => {
  const email = newAddress();
  const text = "Typical. No words.";
  const path = await openStory(page, stories.ice);
  await boxOn(page).fill(text);
  await page.getByLabel("Your name, as it stands over your comments").fill("Wanda Pryor");
  await press(page.getByRole("button", { name: "Post comment" }));
  await askForMail(page, email, press);
  await page.goto((await signInMail(email)).link);
  await press(page.getByRole("button", { name: "Sign in", exact: true }));
  await expect(page).toHaveURL(new RegExp(`${path}\\?draft=.*#write$`));
  await expect(boxOn(page)).toHaveValue(text);
  await expect(page.locator('a[href="/guidelines#full-sentences"]')).toBeVisible();
  await expect(page.getByRole("button", { name: "Send to a moderator as it is" })).toBeVisible();
  expect(await countOf(page, path, text)).toBe(0);
});

test("a newsletter chosen by a stranger is asked for, with its mail, when they come back", async ({ page, press }) => {
  const email = newAddress();
  await page.goto("/newsletters");
  await press(page.getByRole("button", { name: "Subscribe: The Morning Meridian" }));
  await expect(page.getByText("we send you a mail to confirm “The Morning Meridian”")).toBeVisible();
  await askForMail(page, email, press);
  await page.goto((await signInMail(email)).link);
  await press(page.getByRole("button", { name: "Sign in", exact: true }));
  await expect(page).toHaveURL("/newsletters?done=newsletter");
  await expect(page.getByText("We have sent you a mail to confirm the newsletter.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Take back: The Morning Meridian" })).toBeVisible();
  await confirmLink(email, "The Morning Meridian");
  await expectAccessible(page);
});

test("a stranger who wants to hear of offers is asked by mail when they come back", { tag: "@once" }, async ({
  page,
  press,
}) => {
  const email = newAddress();
  await page.goto("/offers");
  await press(page.getByRole("button", { name: "Tell me: Notices about offers" }));
  await askForMail(page, email, press);
  await page.goto((await signInMail(email)).link);
  await press(page.getByRole("button", { name: "Sign in", exact: true }));
  await expect(page).toHaveURL("/offers?done=offers");
  await expect(page.getByRole("button", { name: "Take back: Notices about offers" })).toBeVisible();
  await confirmLink(email, "Discounts and offers");
  await expectAccessible(page);
});
