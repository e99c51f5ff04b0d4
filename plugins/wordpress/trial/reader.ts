import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { blocksThirdParties } from "./browser.ts";
import { rest, secret, storyOf, title } from "./newsroom.ts";
import { must, type Rounds } from "./rounds.ts";
import { until } from "./site.ts";

const ours = [".masthead-saving", ".masthead-members", ".masthead-boxes", ".masthead-talk"];
const corrected = "The weir that three towns share";

/** What a reader of the site meets, with every cookie of third parties blocked. */
export async function readerPromises(rounds: Rounds) {
  const { house, site } = rounds;
  const promise = rounds.promise.bind(rounds);
  const page = await rounds.page("reader");
  const email = house.newAddress();
  const box = page.getByRole("textbox", { name: "Your comment", exact: true });

  await promise("this browser sends no cookie to a third party", async () => {
    must(await blocksThirdParties(page, rounds.story.address), "It sends them, so nothing is shown here.");
  });

  await promise(
    "a stranger sees the story, the boxes and a quiet note; what is for members is in no page, no feed and no answer",
    async () => {
      await page.goto(rounds.story.address);
      await expect(page.getByRole("heading", { name: "Sign in to unlock member-only benefits" })).toBeVisible();
      await expect(page.getByText("The rest of this is for members.")).toBeVisible();
      await expect(page.locator("script[src*='/embed/masthead.js']")).toHaveCount(1);
      const feed = `${site.url}/feed/`;
      const json = `${site.url}/wp-json/wp/v2/posts/${rounds.story.postId}`;
      for (const address of [rounds.story.address, site.url, feed, json, `${rounds.story.address}feed/`]) {
        const answer = await site.ask(address);
        const text = await answer.text();
        must(answer.ok || address.endsWith("/feed/"), `${address} answers ${answer.status}`);
        must(!text.includes("never read aloud"), `${address} holds it.`);
        must(address === rounds.story.address || !text.includes("/embed/masthead.js"), `${address} holds our script.`);
      }
      await rounds.picture(page, "story-stranger");
    },
  );

  await promise("one press, one sign-in, and the reader is back at the story with the bookmark made", async () => {
    await page.getByRole("button", { name: `Bookmark: ${title}` }).click();
    await page.getByLabel("E-mail address").fill(email);
    await page.getByRole("button", { name: "Send me a link and a code" }).click();
    await until(async () => (await house.mails(email, /is your code/)).length > 0, "the sign-in mail");
    const mail = (await house.mails(email, /is your code/))[0];
    const link = /href="([^"]*\/signin\/confirm\?token=[^"]+)"/.exec(mail?.html ?? "")?.[1]?.replaceAll("&amp;", "&");
    await page.goto(link ?? "");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page).toHaveURL(rounds.story.address, { timeout: 20_000 });
    await expect(page.getByRole("button", { name: `Saved: ${title}` })).toHaveAttribute("aria-pressed", "true");
    await expect(page.getByRole("heading", { name: "For you as a member" })).toBeVisible();
  });

  await promise("what is for members opens for the member, without another press", async () => {
    await expect(page.getByText(secret)).toBeVisible({ timeout: 15_000 });
    await expect(page.getByText("The rest of this is for members.")).toHaveCount(0);
  });

  await promise(
    "the member comments in place, and the comment stands in the page for whoever has no scripts",
    async () => {
      await page.locator("masthead-comments").scrollIntoViewIfNeeded();
      await box.fill("I walked along the weir this morning, and the gate was open as you write.");
      await page.getByLabel("Your name, as it stands over your comments").fill("Wanda Pryor");
      await page.getByRole("button", { name: "Post comment" }).click();
      await expect(page.getByRole("article", { name: "Comment by Wanda Pryor" })).toContainText("the gate was open");
      await rounds.picture(page, "story-member");
      await until(async () => {
        await site.php(`Masthead\\fetch_comments(get_permalink(${rounds.story.postId}));`);
        return (await (await site.ask(rounds.story.address)).text()).includes("the gate was open as you write");
      }, "the comment in the page");
    },
  );

  await promise("the member joins a newsletter in place", async () => {
    await page.locator("masthead-newsletters").scrollIntoViewIfNeeded();
    await page
      .getByRole("button", { name: /^Subscribe: / })
      .first()
      .click();
    await expect(page.getByText("We have sent you a mail. Open it and confirm.")).toBeVisible({ timeout: 15_000 });
    await until(async () => (await house.mails(email, /^Please confirm/)).length > 0, "the opt-in mail");
  });

  await promise("WordPress takes no comment for this story by its own ways", async () => {
    const answer = await site.ask(`${site.url}/wp-comments-post.php`, {
      method: "POST",
      body: new URLSearchParams({
        comment_post_ID: String(rounds.story.postId),
        comment: "By the old way.",
        author: "X",
        email: "x@reader.test",
      }),
      redirect: "manual",
    });
    must(answer.status === 403, `It answered ${answer.status}.`);
    await expect(page.locator("#commentform")).toHaveCount(0);
  });

  await promise(
    "a correction in WordPress shows to who saved the story; a new slug keeps bookmark and comments",
    async () => {
      const admin = await rounds.page("admin");
      await rest(admin, "POST", `posts/${rounds.story.postId}`, { title: corrected });
      must((await storyOf(rounds, corrected)).id === rounds.story.id, "It became another story.");
      await page.goto(`${house.url}/reading-list`);
      await expect(page.getByText(/corrected/i).first()).toBeVisible();
      await rounds.picture(page, "reading-list-corrected");
      const { link } = await rest<{ link: string }>(admin, "POST", `posts/${rounds.story.postId}`, {
        slug: "three-towns",
      });
      must(link !== rounds.story.address, "The address did not change.");
      await until(async () => {
        await site.ask(`${site.url}/wp-login.php`);
        const { items } = await house.desk<{ items: { id: string; address: string }[] }>("GET", "stories");
        return items.some((one) => one.id === rounds.story.id && one.address === link);
      }, "the move in our house");
      rounds.story.address = link;
      await page.goto(link);
      await expect(page.getByRole("button", { name: `Saved: ${corrected}` })).toHaveAttribute("aria-pressed", "true");
      await page.locator("masthead-comments").scrollIntoViewIfNeeded();
      await expect(page.getByRole("article", { name: "Comment by Wanda Pryor" })).toBeVisible({ timeout: 15_000 });
    },
  );

  await promise(
    "on a phone it is as good: nothing is wider than the screen, and nothing moves while it loads",
    async () => {
      const phone = await rounds.page("phone", { width: 390, height: 844 });
      await phone.goto(rounds.story.address);
      await expect(phone.getByRole("heading", { name: "Sign in to unlock member-only benefits" })).toBeVisible();
      const { wide, moved } = await phone.evaluate(
        () =>
          new Promise<{ wide: boolean; moved: number }>((resolve) => {
            const wide = document.documentElement.scrollWidth > innerWidth;
            new PerformanceObserver((list) =>
              resolve({
                wide,
                moved: list.getEntries().reduce((sum, one) => sum + (one as unknown as { value: number }).value, 0),
              }),
            ).observe({ type: "layout-shift", buffered: true });
            setTimeout(() => resolve({ wide, moved: 0 }), 500);
          }),
      );
      must(!wide, "It is wider than the screen.");
      must(moved < 0.02, `Things moved: ${moved}.`);
      await rounds.picture(phone, "story-phone");
    },
  );

  await promise("in a dark style of the theme it is read as well, and axe finds nothing in what is ours", async () => {
    const other = await rounds.page("phone");
    await inStyle(rounds, "pitch");
    await other.setViewportSize({ width: 1280, height: 900 });
    await other.goto(rounds.story.address);
    await other.locator("masthead-comments").scrollIntoViewIfNeeded();
    await expect(other.getByRole("article", { name: "Comment by Wanda Pryor" })).toBeVisible({ timeout: 15_000 });
    await rounds.picture(other, "story-dark");
    await mustBeAccessible(other, ...ours);
    await inStyle(rounds, null);
    await other.goto(rounds.story.address);
    await expect(other.getByRole("heading", { name: "Newsletters" })).toBeVisible();
    await mustBeAccessible(other, ...ours);
    const admin = await rounds.page("admin");
    await admin.goto(`${site.url}/wp-admin/options-general.php?page=masthead`);
    await mustBeAccessible(admin, ".masthead");
  });
}

/** Another style of the theme, as an editor chooses it under Styles; null for the theme as it is. */
const inStyle = ({ site }: Rounds, name: string | null) =>
  site.php(
    `wp_set_current_user(1); $style = ${name ? `json_decode(file_get_contents(get_theme_file_path("styles/${name}.json")), true)` : "array('version' => 2)"}; $style["isGlobalStylesUserThemeJSON"] = true; wp_update_post(array("ID" => WP_Theme_JSON_Resolver::get_user_global_styles_post_id(), "post_content" => wp_slash(wp_json_encode($style))));`,
  );

async function mustBeAccessible(page: Page, ...parts: string[]) {
  const axe = parts.reduce((all, one) => all.include(one), new AxeBuilder({ page }).setLegacyMode(true));
  const { violations } = await axe.analyze();
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  must(found.length === 0, found.join("\n      "));
}
