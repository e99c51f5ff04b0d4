import { confirmLink, mailsTo } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible } from "./look.ts";
import { problemOn, signedIn } from "./reader.ts";

const sentence =
  "Send me the newsletter “The Long Read” (saturdays) by e-mail. I can leave at any time with one press.";

test("a newsletter begins only by the button behind its mail, and the account shows each step in its words", async ({
  page,
  press,
  request,
}) => {
  const email = await signedIn(page);
  await page.goto("/account");
  await expect(page.getByText("Nothing yet. When you ask for a newsletter")).toBeVisible();
  await expectAccessible(page);

  await page.goto("/newsletters");
  await press(page.getByRole("button", { name: "Subscribe: The Long Read" }));
  await expect(page.getByText("We have sent you a mail. Open it and confirm.")).toBeVisible();
  const link = await confirmLink(email, "The Long Read");

  for (let look = 0; look < 5; look += 1) expect((await request.get(link)).status()).toBe(200);
  expect((await request.head(link)).status()).toBe(200);
  await page.goto("/newsletters/long-read");
  await expect(page.getByText("Waits for you: open the mail that we sent and confirm.")).toBeVisible();

  await page.goto(link);
  await expect(page.getByText(`“${sentence}”`)).toBeVisible();
  await expect(page.getByRole("main").getByRole("button")).toHaveCount(1);
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Yes, send it to me" }));
  await expect(page.getByRole("heading", { level: 1, name: "It is yours" })).toBeVisible();
  await expectAccessible(page);
  await page.goto("/newsletters/long-read");
  await expect(page.getByText("You get this.")).toBeVisible();

  await press(page.getByRole("button", { name: "Leave: Get The Long Read" }));
  await expect(page.getByText("Done: nothing more of it is sent to you.")).toBeVisible();
  await page.goto("/account");
  const lines = page.getByRole("row").filter({ hasText: sentence });
  await expect(lines).toHaveCount(3);
  await expect(lines.nth(0)).toContainText("Taken back");
  await expect(lines.nth(1)).toContainText("Confirmed");
  await expect(lines.nth(2)).toContainText("Asked for");
  for (const line of await lines.all()) {
    const at = await line.getByRole("time").getAttribute("datetime");
    expect(Math.abs(Date.now() - Date.parse(at ?? ""))).toBeLessThan(300_000);
  }
  await expectAccessible(page);

  await page.goto(link);
  await expect(page.getByText("You have left since this mail was sent.")).toBeVisible();
  await expectAccessible(page);
});

test("offers are a matter of their own: asked for, confirmed by mail and taken back apart from newsletters", async ({
  page,
  press,
}) => {
  const email = await signedIn(page);
  await page.goto("/offers");
  await press(page.getByRole("button", { name: "Tell me: Notices about offers" }));
  await expect(page.getByText("We have sent you a mail. Open it and confirm.")).toBeVisible();
  await page.goto(await confirmLink(email, "Discounts and offers"));
  await press(page.getByRole("button", { name: "Yes, send it to me" }));
  await expect(page.getByRole("heading", { level: 1, name: "It is yours" })).toBeVisible();

  await page.goto("/newsletters");
  await expect(page.getByText("You get this.")).toHaveCount(0);
  await page.goto("/account");
  await expect(page.getByRole("row").filter({ hasText: "Tell me by e-mail about discounts" })).toHaveCount(2);
  await page.goto("/offers");
  await press(page.getByRole("button", { name: "Leave: Notices about offers" }));
  await expect(page.getByText("Done: nothing more of it is sent to you.")).toBeVisible();
});

test("asking for a newsletter again and again does not fill the inbox", { tag: "@once" }, async ({
  page,
  press,
  mayBeRefused,
}) => {
  mayBeRefused(429, /\/subscription$/);
  const email = await signedIn(page);
  await page.goto("/newsletters/water-ledger");
  const name = "Get The Water Ledger";
  for (let round = 0; round < 4; round += 1) {
    await press(page.getByRole("button", { name: `Subscribe: ${name}` }));
    await press(page.getByRole("button", { name: `Take back: ${name}` }));
  }
  await press(page.getByRole("button", { name: `Subscribe: ${name}` }));
  await expect(problemOn(page)).toContainText("That was too often. Try again in");
  await expectAccessible(page);
  expect((await mailsTo(email, /Water Ledger/)).length).toBeLessThanOrEqual(4);
});

test("a confirmation link that was cut off says so", { tag: "@once" }, async ({ page, mayBeRefused }) => {
  for (const token of ["broken", "a.b.c", "x".repeat(3000)]) {
    await page.goto(`/confirm/${token}`);
    await expect(page.getByRole("heading", { level: 1, name: "This link does not work" })).toBeVisible();
  }
  await expectAccessible(page);
  // Cut in the middle of a sign, it is not even an address.
  mayBeRefused(404, /\/(confirm\/|favicon\.ico)/);
  await page.goto("/confirm/%E0%A4%A");
  await expect(page.getByRole("heading", { level: 1, name: "There is no such page" })).toBeVisible();
});

test("the name over my comments can be changed, and a bad one is refused in words", async ({ page, press }) => {
  await signedIn(page);
  await page.goto("/account");
  await page.getByLabel("The name over your comments").fill("Wanda Pryor");
  await press(page.getByRole("button", { name: "Save the name" }));
  await expect(page.getByText("Your comments stand under this name from now on.")).toBeVisible();
  await page.getByLabel("The name over your comments").fill("wanda@example.org");
  await press(page.getByRole("button", { name: "Save the name" }));
  await expect(problemOn(page)).toContainText("Leave out @");
  await expect(page.getByLabel("The name over your comments")).toHaveValue("Wanda Pryor");
  await expectAccessible(page);
});
