import { randomInt } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { openReceiver } from "../fakes/receiver.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { becomeStaff } from "./staff.ts";

test("an administrator makes a key for the CMS, which brings a story in by it; revoked, it opens nothing", {
  tag: "@once",
}, async ({ page, press, request }) => {
  const number = randomInt(100_000, 1_000_000);
  await becomeStaff(page.context(), "admin");
  await page.goto("/desk/keys");
  await page.getByLabel("What it is for").fill(`The CMS ${number}`);
  await page.getByRole("checkbox", { name: /Import stories/ }).check();
  await press(page.getByRole("button", { name: "Make a key" }));
  await expect(page.getByText("It is shown this once")).toBeVisible();
  const token = (await page.getByRole("status").locator("code").textContent()) ?? "";
  await expect(page.getByRole("row").filter({ hasText: `The CMS ${number}` })).toContainText("never");
  await expectAccessible(page);
  await expectNoOverflow(page);

  const push = () =>
    request.put("/api/v1/desk/stories", {
      headers: { authorization: `Bearer ${token}` },
      data: { address: `https://www.courier.example/${number}/pushed`, title: `The lock of ${number}` },
    });
  const pushed = await push();
  expect(pushed.status()).toBe(200);
  const { id } = (await pushed.json()) as { id: string };
  await page.goto(`/stories/${id}`);
  await expect(page.getByRole("heading", { level: 1, name: `The lock of ${number}` })).toBeVisible();

  await page.goto("/desk/keys");
  await expect(page.getByText(token)).toHaveCount(0);
  await press(page.getByRole("button", { name: `Revoke: The CMS ${number}` }));
  await expect(page.getByText("Revoked. It opens nothing any more.")).toBeVisible();
  expect((await push()).status()).toBe(401);
});

test("an administrator names another system: it is told at once, its refusal stands at the desk, and one press tells it once more", {
  tag: "@once",
}, async ({ page, press }) => {
  const receiver = await openReceiver();
  try {
    receiver.answers({ status: 204 }, { status: 410, body: "Not wanted any more." });
    await becomeStaff(page.context(), "admin");
    await page.goto("/desk/webhooks");
    await page.getByLabel("Address").fill(receiver.address);
    // Nobody is erased while journeys are made; of all else it would be told what others do meanwhile.
    await page.getByRole("checkbox", { name: /member\.erased/ }).check();
    await press(page.getByRole("button", { name: "Make it" }));
    await expect(page.getByRole("heading", { level: 1, name: "Webhook" })).toBeVisible();
    await press(page.getByText("Show it"));
    const secret = (await page.locator("details code").first().textContent()) ?? "";
    for (const times of [1, 2]) {
      await press(page.getByRole("button", { name: "Send a test" }));
      await expect(page.getByText("A test is on its way.")).toBeVisible();
      await expect.poll(() => receiver.received.length).toBe(times);
    }
    const { body, headers } = receiver.received[0] ?? { body: "", headers: {} };
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: "webhook.test" });

    const given = page.getByRole("listitem").filter({ hasText: "Given up" });
    await expect(async () => {
      await page.reload();
      await expect(given).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await press(given.getByText("webhook.test", { exact: true }));
    await expect(given.getByText("Not wanted any more.")).toBeVisible();
    await expectAccessible(page);
    await expectNoOverflow(page);
    await press(given.getByRole("button", { name: "Send it once more" }));
    await expect.poll(() => receiver.received.length).toBe(3);
    expect(receiver.received[2]?.headers["webhook-id"]).toBe(receiver.received[1]?.headers["webhook-id"]);

    await press(page.getByRole("button", { name: "Remove …" }));
    await press(page.getByRole("button", { name: "Remove it with its log" }));
    await expect(page).toHaveURL("/desk/webhooks");
    await expect(page.getByText(receiver.address)).toHaveCount(0);
  } finally {
    await receiver.close();
  }
});
