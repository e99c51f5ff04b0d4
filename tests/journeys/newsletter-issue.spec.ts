import { issueBox, makeNewsletter, paste, sendIssue, writeIssue } from "./desk.ts";
import { linkIn, mailsTo, mailTo, oneClickAddress } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { signedIn, subscribed } from "./reader.ts";
import { becomeStaff } from "./staff.ts";

const body = `Good morning. The gauge at the weir stands at eleven centimetres.

## What comes next

> The river is in here.

- The council meets on Monday.
- The [minutes](https://meridian.example/minutes) are public.`;

test("an issue reaches those who confirmed and nobody else, and everybody can leave it with one press", {
  tag: "@once",
}, async ({ page, press, elsewhere, request }) => {
  test.slow();
  await becomeStaff(page.context(), "editor");
  const newsletter = await makeNewsletter(page, press);
  const [stays, leaves, leavesByPage, onlyAsked] = [
    await elsewhere(),
    await elsewhere(),
    await elsewhere({ javaScriptEnabled: false }),
    await elsewhere(),
  ];
  const [staying, leaving, leavingByPage, asking] = [
    await signedIn(stays),
    await signedIn(leaves),
    await signedIn(leavesByPage),
    await signedIn(onlyAsked),
  ];
  for (const reader of [stays, leaves, leavesByPage]) await subscribed(reader, newsletter);
  await onlyAsked.request.post(`/api/v1/newsletters/${newsletter.slug}/subscription`, { data: {} });

  const subject = `The weir, ${newsletter.slug}`;
  await writeIssue(page, press, newsletter.slug, subject, body);
  await expectAccessible(page);
  await expectNoOverflow(page);
  await page.reload();
  await expect(issueBox(page).getByRole("heading", { name: "What comes next" })).toBeVisible();
  await expect(issueBox(page).getByRole("listitem")).toHaveCount(2);
  await sendIssue(page, press, newsletter.slug, subject, 3);
  await expect(page.getByRole("heading", { name: "Sent" })).toBeVisible();
  await expectAccessible(page);

  const about = new RegExp(`^${subject}$`);
  const mail = await mailTo(leaving, about);
  const pageMail = await mailTo(leavingByPage, about);
  await mailTo(staying, about);
  expect(await mailsTo(asking, about)).toEqual([]);

  expect(mail.headers["list-unsubscribe-post"]).toEqual(["List-Unsubscribe=One-Click"]);
  expect(mail.text).toContain("The gauge at the weir stands at eleven centimetres.");
  expect(mail.text).toContain("The Meridian, 1 Harrow Weir, Marlow");
  expect(mail.html).toContain("The Meridian, 1 Harrow Weir, Marlow");
  const oneClick = oneClickAddress(mail);
  expect(oneClick).not.toBe(oneClickAddress(pageMail));
  const standing = async (reader: typeof page) => {
    const { items } = await (await reader.request.get("/api/v1/newsletters")).json();
    return items.find((one: { slug: string }) => one.slug === newsletter.slug).standing;
  };

  // Looking takes nobody off: not at the page, not at the address for machines.
  const leavePage = linkIn(pageMail, "/unsubscribe/");
  for (const address of [oneClick, linkIn(mail, "/unsubscribe/")])
    for (let look = 0; look < 3; look += 1) {
      await request.get(address);
      await request.head(address);
    }
  expect(await standing(leaves)).toBe("confirmed");

  // As a mail program does it: no cookie, no page.
  const left = await fetch(oneClick, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "List-Unsubscribe=One-Click",
    redirect: "manual",
  });
  expect(left.status).toBe(200);
  expect(await standing(leaves)).toBe("withdrawn");
  expect(await standing(leavesByPage)).toBe("confirmed");

  // And by the page, without a script.
  await leavesByPage.goto(leavePage);
  await expect(leavesByPage.getByRole("heading", { level: 1 })).toHaveText(`Leave “${newsletter.name}”?`);
  await stays.goto(leavePage);
  await expectAccessible(stays);
  expect(await standing(leavesByPage)).toBe("confirmed");
  await press(leavesByPage.getByRole("button", { name: "Unsubscribe" }));
  await expect(leavesByPage.getByRole("heading", { level: 1 })).toHaveText("You have left");
  await stays.reload();
  await expect(stays.getByRole("heading", { level: 1 })).toHaveText("You have left");
  await expectAccessible(stays);
  expect(await standing(leavesByPage)).toBe("withdrawn");
  expect(await standing(stays)).toBe("confirmed");

  const second = `The weir again, ${newsletter.slug}`;
  await writeIssue(page, press, newsletter.slug, second, body);
  await sendIssue(page, press, newsletter.slug, second, 1);
  await mailTo(staying, new RegExp(`^${second}$`));
  await expect
    .poll(async () => {
      await page.reload();
      return page.getByRole("row").filter({ hasText: second }).textContent();
    })
    .toContain("finished");
  await press(page.getByRole("link", { name: second, exact: true }));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(second);
  await expect(page.getByText("Finished", { exact: true })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: staying })).toContainText("Accepted");
  await expect(page.getByRole("row").filter({ hasText: leaving })).toHaveCount(0);
  await expectAccessible(page);
  await expectNoOverflow(page);
  const address = await page.getByRole("link", { name: "Download as CSV" }).getAttribute("href");
  expect(await (await page.request.get(address ?? "")).text()).toContain(`${staying},accepted,`);
  for (const gone of [leaving, leavingByPage, asking])
    expect(await mailsTo(gone, new RegExp(`^${second}$`))).toEqual([]);

  await stays.goto(`/newsletters/${newsletter.slug}`);
  await expectAccessible(stays);
  await press(stays.getByRole("link", { name: subject, exact: true }));
  await expect(stays.getByRole("heading", { level: 1 })).toHaveText(subject);
  await expect(stays.getByRole("link", { name: "minutes" })).toHaveAttribute(
    "href",
    "https://meridian.example/minutes",
  );
  await expectAccessible(stays);
  await expectNoOverflow(stays);
  const feed = await request.get(`/api/v1/newsletters/${newsletter.slug}/feed`);
  expect(feed.headers()["content-type"]).toContain("application/rss+xml");
  const xml = await feed.text();
  for (const title of [subject, second]) expect(xml).toContain(`<title>${title}</title>`);
});

test("an issue that nobody has confirmed is not sent, and stays a draft", { tag: "@once" }, async ({
  page,
  press,
  mayBeRefused,
}) => {
  mayBeRefused(409, /\/send$/);
  await becomeStaff(page.context(), "editor");
  const newsletter = await makeNewsletter(page, press);
  await writeIssue(page, press, newsletter.slug, "To nobody", body);
  await press(page.getByRole("button", { name: "Check and send …" }));
  await expect(page.getByText("Nobody has confirmed this newsletter yet")).toBeVisible();
  await expect(page.getByRole("button", { name: "Send …", exact: true })).toBeDisabled();
  await expectAccessible(page);
  const id = new URL(page.url()).pathname.split("/").at(-2);
  const { version } = await (await page.request.get(`/api/v1/desk/issues/${id}`)).json();
  const refused = await page.request.post(`/api/v1/desk/issues/${id}/send`, { data: { version } });
  expect(await refused.json()).toMatchObject({ status: 409, code: "nobody_to_send_to" });
  await page.goto(`/desk/newsletters/${newsletter.slug}`);
  await expect(page.getByRole("link", { name: "To nobody" })).toBeVisible();
});

test("two editors on one draft: the second is told, sees both, and nothing of either is lost", {
  tag: "@once",
}, async ({ page, press, elsewhere, mayBeRefused }) => {
  mayBeRefused(409, /\/desk\/issues\//);
  await becomeStaff(page.context(), "editor");
  const newsletter = await makeNewsletter(page, press);
  await writeIssue(page, press, newsletter.slug, "One of two", body);
  const other = await elsewhere();
  await becomeStaff(other.context(), "admin");
  await other.goto(page.url());
  const write = async (editor: typeof page, words: string) => {
    await issueBox(editor).press("Control+End");
    await paste(issueBox(editor), words);
  };
  await write(other, "The other editor was here.");
  await other.keyboard.press("Control+s");
  await expect(other.getByText(/^Saved at/)).toBeVisible();
  await write(page, "So was this one.");
  const conflict = page.getByRole("alert").filter({ hasText: "has saved this issue while you had it open" });
  await expect(conflict).toContainText("The other editor was here.");
  await expect(issueBox(page)).toContainText("So was this one.");
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Keep mine" }));
  await expect(conflict).toHaveCount(0);
  await expect(page.getByText(/^Saved at/)).toBeVisible();

  // What gave way is in the history, and one press brings it back.
  await press(page.getByRole("button", { name: "History" }));
  const history = page.getByRole("region", { name: "History" });
  await press(history.getByRole("listitem").filter({ hasText: "admin" }).getByRole("button"));
  await expect(history).toContainText("The other editor was here.");
  await expectAccessible(page);
  await press(history.getByRole("button", { name: "Bring this back" }));
  await expect(issueBox(page)).toContainText("The other editor was here.");
  await expect(issueBox(page)).not.toContainText("So was this one.");
  await page.reload();
  await expect(issueBox(page)).toContainText("The other editor was here.");
});

test("an issue says that it is saved when all that was typed is, and not what was typed before alone", {
  tag: "@once",
}, async ({ page, press }) => {
  await becomeStaff(page.context(), "editor");
  const newsletter = await makeNewsletter(page, press);
  await writeIssue(page, press, newsletter.slug, "Half of it", body);
  const asked: (() => void)[] = [];
  await page.route(/\/api\/v1\/desk\/issues\/[^/]+$/, async (route) => {
    await new Promise<void>((letGo) => asked.push(letGo));
    await route.continue();
  });
  const save = (count: number) => expect.poll(() => asked.length).toBe(count);
  await issueBox(page).press("Control+End");
  await page.keyboard.type(" One half.");
  await save(1);
  // Every word that the page says of it from now on.
  await page.evaluate(() => {
    const line = document.querySelector(".saved-words");
    const said: (string | null)[] = [];
    Object.assign(window, { said });
    if (line)
      new MutationObserver(() => said.push(line.textContent)).observe(line, {
        subtree: true,
        characterData: true,
        childList: true,
      });
  });
  const said = () => page.evaluate(() => (window as unknown as { said: string[] }).said);
  await page.keyboard.type(" The other half.");
  await expect.poll(said).toContain("Writing …");
  asked[0]?.();
  await save(2);
  expect((await said()).filter((words) => words.startsWith("Saved"))).toEqual([]);
  asked[1]?.();
  await expect(page.getByText(/^Saved at/)).toBeVisible();
});

test("what is taken back while it is being saved is saved as it stands then", {
  tag: "@once",
}, async ({ page, press }) => {
  await becomeStaff(page.context(), "editor");
  const newsletter = await makeNewsletter(page, press);
  await writeIssue(page, press, newsletter.slug, "Taken back", body);
  const asked: { text: string; letGo: () => void }[] = [];
  await page.route(/\/api\/v1\/desk\/issues\/[^/]+$/, async (route) => {
    const text = route.request().postData() ?? "";
    await new Promise<void>((letGo) => asked.push({ text, letGo }));
    await route.continue();
  });
  const save = (count: number) => expect.poll(() => asked.length).toBe(count);
  await issueBox(page).press("Control+End");
  await page.keyboard.type("!");
  await save(1);
  // One step back, to the very words that were saved before.
  await page.keyboard.press("Backspace");
  asked[0]?.letGo();
  await save(2);
  expect(asked[1]?.text).not.toBe(asked[0]?.text);
  asked[1]?.letGo();
  await expect(page.getByText(/^Saved at/)).toBeVisible();
});
