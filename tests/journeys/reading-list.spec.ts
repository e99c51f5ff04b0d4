import { newAddress, signInMail } from "./inbox.ts";
import { expect, test } from "./journey.ts";
import { tabTo } from "./keys.ts";
import { expectAccessible } from "./look.ts";
import { openStory, pathOf, signedIn, stories } from "./reader.ts";

test("one press on the front page saves a story, and another one takes it back", async ({ page, press }) => {
  await signedIn(page);
  await page.goto("/");
  await press(page.getByRole("button", { name: `Bookmark: ${stories.bakery}` }));
  await expect(page.getByRole("button", { name: `Saved: ${stories.bakery}` })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByText("Saved to your reading list. Press again to undo.")).toBeAttached();
  await openStory(page, stories.bakery);
  await press(page.getByRole("button", { name: "Saved", exact: true }));
  await expect(page.getByText("Taken off your reading list. Press again to undo.")).toBeAttached();
  await page.goto("/reading-list");
  await expect(page.getByText("Nothing is waiting.")).toBeVisible();
  await expectAccessible(page);
});

test("a saved story moves between unread and read, and every step can be undone", async ({ page, press }) => {
  await signedIn(page);
  const saved = page.getByRole("article").filter({ has: page.getByRole("link", { name: stories.shops }) });
  const act = (name: string) => page.getByRole("button", { name: `${name}: ${stories.shops}` });
  const undo = page.getByRole("button", { name: "Undo" });
  await openStory(page, stories.shops);
  const kept = page.waitForResponse((answer) => answer.request().method() === "PUT");
  await press(page.getByRole("button", { name: "Bookmark", exact: true }));
  expect((await kept).ok()).toBe(true);

  await page.goto("/reading-list");
  await expect(page.getByRole("link", { name: "Unread 1" })).toHaveAttribute("aria-current", "page");
  await press(act("Mark as read"));
  await expect(page.getByText(`Moved to read: “${stories.shops}”.`)).toBeVisible();
  await expect(undo).toBeFocused();
  await expectAccessible(page);
  await press(undo);
  await expect(saved).toBeVisible();
  await press(act("Remove"));
  await expect(page.getByText(`Taken off your list: “${stories.shops}”.`)).toBeVisible();
  await press(undo);
  await expect(saved).toBeVisible();
  await press(act("Mark as read"));
  await expect(undo).toBeFocused();

  await press(page.getByRole("link", { name: "Read 0", exact: true }));
  await expect(page).toHaveURL("/reading-list?shelf=read");
  await expect(page.getByRole("link", { name: "Read 1", exact: true })).toHaveAttribute("aria-current", "page");
  await expect(saved).toBeVisible();
  await expectAccessible(page);
  await press(act("Remove"));
  await press(undo);
  await expect(saved).toBeVisible();
  await page.reload();
  // What was read stays read when its removal is undone.
  await press(act("Mark as unread"));
  await expect(undo).toBeFocused();
  await page.goto("/reading-list");
  await expect(saved).toBeVisible();
  await press(act("Remove"));
  await expect(undo).toBeFocused();
  await page.reload();
  await expect(page.getByText("Nothing is waiting.")).toBeVisible();
});

test("a save that the server refuses is put back, with the reason", { tag: "@once" }, async ({
  page,
  press,
  mayBeRefused,
}) => {
  mayBeRefused(503, /\/api\/v1\/bookmarks\//);
  await signedIn(page);
  await openStory(page, stories.shops);
  await page.route("**/api/v1/bookmarks/*", (route) =>
    route.fulfill({ status: 503, json: { title: "This is not available for a moment.", code: "unavailable" } }),
  );
  await press(page.getByRole("button", { name: "Bookmark", exact: true }));
  await expect(page.getByText("This is not available for a moment.")).toBeAttached();
  await expect(page.getByRole("button", { name: "Bookmark", exact: true })).toHaveAttribute("aria-pressed", "false");
});

test("keyboard alone: from the story through sign-in to the bookmark and the reading list", { tag: "@once" }, async ({
  page,
}) => {
  const email = newAddress();
  const path = await openStory(page, stories.gauge);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page.getByRole("button", { name: "Bookmark", exact: true }));
  await page.keyboard.press("Enter");

  await expect(page.getByLabel("E-mail address")).toBeFocused();
  await page.keyboard.type(email);
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("The six digits from the mail")).toBeFocused();
  await page.keyboard.type((await signInMail(email)).code);
  await page.keyboard.press("Enter");

  await expect(page).toHaveURL(`${path}?done=bookmark#tools`);
  const saved = page.getByRole("button", { name: "Saved", exact: true });
  await tabTo(saved);
  await page.keyboard.press("Space");
  await expect(page.getByRole("button", { name: "Bookmark", exact: true })).toBeFocused();
  const kept = page.waitForResponse(
    (response) => response.request().method() === "PUT" && response.url().includes("/api/v1/bookmarks/"),
  );
  await page.keyboard.press("Space");
  await expect(saved).toHaveAttribute("aria-pressed", "true");
  expect((await kept).status()).toBe(200);

  await page.goto("/reading-list");
  await tabTo(page.getByRole("button", { name: `Mark as read: ${stories.gauge}` }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Undo" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: stories.gauge })).toBeVisible();
});

test("a reading list is tagged, searched, archived by the handful and worked by keys", { tag: "@once" }, async ({
  page,
  press,
}) => {
  await signedIn(page);
  for (const title of [stories.river, stories.moth, stories.gauge]) {
    const path = await pathOf(page, title);
    expect((await page.request.put(`/api/v1/bookmarks/${path.split("/").at(-1)}`)).ok()).toBe(true);
  }
  await page.goto("/reading-list");
  await page.getByText("Tags and note").first().click();
  await page.getByRole("textbox", { name: "Tags, with commas between" }).fill("Rivers, to discuss");
  await page.getByRole("textbox", { name: "Note, for you alone" }).fill("Ask about the ledger.");
  await press(page.getByRole("article").getByRole("button", { name: "Save", exact: true }));
  await expect(page.getByText("Ask about the ledger.").first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("searchbox", { name: "Search your reading list" }).fill("ledger");
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 on this shelf with “ledger”.")).toBeVisible();
  await expect(page.getByRole("article")).toHaveCount(1);
  await press(page.getByRole("link", { name: "Show everything" }));
  await expect(page.getByRole("article")).toHaveCount(3);

  await page.getByRole("checkbox", { name: "Choose all on this page" }).check();
  await page.getByLabel("A tag for what is chosen").fill("Weekend");
  await press(page.getByRole("button", { name: "Add tag" }));
  await expect(page.getByText("Tagged “Weekend”: 3 stories.")).toBeVisible();
  await press(page.getByRole("button", { name: "Undo" }));
  await expect(page.getByRole("link", { name: "Weekend" })).toHaveCount(0);
  await page.getByRole("checkbox", { name: `Choose: ${stories.moth}` }).check();
  await page.getByRole("checkbox", { name: `Choose: ${stories.river}` }).check();
  await press(page.getByRole("button", { name: "Archive", exact: true }));
  await expect(page.getByText("Archived: 2 stories.")).toBeVisible();
  await expect(page.getByRole("article")).toHaveCount(1);
  await press(page.getByRole("button", { name: "Undo" }));
  await expect(page.getByRole("article")).toHaveCount(3);

  // Undoing put the focus on the first story; from there on nothing but keys.
  const first = page.getByRole("article").first().getByRole("link").first();
  await expect(first).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("e");
  await expect(page.getByText("Archived: “")).toBeVisible();
  await expect(page.getByRole("button", { name: "Undo" })).toBeFocused();
  await page.keyboard.press("u");
  await expect(page.getByRole("article")).toHaveCount(3);
  await first.focus();
  await page.keyboard.press("r");
  await expect(page.getByText("Moved to read: “")).toBeVisible();
  await expect(page.getByRole("button", { name: "Undo" })).toBeFocused();
  await page.goto("/reading-list?shelf=read");
  await expect(page.getByRole("article")).toHaveCount(1);
});
