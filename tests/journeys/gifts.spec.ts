import { mailTo, newAddress, signInMail } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { askForMail, signedIn } from "./reader.ts";

test("a reader gives a plan, pays it once, and the one it is for opens it from the mail and reads", {
  tag: "@once",
}, async ({ page, press, elsewhere }) => {
  const giver = await signedIn(page, "Ada Reader");
  const kit = newAddress("kit");
  await page.goto("/plans");
  await press(page.getByRole("link", { name: "Give a plan to somebody" }));
  await expect(page.getByRole("heading", { level: 1, name: "Give a plan" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("radio", { name: /for a year: €90\.00/ }).check();
  await page.getByLabel("Who it is for").fill("Kit");
  await expect(page.getByLabel("Who it is from")).toHaveValue("Ada Reader");
  await page.getByLabel("A few words").fill("For the long evenings.\nRead the one about the weir.");
  await page.getByLabel("Their e-mail address").fill(kit);
  await press(page.getByRole("button", { name: "Go on to pay" }));

  await expect(page.getByRole("heading", { level: 1, name: "Checkout" })).toBeVisible();
  await expect(page.getByRole("cell", { name: "€90.00" }).first()).toBeVisible();
  await press(page.getByRole("button", { name: "Pay", exact: true }));
  await expect(page.getByRole("heading", { level: 1, name: "Your gift for Kit" })).toBeVisible();
  await expect(page.getByText("For the long evenings.")).toBeVisible();
  await expectAccessible(page);
  await expectNoOverflow(page);
  await mailTo(giver, /Your gift for Kit/);

  const mail = await mailTo(kit, /Ada Reader gives you/);
  const link = /http:\/\/\S+\/gift\/[0-9A-Z-]+/.exec(mail.text)?.[0] ?? "";
  const theirs = await elsewhere();
  await theirs.goto(link);
  await expect(theirs.getByRole("heading", { level: 1, name: /^Ada Reader gives you / })).toBeVisible();
  await expectAccessible(theirs);
  await press(theirs.getByRole("link", { name: "Sign in to open it" }));
  await askForMail(theirs, kit, press);
  await theirs.goto((await signInMail(kit)).link);
  await press(theirs.getByRole("button", { name: "Sign in" }));
  await press(theirs.getByRole("button", { name: "Open the gift" }));
  await expect(theirs.getByRole("heading", { level: 1, name: "Your plan" })).toBeVisible();
  await expect(theirs.getByText(/^It was given to you, until /)).toBeVisible();
  const may = await (await theirs.request.get("/api/v1/me/entitlements")).json();
  expect(may).toMatchObject({ mayRead: true, by: [{ because: "gift" }] });

  await page.reload();
  await expect(page.getByText(/^Kit has it: it was opened on /)).toBeVisible();
  await page.goto("/account/plan");
  await expect(page.getByRole("listitem").filter({ hasText: "for Kit" })).toContainText("opened");
});
