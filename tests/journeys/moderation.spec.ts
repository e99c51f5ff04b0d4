import { heldOn } from "./desk.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { aFragment, commentWith, countOf, openStory, pathOf, say, signedIn, stories } from "./reader.ts";
import { becomeStaff } from "./staff.ts";

test("a moderator reads what waits, with its reasons, and publishes it with the mouse or a finger", async ({
  page,
  press,
  elsewhere,
}) => {
  const reader = await elsewhere();
  await signedIn(reader, "Wanda Pryor");
  const path = await pathOf(reader, stories.river);
  const text = aFragment();
  expect((await say(reader, path, text, { insists: true })).state).toBe("held");

  await becomeStaff(page.context(), "moderator");
  await page.goto("/desk/comments");
  await press(heldOn(page, text));
  const detail = page.getByRole("region", { name: "The comment" });
  await expect(detail.getByRole("blockquote")).toHaveText(text);
  await expect(detail).toContainText("is a fragment. Guideline 2");
  await expectAccessible(page);
  await expectNoOverflow(page);
  await press(page.getByRole("button", { name: "Publish" }));
  await expect(page.getByText(`Published: “${text.slice(0, 60)}`)).toBeVisible();
  await expect(heldOn(page, text)).toHaveCount(0);

  const stranger = await elsewhere();
  await stranger.goto(path);
  await expect(commentWith(stranger, text)).toBeVisible();
});

test("P publishes and R asks for the reason of a rejection, so that a queue is read without a mouse", {
  tag: "@once",
}, async ({ page, elsewhere }) => {
  const reader = await elsewhere();
  await signedIn(reader, "Wanda Pryor");
  const path = await pathOf(reader, stories.bus);
  const [good, bad] = [aFragment(), aFragment()];
  for (const text of [good, bad]) await say(reader, path, text, { insists: true });

  await becomeStaff(page.context(), "moderator");
  await page.goto("/desk/comments");
  const chosen = page.getByRole("region", { name: "The comment" }).getByRole("blockquote");
  await heldOn(page, good).focus();
  await page.keyboard.press("Enter");
  await expect(chosen).toHaveText(good);
  await page.keyboard.press("p");
  await expect(page.getByText(`Published: “${good.slice(0, 60)}`)).toBeVisible();

  await heldOn(page, bad).focus();
  await page.keyboard.press("Enter");
  await expect(chosen).toHaveText(bad);
  await page.keyboard.press("r");
  const reason = page.getByLabel("Words to the author (optional)");
  await expect(reason).toBeFocused();
  await expect(reason).toHaveValue(/is a fragment/);
  await expect(page.getByLabel("The guideline that it breaks")).toHaveValue("full-sentences");
  await expectAccessible(page);
  // Past the note for the newsroom to the button.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByText(`Rejected: “${bad.slice(0, 60)}`)).toBeVisible();
  expect([await countOf(reader, path, good), await countOf(reader, path, bad)]).toEqual([1, 0]);
});

test("of two moderators who decide the same comment, the second is told that it is decided", { tag: "@once" }, async ({
  page,
  press,
  elsewhere,
  mayBeRefused,
}) => {
  mayBeRefused(409, /\/decision$/);
  const [reader, second] = [await elsewhere(), await elsewhere()];
  await signedIn(reader, "Wanda Pryor");
  const path = await openStory(reader, stories.orchestra);
  const text = aFragment();
  await say(reader, path, text, { insists: true });

  await becomeStaff(page.context(), "moderator");
  await becomeStaff(second.context(), "second");
  for (const screen of [page, second]) {
    await screen.goto("/desk/comments");
    await press(heldOn(screen, text));
  }
  await press(page.getByRole("button", { name: "Publish" }));
  await expect(page.getByText(`Published: “${text.slice(0, 60)}`)).toBeVisible();
  await press(second.getByRole("button", { name: "Reject with reason" }));
  await press(second.getByRole("button", { name: "Reject", exact: true }));
  await expect(second.getByText("Somebody else was faster: this comment is published now.")).toBeVisible();
  await expect(heldOn(second, text)).toHaveCount(0);
  await expectAccessible(second);
  expect(await countOf(reader, path, text)).toBe(1);
});
