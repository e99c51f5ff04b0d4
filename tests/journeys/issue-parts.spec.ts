import { readFile } from "node:fs/promises";
import { issueBox, makeNewsletter, sendIssue } from "./desk.ts";
import { mailTo } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { signedIn, subscribed } from "./reader.ts";
import { becomeStaff } from "./staff.ts";

test("an issue with a picture from the editor's device and a part for who has a plan reaches each reader as theirs", {
  tag: "@once",
}, async ({ page, press, elsewhere, mayBeRefused }) => {
  test.slow();
  const own = await becomeStaff(page.context(), "editor");
  const newsletter = await makeNewsletter(page, press);
  const [paying, other, admin] = [await elsewhere(), await elsewhere(), await elsewhere()];
  const [payingAddress, otherAddress] = [await signedIn(paying), await signedIn(other)];
  for (const reader of [paying, other]) await subscribed(reader, newsletter);
  await becomeStaff(admin.context(), "admin");
  const { items } = (await (await admin.request.get("/api/v1/desk/plans")).json()) as { items: { id: string }[] };
  const endsAt = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  const gift = { data: { email: payingAddress, endsAt, reason: "She reads proof for us." } };
  const given = await admin.request.post(`/api/v1/desk/plans/${items[0]?.id}/memberships`, gift);
  expect(given.ok(), await given.text()).toBe(true);

  await press(page.getByRole("button", { name: "Write an issue" }));
  const subject = `Who pays, ${newsletter.slug}`;
  await page.getByLabel("Subject", { exact: true }).fill(subject);
  await page.getByLabel("Preview, beside the subject in an inbox").fill("The ledger of the lock.");
  await issueBox(page).click();
  await page.keyboard.type(
    "The lock was dredged on Monday.\nThe ledger names who pays for it.\nThe rest is for members.",
  );
  const whoGets = page.getByRole("combobox", { name: "Who gets this block" });
  await whoGets.selectOption("For who has none");
  await page.getByText("The ledger names who pays").click();
  await expect(whoGets).toHaveValue("");
  await whoGets.selectOption("For who has a plan");
  await expect(page.getByText("The ledger names who pays")).toHaveAttribute("data-for", "plan");
  // Whatever a block becomes, it is for the same readers; and undo knows it.
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page.getByText("The ledger names who pays")).not.toHaveAttribute("data-for");
  await page.getByRole("button", { name: "Redo" }).click();
  await issueBox(page).locator("> p").last().click();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await whoGets.selectOption("For everybody");
  await issueBox(page).focus();
  await page.keyboard.type("/picture\n");
  const picture = issueBox(page).getByRole("group", { name: "Picture" });

  // What is no picture is refused in words, and the block stays.
  mayBeRefused(422, /\/api\/v1\/desk\/pictures$/);
  const wrong = {
    name: "weir.png",
    mimeType: "image/png",
    buffer: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"),
  };
  await picture.getByLabel("Choose a picture …").setInputFiles(wrong);
  await expect(picture.getByRole("alert")).toContainText("This is an SVG");
  const bytes = await readFile("docs/pictures/story.png");
  await picture.getByLabel("Choose a picture …").setInputFiles({ name: "x", mimeType: "image/png", buffer: bytes });
  await expect(picture.getByLabel("Address of the picture")).toHaveValue(/^\/media\/[0-9a-f]{64}\.png$/);
  const alt = picture.getByLabel("What is to be seen, for who does not see it");
  await expect(alt).toBeFocused();
  await page.keyboard.type("The front page, with the weir");
  await expect(picture.locator("img")).toBeVisible();
  // Pasted among the words, the same picture gets a block of its own, and lies here once.
  await issueBox(page).locator("> p").last().click();
  await issueBox(page).evaluate((box, base64) => {
    const data = new DataTransfer();
    const file = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    data.items.add(new File([file], "pasted.png", { type: "image/png" }));
    box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, bytes.toString("base64"));
  await expect(picture).toHaveCount(2);
  const where = picture.getByLabel("Address of the picture");
  await expect(where.last()).toHaveValue(await where.first().inputValue());
  await picture.last().getByLabel("What is to be seen, for who does not see it").fill("The same, pasted");
  await expect(page.getByText(/^Saved at \d/)).toBeVisible();
  await expectAccessible(page);
  await expectNoOverflow(page);
  await page.reload();
  await expect(page.getByText("The ledger names who pays")).toHaveAttribute("data-for", "plan");
  await expect(page.getByText("The rest is for members.")).toHaveAttribute("data-for", "no_plan");

  await press(page.getByRole("button", { name: "Preview" }));
  await press(page.getByRole("link", { name: "As a reader with a plan" }));
  const desktop = page.frameLocator('iframe[title="On a desktop"]');
  await expect(desktop.getByText("The ledger names who pays")).toBeVisible();
  // The way back leads to the reader who was looked at before, not through what the frames showed.
  await page.goBack();
  await expect(page.getByRole("link", { name: "As a reader without a plan" })).toHaveAttribute("aria-current", "page");
  await expect(desktop.getByText("The rest is for members.")).toBeVisible();
  await expect(desktop.getByText("The ledger names who pays")).toBeHidden();
  await page.goForward();
  await expect(desktop.getByText("The ledger names who pays")).toBeVisible();
  await expect(desktop.getByAltText("The front page, with the weir")).toBeVisible();
  await expect(desktop.getByText("The rest is for members.")).toBeHidden();
  await expectAccessible(page);
  await expectNoOverflow(page);
  await press(page.getByRole("button", { name: "Send a test" }));
  expect((await mailTo(own, new RegExp(`^\\[Test with a plan\\] ${subject}$`))).text).toContain("The ledger names");

  await page.goto(`${page.url().split("/preview")[0]}/send`);
  await expect(page.getByText(/Of 2 readers, 1 has a plan now/)).toBeVisible();
  await expect(page.getByText("Not checked: no spam filter is set.")).toBeVisible();
  await expectAccessible(page);
  await page.goBack();
  await page.goto(page.url().split("/preview")[0] ?? "");
  await sendIssue(page, press, newsletter.slug, subject, 2);

  const theirs = await mailTo(payingAddress, new RegExp(`^${subject}$`));
  const others = await mailTo(otherAddress, new RegExp(`^${subject}$`));
  expect([theirs.text?.includes("The ledger names"), theirs.text?.includes("for members")]).toEqual([true, false]);
  expect([others.text?.includes("The ledger names"), others.text?.includes("for members")]).toEqual([false, true]);
  const address = /src="(http[^"]+\/media\/[0-9a-f]{64}\.png)"/.exec(String(others.html))?.[1] ?? "";
  expect((await other.request.get(address)).headers()["content-type"]).toBe("image/png");

  // The archive tells the same apart, by what who looks has now.
  const archived = /http[^"\s]+\/newsletters\/letter-\d+\/[0-9a-f-]{36}/.exec(String(others.text))?.[0] ?? "";
  await other.goto(archived);
  await expect(other.getByText("This issue has more for who has a plan.")).toBeVisible();
  await expect(other.getByText("The ledger names who pays")).toBeHidden();
  await expectAccessible(other);
  await paying.goto(archived);
  await expect(paying.getByText("The ledger names who pays")).toBeVisible();
  await expect(paying.getByText("This issue has more")).toBeHidden();
});
