import { randomInt } from "node:crypto";
import { expect, type Locator, type Page } from "@playwright/test";

type Press = (button: Locator) => Promise<void>;

/** Makes a newsletter at the desk that no other journey writes for. */
export async function makeNewsletter(page: Page, press: Press): Promise<{ slug: string; name: string }> {
  const number = randomInt(100_000, 1_000_000);
  const newsletter = { slug: `letter-${number}`, name: `The Letter ${number}` };
  await page.goto("/desk/newsletters");
  await page.getByLabel("Name", { exact: true }).fill(newsletter.name);
  await page.getByLabel("Address on the site").fill(newsletter.slug);
  await page.getByLabel("What it is, in a sentence").fill("What the weir says this week.");
  await page.getByLabel("How often").fill("Fridays");
  await press(page.getByRole("button", { name: "Make it" }));
  await expect(page).toHaveURL(`/desk/newsletters/${newsletter.slug}`);
  await expect(page.getByText("No draft is waiting.")).toBeVisible();
  return newsletter;
}

/** Writes an issue and saves it. */
export async function writeIssue(page: Page, press: Press, slug: string, subject: string, body: string) {
  await page.goto(`/desk/newsletters/${slug}/new`);
  await page.getByLabel("Subject", { exact: true }).fill(subject);
  await page.getByLabel("Preview, beside the subject in an inbox").fill("The gauge, and who read it.");
  await page.getByLabel("The issue").fill(body);
  await press(page.getByRole("button", { name: "Save draft" }));
  await expect(page.getByRole("status").getByText("Saved.")).toBeVisible();
}

/** Sends what is on the screen, after one more look at how many will get it. */
export async function sendIssue(page: Page, press: Press, slug: string, subject: string, readers: number) {
  await press(page.getByRole("button", { name: "Send …" }));
  await expect(page.getByText(`Send “${subject}” now to ${readers} reader`)).toBeVisible();
  await press(page.getByRole("button", { name: "Send it now" }));
  await expect(page).toHaveURL(`/desk/newsletters/${slug}`);
  await expect(page.getByRole("row").filter({ hasText: subject })).toBeVisible();
}

/** The line of a comment in the queue of those that wait. */
export const heldOn = (page: Page, text: string) =>
  page.getByRole("list", { name: "Held comments" }).getByRole("link").filter({ hasText: text });
