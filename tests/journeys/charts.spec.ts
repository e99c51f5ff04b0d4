import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow, measureShifts, shiftsOf } from "./look.ts";
import { becomeStaff } from "./staff.ts";

test("D1, D5: the first page of the desk shows growth, range by range, with its numbers as a table and as CSV", async ({
  page,
}) => {
  await becomeStaff(page.context(), "admin");
  await measureShifts(page);
  await page.goto("/desk");
  expect(await shiftsOf(page)).toBeLessThan(0.01);
  await expect(page.getByRole("heading", { name: "What needs you now" })).toBeVisible();
  await expect(page.getByRole("img", { name: /^Members, in all: / })).toBeVisible();
  await page.getByRole("link", { name: "90 days" }).click();
  await expect(page.getByRole("link", { name: "90 days" })).toHaveAttribute("aria-current", "true");
  await page.getByText("Members: joined and left, as a table").click();
  const rows = page.getByRole("region", { name: "Members: joined and left" }).locator("tbody tr");
  await expect(rows).toHaveCount(13);
  await expectNoOverflow(page);
  await expectAccessible(page);
  const address = await page.getByRole("link", { name: "Download as CSV" }).getAttribute("href");
  const csv = await (await page.request.get(address ?? "")).text();
  expect(csv).toContain("members,joined,");
});

test("D5: a moderator is shown members alone, and whoever tunes the rules what they found", async ({
  page,
  elsewhere,
}) => {
  await becomeStaff(page.context(), "moderator");
  await page.goto("/desk");
  await expect(page.getByRole("img", { name: /^Members, in all: / })).toBeVisible();
  await expect(page.getByText("Paid plans", { exact: true })).toHaveCount(0);
  const editor = await elsewhere();
  await becomeStaff(editor.context(), "editor");
  await editor.goto("/desk/rules?range=1y");
  await expect(editor.getByRole("heading", { name: "What the rules found" })).toBeVisible();
  await expectAccessible(editor);
  await editor.goto("/desk/newsletters/water-ledger");
  await expect(editor.getByRole("heading", { name: "Sent", exact: true })).toBeVisible();
  await expectAccessible(editor);
});
