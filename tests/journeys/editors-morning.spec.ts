import { issueBox, makeNewsletter } from "./desk.ts";
import { mailTo } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { signedIn, subscribed } from "./reader.ts";
import { becomeStaff } from "./staff.ts";

test("an editor's morning: writes by the keyboard, picks a story, looks at it, sends a test, puts right what is wrong, and sends it", {
  tag: "@once",
}, async ({ page, press, elsewhere, mayBeRefused }) => {
  test.slow();
  mayBeRefused(422, /\/send$/);
  const own = await becomeStaff(page.context(), "editor");
  const newsletter = await makeNewsletter(page, press);
  const reader = await elsewhere();
  const email = await signedIn(reader);
  await subscribed(reader, newsletter);

  await press(page.getByRole("button", { name: "Write an issue" }));
  const subject = `The gauge, ${newsletter.slug}`;
  await page.getByLabel("Subject", { exact: true }).fill(subject);
  await page.getByLabel("Preview, beside the subject in an inbox").fill("Eleven centimetres, and what comes next.");
  await issueBox(page).click();
  await page.keyboard.type("Good morning, {first_name|early riser}.\n");
  await page.keyboard.type("/");
  await expect(page.getByRole("listbox", { name: "What to put here" })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.type("head\n");
  await page.keyboard.type("From the river\n");
  await page.keyboard.type("/story\n");
  const picker = page.getByRole("dialog", { name: "Pick a story" });
  await picker.getByRole("combobox").fill("moth lamps");
  await expect(picker.getByRole("option")).toHaveCount(1);
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  const card = issueBox(page).getByRole("group", { name: "Story" });
  await expect(card.getByLabel("Title")).toHaveValue("The moth that reads the street lamps");
  await issueBox(page).locator("> p").last().click();
  await page.keyboard.type("/button\n");
  await page.keyboard.type("Read the ledger");
  // What is moved keeps the focus, a moment later; so nothing is typed behind it.
  await card.getByLabel("Title").fill("The moth, and the lamps of Lower Quay");
  await card.getByLabel("Title").press("Alt+ArrowUp");
  await expect(issueBox(page).getByRole("heading", { name: "From the river" })).toBeVisible();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(card.getByLabel("Title")).toHaveValue("The moth, and the lamps of Lower Quay");
  await expect(issueBox(page).getByRole("group", { name: "Button" }).getByLabel("Words on it")).toHaveValue(
    "Read the ledger",
  );
  // Typed while a card is chosen: nothing takes its place.
  await card.getByText("Story", { exact: true }).click();
  await page.keyboard.type("Below it.");
  await expect(
    issueBox(page)
      .locator("> p")
      .filter({ hasText: /^Below it\.$/ }),
  ).toBeVisible();
  await expect(card.getByLabel("Title")).toHaveValue("The moth, and the lamps of Lower Quay");
  await expect(page.getByText(/^Saved at \d/)).toBeVisible();
  await expectAccessible(page);
  await expectNoOverflow(page);

  await press(page.getByRole("button", { name: "Preview" }));
  await expect(page).toHaveURL(/\/preview$/);
  for (const title of ["On a desktop", "On a phone", "In the dark", "Pictures off"])
    await expect(page.frameLocator(`iframe[title="${title}"]`).getByRole("heading", { name: subject })).toBeVisible();
  await expect(page.frameLocator('iframe[title="As plain text"]').locator("body")).toContainText("Good morning, ");
  await press(page.getByRole("link", { name: "For a reader whose name nobody knows" }));
  await expect(page.frameLocator('iframe[title="On a desktop"]').locator("body")).toContainText(
    "Good morning, early riser.",
  );
  await expectNoOverflow(page);
  await press(page.getByRole("button", { name: "Send a test" }));
  await expect(page.getByText("marked as a test.")).toBeVisible();
  const tried = await mailTo(own, new RegExp(`^\\[Test\\] ${subject}$`));
  expect(tried.text).toContain("The moth, and the lamps of Lower Quay");

  await press(page.getByRole("link", { name: "Check and send" }));
  await expect(page.getByText("A button leads nowhere. Give it an address.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Send …", exact: true })).toBeDisabled();
  await expectAccessible(page);
  await press(page.getByRole("link", { name: "Write", exact: true }));
  const button = issueBox(page).getByRole("group", { name: "Button" });
  await button.getByLabel("Leads to").fill("meridian");
  await button.getByLabel("Words on it").focus();
  await expect(button).toContainText("Write the whole address, with https:// in front.");
  await button.getByLabel("Leads to").fill(new URL("/newsletters", page.url()).href);
  await press(page.getByRole("button", { name: "Check and send …" }));
  await expect(page.getByText("1 reader gets it.")).toBeVisible();
  await expect(page.getByText(/^All \d were opened, and none is broken\.$/)).toBeVisible();
  await expectNoOverflow(page);

  await press(page.getByRole("button", { name: "Send at a time …" }));
  // A time that is refused is still in its form, with everything else that was chosen there.
  await page.getByLabel("Starts at").fill("2020-01-01T07:00");
  await page.getByLabel("On the clock of").fill("Asia/Tokyo");
  await press(page.getByRole("button", { name: "Set this time" }));
  await expect(page.getByText("This moment is over. Choose a later one")).toBeVisible();
  await expect(page.getByLabel("Starts at")).toHaveValue("2020-01-01T07:00");
  await expect(page.getByLabel("On the clock of")).toHaveValue("Asia/Tokyo");
  await page.getByLabel("Starts at").fill("2099-01-01T07:00");
  await page.getByLabel("Each reader gets it when their own clock shows this hour").check();
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Set this time" }));
  await expect(page.getByText("It goes out on 1 January 2099 at 07:00, each reader’s own time.")).toBeVisible();
  await expect(page.getByText("gets it by the clock of Asia/Tokyo")).toBeVisible();
  await expectAccessible(page);
  const sendPage = page.url();
  await page.goto(`/desk/newsletters/${newsletter.slug}`);
  await expect(page.getByRole("row").filter({ hasText: subject })).toContainText("1 January 2099 at 07:00");
  await page.goto(sendPage);
  await press(page.getByRole("button", { name: "Take it back to write on" }));
  await expect(issueBox(page)).toContainText("Good morning,");

  await press(page.getByRole("button", { name: "Check and send …" }));
  await press(page.getByRole("button", { name: "Send …", exact: true }));
  await expect(page.getByText(`Send “${subject}” now to 1 reader`)).toBeVisible();
  await press(page.getByRole("button", { name: "Send it now" }));
  await expect(page).toHaveURL(`/desk/newsletters/${newsletter.slug}`);
  const mail = await mailTo(email, new RegExp(`^${subject}$`));
  expect(mail.text).toContain("Good morning, early riser.");
  expect(mail.html).toContain("The moth, and the lamps of Lower Quay");

  await reader.goto(`/newsletters/${newsletter.slug}`);
  await press(reader.getByRole("link", { name: subject, exact: true }));
  await expect(reader.getByRole("link", { name: "The moth, and the lamps of Lower Quay" })).toBeVisible();
  await expectAccessible(reader);
});
