import { expect, test } from "./journey.ts";
import { expectAccessible, expectNoOverflow } from "./look.ts";
import { aComment, boxOn, commentWith, pathOf, say, signedIn, stories } from "./reader.ts";

test("what others say while a page is open is offered as soon as it is told, moves nothing, and is counted once", async ({
  page,
  press,
  elsewhere,
}) => {
  await signedIn(page, "Wanda Pryor");
  const path = await pathOf(page, stories.orchestra);
  const [mine, fresh, answer, own] = [aComment(), aComment(), aComment(), aComment()];
  const { id } = await say(page, path, mine);
  // Any test of this run may write under the story, so counts are told by their change on one page.
  const other = await elsewhere();
  await signedIn(other, "Cy Marlow");
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  // A page that hears events asks for nothing by itself, so what it offers from then on it was told of.
  const hears = new Promise((resolve) => devtools.once("Network.eventSourceMessageReceived", resolve));
  await page.goto(path);
  await hears;
  await boxOn(page).fill("I am half way through what I have to say.");
  const before = await commentWith(page, mine).boundingBox();

  await say(other, path, fresh);
  const offer = page.getByRole("button", { name: /new comment/ });
  await expect(offer).toBeVisible();
  await say(other, path, answer, { parentId: id });
  const thread = page.locator(".thread", { has: page.locator(`> #comment-${id}`) });
  const replies = thread.getByRole("button", { name: /new repl/ });
  await expect(replies).toBeVisible();
  expect((await commentWith(page, mine).boundingBox())?.y).toBe(before?.y);
  await expectAccessible(page);
  await expectNoOverflow(page);

  await press(replies);
  await expect(thread.locator(".replies").getByRole("article").filter({ hasText: answer })).toBeFocused();
  await press(offer);
  await expect(commentWith(page, fresh)).toBeVisible();
  await expect(offer).toHaveCount(0);

  // Another order, without losing what was written.
  await press(page.getByRole("link", { name: "Oldest" }));
  await expect(page.getByRole("link", { name: "Oldest" })).toHaveAttribute("aria-current", "true");
  await expect(page).toHaveURL(`${path}?order=oldest#comments`);
  await expect(boxOn(page)).toHaveValue("I am half way through what I have to say.");
  await expect(offer).toHaveCount(0);
  await press(page.getByRole("link", { name: "Newest" }));
  await expect(commentWith(page, fresh)).toBeVisible();

  // One's own is there at once, and is no news.
  await boxOn(page).fill(own);
  const looked = page.waitForResponse(/\/comments\/latest$/);
  await press(page.getByRole("button", { name: "Post comment" }));
  await expect(commentWith(page, own)).toHaveCount(1);
  const { count, items } = await (await looked).json();
  expect(items[0].text).toBe(own);
  await expect(page.getByRole("heading", { name: `${count} comments` })).toBeVisible();
  await expect(commentWith(page, own)).toHaveCount(1);
  await expect(offer).toHaveCount(0);
});

test("a long thread stays readable: ten replies, the others on a press, and a permalink deep in it", async ({
  page,
  press,
  elsewhere,
}) => {
  const path = await pathOf(page, stories.ferry);
  const [one, two] = [page, await elsewhere()];
  await signedIn(one, "Wanda Pryor");
  await signedIn(two, "Cy Marlow");
  const texts = Array.from({ length: 20 }, aComment);
  let parentId: string | undefined;
  const ids: string[] = [];
  for (const [at, text] of texts.entries()) {
    const said = await say(at % 2 ? two : one, path, text, parentId ? { parentId } : {});
    parentId = said.id;
    ids.push(said.id);
  }
  const stranger = await elsewhere();
  await stranger.goto(path);
  const thread = stranger.locator(".thread", { has: stranger.locator(`> #comment-${ids[0]}`) });
  await expect(thread.getByRole("article")).toHaveCount(11);
  await expect(commentWith(stranger, texts[5] ?? "")).toContainText("In answer to Wanda Pryor");
  await press(thread.getByRole("button", { name: "9 more replies" }));
  await expect(thread.getByRole("article")).toHaveCount(20);
  await expect(commentWith(stranger, texts[11] ?? "")).toBeFocused();
  await expectAccessible(stranger);
  await expectNoOverflow(stranger);

  await stranger.goto(`/comments/${ids[18]}`);
  await expect(commentWith(stranger, texts[18] ?? "")).toBeInViewport();
  await press(thread.getByRole("button", { name: "Earlier replies" }));
  await expect(thread.getByRole("article")).toHaveCount(20);
  await expectAccessible(stranger);
});
