import { makeNewsletter, writeIssue } from "./desk.ts";
import { mailsTo, mailTo } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { pathOf, signedIn, stories, subscribed } from "./reader.ts";
import { becomeStaff } from "./staff.ts";

test("an editor says whom an issue is for, sees how many they are, and it reaches them and nobody else", {
  tag: "@once",
}, async ({ page, press, elsewhere, mayBeRefused }) => {
  test.slow();
  await becomeStaff(page.context(), "editor");
  const newsletter = await makeNewsletter(page, press);
  const [saver, other] = [await elsewhere(), await elsewhere()];
  const [saving, notSaving] = [await signedIn(saver), await signedIn(other)];
  for (const reader of [saver, other]) await subscribed(reader, newsletter);
  const story = (await pathOf(saver, stories.river)).split("/").at(-1);
  expect((await saver.request.put(`/api/v1/bookmarks/${story}`, { data: {} })).ok()).toBe(true);

  await page.goto("/desk/audiences");
  await press(page.getByRole("link", { name: "A new audience" }));
  const name = `Savers for ${newsletter.slug}`;
  await page.getByLabel("Name", { exact: true }).fill(name);
  const count = page.getByRole("region", { name: "How many they are" });
  await count.getByLabel("Of the readers of").selectOption(newsletter.name);
  await expect(count).toContainText("1 reader gets it.");
  await expect(count).toContainText("1 confirmed it and are not among those that it is for");

  // All of it works with the keyboard: what was added has the focus, and what is removed gives it back.
  await page.getByRole("button", { name: "Add a condition" }).press("Enter");
  const second = page.getByRole("group", { name: "Condition 2", exact: true });
  await expect(second.getByRole("combobox", { name: "What", exact: true })).toBeFocused();
  // Nobody is counted by name here, so nobody can be chosen by it, and it is said where that is switched on.
  mayBeRefused(422, /audience-counts/);
  await second.getByRole("combobox", { name: "What", exact: true }).selectOption("opened an issue");
  await expect(count).toContainText("An administrator can switch that on under Settings");
  await second.getByRole("combobox", { name: "Which issues" }).selectOption("by days");
  await expect(second.getByLabel("in the last")).toHaveValue("30");
  await expectAccessible(page);
  await expectNoOverflow(page);
  await second.getByRole("combobox", { name: "What", exact: true }).selectOption("commented on");
  await expect(count).toContainText("0 readers get it.");
  await second.getByLabel("Not", { exact: true }).check();
  await expect(count).toContainText("1 reader gets it.");
  await page.getByRole("button", { name: "Add a group" }).press("Enter");
  const group = page.getByRole("group", { name: "Group 3", exact: true });
  await group.getByRole("combobox", { name: "What", exact: true }).selectOption("joined");
  await expectAccessible(page);
  await expectNoOverflow(page);
  await group.getByRole("button", { name: "Remove condition 3.1" }).press("Enter");
  await expect(group.getByRole("button", { name: "Add a condition to group 3" })).toBeFocused();
  await expect(count).toContainText("Fill in each condition");
  await group.getByRole("button", { name: "Remove the group 3" }).press("Enter");
  await expect(count).toContainText("1 reader gets it.");
  await press(page.getByRole("button", { name: "Save this audience" }));
  await expect(page).toHaveURL(/\/desk\/audiences\?done=saved$/);
  await expect(page.getByRole("row").filter({ hasText: name })).toContainText(
    "have saved a story in the last 30 days and have commented on no story in the last 30 days",
  );

  const subject = `For savers, ${newsletter.slug}`;
  await writeIssue(page, press, newsletter.slug, subject, "The gauge at the weir stands at eleven centimetres.");
  await press(page.getByRole("button", { name: "Check and send …" }));
  await expect(page.getByText(/^2 will get it\.$/)).toBeVisible();
  await page.getByRole("combobox", { name: "It is for" }).selectOption(name);
  await expect(page.getByText(/^1 will get it: of those who confirmed it/)).toBeVisible();
  await expectAccessible(page);
  await expectNoOverflow(page);
  await page.reload();
  await expect(page.getByRole("combobox", { name: "It is for" }).locator("option:checked")).toHaveText(name);
  await press(page.getByRole("button", { name: "Send …", exact: true }));
  await expect(page.getByText(`confirmed “${newsletter.name}” and belong to “${name}”? It cannot`)).toBeVisible();
  await press(page.getByRole("button", { name: "Send it now" }));
  await expect(page).toHaveURL(`/desk/newsletters/${newsletter.slug}`);
  await mailTo(saving, new RegExp(`^${subject}$`));
  await expect
    .poll(async () => {
      await page.reload();
      return page.getByRole("row").filter({ hasText: subject }).textContent();
    })
    .toContain("finished");
  expect(await mailsTo(notSaving, new RegExp(`^${subject}$`))).toEqual([]);
  await press(page.getByRole("link", { name: subject, exact: true }));
  await expect(page.getByText(`For “${name}”: readers who have saved a story`)).toBeVisible();
  await expectAccessible(page);
});
