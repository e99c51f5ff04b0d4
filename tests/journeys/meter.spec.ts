import { randomInt } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { signedIn } from "./reader.ts";
import { becomeStaff } from "./staff.ts";

test.use({ serviceWorkers: "allow" });

/** Of how many stories the text lies on this device. */
const textsOn = (page: Page) =>
  page.evaluate(async () => {
    if (!(await indexedDB.databases()).some(({ name }) => name === "masthead-device")) return 0;
    return new Promise<number>((done, failed) => {
      const asked = indexedDB.open("masthead-device");
      asked.onerror = () => failed(asked.error);
      asked.onsuccess = () => {
        const count = asked.result.transaction("bodies").objectStore("bodies").count();
        count.onsuccess = () => {
          asked.result.close();
          done(count.result);
        };
      };
    });
  });

/** Each time the list is opened the device looks what it may keep. */
const syncedTo = (page: Page, texts: number) =>
  expect(async () => {
    await page.goto("/reading-list");
    await expect.poll(() => textsOn(page), { timeout: 5_000 }).toBe(texts);
  }).toPass();

test("stories beyond the free ones stop at a wall whose words are nowhere, and what a device kept of them goes", {
  tag: "@once",
}, async ({ page, elsewhere, press }) => {
  const number = randomInt(100_000, 1_000_000);
  const section = `Locks ${number}`;
  const admin = await elsewhere();
  await becomeStaff(admin.context(), "admin");
  const meter = async (data: object) =>
    expect((await admin.request.post("/api/v1/desk/settings/plans", { data })).ok()).toBe(true);
  const push = async (title: string) => {
    const data = {
      title,
      address: `https://www.courier.example/${number}/${title.replaceAll(" ", "-")}`,
      standfirst: "What the keeper wrote down.",
      section,
      bodyHtml: "<p>Until that night nobody had counted the herons.</p>",
    };
    const answer = await admin.request.put("/api/v1/desk/stories", { data });
    expect(answer.ok(), await answer.text()).toBe(true);
    return ((await answer.json()) as { id: string }).id;
  };
  const [upper, lower] = [await push(`Upper lock ${number}`), await push(`Lower lock ${number}`)];

  // Open at first, so both are kept on the device of a member; then it closes.
  await signedIn(page);
  for (const id of [upper, lower]) expect((await page.request.put(`/api/v1/bookmarks/${id}`)).ok()).toBe(true);
  await syncedTo(page, 2);
  await meter({ isMetered: true, freeStories: 1, meteredSections: [section] });
  await syncedTo(page, 0);

  const reader = await elsewhere();
  await reader.goto("/");
  await press(reader.getByRole("link", { name: `Upper lock ${number}` }).first());
  await expect(reader.getByText("counted the herons")).toBeVisible();
  await expect(reader.getByText("This is the last of your 1 free story of this month.")).toBeVisible();
  await reader.goto("/");
  await press(reader.getByRole("link", { name: `Lower lock ${number}` }).first());
  await expect(reader.getByRole("heading", { name: "This story goes on for who has a plan" })).toBeVisible();
  await expectAccessible(reader);
  await expectNoOverflow(reader);
  await reader.reload();
  await expect(reader.getByRole("heading", { name: "This story goes on for who has a plan" })).toBeVisible();
  const data = JSON.parse((await reader.locator("script[type='application/ld+json']").textContent()) ?? "{}");
  expect(data).toMatchObject({ isAccessibleForFree: false, hasPart: { cssSelector: ".metered" } });

  // Neither the page nor what Next's router asks for holds a word of it; a prerender is told to come again.
  const path = `/stories/${lower}`;
  for (const headers of [{}, { rsc: "1" }] as Record<string, string>[]) {
    const answer = await reader.request.get(path, { headers });
    expect([answer.status(), (await answer.text()).includes("herons")]).toEqual([200, false]);
  }
  for (const [headers, status] of [
    [{ "sec-purpose": "prefetch;prerender" }, 503],
    [{ rsc: "1", "next-router-prefetch": "1" }, 204],
  ] as [Record<string, string>, number][])
    expect((await reader.request.get(path, { headers })).status()).toBe(status);
  await meter({ isMetered: false });
});
