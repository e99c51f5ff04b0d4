import { randomInt } from "node:crypto";
import { confirmLink, linkIn, mailsTo, mailTo, oneClickAddress } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible } from "./look.ts";
import { confirmed, signedIn } from "./reader.ts";
import { becomeStaff } from "./staff.ts";

test("an offer stands on the members' page, and its notice reaches only those who confirmed that they want it", async ({
  page,
  press,
  elsewhere,
}) => {
  test.slow();
  const [wants, asked, never] = [await elsewhere(), await elsewhere(), await elsewhere()];
  const [wanting, asking, other] = [await signedIn(wants), await signedIn(asked), await signedIn(never)];
  for (const reader of [wants, asked]) await reader.request.post("/api/v1/offers/notices", { data: {} });
  await confirmed(wants, await confirmLink(wanting, "Discounts and offers"));

  await becomeStaff(page.context(), "marketer");
  await page.goto("/desk/offers");
  const title = `A boat on the weir, number ${randomInt(100_000, 1_000_000)}`;
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("What it is").fill("An hour on the river for two.");
  await page.getByLabel("Code, if there is one").fill("BOAT2");
  await page.getByLabel("Address where it is taken").fill("https://shop.meridian.example/boat");
  await press(page.getByRole("button", { name: "Offer it" }));
  await expect(page.getByText("It is on the members’ page now.")).toBeVisible();
  await expectAccessible(page);

  // How many are new stands at the head of every page, for who asked to hear of them; it is gone where they are.
  const fresh = (who: typeof page) => who.getByRole("link", { name: /^Offers \d+ new$/ });
  for (const who of [wants, never]) await who.goto("/newsletters");
  await expect(fresh(wants)).toBeVisible();
  await expect(fresh(never)).toHaveCount(0);
  await expectAccessible(wants);
  await press(fresh(wants));
  await expect(wants.getByRole("article").filter({ hasText: title })).toBeVisible();
  await expect(fresh(wants)).toHaveCount(0);
  await wants.goto("/account");
  await expect(wants.getByRole("button", { name: "Not this month" })).toBeVisible();

  await never.goto("/offers");
  const offer = never.getByRole("article").filter({ hasText: title });
  await expect(offer).toContainText("BOAT2");
  await expect(offer.getByRole("link", { name: "See the offer" })).toHaveAttribute(
    "href",
    "https://shop.meridian.example/boat",
  );
  await expectAccessible(never);

  await press(page.getByRole("button", { name: `Send a notice: ${title}` }));
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Send it now" }));
  await expect(page.getByRole("row").filter({ hasText: title }).first()).toContainText("notice sent");
  await expect(page.getByRole("button", { name: `Send a notice: ${title}` })).toHaveCount(0);

  const about = new RegExp(`^${title}$`);
  const mail = await mailTo(wanting, about);
  expect(mail.headers["list-unsubscribe-post"]).toEqual(["List-Unsubscribe=One-Click"]);
  expect(mail.text).toContain("BOAT2");
  expect(mail.text).toContain("The Meridian, 1 Harrow Weir, Marlow");
  linkIn(mail, "/unsubscribe/");
  await expect
    .poll(async () => {
      await page.reload();
      return page.getByRole("row").filter({ hasText: title }).last().textContent();
    })
    .toContain("finished");
  for (const email of [asking, other]) expect(await mailsTo(email, about)).toEqual([]);

  const left = await fetch(oneClickAddress(mail), {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "List-Unsubscribe=One-Click",
  });
  expect(left.status).toBe(200);
  await wants.goto("/offers");
  await expect(wants.getByRole("button", { name: "Tell me: Notices about offers" })).toBeVisible();

  await press(page.getByRole("button", { name: `Withdraw: ${title}` }));
  await expect(page.getByRole("row").filter({ hasText: title }).first()).toContainText("withdrawn");
  await never.reload();
  await expect(offer).toHaveCount(0);
});

test("an offer whose last day is over is refused in words, and what was typed stays", { tag: "@once" }, async ({
  page,
  press,
  mayBeRefused,
}) => {
  mayBeRefused(422, /\/desk\/offers$/);
  await becomeStaff(page.context(), "editor");
  await page.goto("/desk/offers");
  await page.getByLabel("Title").fill("A boat of last year");
  await page.getByLabel("Address where it is taken").fill("https://shop.meridian.example/boat");
  await page.getByLabel("Last day, if there is one").fill("2020-01-01");
  await press(page.getByRole("button", { name: "Offer it" }));
  await expect(page.locator("main [role=alert]")).toContainText("This day is over already.");
  await expect(page.getByLabel("Title")).toHaveValue("A boat of last year");
  await expectAccessible(page);
});
