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

/** Where an issue is written. */
export const issueBox = (page: Page) => page.getByRole("textbox", { name: "The issue" });

/** Pastes words where one is, as from a letter. */
export const paste = (box: Locator, words: string) =>
  box.evaluate((element, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, words);

/** Writes an issue; it saves by itself. */
export async function writeIssue(page: Page, press: Press, slug: string, subject: string, body: string) {
  await page.goto(`/desk/newsletters/${slug}`);
  await press(page.getByRole("button", { name: "Write an issue" }));
  await page.getByLabel("Subject", { exact: true }).fill(subject);
  await page.getByLabel("Preview, beside the subject in an inbox").fill("The gauge, and who read it.");
  await issueBox(page).click();
  await paste(issueBox(page), body);
  await expect(page.getByText(/^Saved at \d/)).toBeVisible();
}

/** Sends what is on the screen, after the check and one more look at how many will get it. */
export async function sendIssue(page: Page, press: Press, slug: string, subject: string, readers: number) {
  await press(page.getByRole("button", { name: "Check and send …" }));
  await expect(page).toHaveURL(/\/send$/);
  await press(page.getByRole("button", { name: "Send …", exact: true }));
  await expect(page.getByText(`Send “${subject}” now to ${readers} reader`)).toBeVisible();
  await press(page.getByRole("button", { name: "Send it now" }));
  await expect(page).toHaveURL(`/desk/newsletters/${slug}`);
  await expect(page.getByRole("row").filter({ hasText: subject })).toBeVisible();
}

/** The line of a comment in the queue of those that wait. */
export const heldOn = (page: Page, text: string) =>
  page.getByRole("list", { name: "Held comments" }).getByRole("link").filter({ hasText: text });
