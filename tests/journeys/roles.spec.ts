import { newAddress } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { signedIn } from "./reader.ts";
import { becomeStaff } from "./staff.ts";

test("an administrator lets a colleague in at the desk, and shuts it to them again", async ({
  page,
  press,
  elsewhere,
  mayBeRefused,
}) => {
  mayBeRefused(404, /\/desk/);
  await becomeStaff(page.context(), "admin");
  const colleague = await elsewhere();
  const email = await signedIn(colleague, `Kit ${newAddress().slice(7, 15)}`);
  await page.goto("/desk/settings/staff");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("combobox", { name: "Role" }).selectOption("moderator");
  await press(page.getByRole("button", { name: "Give this role" }));
  await expect(page.getByText("Given. It holds from their next request on.")).toBeVisible();
  await expectAccessible(page);
  await expectNoOverflow(page);
  await colleague.goto("/desk/comments");
  await expect(colleague.getByRole("heading", { level: 1, name: "Comments" })).toBeVisible();

  // On a phone a row is a list, and what it says goes without the heads of its columns.
  await expect(page.locator("tr", { hasText: "Edit the house rules" }).locator("td").first()).toHaveAttribute(
    "data-label",
    "moderator",
  );

  const row = page.getByRole("row").filter({ hasText: email });
  await press(row.getByText("moderator"));
  await press(row.getByRole("button", { name: /^Take back: Kit/ }));
  await expect(page.getByText("Taken back.")).toBeVisible();
  await expect(row).toHaveCount(0);
  await colleague.goto("/desk/comments");
  await expect(colleague.getByRole("heading", { level: 1, name: "There is no such page" })).toBeVisible();
});
