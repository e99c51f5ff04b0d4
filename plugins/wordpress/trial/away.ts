import net from "node:net";
import { expect } from "@playwright/test";
import { rest, storyOf } from "./newsroom.ts";
import { must, type Rounds } from "./rounds.ts";
import { until } from "./site.ts";

/** What goes on while our house is away, and what is left when the plugin goes. */
export async function awayPromises(rounds: Rounds) {
  const { house, site } = rounds;
  const promise = rounds.promise.bind(rounds);
  const admin = await rounds.page("admin");

  await promise("a story that cannot get there waits, with growing pauses, and the log says why", async () => {
    await house.stop();
    await rest(admin, "POST", `posts/${rounds.story.postId}`, { title: "Corrected while nobody listened" });
    await until(async () => {
      await site.ask(`${site.url}/wp-login.php`);
      return (await site.php("echo json_encode(Masthead\\noted());")).includes("It is tried again in");
    }, "the first failure");
  });

  await promise(
    "with Masthead stopped, or hanging, a page of the site comes within two seconds, the first time too",
    async () => {
      await site.php(
        `delete_transient("masthead_down"); delete_transient("masthead_fails"); wp_cache_flush(); global $wpdb; $wpdb->query("DELETE FROM $wpdb->options WHERE option_name LIKE '%masthead_c_%'");`,
      );
      const stranger = await rounds.page("stranger");
      for (const manner of ["stopped", "hanging"]) {
        const sockets = new Set<net.Socket>();
        const deaf = net.createServer((socket) => void sockets.add(socket));
        if (manner === "hanging") {
          await new Promise<void>((resolve) => deaf.listen(Number(new URL(house.url).port), "127.0.0.1", resolve));
          await site.php(`delete_transient("masthead_down"); delete_transient("masthead_fails");`);
        }
        const began = performance.now();
        await stranger.goto(rounds.story.address, { waitUntil: "commit" });
        await stranger.getByText("The gate stands open until spring.").waitFor();
        const took = Math.round(performance.now() - began);
        rounds.say(`        ${manner}: ${took} ms until the text could be read`);
        for (const socket of sockets) socket.destroy();
        if (manner === "hanging") await new Promise((resolve) => deaf.close(resolve));
        must(took < 2_000, `${manner}: ${took} ms.`);
      }
      await expect(stranger.getByText("Sign in to bookmark stories, comment, and subscribe")).toBeVisible();
      await expect(stranger.getByText("The comments cannot be shown just now.")).toBeVisible();
      await stranger.getByText("2 earlier comments").click();
      await expect(stranger.getByText("This is the first of the old ones")).toBeVisible();
      await rounds.picture(stranger, "story-without-masthead");
    },
  );

  await promise("and when it is there again the story gets there by itself", async () => {
    await house.start();
    await site.php(
      `foreach (_get_cron_array() as $at => $hooks) if (isset($hooks["masthead_push"])) foreach ($hooks["masthead_push"] as $one) { wp_clear_scheduled_hook("masthead_push", $one["args"]); wp_schedule_single_event(time() - 1, "masthead_push", $one["args"]); }`,
    );
    must((await storyOf(rounds, "Corrected while nobody listened")).id === rounds.story.id, "It became another story.");
  });

  await promise(
    "a story that goes into the trash is withdrawn in our house, and published again it is back under its own id",
    async () => {
      const { id, postId } = rounds.story;
      const isThere = async () => {
        await site.ask(`${site.url}/wp-login.php`);
        const { items } = await house.desk<{ items: { id: string }[] }>("GET", "stories");
        return items.some((one) => one.id === id);
      };
      must(await isThere(), "It was not there to begin with.");
      await rest(admin, "DELETE", `posts/${postId}`);
      await until(async () => !(await isThere()), "its going");
      await rest(admin, "POST", `posts/${postId}`, { status: "publish", slug: "the-weir-again" });
      await until(isThere, "its coming back");
    },
  );

  await promise("neither WordPress nor PHP complained about the plugin", async () => {
    const ours = site.complaints().filter((line) => line.includes("/plugins/masthead/"));
    must(ours.length === 0, ours.slice(0, 3).join("\n      "));
  });

  await promise("taken away, it leaves nothing behind", async () => {
    const left = await site.php(
      `require_once ABSPATH . "wp-admin/includes/plugin.php"; deactivate_plugins("masthead/masthead.php"); define("WP_UNINSTALL_PLUGIN", "masthead/masthead.php"); include WP_PLUGIN_DIR . "/masthead/uninstall.php"; wp_cache_flush(); global $wpdb; echo json_encode(array($wpdb->get_col("SELECT option_name FROM $wpdb->options WHERE option_name LIKE '%masthead%'"), $wpdb->get_col("SELECT meta_key FROM $wpdb->postmeta WHERE meta_key LIKE '%masthead%'"), str_contains(serialize(_get_cron_array()), "masthead")));`,
    );
    must(left === "[[],[],false]", left);
  });
}
