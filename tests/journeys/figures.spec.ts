import { makeNewsletter, sendIssue } from "./desk.ts";
import { mailTo } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { signedIn, subscribed } from "./reader.ts";
import { becomeStaff, letAnHourPass } from "./staff.ts";

test("an administrator has it counted how many open and press; a reader is told so and follows a link, and the desk says who many did, and who unsubscribed", {
  tag: "@once",
}, async ({ page, press, elsewhere, baseURL }) => {
  const admin = await elsewhere();
  await becomeStaff(admin.context(), "admin");
  await admin.goto("/desk/settings");
  await admin.getByRole("radio", { name: "How many: openings and presses, and not whose" }).check();
  await press(admin.getByRole("button", { name: "Save what is counted" }));
  await expect(admin.getByText("Saved.", { exact: true })).toBeVisible();
  await expect(admin.getByRole("radio", { name: "How many: openings and presses, and not whose" })).toBeChecked();

  await becomeStaff(page.context(), "editor");
  const newsletter = await makeNewsletter(page, press);
  const reader = await elsewhere();
  const email = await signedIn(reader);
  await subscribed(reader, newsletter);
  const subject = `The gauge, ${newsletter.slug}`;
  const body = `Look at [the gauge](${baseURL}/guidelines#gauge) today.`;
  const answer = await page.request.post(`/api/v1/desk/newsletters/${newsletter.slug}/issues`, {
    data: { subject, preview: "Eleven centimetres.", body },
  });
  const { at } = (await answer.json()) as { at: string };
  await page.goto(`${at}/send`);
  await press(page.getByRole("button", { name: "Try several subjects …" }));
  await expect(page.getByLabel("Subject A")).toHaveValue(subject);
  await expectAccessible(page);
  await expectNoOverflow(page);
  await page.goto(at);
  await sendIssue(page, press, newsletter.slug, subject, 1);
  const mail = await mailTo(email, new RegExp(`^${subject}$`));
  await press(page.getByRole("link", { name: subject, exact: true }).last());
  await expect(page.getByText("Finished", { exact: true })).toBeVisible();
  await letAnHourPass(new URL(page.url()).pathname.split("/").at(-1) ?? "");

  await reader.goto("/account#mail-figures");
  await expect(reader.getByRole("region", { name: "What our mails count" })).toContainText("how many, and not who");
  const link = /href="([^"]*\/r\/[^"]+)"/.exec(mail.html)?.[1] ?? "";
  // This browser says that nobody looks at it, so it counts as a machine; the other says that it is one that people read with.
  await reader.goto(link);
  await expect(reader).toHaveURL("/guidelines#gauge");
  const firefox = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0" };
  expect((await reader.request.get(link, { headers: firefox, maxRedirects: 0 })).status()).toBe(302);
  await reader.goto(/href="([^"]*\/unsubscribe\/[^"]+)"/.exec(mail.html)?.[1] ?? "");
  await press(reader.getByRole("button", { name: /unsubscribe/i }));

  const figures = page.locator(".figures");
  // Within seconds it may belong to more, so it is judged a little later.
  await expect(async () => {
    await page.reload();
    await expect(figures).toContainText("100 %; 1 press by people, 1 by machines", { timeout: 1_000 });
  }).toPass();
  await expect(figures.locator("div").filter({ hasText: "Unsubscribed" })).toContainText("1");
  await expect(page.getByRole("region", { name: "Links" })).toContainText("/guidelines#gauge");
  await expectAccessible(page);
  await expectNoOverflow(page);
});
