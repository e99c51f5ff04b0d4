import { randomInt } from "node:crypto";
import type { Page } from "@playwright/test";
import { makeNewsletter } from "./desk.ts";
import { mailsTo, mailTo } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { signedIn, subscribed } from "./reader.ts";
import { becomeStaff } from "./staff.ts";

test("an editor writes a welcome and switches it on: who confirms the newsletter then gets it once, and who had before does not", {
  tag: "@once",
}, async ({ page, press, elsewhere }) => {
  // The run of each minute is waited for.
  test.slow();
  const number = randomInt(100_000, 1_000_000);
  await becomeStaff(page.context(), "editor");
  const newsletter = await makeNewsletter(page, press);
  const early = await elsewhere();
  const before = await signedIn(early);
  await subscribed(early, newsletter);

  await page.goto("/desk/series");
  await page.getByLabel("What it is").fill(`A welcome ${number}`);
  await page.getByLabel("Newsletter that it rides on").selectOption(newsletter.slug);
  await press(page.getByRole("button", { name: "Begin it" }));
  await expect(page.getByRole("heading", { level: 1, name: `A welcome ${number}` })).toBeVisible();
  await press(page.getByRole("link", { name: "Without a subject" }));
  const words = page.getByRole("textbox", { name: "The words of the mail" });
  await expect(words).toBeVisible();
  await page.getByRole("textbox", { name: /^Subject/ }).fill(`Good to have you ${number}`);
  await page.getByRole("textbox", { name: /^Preview/ }).fill("What you find here, and when.");
  await words.click();
  await page.keyboard.type("Hello {first_name|there}, this is what we write about.");
  await press(page.getByRole("button", { name: "Save", exact: true }));
  await expect(page.getByText("Saved. Who has had this mail gets nothing anew.")).toBeVisible();
  await expectAccessible(page);
  await expectNoOverflow(page);
  // What is typed while it is being saved is not saved with it, and says so.
  const letSave = await held(page, /\/steps\/[^/]+$/);
  await press(page.getByRole("button", { name: "Save", exact: true }));
  await words.click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type(" Every day.");
  letSave();
  await expect(page.getByText("Saved. What you typed since is not saved yet.")).toBeVisible();
  await press(page.getByRole("button", { name: "Save", exact: true }));
  await expect(page.getByText("Saved. Who has had this mail gets nothing anew.")).toBeVisible();
  await press(page.getByRole("link", { name: "The series" }));
  await expect(page.getByText("as soon as they begin")).toBeVisible();
  // Begun by an absence, it says for how many readers it would begin today: none of its one reader, who has just been here.
  const begins = page.getByLabel("It begins for a reader when");
  await begins.selectOption("They have not been here for a while");
  await expect(page.getByLabel("Days without a sign of them")).toHaveValue("60");
  await expect(page.getByText("By what is known now, it would begin for 0 readers today.")).toBeVisible();
  await expectAccessible(page);
  await expectNoOverflow(page);
  await begins.selectOption("They have confirmed the newsletter");
  // Whoever adds a mail with times that are not saved yet is asked; saved, it says so, and still does when the page shows them.
  await page.getByLabel("After they begin").fill("3");
  page.once("dialog", (asked) => asked.dismiss());
  await press(page.getByRole("button", { name: "Add a mail" }));
  await expect(page.getByLabel("After they begin")).toHaveValue("3");
  await press(page.getByRole("button", { name: "Save", exact: true }));
  await expect(page.getByText("3 days after they begin")).toBeVisible();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await page.getByLabel("After they begin").fill("0");
  await press(page.getByRole("button", { name: "Save", exact: true }));
  await expect(page.getByText("as soon as they begin")).toBeVisible();
  await press(page.getByRole("button", { name: "Switch it on" }));
  await expect(page.getByText(/It is on, and rides on/)).toBeVisible();
  await expectAccessible(page);
  await expectNoOverflow(page);

  const reader = await elsewhere();
  const address = await signedIn(reader);
  await subscribed(reader, newsletter);
  await expect
    .poll(async () => (await mailsTo(address, /^Good to have you/)).length, { timeout: 180_000, intervals: [1_000] })
    .toBe(1);
  const mail = await mailTo(address, /^Good to have you/);
  expect(mail.subject).toBe(`Good to have you ${number}`);
  expect(mail.headers["list-unsubscribe-post"]).toEqual(["List-Unsubscribe=One-Click"]);
  expect(await mailsTo(before, /^Good to have you/)).toEqual([]);
  await page.reload();
  await expect(page.getByText(/1 had all of it/)).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: `Good to have you ${number}` })).toContainText("1");
});

/** The next save there is answered when that is let. */
async function held(page: Page, path: RegExp): Promise<() => void> {
  let letGo = () => {};
  const until = new Promise<void>((go) => {
    letGo = go;
  });
  await page.route(
    path,
    async (route) => {
      await until;
      await route.continue();
    },
    { times: 1 },
  );
  return () => letGo();
}
