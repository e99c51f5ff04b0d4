import { randomUUID } from "node:crypto";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { openStory, signedIn, stories } from "./reader.ts";
import { becomeStaff } from "./staff.ts";

test("an editor sees what a rule would do before it is saved, and a list is heeded by the next comment @once", async ({
  page,
  press,
  elsewhere,
  mayBeRefused,
}) => {
  mayBeRefused(422, /\/api\/v1\/desk\/rules\/lists$/);
  // A word that no other journey writes: the house is everybody's.
  const word = `quag${randomUUID().replace(/[^a-z]/g, "")}`;
  await becomeStaff(page.context(), "editor");
  await page.goto("/desk/rules");
  await expectNoOverflow(page);
  await expectAccessible(page);

  await page
    .getByLabel("A comment, as a reader would write it")
    .fill("I have read the LEDGER AT THE WEIR and IT IS RIGHT.");
  await expect(page.getByText("could mend it or ask for a moderator")).toBeVisible();
  await page.getByLabel("Language").selectOption("German");
  await expect(page.getByText("says nothing while comments are in German")).toHaveCount(2);
  await expect(page.getByText("Comments here are in German, and")).toBeVisible();
  await page.getByLabel("Language").selectOption("English");
  await page.getByRole("group", { name: "Shouting" }).getByLabel("Refuse").check();
  await expect(page.getByText("It would have to be mended before it is posted.")).toBeVisible();
  await press(page.getByRole("button", { name: "What would it have done?" }).first());
  const done = page.getByRole("region", { name: "What it would have done" });
  await expect(done.getByText(/would have fared otherwise/)).toBeVisible();
  await expectAccessible(page);
  await press(done.getByRole("button", { name: "Close" }));

  await press(page.getByText("Another list"));
  const list = page.locator("details").last();
  await list.getByLabel("Name").fill(`Journey ${word}`);
  await list.getByLabel("Words and phrases, one a line").fill("!!!");
  await press(list.getByRole("button", { name: "Add the list" }));
  await expect(list.getByRole("alert")).toContainText("no letter or digit");
  await list.getByLabel("Words and phrases, one a line").fill(word);
  await list.getByRole("group", { name: "When one is found" }).getByLabel("Refuse").check();
  await press(list.getByRole("button", { name: "Add the list" }));
  const added = page.locator("summary", { hasText: `Journey ${word}` });
  await expect(added).toBeVisible();

  const member = await elsewhere();
  await signedIn(member);
  await openStory(member, stories.ferry);
  await member.getByLabel("Your comment", { exact: true }).fill(`I call whoever wrote this a ${word}, as they know.`);
  await expect(member.getByText("This has to be changed before it can be posted.")).toBeVisible();
  await expect(member.getByRole("button", { name: "Send to a moderator as it is" })).toHaveCount(0);
  await expectAccessible(member);

  await press(added);
  await press(page.getByRole("button", { name: "Remove …" }));
  await press(page.getByRole("button", { name: `Remove “Journey ${word}” now` }));
  await expect(added).toHaveCount(0);
});

test("an administrator is told what the model could learn from, and how much is missing", async ({ page }) => {
  await becomeStaff(page.context(), "admin");
  await page.goto("/desk/rules");
  const section = page.getByRole("region", { name: "What the model learns from your decisions" });
  await expect(section.getByText("The shipped model judges.")).toBeVisible();
  await expect(section.getByText(/It needs \d+ more that were rejected as abusive or personal/)).toBeVisible();
  await expect(section.getByRole("button")).toHaveCount(0);
  await expectNoOverflow(page);
  await expectAccessible(page);
});
