import { heldOn } from "./desk.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { newStory } from "./new-story.ts";
import { aFragment, commentWith, countOf, pathOf, say, signedIn, stories } from "./reader.ts";
import { becomeAModerator, becomeStaff } from "./staff.ts";

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

test(
  "two moderators in two browsers on one queue, without a mouse: nothing is decided twice, the loser is told, and the last decision is taken back",
  {
    tag: "@once",
  },
  async ({ page: anna, elsewhere, mayBeRefused }, testInfo) => {
    mayBeRefused(409, /\/decision$/);
    const [reader, ben] = [await elsewhere(), await elsewhere()];
    await signedIn(reader, "Wanda Pryor");
    const path = await pathOf(reader, await newStory(testInfo));
    const texts = [aFragment(), aFragment(), aFragment()];
    const ids: string[] = [];
    for (const text of texts) ids.push((await say(reader, path, text, { insists: true })).id);
    const [first = "", second = "", third = ""] = texts;
    const annasName = await becomeAModerator(anna.context(), "anna");
    await becomeAModerator(ben.context(), "ben");
    const queue = `/desk/comments?story=${path.split("/").at(-1)}`;
    const openOn = (screen: typeof anna) => screen.getByRole("region", { name: "The comment" });
    const textOn = (screen: typeof anna) => openOn(screen).getByRole("blockquote");

    const claimed = anna.waitForResponse((answer) => answer.url().endsWith("/desk/reading"));
    await anna.goto(queue);
    await expect(textOn(anna)).toHaveText(first);
    await claimed;
    await ben.goto(queue);
    await expect(textOn(ben)).toHaveText(second);
    await expect(heldOn(ben, first)).toContainText(`${annasName} is reading this`);
    await ben.keyboard.press("k");
    await expect(textOn(ben)).toHaveText(first);
    await expect(heldOn(ben, first)).toBeFocused();
    await expect(openOn(ben)).toContainText(`${annasName} is reading this and came first.`);
    await expectAccessible(ben);

    await ben.keyboard.press("r");
    await expect(ben.getByRole("radio", { name: /full sentences/ })).toBeFocused();
    await ben.getByLabel("A note for the newsroom").press("a");
    await ben.getByRole("radio", { name: /full sentences/ }).focus();
    await ben.keyboard.press("4");
    await expect(ben.getByRole("radio", { name: /Do not abuse/ })).toBeChecked();
    await expectAccessible(ben);
    // Ben is given none that she reads, once it is known that she does.
    const readsOn = anna.waitForResponse(
      (answer) =>
        answer.url().endsWith("/desk/reading") &&
        answer
          .request()
          .postData()
          ?.includes(ids[1] ?? "") === true,
    );
    await anna.keyboard.press("a");
    await expect(anna.getByText(`Published: “${first.slice(0, 60)}`)).toBeVisible();
    await expect(textOn(anna)).toHaveText(second);
    await readsOn;
    await expect(openOn(ben)).toContainText(`${annasName} has published this comment meanwhile.`);
    await ben.keyboard.press("Enter");
    await expect(ben.getByText("Somebody else was faster: this comment is published now.")).toBeVisible();
    await expect(textOn(ben)).toHaveText(third);

    await ben.keyboard.press("r");
    await expect(ben.getByRole("radio", { name: /full sentences/ })).toBeFocused();
    await ben.keyboard.press("Enter");
    await expect(ben.getByText(`Rejected: “${third.slice(0, 60)}`)).toBeVisible();
    await expect(heldOn(anna, third)).toContainText("Decided");

    await anna.keyboard.press("u");
    await expect(anna.getByText(`Taken back, and as it was before: “${first.slice(0, 60)}`)).toBeVisible();
    await expect(textOn(anna)).toHaveText(first);
    expect(await countOf(reader, path, first)).toBe(0);
    await expect(ben.getByText("1 more waits now.")).toBeVisible();
    await ben.keyboard.press("s");
    await expect(heldOn(ben, first)).toBeVisible();

    await anna.keyboard.press("?");
    await expect(anna.getByRole("dialog", { name: "Keys" })).toBeVisible();
    await expectAccessible(anna);
    await anna.keyboard.press("a");
    await anna.keyboard.press("Escape");
    await expect(anna.getByRole("dialog")).toHaveCount(0);
    await expect(textOn(anna)).toHaveText(first);
    await anna.keyboard.press("a");
    await expect(anna.getByText(`Published: “${first.slice(0, 60)}`)).toBeVisible();
    expect([
      await countOf(reader, path, first),
      await countOf(reader, path, second),
      await countOf(reader, path, third),
    ]).toEqual([1, 0, 0]);
  },
);
