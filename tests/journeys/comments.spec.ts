import { linkIn, mailsTo, mailTo, oneClickAddress } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import {
  aComment,
  aFragment,
  boxOn,
  commentWith,
  countOf,
  openStory,
  pathOf,
  problemOn,
  say,
  signedIn,
  stories,
} from "./reader.ts";

const faults = [
  {
    what: "French",
    text: "Je ne suis pas d'accord avec le conseil, parce que la rivière appartient à tout le monde.",
    guideline: "english",
    number: "1",
  },
  { what: "fragments", text: "Typical. No words.", guideline: "full-sentences", number: "2" },
  { what: "shouting", text: "THIS IS COMPLETELY WRONG AND EVERYBODY KNOWS IT.", guideline: "no-shouting", number: "3" },
  {
    what: "calling somebody an idiot",
    text: "The mayor of Harrow is an idiot and should resign.",
    guideline: "not-personal",
    number: "5",
  },
];

for (const { what, text, guideline, number } of faults)
  test(`${what} is answered with what is wrong and the guideline that says so, and nothing is posted`, {
    tag: "@once",
  }, async ({ page, press, mayBeRefused }) => {
    mayBeRefused(422, /\/comments$/);
    await signedIn(page, "Wanda Pryor");
    const path = await openStory(page, stories.ferry);
    await boxOn(page).fill(text);
    await press(page.getByRole("button", { name: "Post comment" }));
    const cited = page.locator(`a[href="/guidelines#${guideline}"]`);
    await expect(cited).toHaveText(number);
    await expect(boxOn(page)).toHaveValue(text);
    await expect(page.getByRole("button", { name: "Send to a moderator as it is" })).toBeVisible();
    await expectAccessible(page);
    expect(await countOf(page, path, text)).toBe(0);

    await press(cited);
    await expect(page).toHaveURL(`/guidelines#${guideline}`);
    await expect(page.locator(`#${guideline}`)).toBeInViewport();
  });

test("while somebody writes, the rules speak up after a pause and fall silent when it is mended", async ({ page }) => {
  await signedIn(page, "Wanda Pryor");
  await openStory(page, stories.ferry);
  await boxOn(page).fill("Typical. No words.");
  await expect(page.locator('a[href="/guidelines#full-sentences"]')).toBeVisible();
  await boxOn(page).fill("I find this typical, and I have no words for it.");
  await expect(page.locator('a[href="/guidelines#full-sentences"]')).toHaveCount(0);
});

test("“Send to a moderator as it is” holds the comment, and only its author sees it", async ({
  page,
  press,
  elsewhere,
  mayBeRefused,
}) => {
  mayBeRefused(422, /\/comments$/);
  const text = aFragment();
  await signedIn(page, "Wanda Pryor");
  const path = await openStory(page, stories.ice);
  await boxOn(page).fill(text);
  await press(page.getByRole("button", { name: "Post comment" }));
  await press(page.getByRole("button", { name: "Send to a moderator as it is" }));
  await expect(page.getByText("Your comment waits for a moderator. Only you see it until then.")).toBeVisible();
  await expect(commentWith(page, text)).toContainText("Waits for a moderator; only you see it");
  await expectAccessible(page);
  await page.reload();
  await expect(commentWith(page, text)).toContainText("Waits for a moderator; only you see it");

  const stranger = await elsewhere();
  await stranger.goto(path);
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText(stories.ice);
  await expect(commentWith(stranger, text)).toHaveCount(0);
  await signedIn(stranger);
  await stranger.reload();
  await expect(stranger.getByRole("region", { name: "For you as a member" })).toBeVisible();
  await expect(commentWith(stranger, text)).toHaveCount(0);
  expect(await countOf(page, path, text)).toBe(0);
});

test("a good comment appears at once; the first one asks for a name, and once whether replies shall be mailed", async ({
  page,
  press,
  elsewhere,
  mayBeRefused,
}) => {
  mayBeRefused(422, /\/comments$/);
  const text = aComment();
  const email = await signedIn(page);
  const path = await openStory(page, stories.bakery);
  await expect(page.getByText("Mail me when somebody answers")).toHaveCount(0);
  await boxOn(page).fill(text);
  await press(page.getByRole("button", { name: "Post comment" }));
  await expect(problemOn(page)).toContainText("Write the name that your comments shall stand under.");
  await expect(boxOn(page)).toHaveValue(text);
  await expectAccessible(page);
  await page.getByLabel("Your name, as it stands over your comments").fill("Wanda Pryor");
  await press(page.getByRole("button", { name: "Post comment" }));
  await expect(page.getByText("Your comment is published.")).toBeVisible();
  await expect(page.getByRole("article", { name: "Comment by Wanda Pryor" }).filter({ hasText: text })).toBeVisible();
  await expect(boxOn(page)).toHaveValue("");
  await expectAccessible(page);

  await expect(page.getByText("Mail me when somebody answers a comment of mine:")).toBeVisible();
  await expectNoOverflow(page);
  await press(page.getByRole("button", { name: "At once" }));
  await expect(page.getByText("We mail you when somebody answers you: at once.")).toBeFocused();
  await page.reload();
  await expect(commentWith(page, text)).toBeVisible();
  await expect(page.getByText("somebody answers")).toHaveCount(0);

  const stranger = await elsewhere();
  await stranger.goto(path);
  await expect(commentWith(stranger, text)).toBeVisible();
  await signedIn(stranger, "Otto Weir");
  const answer = aComment();
  const { id: parentId } = await say(page, path, aComment());
  await say(stranger, path, answer, { parentId });
  const mail = await mailTo(email, /^Otto Weir answered you on/);

  // Whoever opens the mail is signed in nowhere; looking changes nothing, and a press does.
  const inbox = await elsewhere();
  await inbox.goto(linkIn(mail, "/replies/mute/"));
  await press(inbox.getByRole("button", { name: "Mute this thread" }));
  await expect(inbox.getByRole("heading", { level: 1, name: "This thread is muted" })).toBeVisible();
  await expectAccessible(inbox);
  await expectNoOverflow(inbox);
  await inbox.goto(linkIn(mail, "/replies/stop/"));
  await expect(inbox.getByText(`${email[0]}…@reader.test`)).toBeVisible();
  await expectAccessible(inbox);
  await page.goto("/account");
  await expect(page.getByRole("radio", { name: "At once" })).toBeChecked();
  await press(inbox.getByRole("button", { name: "Stop these mails" }));
  await expect(inbox.getByRole("heading", { level: 1, name: "No more mails about replies" })).toBeVisible();
  await page.goto("/account");
  await expect(page.getByRole("radio", { name: "Never" })).toBeChecked();
  expect((await inbox.request.post(oneClickAddress(mail), { form: { "List-Unsubscribe": "One-Click" } })).ok()).toBe(
    true,
  );

  await press(page.getByText("Once an hour"));
  await press(page.locator("#reply-mails").getByRole("button", { name: "Save" }));
  await expect(page.getByText("Saved.")).toBeVisible();
  await expect(page.getByRole("radio", { name: "Once an hour" })).toBeChecked();
  await expectAccessible(page);
  await say(stranger, path, aComment(), { parentId });
  expect(await mailsTo(email, /answered you/)).toHaveLength(1);
});

test("a reply stands under its parent, and its permalink opens the page at it", async ({ page, press, elsewhere }) => {
  await signedIn(page, "Wanda Pryor");
  const path = await pathOf(page, stories.gauge);
  const parent = aComment();
  const reply = aComment();
  const { id } = await say(page, path, parent);
  // Enough others that both would be far down the page.
  for (let other = 0; other < 6; other += 1) await say(page, path, aComment());
  await page.goto(path);
  const thread = page.locator("div", { has: page.locator(`> #comment-${id}`) }).last();
  await press(thread.getByRole("button", { name: "Reply" }).first());
  const box = page.getByRole("textbox", { name: "Your reply" });
  await expect(box).toBeFocused();
  await expectAccessible(page);
  await box.fill(reply);
  await press(page.getByRole("button", { name: "Post reply" }));
  await expect(thread.locator(".replies").getByRole("article").filter({ hasText: reply })).toBeVisible();
  await page.reload();
  const shown = thread.locator(".replies").getByRole("article").filter({ hasText: reply });
  await expect(shown).toBeVisible();

  const stranger = await elsewhere();
  const href = await shown.getByRole("link", { name: "Permalink" }).getAttribute("href");
  await stranger.goto(href ?? "");
  await expect(stranger).toHaveURL(new RegExp(`${path}\\?thread=.*#comment-`));
  await expect(commentWith(stranger, reply)).toBeInViewport();
  await expectAccessible(stranger);
});

test("the permalink of a comment that is not there is a page that says so", { tag: "@once" }, async ({
  page,
  mayBeRefused,
}) => {
  mayBeRefused(404, /\/(comments\/|favicon\.ico)/);
  for (const id of ["nonsense", "00000000-0000-4000-8000-000000000000"]) {
    const answer = await page.goto(`/comments/${id}`);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1, name: "There is no such page" })).toBeVisible();
  }
});

test("two quick presses make one comment", { tag: "@once" }, async ({ page }) => {
  await signedIn(page, "Wanda Pryor");
  const text = aComment();
  const path = await openStory(page, stories.dictionary);
  await boxOn(page).fill(text);
  await page.getByRole("button", { name: "Post comment" }).dblclick();
  await expect(page.getByText("Your comment is published.")).toBeVisible();
  await expect(commentWith(page, text)).toHaveCount(1);
  // The same from two windows at once, where no button can be switched off.
  const again = aComment();
  const [one, other] = await Promise.all([say(page, path, again), say(page, path, again)]);
  expect(one.id).toBe(other.id);
  expect([await countOf(page, path, text), await countOf(page, path, again)]).toEqual([1, 1]);
});

test("a megabyte of text is refused in words, and the text stays", { tag: "@once" }, async ({ page, press }) => {
  await signedIn(page, "Wanda Pryor");
  await openStory(page, stories.moth);
  const megabyte = "The river is low again this year. ".repeat(31_000);
  await boxOn(page).fill(megabyte);
  await press(page.getByRole("button", { name: "Post comment" }));
  await expect(problemOn(page)).toContainText("A comment has at most 4,000 characters; yours has 1,054,000.");
  expect((await boxOn(page).inputValue()).length).toBe(megabyte.length);
});

test("a comment can be recommended, and the recommendation taken back", async ({ page, press, elsewhere }) => {
  await signedIn(page, "Wanda Pryor");
  const text = aComment();
  const path = await pathOf(page, stories.moth);
  await say(page, path, text);
  const other = await elsewhere();
  await signedIn(other);
  await other.goto(path);
  const comment = commentWith(other, text);
  await press(comment.getByRole("button", { name: "Recommend, 0 so far" }));
  await expect(comment.getByRole("button", { name: "Recommend, 1 so far" })).toHaveAttribute("aria-pressed", "true");
  await press(comment.getByRole("button", { name: "Recommend, 1 so far" }));
  await expect(comment.getByRole("button", { name: "Recommend, 0 so far" })).toHaveAttribute("aria-pressed", "false");
});

test("one's own comment can be edited while there is time, and says that it was", async ({
  page,
  press,
  elsewhere,
  mayBeRefused,
}) => {
  mayBeRefused(422, /\/comments\//);
  await signedIn(page, "Wanda Pryor");
  const path = await pathOf(page, stories.shops);
  const [text, better] = [aComment(), aComment()];
  await say(page, path, text);
  await page.goto(path);
  const comment = commentWith(page, text);
  await expect(comment.getByRole("timer")).toHaveText(/^[45]:\d\d left$/);
  await press(comment.getByRole("button", { name: "Edit" }));
  const box = page.getByRole("textbox", { name: "Your comment, edited" });
  await expect(box).toBeFocused();
  await box.fill("Typical. No words.");
  await press(page.getByRole("button", { name: "Save" }));
  await expect(page.locator('.edit a[href="/guidelines#full-sentences"]')).toBeVisible();
  await expect(page.getByText("your comment leaves the page until a moderator has read it")).toBeVisible();
  await expectAccessible(page);
  await expectNoOverflow(page);
  await box.fill(better);
  await press(page.getByRole("button", { name: "Save" }));
  await expect(commentWith(page, better).getByText("edited", { exact: true })).toHaveAttribute(
    "title",
    /^Edited .* UTC$/,
  );
  await expect(commentWith(page, better)).toBeFocused();

  const stranger = await elsewhere();
  await stranger.goto(path);
  await expect(commentWith(stranger, better).getByText("edited", { exact: true })).toBeVisible();
  await expect(commentWith(stranger, better).getByRole("button", { name: "Edit" })).toHaveCount(0);
  await expect(commentWith(stranger, text)).toHaveCount(0);
});

test("when the five minutes are over the button goes away, and whoever stood on it stands on the comment", {
  tag: "@once",
}, async ({ page }) => {
  await page.clock.install();
  await signedIn(page, "Wanda Pryor");
  const path = await pathOf(page, stories.shops);
  const text = aComment();
  await say(page, path, text);
  await page.goto(path);
  const edit = commentWith(page, text).getByRole("button", { name: "Edit" });
  // Once it counts, the page is at work: a clock that is moved before has nothing to move.
  const timer = commentWith(page, text).getByRole("timer");
  const first = await timer.textContent();
  await expect(timer).not.toHaveText(first ?? "");
  await edit.focus();
  await page.clock.runFor(4 * 60_000);
  await expect(timer).toHaveText(/^(0:\d\d|1:00) left$/);
  await page.clock.runFor(2 * 60_000);
  await expect(edit).toHaveCount(0);
  await expect(commentWith(page, text)).toBeFocused();
});

test("of two tabs that edit one comment the second is told, and what was written there stays", {
  tag: "@once",
}, async ({ page, press, mayBeRefused }) => {
  mayBeRefused(409, /\/comments\//);
  await signedIn(page, "Wanda Pryor");
  const path = await pathOf(page, stories.orchestra);
  const text = aComment();
  await say(page, path, text);
  const second = await page.context().newPage();
  for (const tab of [page, second]) {
    await tab.goto(path);
    await press(commentWith(tab, text).getByRole("button", { name: "Edit" }));
  }
  const [one, other] = [aComment(), aComment()];
  await page.getByRole("textbox", { name: "Your comment, edited" }).fill(one);
  await press(page.getByRole("button", { name: "Save" }));
  await expect(commentWith(page, one)).toBeVisible();
  await second.getByRole("textbox", { name: "Your comment, edited" }).fill(other);
  await press(second.getByRole("button", { name: "Save" }));
  await expect(problemOn(second)).toContainText("This comment was changed meanwhile");
  await expect(second.getByRole("textbox", { name: "Your comment, edited" })).toHaveValue(other);
  expect([await countOf(page, path, one), await countOf(page, path, other)]).toEqual([1, 0]);
});

test("a deleted comment is gone for everybody at once, and Undo beside the act puts it back", async ({
  page,
  press,
  elsewhere,
}) => {
  await signedIn(page, "Wanda Pryor");
  const path = await pathOf(page, stories.dictionary);
  const [text, reply] = [aComment(), aComment()];
  const { id } = await say(page, path, text);
  await say(page, path, reply, { parentId: id });
  await page.goto(path);
  await press(commentWith(page, text).getByRole("button", { name: "Delete" }));
  await expect(page.getByText("You deleted this comment.")).toBeVisible();
  const undo = page.getByRole("button", { name: "Undo" });
  await expect(undo).toBeFocused();
  await expectAccessible(page);
  await expectNoOverflow(page);
  expect(await countOf(page, path, text)).toBe(0);
  await press(undo);
  await expect(commentWith(page, text)).toBeFocused();
  expect(await countOf(page, path, text)).toBe(1);

  await press(commentWith(page, text).getByRole("button", { name: "Delete" }));
  await expect(undo).toBeVisible();
  const stranger = await elsewhere();
  await stranger.goto(path);
  await expect(commentWith(stranger, text)).toHaveCount(0);
  await expect(stranger.getByText("This comment was deleted by its author.").first()).toBeVisible();
  await expect(commentWith(stranger, reply)).toBeVisible();
  await expectAccessible(stranger);
});
