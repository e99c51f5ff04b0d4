import fs from "node:fs/promises";
import { makeNewsletter } from "./desk.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { signedIn, subscribed } from "./reader.ts";
import { becomeStaff } from "./staff.ts";

test("an editor brings readers of Mailchimp along: sees what would happen, does it, and sees the figures", {
  tag: "@once",
}, async ({ page, press, elsewhere, mayBeRefused }) => {
  test.slow();
  await becomeStaff(page.context(), "editor");
  const newsletter = await makeNewsletter(page, press);
  const reader = await elsewhere();
  const known = await signedIn(reader);
  await subscribed(reader, newsletter);
  const rows = [
    "Email Address,First Name,Last Name,OPTIN_TIME,CONFIRM_TIME,UNSUB_TIME,CLEAN_TIME",
    `ann@${newsletter.slug}.test,Ann,Ore,2020-01-02 03:04:05,2020-01-02 03:05:00,,`,
    `bo@${newsletter.slug}.test,Bo,Oar,2020-01-02 03:04:05,2020-01-02 03:05:00,,`,
    `cy@${newsletter.slug}.test,Cy,Eel,2020-01-02 03:04:05,,2021-01-01 00:00:00,`,
    `${known},Di,Ebb,2020-01-02 03:04:05,2020-01-02 03:05:00,,`,
    "=1+1,Ed,Tow,2020-01-02 03:04:05,,,",
  ];

  await press(page.getByRole("link", { name: "Take in a list …" }));
  await page.getByLabel("File").setInputFiles({
    name: "subscribed_members_export.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(rows.join("\n")),
  });
  await page.getByLabel("Where it is from").selectOption("Mailchimp");
  await page.getByLabel("What these readers agreed to, in the words that they saw").fill("Send me the weekly letter.");
  await page.getByLabel("Where they agreed").fill("Mailchimp, sign-up form");

  // Without a network half-way, nothing is left of it, and what was typed is still there.
  mayBeRefused(0, /\/pieces\/0/);
  await page.route("**/pieces/0", (route) => route.abort());
  const forgotten = page.waitForResponse((answer) => answer.request().method() === "DELETE");
  await press(page.getByRole("button", { name: "See what would happen" }));
  await expect(page.getByRole("alert").filter({ hasText: "could not reach the site" })).toBeVisible();
  expect((await forgotten).status()).toBe(200);
  await page.unroute("**/pieces/0");
  await press(page.getByRole("button", { name: "See what would happen" }));

  await expect(page.getByRole("heading", { level: 1, name: "subscribed_members_export.csv" })).toBeVisible();
  await expect(page.getByText("Nothing was changed yet: this is what would happen.")).toBeVisible();
  const row = (name: string) => page.getByRole("row").filter({ hasText: name }).getByRole("cell").last();
  await expect(row("New readers")).toHaveText("2");
  await expect(row("Have it already")).toHaveText("1");
  await expect(row("Unsubscribed elsewhere, and noted")).toHaveText("1");
  await expect(row("Could not be read")).toHaveText("1");
  await expect(row("All rows")).toHaveText("5");
  await expectAccessible(page);
  await expectNoOverflow(page);
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Fetch them as a table" }).click();
  const table = await fs.readFile(await (await downloading).path(), "utf8");
  expect(table).toContain("6,Email Address,'=1+1,This is not one e-mail address.");

  await press(page.getByRole("button", { name: "Take in 2 readers" }));
  await expect(page.getByText("Its file is forgotten.")).toBeVisible();
  await expect(row("New readers")).toHaveText("2");
  await press(page.getByRole("link", { name: newsletter.name }));
  const taken = page.getByRole("row").filter({ hasText: "Mailchimp, sign-up form" }).getByRole("cell");
  await expect(taken.nth(1)).toHaveText("5");
  await expect(taken.nth(2)).toHaveText("2");
});
