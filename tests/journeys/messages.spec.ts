import { randomInt } from "node:crypto";
import { mailTo, newAddress } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { becomeStaff } from "./staff.ts";

test("a newsroom writes a receipt, tries it, and a shop sends it by a key: once, however often it asks", {
  tag: "@once",
}, async ({ page, press, request, mayBeRefused }) => {
  test.slow();
  mayBeRefused(422, /\/message-templates\//);
  const number = randomInt(100_000, 1_000_000);
  const own = await becomeStaff(page.context(), "admin");
  await page.goto("/desk/messages");
  await page.getByLabel("What it is", { exact: true }).fill(`A receipt ${number}`);
  await page.getByLabel("What programs call it").fill(`receipt-${number}`);
  await page.getByLabel(/It is transactional/).check();
  await press(page.getByRole("button", { name: "Write it" }));
  await expect(page.getByRole("heading", { level: 1, name: `A receipt ${number}` })).toBeVisible();

  const words = page.getByRole("textbox", { name: "The words of the mail" });
  await expect(words).toBeVisible();
  await page.getByRole("textbox", { name: /^Subject/ }).fill("Your order {order_number}");
  await words.click();
  await page.keyboard.type("Thank you for order {order_number}.");
  await press(page.getByRole("button", { name: /^Save/ }));
  await expect(
    page.getByText("“{order_number}” stands in the words and is no field of this template.").first(),
  ).toBeVisible();
  await press(page.getByRole("button", { name: "Add a field" }));
  await page.getByLabel("Name", { exact: true }).fill("order_number");
  await press(page.getByRole("button", { name: /^Save/ }));
  await expect(page.getByText("Saved. Mails go out in these words from now on.")).toBeVisible();
  await expectAccessible(page);
  await expectNoOverflow(page);

  await press(page.getByRole("button", { name: "Send a test" }));
  const tried = await mailTo(own, /^\[Test\] Your order order number$/);
  expect(tried.text).toContain("Thank you for order order number.");

  const made = await page.request.post("/api/v1/desk/keys", {
    data: { name: `The shop ${number}`, acts: ["messages.send"] },
  });
  const { token } = (await made.json()) as { token: string };
  const buyer = newAddress("buyer");
  const send = (fields: Record<string, string>) =>
    request.post("/api/v1/desk/messages", {
      headers: { authorization: `Bearer ${token}`, "idempotency-key": `order-${number}` },
      data: { template: `receipt-${number}`, to: buyer, fields },
    });
  expect((await send({})).status()).toBe(422);
  const answers = await Promise.all([1, 2, 3].map(() => send({ order_number: `A-${number}` })));
  expect(answers.map((answer) => answer.status())).toEqual([201, 201, 201]);
  const receipt = await mailTo(buyer, /^Your order/);
  expect(receipt.subject).toBe(`Your order A-${number}`);
  expect(receipt.headers["list-unsubscribe"]).toBeUndefined();

  await page.reload();
  await expect(page.getByRole("row").filter({ hasText: buyer })).toContainText("taken by the mail server");
  await expectAccessible(page);
});
