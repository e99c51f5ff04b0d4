import fs from "node:fs";
import path from "node:path";
import { expect } from "@playwright/test";
import { secret, storyOf } from "./newsroom.ts";
import { must, type Rounds } from "./rounds.ts";

/** Tokens both ways, and what a site brings along. */
export async function tokenPromises(rounds: Rounds) {
  const { house, site } = rounds;
  const promise = rounds.promise.bind(rounds);
  const page = await rounds.page("reader");
  const admin = await rounds.page("admin");

  await promise(
    "a token that is forged, over, for another site or of another kind opens nothing; the member's own does",
    async () => {
      await page.goto(rounds.story.address);
      const token = await page.evaluate(
        async (home) =>
          (await (await fetch(`${home}/api/v1/me/membership-token`, { credentials: "include" })).json())
            .token as string,
        house.url,
      );
      const part = await page.locator("[data-masthead-part]").getAttribute("data-masthead-part");
      const open = async (given: string) => {
        const data = { post: rounds.story.postId, part, token: given };
        const answer = await site.ask(`${site.url}/wp-json/masthead/v1/members-content`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(data),
        });
        return { status: answer.status, text: await answer.text() };
      };
      const good = await open(token);
      must(good.status === 200 && good.text.includes(secret), `Its own: ${good.status} ${good.text}`);
      for (const [what, bad] of Object.entries(badTokens(token))) {
        const answer = await open(bad);
        must(answer.status === 403 && !answer.text.includes(secret), `${what}: ${answer.status}`);
      }
      const over = await site.php(
        `echo json_encode(array_map(fn($at) => null !== Masthead\\claims_of('${token}', time() + $at), array(0, 340, 370, -361)));`,
      );
      must(over === "[true,true,false,false]", `By the clock: ${over}`);
    },
  );

  await promise("when Masthead signs with another key, the member's page opens still", async () => {
    await house.masthead("sso", "roll-key", "--at-once");
    await site.php(
      `$kept = get_transient("masthead_jwks"); $kept["asked"] = 0; set_transient("masthead_jwks", $kept, 86400);`,
    );
    await page.goto(rounds.story.address);
    await expect(page.getByText(secret)).toBeVisible({ timeout: 15_000 });
  });

  await promise("who signs out sees the note again", async () => {
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page.getByText("The rest of this is for members.")).toBeVisible();
    await expect(page.getByText(secret)).toHaveCount(0);
  });

  await promise("who signs in at WordPress is signed in at Masthead, and comes back to the story", async () => {
    await admin.goto(`${site.url}/wp-admin/options-general.php?page=masthead`);
    await admin.getByLabel("Who signs in here is signed in at Masthead, too").check();
    await admin.getByLabel("This site has proven the mail address of each account").check();
    await admin.getByRole("button", { name: "Save Changes" }).click();
    const keys = await admin.getByLabel("Or the public keys themselves").inputValue();
    const issuer = await admin.getByLabel("Issuer").inputValue();
    const loginAddress = await admin.getByLabel("Address of the login").inputValue();
    await rounds.picture(admin, "settings-whole");
    const served = await (await site.ask(await admin.getByLabel("Address of its public keys").inputValue())).text();
    must(
      JSON.stringify(JSON.parse(served)) === JSON.stringify(JSON.parse(keys)),
      "The keys that are served are others.",
    );
    await house.desk("POST", "desk/sign-on", { name: "Courier account", issuer, keys, loginAddress });
    await site.php(`wp_create_user("theo", "another long password", "${house.newAddress("theo")}");`);
    const theo = await rounds.page("theo");
    await theo.goto(`${site.url}/wp-login.php?redirect_to=${encodeURIComponent(rounds.story.address)}`);
    await theo.getByLabel("Username or Email Address").fill("theo");
    await theo.getByLabel("Password", { exact: true }).fill("another long password");
    await theo.getByRole("button", { name: "Log In" }).click();
    await expect(theo).toHaveURL(rounds.story.address, { timeout: 20_000 });
    await expect(theo.getByRole("heading", { name: "For you as a member" })).toBeVisible();
    await expect(theo.getByText(secret)).toBeVisible({ timeout: 15_000 });
  });

  await promise(
    "comments of WordPress move with their threads; what is spam or waits, and every mail address, stays behind",
    async () => {
      await site.php(oldComments);
      const file = await site.php("Masthead\\write_comments(static function ($xml) { echo $xml; });");
      must(!file.includes("@"), "There is a mail address in the file.");
      const name = path.join(rounds.dir, "comments.xml");
      fs.writeFileSync(name, file);
      const report = await site.php("echo json_encode(Masthead\\comments_report());");
      const { all, ...parts } = JSON.parse(report) as Record<string, number>;
      must(Object.values(parts).reduce((sum, one) => sum + one, 0) === all, `It does not add up: ${report}`);
      for (const more of [["--dry-run"], [], []]) {
        const done = JSON.parse(await house.masthead("comments", "import", "wordpress", name, "--json", ...more));
        must(done.published + done.known === parts.exported && done.bad === 0, JSON.stringify(done));
      }
      const { items } = await house.desk<{ items: { text: string; replies: { text: string }[] }[] }>(
        "GET",
        `stories/${rounds.story.id}/comments`,
      );
      const first = items.find(({ text }) => text.includes("first of the old ones"));
      must(first?.replies.some(({ text }) => text.includes("answers across the gap")) === true, JSON.stringify(items));
    },
  );

  await promise("all stories are pushed by one press, which can be stopped and goes on where it was", async () => {
    await site.php(
      `define("WP_IMPORTING", true); for ($i = 1; $i <= 150; $i++) wp_insert_post(array("post_title" => "Old story $i", "post_content" => "Kept.", "post_status" => "publish", "post_date" => "2020-01-01 00:00:00"));`,
    );
    await admin.goto(`${site.url}/wp-admin/options-general.php?page=masthead`);
    await admin.getByRole("button", { name: "Push all stories" }).click();
    await admin.getByRole("button", { name: "Stop" }).click();
    await expect(admin.getByRole("button", { name: "Push all stories" })).toBeEnabled({ timeout: 30_000 });
    const count = admin.locator("#masthead-pushed");
    const [, at, total] = /^(\d+) of (\d+) /.exec(await count.innerText()) ?? [];
    must(Number(at) > 0 && Number(at) < Number(total), `It did not stop on its way: ${at} of ${total}.`);
    await admin.reload();
    await expect(count, "known after the window was closed").toHaveText(`${at} of ${total} stories.`);
    await admin.getByRole("button", { name: "Go on" }).click();
    await expect(count).toHaveText(`${total} of ${total} stories.`, { timeout: 60_000 });
    await expect(admin.getByRole("button", { name: "Go on" })).toBeHidden();
    must((await storyOf(rounds, "Old story 150")).title === "Old story 150", "The last is missing.");
    await rounds.picture(admin, "settings-pushed");
  });
}

/** The member's own, each spoiled in one way. */
function badTokens(token: string): Record<string, string> {
  const [head = "", body = "", sign = ""] = token.split(".");
  const coded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const header = JSON.parse(Buffer.from(head, "base64url").toString());
  const claims = JSON.parse(Buffer.from(body, "base64url").toString());
  return {
    "without a signature": `${coded({ ...header, alg: "none" })}.${body}.`,
    "another member's name": `${head}.${coded({ ...claims, sub: "somebody else" })}.${sign}`,
    "for another site": `${head}.${coded({ ...claims, aud: "https://elsewhere.example" })}.${sign}`,
    "by a shared secret": `${coded({ ...header, alg: "HS256" })}.${body}.${sign}`,
    "by a key that nobody has": `${coded({ ...header, kid: "00000000-0000-4000-8000-000000000000" })}.${body}.${sign}`,
    "a signature of zeros": `${head}.${body}.${Buffer.alloc(64).toString("base64url")}`,
    "no token": "members please",
  };
}

/** A thread whose middle is spam, one that waits, a ping, and a story that is private. */
const oldComments = `
$post = get_posts(array("name" => "three-towns"))[0]->ID;
$add = static fn($words, $more = array()) => wp_insert_comment($more + array("comment_post_ID" => $post, "comment_author" => "Old Reader", "comment_author_email" => "old@reader.test", "comment_content" => $words, "comment_approved" => 1, "comment_type" => "comment"));
$first = $add("This is the first of the old ones, and I wrote it long ago.");
$spam = $add("Buy pills here.", array("comment_parent" => $first, "comment_approved" => "spam"));
$add("This one answers across the gap that the spam has left.", array("comment_parent" => $spam));
$add("This one waits for somebody who reads it.", array("comment_approved" => 0));
$add("A ping from elsewhere.", array("comment_type" => "pingback"));
`;
