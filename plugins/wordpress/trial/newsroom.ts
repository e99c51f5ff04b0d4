import { expect, type Page } from "@playwright/test";
import { must, type Rounds } from "./rounds.ts";
import { until } from "./site.ts";

export const secret = "The minutes that were never read aloud";
export const title = "The weir that two towns share";
const intro = "For ninety years nobody asked who owns the gate.";

/** What an administrator and an editor of the site do. */
export async function newsroomPromises(rounds: Rounds) {
  const { house, site, promise } = { ...rounds, promise: rounds.promise.bind(rounds) };
  const page = await rounds.page("admin");
  await page.goto(`${site.url}/wp-login.php`);
  await page.getByLabel("Username or Email Address").fill(site.admin.name);
  await page.getByLabel("Password", { exact: true }).fill(site.admin.password);
  await page.getByRole("button", { name: "Log In" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Dashboard" })).toBeVisible();

  await promise("the plugin is switched on by one press, and its settings are linked", async () => {
    await page.goto(`${site.url}/wp-admin/plugins.php`);
    await page.getByRole("link", { name: "Activate Masthead" }).click();
    await page.locator("tr[data-plugin^=masthead] a", { hasText: "Settings" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Masthead" })).toBeVisible();
  });

  await promise("an address that cannot be one is refused in words, and the one before stays", async () => {
    await page.getByLabel("Address of your Masthead").fill("http://members.example.org");
    await page.getByRole("button", { name: "Save Changes" }).click();
    await expect(page.locator(".notice-error")).toContainText("cannot be the address of your Masthead");
    await expect(page.getByLabel("Address of your Masthead")).toHaveValue("");
  });

  await promise("the test says what is missing and how to mend it: the key, its right, the listed place", async () => {
    await save(page, house.url, "mh_abcdefgh_0123456789012345678901234567890123456789012");
    await expect(page.getByText("is not known there, or was revoked"), "a wrong key").toHaveCount(0);
    await tested(page);
    await expect(page.locator("#masthead-found")).toContainText("is not known there, or was revoked");
    await expect(page.locator("#masthead-found")).toContainText("may not carry the boxes yet");
    const { token } = await house.desk<{ token: string }>("POST", "desk/keys", {
      name: "Moderation",
      acts: ["comments.moderate"],
    });
    await save(page, house.url, token);
    await tested(page);
    await expect(page.locator("#masthead-found")).toContainText("may not import stories");
    await rounds.picture(page, "settings-to-do");
  });

  await promise(
    "with a key for stories and the place listed, the test has nothing left to say; the key is shown by its beginning alone",
    async () => {
      await house.desk("POST", "desk/origins", { origin: site.url });
      const { token, prefix } = await house.desk<{ token: string; prefix: string }>("POST", "desk/keys", {
        name: "WordPress",
        acts: ["stories.import"],
      });
      await save(page, house.url, token);
      await tested(page);
      await expect(page.locator("#masthead-found .masthead-good")).toHaveCount(4);
      await expect(page.locator("#masthead-found .masthead-bad")).toHaveCount(0);
      await expect(page.getByText(`In use: ${prefix}…`)).toBeVisible();
      must(!(await page.content()).includes(token), "The whole key stands in the page.");
      await rounds.picture(page, "settings-connected");
    },
  );

  await promise("the block “For members” is in the editor", async () => {
    await page.goto(`${site.url}/wp-admin/post-new.php`);
    await page.waitForFunction(
      () => "wp" in window && Boolean((window as unknown as Editor).wp.blocks?.getBlockType("masthead/members")),
    );
    await page.evaluate(() => {
      const { blocks, data } = (window as unknown as Editor).wp;
      data.dispatch("core/edit-post").toggleFeature?.("welcomeGuide");
      const paragraph = blocks.createBlock("core/paragraph", { content: "What only members read." });
      data.dispatch("core/block-editor").insertBlocks?.(blocks.createBlock("masthead/members", {}, [paragraph]));
    });
    await rounds.picture(page, "editor-block");
  });

  await promise(
    "a story that is published is in our house a moment later, with author, section, tags and standfirst",
    async () => {
      await page.goto(`${site.url}/wp-admin/index.php`);
      const category = await rest<{ id: number }>(page, "POST", "categories", { name: "Rivers" });
      const tag = await rest<{ id: number }>(page, "POST", "tags", { name: "weirs" });
      const post = await rest<{ id: number; link: string }>(page, "POST", "posts", {
        title,
        excerpt: "Who looks after it, and who pays.",
        content: `<!-- wp:paragraph --><p>${intro}</p><!-- /wp:paragraph --><!-- wp:masthead/members --><!-- wp:paragraph --><p>${secret}, read here.</p><!-- /wp:paragraph --><!-- /wp:masthead/members --><!-- wp:paragraph --><p>The gate stands open until spring.</p><!-- /wp:paragraph -->`,
        status: "publish",
        categories: [category.id],
        tags: [tag.id],
      });
      rounds.story = { postId: post.id, address: post.link, id: "" };
      const story = await storyOf(rounds, title);
      rounds.story.id = story.id;
      must(story.section === "Rivers" && story.standfirst.startsWith("Who looks after it"), JSON.stringify(story));
      must(story.byline === site.admin.name && story.address === post.link, JSON.stringify(story));
    },
  );
}

/** What the settings page holds is sent, and WordPress says that it was. */
async function save(page: Page, home: string, key: string) {
  await page.goto(page.url().replace(/\/wp-admin\/.*/, "/wp-admin/options-general.php?page=masthead"));
  await page.getByLabel("Address of your Masthead").fill(home);
  await page.getByLabel("Key", { exact: true }).fill(key);
  await page.getByLabel("Newsletters, under the text").check();
  await page.getByRole("button", { name: "Save Changes" }).click();
  await expect(page.getByText("Settings saved.")).toBeVisible();
}

async function tested(page: Page) {
  await page.getByRole("button", { name: "Test the connection" }).click();
  await expect(page.getByRole("button", { name: "Test the connection" })).toBeEnabled();
  await expect(page.locator("#masthead-found li").first()).toBeVisible();
}

/** As the editor of WordPress does it: from a page of the newsroom, with its nonce. */
export const rest = <View>(page: Page, method: string, path: string, body?: unknown): Promise<View> =>
  page.evaluate(
    async ({ method, path, body }) => {
      const nonce = await (await fetch("/wp-admin/admin-ajax.php?action=rest-nonce")).text();
      const answer = await fetch(`/wp-json/wp/v2/${path}`, {
        method,
        headers: { "content-type": "application/json", "x-wp-nonce": nonce },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    { method, path, body },
  );

type Story = { id: string; title: string; standfirst: string; section: string; byline: string; address: string };

/** The story in our house, as soon as it is there. WordPress does what is due when somebody opens a page of it. */
export async function storyOf(rounds: Rounds, wanted: string): Promise<Story> {
  let found: Story | undefined;
  await until(async () => {
    await rounds.site.ask(`${rounds.site.url}/wp-login.php`);
    const { items } = await rounds.house.desk<{ items: Story[] }>("GET", "stories");
    found = items.find((one) => one.title === wanted);
    return found !== undefined;
  }, `“${wanted}” in our house`);
  return found as Story;
}

/** As much of WordPress's editor as is asked for here. */
type Editor = {
  wp: {
    blocks: {
      getBlockType(name: string): unknown;
      createBlock(name: string, given: object, inner?: unknown[]): unknown;
    };
    data: { dispatch(store: string): Record<string, (...given: unknown[]) => void> };
  };
};
