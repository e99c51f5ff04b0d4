import { randomInt } from "node:crypto";
import Stripe from "stripe";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { signedIn } from "./reader.ts";
import { becomeStaff } from "./staff.ts";

test("a plan is offered for 30 % less; a member pays so, has it, and the desk sees one redemption and what it brought in", {
  tag: "@once",
}, async ({ page, elsewhere, press }) => {
  test.slow();
  await becomeStaff(page.context(), "marketer");
  await page.goto("/desk/offers");
  const title = `The Water desk for less, number ${randomInt(100_000, 1_000_000)}`;
  await press(page.getByLabel("One of our plans, cheaper, free for a while, or as a gift"));
  await page.getByLabel("Title").fill(title);
  await page.getByRole("combobox", { name: /^Plan/ }).selectOption("The Meridian for readers of the Water desk");
  await page.getByRole("spinbutton", { name: "Percentage" }).fill("30");
  await press(page.getByLabel("For some months"));
  await page.getByRole("spinbutton", { name: /^Months/ }).fill("3");
  await expectAccessible(page);
  await expectNoOverflow(page);
  await press(page.getByRole("button", { name: "Offer it" }));
  await expect(page.getByText("It is on the members’ page now.")).toBeVisible();

  const reader = await elsewhere();
  await signedIn(reader);
  await reader.goto("/offers");
  const offer = reader.getByRole("article").filter({ hasText: title });
  await expect(offer).toContainText("30 % off for 3 months");
  await expect(offer).toContainText("€2.80 a month for 3 months, then €4.00 a month in the place of €4.00 a month");
  await expectAccessible(reader);
  await expectNoOverflow(reader);
  await press(offer.getByRole("button", { name: `Take it: ${title}` }));

  await expect(reader.getByRole("heading", { level: 1, name: "Checkout" })).toBeVisible();
  await expect(reader.getByRole("row", { name: "Due now" })).toContainText("€2.80");
  await press(reader.getByRole("button", { name: "Pay", exact: true }));
  await expect(
    reader.getByRole("heading", { level: 1, name: "You have The Meridian for readers of the Water desk" }),
  ).toBeVisible();
  await reader.goto("/offers");
  await expect(reader.getByRole("heading", { level: 1, name: "Offers" })).toBeVisible();
  await expect(offer).toHaveCount(0);

  await page.reload();
  await press(page.getByRole("link", { name: title }));
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  const figure = (name: string) =>
    page
      .locator("dl.figures div")
      .filter({ has: page.getByText(name, { exact: true }) })
      .getByRole("definition");
  // It stands on the page of everybody who looks in meanwhile.
  await expect(figure("Looked at it")).toHaveText(/^[1-9]/);
  await expect(figure("Codes given")).toHaveText("1");
  await expect(figure("Redeemed")).toHaveText("1");
  await expect(figure("Revenue")).toHaveText("€2.80");
  await expectAccessible(page);
  await expectNoOverflow(page);
});

test("a pasted code is given with one press, copied with another, and is the same one after; the next member is told that none is left", {
  tag: "@once",
}, async ({ page, context, elsewhere, press, mayBeRefused }) => {
  mayBeRefused(409, /\/offers\/.*\/code$/);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const desk = await elsewhere();
  await becomeStaff(desk.context(), "marketer");
  await desk.goto("/desk/offers");
  const number = randomInt(100_000, 1_000_000);
  const title = `A boat of the partner, number ${number}`;
  await press(desk.getByLabel(/^A partner’s product/));
  await desk.getByLabel("Title").fill(title);
  await desk.getByLabel("Codes, one a line").fill(`BOAT-${number}\n\nBOAT-${number}\n`);
  await desk.getByLabel("Address where it is taken").fill("https://boats.courier.example/");
  await press(desk.getByRole("button", { name: "Offer it" }));
  await expect(desk.getByText("1 code is kept; 2 lines were not taken:")).toBeVisible();
  await expect(desk.getByText("It is blank.")).toBeVisible();
  await expectAccessible(desk);

  await signedIn(page);
  const other = await elsewhere();
  await signedIn(other);
  await other.goto("/offers");
  await page.goto("/offers");
  await press(page.getByRole("button", { name: `Get my code: ${title}` }));
  const offer = page.getByRole("article").filter({ hasText: title });
  await expect(offer.getByText(`BOAT-${number}`)).toBeVisible();
  await press(page.getByRole("button", { name: `Copy my code: ${title}` }));
  await expect(offer.getByRole("status")).toHaveText("Copied.");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`BOAT-${number}`);
  await expectAccessible(page);
  await page.reload();
  await expect(offer.getByText(`BOAT-${number}`)).toBeVisible();

  await press(other.getByRole("button", { name: `Get my code: ${title}` }));
  await expect(other.getByRole("article").filter({ hasText: title }).getByRole("alert")).toContainText(
    "All codes of this offer are given.",
  );
});

test("before a plan ends stands an offer to stay: one press ends it all the same, another keeps it for less", {
  tag: "@once",
}, async ({ page, elsewhere, press }) => {
  test.slow();
  const desk = await elsewhere();
  await becomeStaff(desk.context(), "marketer");
  // A plan of its own: who ends another one in another journey is offered nothing.
  const name = `The Ferry, number ${randomInt(100_000, 1_000_000)}`;
  const plan = await desk.request.post("/api/v1/desk/plans", { data: { name, currency: "EUR", month: "6.00" } });
  const { id: planId } = await plan.json();
  await expect(async () => {
    await desk.goto("/plans");
    await expect(desk.getByText(name).first()).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await desk.goto("/desk/offers");
  const title = `Stay for half of it, number ${randomInt(100_000, 1_000_000)}`;
  await press(desk.getByLabel("One of our plans, cheaper, free for a while, or as a gift"));
  await desk.getByLabel("Title").fill(title);
  await desk.getByRole("combobox", { name: /^Plan/ }).selectOption(name);
  await press(desk.getByLabel("Who is about to end this plan"));
  await expect(desk.getByLabel(/^Free for some days/)).toHaveCount(0);
  await desk.getByRole("spinbutton", { name: "Percentage" }).fill("50");
  await expectAccessible(desk);
  await press(desk.getByRole("button", { name: "Offer it" }));
  await expect(desk.getByText("It stands before whoever is about to end this plan, from now on.")).toBeVisible();
  await expect(desk.getByRole("row").filter({ hasText: title }).getByRole("button")).toHaveCount(1);

  await signedIn(page);
  await page.goto("/plans");
  await press(page.getByRole("button", { name: `Choose: ${name}, €6.00 a month` }));
  await press(page.getByRole("button", { name: "Pay", exact: true }));
  await press(page.getByRole("link", { name: "your plan" }));
  // The offer is for that plan alone, also where they have another one.
  await hasAnotherPaused(planId);
  await expect(async () => {
    await page.goto("/account/plan");
    await expect(page.getByText(/^It is paused and costs nothing/)).toBeVisible({ timeout: 1_000 });
  }).toPass();
  const end = page.getByRole("link", { name: "End it with the period that is paid …" });
  await press(end);
  await expect(page.getByRole("heading", { level: 3, name: title })).toBeVisible();
  await expect(page.getByRole("region", { name }).getByRole("heading", { level: 3, name: title })).toBeVisible();
  await expectAccessible(page);
  await expectNoOverflow(page);
  await press(page.getByRole("button", { name: "No, end it with the period that is paid" }));
  await expect(page.getByText(/^It ends on .* Until then everything stays open/)).toBeVisible();

  await press(page.getByRole("button", { name: "Keep it after all" }));
  await press(end);
  await press(page.getByRole("button", { name: "Stay on these terms" }));
  await expect(page.getByRole("status")).toHaveText("You stay, on these terms. They hold from the next payment on.");
  // What is cheaper already is offered nothing more: the next press ends it.
  await expect(page.getByRole("button", { name: "End it with the period that is paid" })).toBeVisible();

  await desk.reload();
  await press(desk.getByRole("link", { name: title }));
  await expect(
    desk
      .locator("dl.figures div")
      .filter({ has: desk.getByText("Redeemed", { exact: true }) })
      .getByRole("definition"),
  ).toHaveText("1");
  await press(desk.getByRole("link", { name: "All offers" }));
  await press(desk.getByRole("button", { name: `Withdraw: ${title}` }));
  await expect(desk.getByRole("row").filter({ hasText: title }).first()).toContainText("withdrawn");
  await desk.request.patch(`/api/v1/desk/plans/${planId}`, { data: { isArchived: true } });
});

/** At the house's rehearsal of Stripe: who pays for this plan gets another one as well, which is paused there. */
async function hasAnotherPaused(planId: string) {
  const stripe = new Stripe("sk_test_rehearsal", {
    host: "localhost",
    port: Number(process.env.JOURNEYS_PORT) + 2,
    protocol: "http",
  });
  const product = `masthead_${planId}`;
  const { data } = await stripe.subscriptions.list({ limit: 100 });
  const first = data.find(({ items }) => items.data[0]?.price.product === product);
  const prices = await stripe.prices.list({ active: true, limit: 100 });
  const price = prices.data.find((one) => one.recurring && one.product !== product);
  if (!first || !price) throw new Error("The rehearsal knows no such plan.");
  const { id } = await stripe.subscriptions.create({ customer: String(first.customer), items: [{ price: price.id }] });
  await stripe.subscriptions.update(id, { pause_collection: { behavior: "void" } });
}
