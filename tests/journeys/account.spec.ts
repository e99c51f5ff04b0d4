import fs from "node:fs";
import { strFromU8, unzipSync } from "fflate";
import { linkIn, mailsTo, mailTo, newAddress } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible } from "./look.ts";
import { aComment, countOf, openStory, problemOn, say, signedIn, stories } from "./reader.ts";

test("a member sees where they are signed in, ends one elsewhere, and takes everything about themselves along", {
  tag: "@once",
}, async ({ page, press, elsewhere }) => {
  const email = await signedIn(page, "Ottilie Brandt");
  const path = await openStory(page, stories.ferry);
  const text = aComment();
  await say(page, path, text);

  const phone = await elsewhere({
    userAgent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
  });
  await phone.request.post("/api/v1/sign-in", { data: { email } });
  const { subject } = await mailTo(email, /is your code for/, 2);
  await phone.request.post("/api/v1/sign-in/code", { data: { code: subject.slice(0, 6) } });
  await phone.goto("/account");
  await expect(phone.getByText(`You are signed in as ${email}.`)).toBeVisible();

  await page.goto("/account");
  await press(page.getByRole("link", { name: "See all devices" }));
  await expect(page.getByRole("button", { name: /^Sign out: / })).toHaveCount(2);
  await expect(page.getByText("This device.")).toBeVisible();
  await press(page.getByRole("button", { name: "Sign out: Safari on iOS" }));
  await expect(page.getByRole("status")).toContainText("Signed out there.");
  await expect(page.getByRole("button", { name: /^Sign out: / })).toHaveCount(1);
  await phone.goto("/account");
  await expect(phone).toHaveURL("/signin?returnTo=%2Faccount");

  await press(page.getByRole("link", { name: "Your data" }));
  await press(page.getByRole("button", { name: "Put everything about me together" }));
  const fetch = page.getByRole("link", { name: /^Fetch the ZIP/ });
  await expect(fetch).toBeVisible();
  await expectAccessible(page);
  const [download] = await Promise.all([page.waitForEvent("download"), press(fetch)]);
  const files = unzipSync(new Uint8Array(fs.readFileSync(await download.path())));
  expect(JSON.parse(strFromU8(files["comments.json"] ?? new Uint8Array()))).toMatchObject([{ text }]);
  expect(strFromU8(files["you.csv"] ?? new Uint8Array())).toContain(email);
  const mail = await mailTo(email, /holds on you is ready/);
  expect(new URL(linkIn(mail, "/account/data")).pathname).toBe("/account/data");
});

test("a membership moves when both mailboxes agree; leaving asks for a code, and can be taken back", {
  tag: "@once",
}, async ({ page, press, elsewhere, request }) => {
  const email = await signedIn(page, "Casimir Holt");
  const path = await openStory(page, stories.gauge);
  const text = aComment();
  await say(page, path, text);
  await page.goto("/account");
  // Found by the browser, without a word from anybody.
  await expect(page.getByLabel("Your time zone")).not.toHaveValue("");

  const moved = newAddress("moved");
  await page.getByLabel("Another e-mail address").fill(moved);
  await press(page.getByRole("button", { name: "Ask both mailboxes" }));
  await expect(page.getByRole("status")).toContainText("We have sent a mail to both addresses.");
  await expectAccessible(page);
  const links = [];
  for (const address of [email, moved])
    links.push(linkIn(await mailTo(address, /is to move to another address/), "/address/"));
  const other = await elsewhere();
  for (const link of links)
    for (let look = 0; look < 3; look += 1) expect((await request.get(link)).status()).toBe(200);
  await other.goto(links[0] ?? "");
  await expectAccessible(other);
  await press(other.getByRole("button", { name: "Yes, move it" }));
  await expect(other.getByRole("heading", { level: 1, name: "You have said yes" })).toBeVisible();
  await other.goto(links[1] ?? "");
  await press(other.getByRole("button", { name: "Yes, it is mine" }));
  await expect(other.getByRole("status")).toContainText("Your membership has moved");
  await page.goto("/account");
  await expect(page).toHaveURL("/signin?returnTo=%2Faccount");

  const signIn = async (count: number) => {
    await page.request.post("/api/v1/sign-in", { data: { email: moved } });
    const { subject } = await mailTo(moved, /is your code for/, count);
    expect((await page.request.post("/api/v1/sign-in/code", { data: { code: subject.slice(0, 6) } })).ok()).toBe(true);
  };
  await signIn(1);
  await page.goto("/account/data");
  await page.getByLabel("Keep those that are published, without my name.").check();
  await press(page.getByRole("button", { name: "Mail me the code for it" }));
  await expect(page.getByText(`We have sent a code to ${moved}.`)).toBeVisible();
  await expect(page.getByText("Your published comments stay as you wrote them")).toBeVisible();
  await expectAccessible(page);
  const code = (await mailTo(moved, /is your code to erase/)).subject.slice(0, 6);
  const field = page.getByLabel("The six digits from the mail");
  await field.fill(String((Number(code) + 1) % 1_000_000).padStart(6, "0"));
  await press(page.getByRole("button", { name: "Erase me in seven days" }));
  await expect(problemOn(page)).toContainText("That is not the code in our newest mail.");
  await field.fill(code);
  await press(page.getByRole("button", { name: "Erase me in seven days" }));
  await expect(page.getByRole("status")).toContainText("erased in seven days");
  await expect(page.getByRole("link", { name: "Account" })).toHaveCount(0);
  await mailTo(moved, /is erased on/);

  await signIn(2);
  await page.goto("/");
  await expectAccessible(page);
  await press(page.getByRole("link", { name: "Stay a member after all?" }));
  await press(page.getByRole("button", { name: "Stay a member" }));
  await expect(page.getByRole("status")).toContainText("You stay a member.");
  await expect(page.getByRole("link", { name: "Stay a member after all?" })).toHaveCount(0);
  expect(await countOf(page, path, text)).toBe(1);
  expect(await mailsTo(email, /is erased on/)).toEqual([]);
});

test("a passkey is added, named and used: the next sign-in is one touch, offered with the address field; removed, it opens nothing", {
  tag: "@once",
}, async ({ page, press, mayBeRefused }) => {
  const email = await signedIn(page, "Henrike Voss");
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.goto("/account/devices");
  await press(page.getByRole("button", { name: "Add a passkey on this device" }));
  await expect(page.getByRole("status")).toContainText("Your passkey is kept.");
  const keys = page.getByRole("region", { name: "Passkeys" });
  await press(keys.getByText("Rename"));
  await keys.getByRole("textbox").fill("The blue laptop");
  await press(keys.getByRole("button", { name: "Save" }));
  await expect(keys.getByRole("heading", { level: 3, name: "The blue laptop" })).toBeVisible();
  await expectAccessible(page);
  await mailTo(email, /A passkey was added/);

  const signOut = async () => {
    await page.goto("/account");
    await press(page.getByRole("button", { name: "Sign out" }));
    await expect(page).toHaveURL("/");
  };
  // With its one touch the authenticator answers the browser's own offer beside the field, without a button.
  await signOut();
  // It may do so before the sign-in page has all its pictures and letters.
  await page.goto("/reading-list", { waitUntil: "commit" });
  await expect(page.getByRole("heading", { level: 1, name: "Reading list" })).toBeVisible();
  await signOut();

  // By the button: the offer in the list is not taken up this time.
  await devtools.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: false });
  await page.goto("/signin?returnTo=%2Foffers");
  await expectAccessible(page);
  await devtools.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: true });
  await press(page.getByRole("button", { name: "Sign in with a passkey" }));
  await expect(page).toHaveURL("/offers");
  await expect(page.getByRole("link", { name: "Account" })).toBeVisible();

  await page.goto("/account/devices");
  await press(keys.getByRole("button", { name: "Remove: The blue laptop" }));
  await expect(page.getByRole("status")).toContainText("Forgotten.");
  await devtools.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: false });
  await signOut();
  mayBeRefused(422, /sign-in\/passkey/);
  await page.goto("/signin");
  await devtools.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: true });
  await press(page.getByRole("button", { name: "Sign in with a passkey" }));
  await expect(problemOn(page)).toContainText("This passkey was not taken here.");
  await expect(page.getByRole("link", { name: "Account" })).toHaveCount(0);
});
