import { expect, test } from "./journey.ts";
import { expectAccessible } from "./look.ts";
import { signedIn } from "./reader.ts";

test("a reader buys a plan at Stripe's page, sees it in the account, and ends it with what is paid", {
  tag: "@once",
}, async ({ page, press }) => {
  await signedIn(page);
  await page.goto("/plans");
  await expect(page.getByText("Payments are a rehearsal.")).toBeVisible();
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Choose: The Meridian for readers of the Water desk, €4.00 a month" }));

  await expect(page.getByRole("heading", { level: 1, name: "Checkout" })).toBeVisible();
  await press(page.getByRole("button", { name: "Pay", exact: true }));
  await expect(
    page.getByRole("heading", { level: 1, name: "You have The Meridian for readers of the Water desk" }),
  ).toBeVisible();
  await expect(page.getByRole("status")).toContainText("€4.00 a month");
  await expectAccessible(page);

  await press(page.getByRole("link", { name: "your plan" }));
  await expect(page.getByRole("heading", { level: 1, name: "Your plan" })).toBeVisible();
  await expect(page.getByText(/^It renews on .*, €4\.00 a month\.$/)).toBeVisible();
  await press(page.getByRole("button", { name: "End it with the period that is paid" }));
  await expect(page.getByText(/^It ends on .* Until then everything stays open/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Keep it after all" })).toBeVisible();
  await expectAccessible(page);

  const mine = await (await page.request.get("/api/v1/me/entitlements")).json();
  expect(mine).toMatchObject({ mayRead: true, sections: ["Water"] });
  // Ended at Stripe as well, where it would be paid.
  await press(page.getByRole("button", { name: "Open them at Stripe" }));
  await expect(page.getByText(/^Ends on /)).toBeVisible();
});
