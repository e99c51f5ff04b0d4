import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { signedIn } from "./reader.ts";
import { becomeStaff } from "./staff.ts";

test("a house that nobody has used yet says what will stand where", async ({ page, press, elsewhere }) => {
  await becomeStaff(page.context(), "editor");
  const says = async (path: string, words: string) => {
    await page.goto(path);
    await expect(page.getByText(words)).toBeVisible();
    await expectNoOverflow(page);
    await expectAccessible(page);
  };
  await says("/desk", "Nothing. What waits for you stands here:");
  await says("/desk/comments", "Nothing waits.");
  await says("/desk/newsletters/water-ledger", "Nothing has been sent yet.");
  await says("/newsletters/water-ledger", "Nothing has been sent yet. Every issue will stand here.");

  await page.goto("/desk/offers");
  for (const title of ["A year of The Meridian", "Two tickets"])
    await press(page.getByRole("button", { name: new RegExp(`^Withdraw: ${title}`) }));
  await expect(page.getByRole("cell", { name: "withdrawn" })).toHaveCount(2);
  const member = await elsewhere();
  await signedIn(member);
  await member.goto("/offers");
  await expect(member.getByText("There is no offer at the moment.")).toBeVisible();
  await expectAccessible(member);
});
