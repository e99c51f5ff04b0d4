import { randomInt } from "node:crypto";
import type { Page } from "@playwright/test";
import { Secret, TOTP } from "otpauth";
import { confirmLink, mailTo, newAddress, signInMail } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible } from "./look.ts";
import { confirmed, signedIn } from "./reader.ts";
import { masthead } from "./staff.ts";

async function signInAt(page: Page, email: string, count: number) {
  await page.request.post("/api/v1/sign-in", { data: { email } });
  const { code } = await signInMail(email, count);
  expect((await page.request.post("/api/v1/sign-in/code", { data: { code } })).ok()).toBe(true);
}

test("a marketer sets an app up; what was pressed at an open desk elsewhere is asked about, and goes on", {
  tag: "@once",
}, async ({ page, press, elsewhere, mayBeRefused }) => {
  test.slow();
  const reader = await elsewhere();
  const wanting = await signedIn(reader);
  await reader.request.post("/api/v1/offers/notices", { data: {} });
  await confirmed(reader, await confirmLink(wanting, "Discounts and offers"));

  const email = newAddress("marketer");
  await masthead("staff", "grant", email, "marketer");
  await signInAt(page, email, 1);
  await page.goto("/desk/offers");
  const title = `A key to the boathouse, number ${randomInt(100_000, 1_000_000)}`;
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("What it is").fill("For a year, and for whoever you bring.");
  await page.getByLabel("Address where it is taken").fill("https://shop.meridian.example/key");
  await press(page.getByRole("button", { name: "Offer it" }));
  await expect(page.getByText("It is on the members’ page now.")).toBeVisible();

  const other = await elsewhere();
  await signInAt(other, email, 2);
  await other.goto("/desk");
  await press(other.getByRole("link", { name: "Second factor" }));
  await press(other.getByRole("button", { name: "Set up an app" }));
  const secret = (await other.locator("code").innerText()).replaceAll(" ", "");
  const code = (after = 0) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + after * 1_000 });
  await expectAccessible(other);
  await other.getByLabel("The six digits that it shows now").fill(code());
  await press(other.getByRole("button", { name: "Use this app" }));
  await expect(other.getByRole("status")).toContainText("Write the recovery codes down now");
  await expect(other.getByRole("list").getByText(/^[a-z2-9]{5}-[a-z2-9]{5}$/)).toHaveCount(10);
  await expectAccessible(other);

  // The first that the open desk asks for is how many are told.
  mayBeRefused(403, /\/(notice-counts|mailings)$/);
  await press(page.getByRole("button", { name: `Send a notice: ${title}` }));
  const dialog = page.getByRole("dialog", { name: "Prove that it is you" });
  await expectAccessible(page);
  await dialog.getByLabel("Six digits from your app, or a recovery code").fill(code(30));
  await press(dialog.getByRole("button", { name: "Go on" }));
  await expect(page.getByText(/ told\. It cannot be taken back\.$/)).toBeVisible();
  await press(page.getByRole("button", { name: "Send it now" }));
  await expect(page.getByRole("row").filter({ hasText: title }).first()).toContainText("notice sent");
  await mailTo(wanting, new RegExp(`^${title}$`));
});
