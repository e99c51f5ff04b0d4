import { mailsTo, newAddress, signInMail } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible } from "./look.ts";
import { askForMail, problemOn } from "./reader.ts";
import { letExpire } from "./staff.ts";

test("one field, a mail, a page with one button: signed in, and a mail program's looks before spent nothing", async ({
  page,
  press,
  request,
}) => {
  const email = newAddress();
  await page.goto("/reading-list");
  await expectAccessible(page);
  await askForMail(page, email, press);
  await expectAccessible(page);

  const { link } = await signInMail(email);
  for (let look = 0; look < 20; look += 1) {
    expect((await request.get(link)).status()).toBe(200);
    expect((await request.head(link)).status()).toBe(200);
  }

  await page.goto(link);
  await expect(page.getByRole("main").getByRole("button")).toHaveCount(1);
  await expectAccessible(page);
  await press(page.getByRole("button", { name: "Sign in" }));
  await expect(page).toHaveURL("/reading-list");
  await expect(page.getByRole("heading", { level: 1, name: "Reading list" })).toBeVisible();
});

test("the code signs in where it was asked for, and nowhere else", async ({ page, press, elsewhere }) => {
  const email = newAddress();
  await page.goto("/signin");
  await askForMail(page, email, press);
  const { code } = await signInMail(email);

  const other = await elsewhere();
  await other.goto("/signin/sent");
  await expect(other.getByText("No sign-in is waiting in this browser")).toBeVisible();
  await expect(other.getByRole("textbox")).toHaveCount(0);
  await expectAccessible(other);
  const refused = await other.request.post("/api/v1/sign-in/code", { data: { code } });
  expect([refused.status(), (await refused.json()).code]).toEqual([422, "code_other_browser"]);

  // Not even a browser that waits for a code of its own.
  await other.goto("/signin");
  await askForMail(other, newAddress(), press);
  await other.getByLabel("The six digits from the mail").fill(code);
  await press(other.getByRole("button", { name: "Sign in" }));
  await expect(problemOn(other)).toContainText("That is not the code in our newest mail.");
  await expectAccessible(other);

  await page.getByLabel("The six digits from the mail").fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await press(page.getByRole("button", { name: "Sign in" }));
  await expect(page).toHaveURL("/");
  await expect(page.getByRole("link", { name: "Account" })).toBeVisible();
});

test("a link that was used, was overtaken, has run out or was cut off says so, and leads to a new one", {
  tag: "@once",
}, async ({ page, press }) => {
  const email = newAddress();
  const explains = async (link: string, why: string) => {
    await page.goto(link);
    await expect(page.getByRole("heading", { level: 1, name: "This link does not work" })).toBeVisible();
    await expect(page.getByText(why)).toBeVisible();
    await expect(page.getByRole("link", { name: "Ask for a new mail" })).toHaveAttribute("href", "/signin");
    await expect(page.getByRole("main").getByRole("button")).toHaveCount(0);
  };
  await page.goto("/signin");
  await askForMail(page, email, press);
  const first = await signInMail(email);
  await page.goto("/signin");
  await askForMail(page, email, press);
  const second = await signInMail(email, 2);

  await explains(first.link, "A newer mail has taken the place of this one.");
  await expectAccessible(page);
  await explains(second.link.slice(0, -4), "This link was cut off");
  await explains("/signin/confirm", "This link was cut off");

  await letExpire(email);
  await explains(second.link, "This link is older than ten minutes");
  await page.goto("/signin/sent");
  await expect(page.getByText("No sign-in is waiting in this browser")).toBeVisible();

  const another = newAddress();
  await page.goto("/signin");
  await askForMail(page, another, press);
  const { link } = await signInMail(another);
  await page.goto(link);
  await press(page.getByRole("button", { name: "Sign in" }));
  await expect(page.getByRole("link", { name: "Account" })).toBeVisible();
  await explains(link, "This link has been used already.");
});

test("a page that was open when the link was used elsewhere refuses the second press in words", {
  tag: "@once",
}, async ({ page, press, elsewhere }) => {
  const email = newAddress();
  await page.goto("/signin");
  await askForMail(page, email, press);
  const { link } = await signInMail(email);
  const other = await elsewhere();
  await page.goto(link);
  await other.goto(link);
  await press(page.getByRole("button", { name: "Sign in" }));
  await expect(page.getByRole("link", { name: "Account" })).toBeVisible();
  await press(other.getByRole("button", { name: "Sign in" }));
  await expect(problemOn(other)).toContainText("This link has been used already.");
  await expect(other.getByRole("link", { name: "Account" })).toHaveCount(0);
  await expectAccessible(other);
});

test("what is not an address is refused before a mail is sent", { tag: "@once" }, async ({
  page,
  press,
  mayBeRefused,
}) => {
  mayBeRefused(422, /sign-in$/);
  await page.goto("/signin");
  await page.getByLabel("E-mail address").fill("reader@nowhere");
  await press(page.getByRole("button", { name: "Send me a link and a code" }));
  await expect(problemOn(page)).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await expectAccessible(page);
  expect(await mailsTo("reader@nowhere")).toEqual([]);
});

test("signing out ends the session, and the account leads to sign-in again", { tag: "@once" }, async ({
  page,
  press,
}) => {
  const email = newAddress();
  await page.goto("/account");
  await askForMail(page, email, press);
  const { link } = await signInMail(email);
  await page.goto(link);
  await press(page.getByRole("button", { name: "Sign in" }));
  await expect(page).toHaveURL("/account");
  await expect(page.getByText(`You are signed in as ${email}.`)).toBeVisible();
  const before = await page.context().cookies();
  await press(page.getByRole("button", { name: "Sign out" }));
  await expect(page).toHaveURL("/");
  await expect(page.getByRole("link", { name: "Account" })).toHaveCount(0);

  // Whoever kept a copy of the cookie has nothing.
  await page.context().addCookies(before);
  await page.goto("/account");
  await expect(page).toHaveURL("/signin?returnTo=%2Faccount");
});
