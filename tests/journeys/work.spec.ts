import { newAddress, signInMail } from "./inbox.ts";
import { expect, test } from "./journey.ts";

test("where very much is asked for, a browser works a moment for its mail by itself, and nothing has to be typed again", {
  tag: "@once",
}, async ({ page, press, elsewhere, mayBeRefused }) => {
  for (let asked = 0; asked < 60; asked += 1)
    expect((await page.request.post("/api/v1/sign-in", { data: { email: newAddress("many") } })).status()).toBe(202);

  mayBeRefused(428, /sign-in$/);
  const email = newAddress("worker");
  await page.goto("/signin");
  await page.getByLabel("E-mail address").fill(email);
  await press(page.getByRole("button", { name: "Send me a link and a code" }));
  await expect(page.getByRole("heading", { level: 1, name: "Look into your inbox" })).toBeVisible();
  const { code } = await signInMail(email);
  expect(code).toMatch(/^\d{6}$/);

  const plain = await elsewhere({ javaScriptEnabled: false });
  await plain.goto("/signin?returnTo=/offers");
  await plain.getByLabel("E-mail address").fill(newAddress("plain"));
  await plain.getByRole("button", { name: "Send me a link and a code" }).click();
  await expect(plain.getByRole("alert")).toContainText("needs scripts");
});
