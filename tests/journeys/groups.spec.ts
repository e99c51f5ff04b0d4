import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { mailTo, signInMail } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { askForMail } from "./reader.ts";

/** Signs in with an address of one's own choice, without the screens. */
async function signIn(page: Page, email: string, name: string) {
  expect((await page.request.post("/api/v1/sign-in", { data: { email } })).status()).toBe(202);
  const { code } = await signInMail(email);
  expect((await page.request.post("/api/v1/sign-in/code", { data: { code } })).ok()).toBe(true);
  await page.request.post("/api/v1/me/name", { data: { displayName: name } });
}

test("a company buys three seats, one is taken by invitation, one by the domain, and a third is freed and taken", {
  tag: "@once",
}, async ({ page, press, elsewhere, mayBeRefused }) => {
  test.setTimeout(120_000);
  const domain = `acme-${randomUUID().slice(0, 8)}.example`;
  await signIn(page, `boss@${domain}`, "Bo Boss");
  await page.goto("/plans");
  await press(page.getByRole("link", { name: "Seats for a group" }));
  await expect(page.getByRole("heading", { level: 1, name: "Seats for a group" })).toBeVisible();
  await page.getByRole("radio", { name: /digital: €9\.00 a month/ }).check();
  await page.getByLabel("The name of the group").fill("Acme Water Works");
  await page.getByLabel("How many seats").fill("3");
  await expect(page.getByText("That is €27.00 a month")).toBeVisible();
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Go on to pay" }));

  await expect(page.getByRole("heading", { level: 1, name: "Checkout" })).toBeVisible();
  await expect(page.getByRole("cell", { name: "€27.00" })).toBeVisible();
  await press(page.getByRole("button", { name: "Pay", exact: true }));
  await expect(page.getByRole("heading", { level: 1, name: "Acme Water Works" })).toBeVisible();
  await expect(page.getByText("0 of 3 seats are taken, 3 are free.")).toBeVisible();
  await mailTo(`boss@${domain}`, /Acme Water Works has 3 seats/);

  // One by invitation, who was no member before.
  const kit = `kit.${randomUUID().slice(0, 8)}@reader.test`;
  mayBeRefused(422, /invitations/);
  await page.getByLabel("Their e-mail addresses").fill(`${kit}, not-one`);
  await press(page.getByRole("button", { name: "Invite" }));
  await expect(page.getByRole("alert").filter({ hasText: "not-one" })).toBeVisible();
  await expect(page.getByLabel("Their e-mail addresses")).toHaveValue(`${kit}, not-one`);
  await page.getByLabel("Their e-mail addresses").fill(kit);
  await press(page.getByRole("button", { name: "Invite" }));
  await expect(page.getByText("They are invited.")).toBeVisible();
  await expect(page.getByRole("heading", { level: 3, name: kit })).toBeVisible();
  await expectNoOverflow(page);
  await expectAccessible(page);
  const link = /http:\/\/\S+\/seat\/[\w-]+/.exec((await mailTo(kit, /has a seat for you/)).text)?.[0] ?? "";
  const theirs = await elsewhere();
  await theirs.goto(link);
  await expect(theirs.getByRole("heading", { level: 1, name: "Acme Water Works has a seat for you" })).toBeVisible();
  await expectAccessible(theirs);
  await press(theirs.getByRole("link", { name: "Sign in to take it" }));
  await askForMail(theirs, kit, press);
  await theirs.goto((await signInMail(kit)).link);
  await press(theirs.getByRole("button", { name: "Sign in" }));
  await press(theirs.getByRole("button", { name: "Take your seat" }));
  await expect(theirs.getByText("You read by a seat of Acme Water Works. They pay for it")).toBeVisible();
  const may = await (await theirs.request.get("/api/v1/me/entitlements")).json();
  expect(may).toMatchObject({ mayRead: true, by: [{ because: "seat" }] });

  // Others by the domain of their address.
  await page.reload();
  await press(page.getByRole("button", { name: "Let in who has one there" }));
  await expect(page.getByText(`Whoever has proved an address at ${domain} is offered a free seat`)).toBeVisible();
  const [ann, ben] = [await elsewhere(), await elsewhere()];
  for (const [one, name] of [
    [ann, "Ann Able"],
    [ben, "Ben Bold"],
  ] as const) {
    await signIn(one, `${name.slice(0, 3).toLowerCase()}@${domain}`, name);
    await one.goto("/plans");
    await expect(one.getByRole("heading", { name: "Take your seat at Acme Water Works" })).toBeVisible();
    await expectAccessible(one);
    await press(one.getByRole("button", { name: "Take your seat at Acme Water Works" }));
    await expect(one.getByText("The seat is yours.")).toBeVisible();
  }

  // The third is freed, and another takes it.
  await page.reload();
  await expect(page.getByText("3 of 3 seats are taken, 0 are free.")).toBeVisible();
  await expect(page.getByText(`Ben Bold, ben@${domain}`).first()).toBeVisible();
  await page
    .getByText(/^Free it …/)
    .last()
    .click();
  await press(page.getByRole("button", { name: "Free the seat" }).locator("visible=true"));
  await expect(page.getByText("The seat is free. Who had it is told.")).toBeVisible();
  await mailTo(`ben@${domain}`, /Your seat at .* has ended/);
  const cleo = await elsewhere();
  await signIn(cleo, `cleo@${domain}`, "Cleo Calm");
  await cleo.goto("/account/plan");
  await press(cleo.getByRole("button", { name: "Take your seat at Acme Water Works" }));
  await expect(cleo.getByText("You read by a seat of Acme Water Works.")).toBeVisible();

  // More seats, at what is shown before.
  await page.reload();
  await page.getByLabel("How many seats").fill("4");
  await press(page.getByRole("button", { name: "See what it costs" }));
  await expect(page.getByRole("heading", { name: "4 seats in the place of 3" })).toBeVisible();
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Pay, and have 4 seats" }));
  await expect(page.getByText("3 of 4 seats are taken, 1 is free.")).toBeVisible();
});
