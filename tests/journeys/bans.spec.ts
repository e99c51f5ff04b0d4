import { mailTo } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { aComment, boxOn, commentWith, openStory, problemOn, say, signedIn, stories } from "./reader.ts";
import { becomeStaff } from "./staff.ts";

test("a member is kept from commenting while they write, loses nothing, is told why, and is let back", {
  tag: "@once",
}, async ({ page, press, elsewhere, mayBeRefused }) => {
  mayBeRefused(403, /\/comments$/);
  const reader = await elsewhere();
  const email = await signedIn(reader, "Vera Stone");
  const path = await openStory(reader, stories.dictionary);
  const [text, next] = [aComment(), aComment()];
  await say(reader, path, text);
  await boxOn(reader).fill(next);

  await becomeStaff(page.context(), "moderator");
  await page.goto("/desk/comments/all");
  await press(page.getByRole("list", { name: "All comments" }).getByRole("link").filter({ hasText: text }));
  await press(page.getByRole("region", { name: "The comment" }).getByRole("link", { name: "Vera Stone" }));
  await expect(page.getByRole("heading", { level: 1, name: "Comments by Vera Stone" })).toBeVisible();
  await press(page.getByRole("button", { name: "Keep from commenting" }));
  await page.getByRole("radio", { name: "Seven days" }).check();
  await page.getByLabel("The guideline that it is about").selectOption("not-personal");
  await page.getByLabel("Words to the member").fill("You wrote of a neighbour by name.");
  await expectAccessible(page);
  await expectNoOverflow(page);
  await press(page.getByRole("button", { name: "Keep Vera Stone from commenting" }));
  await expect(page.getByText("Vera Stone may not comment, and is mailed why.")).toBeVisible();
  await expect(page.getByRole("list").filter({ hasText: "Holds now." })).toContainText("You wrote of a neighbour");

  await press(reader.getByRole("button", { name: "Post comment" }));
  await expect(problemOn(reader)).toContainText("You wrote of a neighbour by name.");
  await expect(boxOn(reader)).toHaveValue(next);
  await reader.reload();
  const talk = reader.getByRole("region", { name: /comments?$/i });
  await expect(talk).toContainText("You may not comment until");
  await expect(boxOn(reader)).toHaveCount(0);
  await expect(talk.getByRole("button", { name: "Reply" })).toHaveCount(0);
  await expectAccessible(reader);
  await expectNoOverflow(reader);
  const mine = commentWith(reader, text);
  await press(mine.getByRole("button", { name: "Delete" }));
  await expect(mine.getByRole("button", { name: "Delete it for good" })).toBeFocused();
  await reader.goto("/account");
  await expect(reader.getByRole("region", { name: "Your comments" })).toContainText(
    "You wrote of a neighbour by name.",
  );
  await expectAccessible(reader);
  await mailTo(email, /^You may not comment until/);

  await press(page.getByRole("button", { name: "Let them comment again" }));
  await page.getByLabel("Words to the member").fill("Thank you for your letter.");
  await press(page.getByRole("button", { name: "Let Vera Stone comment again" }));
  await expect(page.getByText("Vera Stone may comment again, and is mailed that.")).toBeVisible();
  await mailTo(email, /^You may comment again$/);
  await reader.goto(path);
  await boxOn(reader).fill(next);
  await press(reader.getByRole("button", { name: "Post comment" }));
  await expect(commentWith(reader, next)).toBeVisible();
});
