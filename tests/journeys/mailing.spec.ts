import { makeNewsletter, sendIssue, writeIssue } from "./desk.ts";
import { mailsTo, mailTo } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { signedIn, subscribed } from "./reader.ts";
import { becomeStaff, masthead, stallMailing } from "./staff.ts";

test("a mailing that stalled is put right at its page: what is uncertain decided, the refused tried again, the rest sent", {
  tag: "@once",
}, async ({ page, press, elsewhere }) => {
  test.slow();
  await becomeStaff(page.context(), "editor");
  const newsletter = await makeNewsletter(page, press);
  const emails: string[] = [];
  for (let reader = 0; reader < 3; reader += 1) {
    const browser = await elsewhere();
    emails.push(await signedIn(browser));
    await subscribed(browser, newsletter);
    await browser.close();
  }
  const subject = `The lock, ${newsletter.slug}`;
  const about = new RegExp(`^${subject}$`);
  await writeIssue(page, press, newsletter.slug, subject, "The lock keeper counts the boats.");
  await sendIssue(page, press, newsletter.slug, subject, 3);
  for (const email of emails) await mailTo(email, about);
  await press(page.getByRole("link", { name: subject, exact: true }).last());
  await expect(page.getByRole("heading", { level: 1, name: subject })).toBeVisible();
  const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const shown = async () => JSON.parse(await masthead("mailings", "show", id, "--json"));
  await expect(page.getByText("Finished", { exact: true })).toBeVisible();
  expect(await shown()).toMatchObject({ id, state: "finished", total: 3, counts: { accepted: 3, queued: 0 } });

  await stallMailing(id);
  await page.reload();
  const state = page.getByRole("region", { name: "How it stands" });
  await expect(state.getByRole("status")).toHaveText("Paused");
  await expect(state).toContainText("Wrong password");
  await expectAccessible(page);
  await expectNoOverflow(page);

  await press(page.getByRole("button", { name: "Uncertain: arrived …" }));
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Leave it as it is" }));
  await press(page.getByRole("button", { name: "Uncertain: arrived …" }));
  await press(page.getByRole("button", { name: "It has arrived" }));
  await expect(state).toContainText("1 accepted");
  await press(page.getByRole("button", { name: "Try the failed again …" }));
  await press(page.getByRole("button", { name: "Try again", exact: true }));
  await expect(state).toContainText("2 trying again");
  await press(page.getByRole("button", { name: "Resume" }));
  await expect(state.getByRole("status")).toHaveText("Finished");
  await expect(state).toContainText("3 accepted");
  await expect(page.getByRole("row").filter({ hasText: "Accepted" })).toHaveCount(3);
  // The one that a person found to have arrived got no second mail; the other two are the copies that this journey asked for.
  const copies = await Promise.all(emails.map(async (email) => (await mailsTo(email, about)).length));
  expect(copies.sort()).toEqual([1, 2, 2]);
  const csv = await masthead("mailings", "recipients", id, "--csv");
  for (const email of emails) expect(csv).toContain(`${email},accepted,`);
});
