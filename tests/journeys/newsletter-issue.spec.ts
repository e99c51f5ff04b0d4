import { makeNewsletter, sendIssue, writeIssue } from "./desk.ts";
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

test("an issue reaches those who confirmed and nobody else, and everybody can leave it with one press", async ({
  page,
  press,
  elsewhere,
  request,
}) => {
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
  await expect(page.getByLabel("The issue")).toHaveValue(body);
  await press(page.getByRole("button", { name: "Send …" }));
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Not yet" }));
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
  await press(page.getByRole("button", { name: "Send …" }));
  await press(page.getByRole("button", { name: "Send it now" }));
  await expect(page.locator("main [role=alert]")).toContainText("Nobody has confirmed this yet");
  await expectAccessible(page);
  await page.goto(`/desk/newsletters/${newsletter.slug}`);
  await expect(page.getByRole("link", { name: "To nobody" })).toBeVisible();
});

test("two editors on one draft: the second is told before anything is overwritten", { tag: "@once" }, async ({
  page,
  press,
  elsewhere,
  mayBeRefused,
}) => {
  mayBeRefused(409, /\/desk\/issues\//);
  await becomeStaff(page.context(), "editor");
  const newsletter = await makeNewsletter(page, press);
  await writeIssue(page, press, newsletter.slug, "One of two", body);
  const other = await elsewhere();
  await becomeStaff(other.context(), "admin");
  await other.goto(page.url());
  await other.getByLabel("The issue").fill(`${body}\n\nThe other editor was here.`);
  await press(other.getByRole("button", { name: "Save draft" }));
  await expect(other.getByText("Saved.", { exact: true })).toBeVisible();
  await page.getByLabel("The issue").fill(`${body}\n\nSo was this one.`);
  await press(page.getByRole("button", { name: "Save draft" }));
  await expect(page.locator("main [role=alert]")).toContainText("Somebody else has saved this issue");
  await expect(page.getByLabel("The issue")).toHaveValue(/So was this one\.$/);
  await other.reload();
  await expect(other.getByLabel("The issue")).toHaveValue(/The other editor was here\.$/);
});
