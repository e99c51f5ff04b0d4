import { randomUUID } from "node:crypto";
import { makeNewsletter, sendIssue, writeIssue } from "./desk.ts";
import { mailTo } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { signedIn, subscribed } from "./reader.ts";
import { becomeStaff, closeDomain, masthead } from "./staff.ts";

test("an administrator gives a domain a rate, takes it away, and writes to one again that was left alone", {
  tag: "@once",
}, async ({ page, press, mayBeRefused }) => {
  mayBeRefused(422, /\/sending\/rates$/);
  const [paced, shut] = [`paced-${randomUUID().slice(0, 8)}.test`, `shut-${randomUUID().slice(0, 8)}.test`];
  await closeDomain(shut);
  await becomeStaff(page.context(), "admin");
  await page.goto("/desk");
  await press(page.getByRole("navigation", { name: "Desk" }).getByRole("link", { name: "Sending" }));
  await expect(page.getByRole("heading", { level: 1, name: "Sending" })).toBeVisible();
  const providers = page.getByRole("region", { name: "Providers" });
  await expect(providers.getByRole("row").last()).toContainText("in use");

  await page.getByLabel("Domain, or * for each of the others").fill("not a domain");
  await page.getByLabel("Mails a second").fill("20");
  await press(page.getByRole("button", { name: "Set this rate" }));
  await expect(page.getByRole("alert").filter({ hasText: "Write a domain" })).toBeVisible();
  await page.getByLabel("Domain, or * for each of the others").fill(paced);
  await press(page.getByRole("button", { name: "Set this rate" }));
  const row = (domain: string) => page.getByRole("row").filter({ hasText: domain });
  await expect(row(paced)).toContainText("20");
  expect(await masthead("mailings", "rate")).toContain(`${paced}  20 a second`);
  await press(row(paced).getByRole("button", { name: `No limit for ${paced}` }));
  await expect(row(paced)).toHaveCount(0);

  await expect(row(shut)).toContainText("left alone until");
  await expect(row(shut)).toContainText("5 refusals in a row by policy");
  await expectAccessible(page);
  await expectNoOverflow(page);
  await press(row(shut).getByRole("button", { name: `Use ${shut} again` }));
  await expect(row(shut)).toHaveCount(0);
  expect(await masthead("mailings", "gates")).not.toContain(shut);
});

test("what became of one address is found by the mailing and by the address, and a scheduled mailing gets another time", {
  tag: "@once",
}, async ({ page, press, elsewhere, mayBeRefused }) => {
  test.slow();
  mayBeRefused(404, /\/find$/);
  await becomeStaff(page.context(), "editor");
  const newsletter = await makeNewsletter(page, press);
  const browser = await elsewhere();
  const email = await signedIn(browser);
  await subscribed(browser, newsletter);
  await browser.close();
  const subject = `The ferry, ${newsletter.slug}`;
  await writeIssue(page, press, newsletter.slug, subject, "The ferryman counts his passengers.");
  await sendIssue(page, press, newsletter.slug, subject, 1);
  await mailTo(email, new RegExp(`^${subject}$`));

  await page.goto("/desk/sending/returns");
  await page.getByLabel("Look up an address").fill(email);
  await press(page.getByRole("button", { name: "Look it up" }));
  await expect(page.getByText("It may be written to.")).toBeVisible();
  await expectAccessible(page);
  await press(page.getByRole("link", { name: subject, exact: true }));
  await expect(page.getByRole("heading", { level: 1, name: subject })).toBeVisible();
  await page.getByLabel("Find an address in this mailing").fill(email);
  await press(page.getByRole("button", { name: "Look it up" }));
  await expect(page.getByText(/^Accepted, \d/)).toBeVisible();
  await page.getByLabel("Find an address in this mailing").fill("nobody@elsewhere.example");
  await press(page.getByRole("button", { name: "Look it up" }));
  await expect(page.getByText("This address is not among the recipients of this mailing.")).toBeVisible();

  const file = test.info().outputPath("mail.html");
  await (await import("node:fs/promises")).writeFile(file, "<p>The ferry at dawn.</p>");
  const words = ["newsletters", "send", newsletter.slug, "--subject", "At dawn", "--html", file];
  const id = (await masthead(...words, "--at", "2040-11-30T07:00", "--zone", "Europe/Berlin"))
    .trim()
    .split(/\s+/)
    .at(-1);
  await page.goto(`/desk/mailings/${id}`);
  const state = page.getByRole("region", { name: "How it stands" });
  await expect(state).toContainText("starts on 30 November 2040 at 06:00 UTC");
  await press(page.getByRole("button", { name: "Another time …" }));
  await page.getByLabel("Starts at").fill("2040-12-01T08:30");
  await page.getByLabel("On the clock of").fill("America/New_York");
  await page.getByLabel("Minutes that it may be late").fill("90");
  await expectAccessible(page);
  await expectNoOverflow(page);
  await press(page.getByRole("button", { name: "Set this time" }));
  await expect(state).toContainText("starts on 1 December 2040 at 13:30 UTC");
  expect(JSON.parse(await masthead("mailings", "show", id ?? "", "--json"))).toMatchObject({ lateLimit: 90 });
  await press(page.getByRole("button", { name: "Cancel …" }));
  await press(page.getByRole("button", { name: "Cancel the mailing" }));
  await expect(state.getByRole("status")).toHaveText("Cancelled");
});
