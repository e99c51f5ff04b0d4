import { randomInt } from "node:crypto";
import { makeNewsletter } from "./desk.ts";
import { mailTo } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { signedIn, subscribed } from "./reader.ts";
import { becomeStaff, letDigestBeDue } from "./staff.ts";

test("an editor plans a digest, sees what it would hold, and it goes out by itself at its hour", {
  tag: "@once",
}, async ({ page, press, elsewhere }) => {
  test.slow();
  await becomeStaff(page.context(), "editor");
  const newsletter = await makeNewsletter(page, press);
  const reader = await elsewhere();
  const address = await signedIn(reader);
  await subscribed(reader, newsletter);
  const section = `Sluices ${randomInt(100_000, 1_000_000)}`;
  const title = `What ${section} let through`;
  const pushed = await page.request.put("/api/v1/desk/stories", {
    data: { address: `https://www.courier.example/${newsletter.slug}`, title, section, byline: "Ines Okafor" },
  });
  expect(pushed.ok(), await pushed.text()).toBe(true);

  await page.goto("/desk/stories");
  await page.getByRole("searchbox", { name: "Find a story by words" }).fill(title);
  await press(page.getByRole("button", { name: "Find", exact: true }));
  await press(page.getByRole("button", { name: `Pick: ${title}` }));
  await expect(page.getByText("Picked. Digests of the editors’ picks hold it")).toBeVisible();
  await expect(page.getByRole("button", { name: `Take out of the picks: ${title}` }).first()).toBeVisible();
  await expectAccessible(page);
  await expectNoOverflow(page);

  await page.goto(`/desk/newsletters/${newsletter.slug}`);
  await press(page.getByRole("link", { name: "Digest" }));
  await expect(page.getByText("It is off: nothing is made and nothing is sent.")).toBeVisible();
  const now = page.getByRole("region", { name: "What it would hold now" });

  const order = page.getByRole("combobox", { name: "In this order" });
  await order.selectOption("Editors’ picks alone, as they were picked");
  await expect(now).toContainText("Stories that were picked since");
  await expect(now.getByRole("listitem").filter({ hasText: title })).toBeVisible();
  await order.selectOption("The newest first");

  // All of it works with the keyboard: a word is taken by Enter, and removing it gives the focus back.
  const add = page.getByRole("combobox", { name: "A section to add" });
  await add.fill("No such sec");
  await add.press("Enter");
  await expect(now).toContainText("No story that readers have not had.");
  await page.getByRole("button", { name: "Remove No such sec" }).press("Enter");
  await expect(add).toBeFocused();
  await add.pressSequentially(section);
  await add.press("Enter");
  await expect(now.getByRole("listitem").filter({ hasText: title })).toContainText("Ines Okafor");
  await page.getByRole("textbox", { name: /^Subject/ }).fill("{count} on the sluices: {title}");
  await expect(now).toContainText(`1 story on the sluices: ${title}`);
  await page.getByLabel("At least", { exact: true }).fill("2");
  await expect(now).toContainText("Too few");
  await page.getByLabel("At least", { exact: true }).fill("1");
  for (const day of ["Saturday", "Sunday"]) await page.getByLabel(day).check();
  await page.getByLabel("At", { exact: true }).fill(new Date(Date.now() - 60_000).toISOString().slice(11, 16));
  await expect(now).not.toContainText("Too few");
  await page.getByLabel("This digest is on").check();
  await press(page.getByRole("button", { name: "Save", exact: true }));
  await expect(page.getByText("Saved, and on: it goes by itself every day")).toBeVisible();
  await expect(page.getByText("It is on. The next is due on")).toBeVisible();
  await expectAccessible(page);
  await expectNoOverflow(page);

  await letDigestBeDue(newsletter.slug);
  const mail = await mailTo(address, /on the sluices/);
  expect(mail.subject).toBe(`1 story on the sluices: ${title}`);
  expect(mail.text).toContain(`https://www.courier.example/${newsletter.slug}`);
  await page.reload();
  await expect(page.getByRole("row").filter({ hasText: title })).toContainText("sent");
  await expect(now).toContainText("No story that readers have not had.");
  await expectAccessible(page);
});
