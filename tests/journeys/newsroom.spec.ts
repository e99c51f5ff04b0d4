import { heldOn } from "./desk.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { newStory } from "./new-story.ts";
import { aComment, aFragment, commentWith, pathOf, say, signedIn, stories } from "./reader.ts";
import { becomeAModerator, becomeStaff } from "./staff.ts";

test(
  "several comments are decided by one press, without a mouse: what another moderator decided meanwhile is named, and all of it is taken back",
  {
    tag: "@once",
  },
  async ({ page: anna, elsewhere }, testInfo) => {
    const [reader, ben] = [await elsewhere(), await elsewhere()];
    await signedIn(reader, "Wanda Pryor");
    const path = await pathOf(reader, await newStory(testInfo));
    const texts = [aFragment(), aFragment(), aFragment(), aFragment()];
    for (const text of texts) await say(reader, path, text, { insists: true });
    const [first = "", second = "", third = "", fourth = ""] = texts;
    await becomeAModerator(anna.context(), "anna");
    const bensName = await becomeAModerator(ben.context(), "ben");
    const queue = `/desk/comments?story=${path.split("/").at(-1)}`;
    const box = (text: string) => anna.getByRole("checkbox", { name: text.slice(0, 40) });

    await anna.goto(queue);
    await expect(box(first)).toBeVisible();
    await anna.keyboard.press("x");
    await expect(box(first)).toBeChecked();
    await anna.keyboard.press("Shift+J");
    await anna.keyboard.press("Shift+J");
    await expect(anna.getByText("3 chosen")).toBeVisible();
    await expect(heldOn(anna, third)).toBeFocused();
    await expectAccessible(anna);

    await ben.goto(queue);
    await heldOn(ben, second).click();
    await expect(ben.getByRole("region", { name: "The comment" }).getByRole("blockquote")).toHaveText(second);
    await ben.keyboard.press("a");
    await expect(ben.getByText(`Published: “${second.slice(0, 60)}`)).toBeVisible();

    await anna.keyboard.press("r");
    const dialog = anna.getByRole("dialog", { name: /Reject \d comments/ });
    await expect(dialog.getByRole("radio", { name: /full sentences/ })).toBeFocused();
    await expectAccessible(anna);
    await anna.keyboard.press("Enter");
    await expect(anna.locator("#queue-said")).toContainText("Rejected: 2 comments.");
    await expect(anna.locator("#queue-said")).toContainText(`${bensName} has published “${second.slice(0, 60)}`);
    await expect(heldOn(anna, fourth)).toBeFocused();

    await anna.reload();
    await expect(anna.locator("#queue-said")).toContainText("Rejected: 2 comments.");
    await expect(box(fourth)).toBeVisible();
    await anna.keyboard.press("u");
    await expect(anna.locator("#queue-said")).toContainText("Taken back, and as it was before: 2 comments");
    await expect(heldOn(anna, first)).toBeVisible();
    await expect(heldOn(anna, third)).toBeVisible();
  },
);

test(
  "the newsroom pins a comment, picks another and closes the talk; readers see which, why and since when, and lose no word",
  {
    tag: "@once",
  },
  async ({ page: desk, press, elsewhere, mayBeRefused }, testInfo) => {
    mayBeRefused(409, /\/comments$/);
    const reader = await elsewhere();
    await signedIn(reader, "Wanda Pryor");
    // A story of its own: what is closed here must not be closed for other journeys.
    const path = await pathOf(reader, await newStory(testInfo));
    const [pinned, picked, late] = [aComment(), aComment(), aComment()];
    for (const text of [pinned, picked]) expect((await say(reader, path, text)).state).toBe("published");
    const writer = await elsewhere();
    await signedIn(writer, "Theo Marsh");
    await writer.goto(path);
    await writer.getByRole("textbox", { name: "Your comment" }).fill(late);

    await becomeStaff(desk.context(), "moderator");
    await desk.goto(`/desk/comments/on/${path.split("/").at(-1)}`);
    const line = (text: string) => desk.getByRole("list", { name: "All comments" }).getByRole("link", { name: text });
    await press(line(pinned));
    await press(desk.getByRole("button", { name: "Pin above all others" }));
    await expect(desk.getByText(`Pinned: “${pinned.slice(0, 60)}`)).toBeVisible();
    if (await desk.getByRole("link", { name: "Back to the list" }).isVisible())
      await press(desk.getByRole("link", { name: "Back to the list" }));
    await press(line(picked));
    await press(desk.getByRole("button", { name: "Editors’ pick" }));
    await expect(desk.getByText(`Editors’ pick: “${picked.slice(0, 60)}`)).toBeVisible();
    await press(desk.getByRole("button", { name: "Close, open or read first" }));
    await desk.getByRole("radio", { name: "Now" }).check();
    await desk.getByLabel("Why, in your own words").fill("It is before the court.");
    await expectNoOverflow(desk);
    await expectAccessible(desk);
    await press(desk.getByRole("button", { name: "Save for this story" }));
    await expect(desk.getByText("The newsroom closed the comments on this story")).toBeVisible();

    await press(writer.getByRole("button", { name: "Post comment" }));
    await expect(writer.getByRole("alert").filter({ hasText: "It is before the court." })).toBeVisible();
    await expect(writer.getByRole("textbox", { name: "Your comment" })).toHaveValue(late);

    await reader.goto(path);
    await expect(reader.getByText("The newsroom closed the comments on this story")).toBeVisible();
    await expect(reader.getByRole("textbox", { name: "Your comment" })).toHaveCount(0);
    await expect(reader.getByRole("article", { name: "Comment by" }).first()).toContainText(pinned);
    await expect(commentWith(reader, pinned)).toContainText("Pinned");
    await press(reader.getByRole("link", { name: "Editors’ picks" }));
    await expect(commentWith(reader, picked)).toContainText("Editors’ pick");
    await expect(commentWith(reader, pinned)).toHaveCount(0);
    await expectAccessible(reader);
  },
);

test("a reader mutes a member: one line for each of their comments, for this reader alone, with a way back here and in the account", {
  tag: "@once",
}, async ({ page, press, elsewhere }) => {
  const [theo, other] = [await elsewhere(), await elsewhere()];
  await signedIn(theo, "Theo Marsh");
  const path = await pathOf(theo, stories.dictionary);
  const [one, two] = [aComment(), aComment()];
  for (const text of [one, two]) expect((await say(theo, path, text)).state).toBe("published");
  await signedIn(page, "Wanda Pryor");
  await page.goto(path);
  await press(commentWith(page, one).getByRole("button", { name: "Mute Theo Marsh" }));
  const lines = page.getByRole("article", { name: "Muted comment by Theo Marsh" });
  await expect(lines).toHaveCount(2);
  await expect(commentWith(page, one)).toHaveCount(0);
  await expect(page.locator("article:focus")).toContainText("Muted: Theo Marsh");
  await expectNoOverflow(page);
  await expectAccessible(page);
  await press(lines.first().getByRole("button", { name: "Show this comment" }));
  await expect(lines).toHaveCount(1);

  await page.reload();
  await expect(lines).toHaveCount(2);
  await other.goto(path);
  await expect(commentWith(other, one)).toBeVisible();

  await press(lines.first().getByRole("button", { name: "Unmute" }));
  await expect(commentWith(page, two)).toBeVisible();
  await press(commentWith(page, two).getByRole("button", { name: "Mute Theo Marsh" }));
  await expect(lines).toHaveCount(2);
  await page.goto("/account");
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Unmute Theo Marsh" }));
  await expect(page.getByText("You read them again.")).toBeVisible();
  await page.goto(path);
  await expect(commentWith(page, one)).toBeVisible();
});
