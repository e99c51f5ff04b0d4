import { confirmLink, newAddress, signInMail } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import {
  aComment,
  aFragment,
  askForMail,
  boxOn,
  commentWith,
  countOf,
  openStory,
  signedIn,
  stories,
} from "./reader.ts";
import { becomeStaff } from "./staff.ts";

test.use({ javaScriptEnabled: false });

test("without a script: bookmark, sign in by the link, save another, read it, take it off", async ({ page, press }) => {
  const email = newAddress();
  const path = await openStory(page, stories.bus);
  await press(page.getByRole("button", { name: "Bookmark", exact: true }));
  await askForMail(page, email, press);
  await page.goto((await signInMail(email)).link);
  await press(page.getByRole("button", { name: "Sign in", exact: true }));
  await expect(page).toHaveURL(`${path}?done=bookmark#tools`);
  await expect(page.getByRole("button", { name: "Saved", exact: true })).toHaveAttribute("aria-pressed", "true");

  const other = await openStory(page, stories.moth);
  await press(page.getByRole("button", { name: "Bookmark", exact: true }));
  await expect(page).toHaveURL(`${other}?done=bookmark#tools`);
  await page.goto("/reading-list");
  await expect(page.getByRole("link", { name: "Unread 2" })).toBeVisible();
  await press(page.getByRole("button", { name: `Mark as read: ${stories.moth}` }));
  await expect(page.getByRole("link", { name: "Read 1", exact: true })).toBeVisible();
  await press(page.getByRole("button", { name: `Remove: ${stories.bus}` }));
  await expect(page.getByText("Nothing is waiting.")).toBeVisible();
});

test("without a script: sign in by the code, ask for a newsletter, confirm it, leave it", { tag: "@once" }, async ({
  page,
  press,
}) => {
  const email = newAddress();
  await page.goto("/newsletters");
  await press(page.getByRole("button", { name: "Subscribe: The Water Ledger" }));
  await askForMail(page, email, press);
  await page.getByLabel("The six digits from the mail").fill((await signInMail(email)).code);
  await press(page.getByRole("button", { name: "Sign in" }));
  await expect(page).toHaveURL("/newsletters?done=newsletter");
  await page.goto(await confirmLink(email, "The Water Ledger"));
  await press(page.getByRole("button", { name: "Yes, send it to me" }));
  await expect(page.getByRole("heading", { level: 1, name: "It is yours" })).toBeVisible();
  await page.goto("/newsletters");
  await press(page.getByRole("button", { name: "Leave: The Water Ledger" }));
  await expect(page).toHaveURL("/newsletters?done=left");
  await expect(page.getByRole("button", { name: "Subscribe: The Water Ledger" })).toBeVisible();
  await page.goto("/account");
  await press(page.getByRole("button", { name: "Sign out" }));
  await expect(page.getByRole("link", { name: "Sign in" })).toBeVisible();
});

test("without a script: a comment is published, and one that breaks a rule is explained and can be insisted on", {
  tag: "@once",
}, async ({ page, press }) => {
  const email = newAddress();
  const [good, bad] = [aComment(), aFragment()];
  const path = await openStory(page, stories.gauge);
  await boxOn(page).fill(good);
  await page.getByLabel("Your name, as it stands over your comments").fill("Wanda Pryor");
  await press(page.getByRole("button", { name: "Post comment" }));
  await askForMail(page, email, press);
  await page.goto((await signInMail(email)).link);
  await press(page.getByRole("button", { name: "Sign in", exact: true }));
  await expect(commentWith(page, good)).toBeVisible();

  await boxOn(page).fill(bad);
  await press(page.getByRole("button", { name: "Post comment" }));
  await expect(boxOn(page)).toHaveValue(bad);
  await expect(page.locator('a[href="/guidelines#full-sentences"]')).toBeVisible();
  await press(page.getByRole("button", { name: "Send to a moderator as it is" }));
  await expect(page).toHaveURL(`${path}?done=held#comments`);
  await expect(commentWith(page, bad)).toContainText("Waits for a moderator; only you see it");
  expect([await countOf(page, path, good), await countOf(page, path, bad)]).toEqual([1, 0]);
});

test("without a script: a gift that is refused stands in its form as it was typed", { tag: "@once" }, async ({
  page,
  press,
}) => {
  await signedIn(page);
  await page.goto("/gifts/new");
  await page.getByLabel("Who it is for").fill("Kit");
  await page.getByLabel("Who it is from").fill("Ada <Ines>");
  await page.getByLabel("A few words (if you like)").fill("For the long evenings.");
  await page.getByLabel("Their e-mail address").fill("kit@reader.test");
  await press(page.getByRole("button", { name: "Go on to pay" }));
  await expect(page.getByText("From name: Leave out @, angle brackets and invisible characters.")).toBeVisible();
  await expect(page.getByLabel("Who it is for")).toHaveValue("Kit");
  await expect(page.getByLabel("Who it is from")).toHaveValue("Ada <Ines>");
  await expect(page.getByLabel("A few words (if you like)")).toHaveValue("For the long evenings.");
  await expect(page.getByLabel("Their e-mail address")).toHaveValue("kit@reader.test");
  // Who comes anew finds it empty.
  await page.goto("/gifts/new");
  await expect(page.getByLabel("A few words (if you like)")).toHaveValue("");
});

test("without a script: a look of mails that nobody could read is refused, and stands in its form", {
  tag: "@once",
}, async ({ page, press }) => {
  await becomeStaff(page.context(), "admin");
  await page.goto("/desk/settings/mails");
  await page.getByLabel("Accent", { exact: true }).fill("#ffff00");
  await page.getByRole("group", { name: "Letters of headlines" }).getByLabel("Sans").check();
  await press(page.getByRole("button", { name: "Save for all mails" }));
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByLabel("Accent", { exact: true })).toHaveValue("#ffff00");
  await expect(page.getByRole("group", { name: "Letters of headlines" }).getByLabel("Sans")).toBeChecked();
});
