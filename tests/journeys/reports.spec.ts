import { linkIn, mailTo, newAddress, signInMail } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { aComment, askForMail, commentWith, countOf, pathOf, say, signedIn, stories } from "./reader.ts";
import { becomeStaff, letUndoingEnd } from "./staff.ts";

test("a stranger's report is sent when they come back, and is changed and taken back where they read", async ({
  page,
  press,
  elsewhere,
}) => {
  const author = await elsewhere();
  await signedIn(author, "Wanda Pryor");
  const path = await pathOf(author, stories.gauge);
  const text = aComment();
  await say(author, path, text);

  const email = newAddress();
  await page.goto(path);
  const comment = commentWith(page, text);
  await press(comment.getByRole("button", { name: "Report the comment by Wanda Pryor" }));
  const first = comment.getByRole("radio", { name: /It is abusive or personal/ });
  await expect(first).toBeFocused();
  await expectAccessible(page);
  await expectNoOverflow(page);
  await page.keyboard.press("Escape");
  await expect(comment.getByRole("button", { name: /^Report/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await comment.getByRole("radio", { name: /It is spam/ }).check();
  await comment.getByLabel("Anything that a moderator should know").fill("It is the third of its kind.");
  await press(comment.getByRole("button", { name: "Send the report" }));
  await expect(page.getByText("your report goes to the moderators. Nobody else learns of it.")).toBeVisible();
  await askForMail(page, email, press);
  await page.getByLabel("The six digits from the mail").fill((await signInMail(email)).code);
  await press(page.getByRole("button", { name: "Sign in" }));

  await expect(page).toHaveURL(new RegExp(`${path}\\?done=reported#comment-`));
  await expect(page.getByText("Thank you. A moderator reads the comment that you reported.")).toBeVisible();
  const reported = comment.getByRole("button", { name: "Reported: the comment by Wanda Pryor" });
  await press(reported);
  await expect(comment.getByRole("radio", { name: /It is spam/ })).toBeFocused();
  await expect(comment.getByRole("textbox")).toHaveValue("It is the third of its kind.");
  await comment.getByRole("radio", { name: /Something else/ }).check();
  await press(comment.getByRole("button", { name: "Change the report" }));
  await expect(comment.getByText("Nobody else learns who reported it.")).toHaveRole("status");
  await press(reported);
  await press(comment.getByRole("button", { name: "Take it back" }));
  await expect(comment.getByText("You have taken your report back.")).toHaveRole("status");
  await expect(comment.getByRole("button", { name: "Report the comment by Wanda Pryor" })).toBeFocused();
});

test("what a reader reports is taken down with a reason, appealed from the mail, and published after all by somebody else", {
  tag: "@once",
}, async ({ page, press, elsewhere }) => {
  const [author, reader, second] = [await elsewhere(), await elsewhere(), await elsewhere()];
  const email = await signedIn(author, "Wanda Pryor");
  await signedIn(reader, "Rita Weir");
  const path = await pathOf(author, stories.shops);
  const text = aComment();
  const { id } = await say(author, path, text);
  await reader.request.put(`/api/v1/comments/${id}/report`, { data: { reason: "off_topic", note: "It is false." } });

  await becomeStaff(page.context(), "moderator");
  await page.goto("/desk/comments/reported");
  await page.getByRole("list", { name: "Reported comments" }).getByRole("link").filter({ hasText: text }).focus();
  await page.keyboard.press("Enter");
  const detail = page.getByRole("region", { name: "The comment" });
  await expect(detail).toContainText("It is off the subject, or false: “It is false.”");
  await expect(detail).toContainText("Reported by Rita Weir");
  await page.keyboard.press("t");
  await expect(page.getByRole("radio", { name: /Keep to the subject/ })).toBeChecked();
  await page.getByLabel("Words to the author (optional)").focus();
  await page.keyboard.type("Say where the figure is from.");
  await expectNoOverflow(page);
  await press(page.getByRole("button", { name: /^Take down( Enter)?$/ }));
  await expect(page.getByText(`Taken down: “${text.slice(0, 60)}`)).toBeVisible();
  expect(await countOf(reader, path, text)).toBe(0);

  await letUndoingEnd(id);
  const mail = await mailTo(email, /was taken down$/);
  await author.goto(linkIn(mail, "/decisions/"));
  await expect(author.getByText("Say where the figure is from.")).toBeVisible();
  await expect(author.getByRole("link", { name: "guideline 8" })).toHaveAttribute("href", "/guidelines#on-topic");
  await expectAccessible(author);
  await author.getByLabel("Why is the decision wrong?").fill(`Anybody can count them. ${text}`);
  await press(author.getByRole("button", { name: "Send the appeal" }));
  await expect(author.getByText("Your appeal is with the moderators.")).toBeVisible();
  await expectNoOverflow(author);

  await page.goto("/desk/comments/appeals");
  const appealOn = (screen: typeof page) =>
    screen.getByRole("list", { name: "Appeals" }).getByRole("button").filter({ hasText: text });
  await expect(appealOn(page)).toContainText("your decision");
  await press(appealOn(page));
  await expect(page.getByText("You made this decision, so you may not answer the appeal against it.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Overturn it and publish" })).toHaveCount(0);

  await becomeStaff(second.context(), "second");
  await second.goto("/desk/comments/appeals");
  await press(appealOn(second));
  await expect(second.getByRole("region", { name: "The appeal" })).toContainText(`Anybody can count them. ${text}`);
  await expectAccessible(second);
  await second.getByLabel("Your answer to the author").fill("You are right.");
  await press(second.getByRole("button", { name: "Overturn it and publish" }));
  await expect(second.getByText("Overturned: the comment is published.")).toBeVisible();
  expect(await countOf(reader, path, text)).toBe(1);
  await mailTo(email, /is published after all$/);
  await author.goto("/account");
  await expect(author.getByRole("article", { name: `Your comment on ${stories.shops}` })).toContainText("Published");
  await expectNoOverflow(author);
});
