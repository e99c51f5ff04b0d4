import http from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { openHostPage } from "./host-page.ts";
import { expect, test } from "./journey.ts";
import { newStory } from "./new-story.ts";
import { pathOf, signedIn } from "./reader.ts";

// A header of our own would have browsers ask before every request to another origin, as they do not for a reader.
test.use({ extraHTTPHeaders: {} });

const name = "Theodora Quillfeather";

test(
  "E13, E8: a hostile page with our elements on it, on a sibling subdomain, learns nothing of its reader and does nothing for them",
  { tag: "@once" },
  async ({ page, mayBeRefused, baseURL }, testInfo) => {
    const home = String(baseURL);
    for (const status of [0, 400, 401, 403, 404, 405, 415, 422]) mayBeRefused(status, /./);
    const email = await signedIn(page, name);
    const title = await newStory(testInfo);
    const cookies = await page.context().cookies();
    const secrets = [name, email, ...cookies.filter(({ httpOnly }) => httpOnly).map(({ value }) => value)];
    expect(secrets.length, "a session is kept in a cookie that scripts cannot read").toBeGreaterThan(2);
    const storyId = (await pathOf(page, title)).split("/").at(-1) ?? "";
    const { paths } = await (await page.request.get("/api/openapi.json")).json();
    const host = await openHostPage(home, `https://www.courier.example/${/\d+/.exec(title)?.[0]}/sluice`);
    const trap = await openTrap();
    try {
      await listen(page);
      await page.goto(host.origin);
      await expect(page.getByText("Members save stories and comment.")).toBeVisible();
      const learned = await page.evaluate(attack, { home, trap: trap.origin, storyId, paths: Object.keys(paths) });

      expect(learned.tried, "every operation that reads was tried").toBeGreaterThan(100);
      const framed = page.frames().map((frame) => frame.url());
      expect(framed.length, "frames were tried").toBeGreaterThan(4);
      expect(
        framed.filter((url) => url.startsWith(home)),
        "none of our pages can be framed",
      ).toEqual([]);

      const [ours] = await Promise.all([
        page.waitForEvent("popup"),
        page.evaluate((home) => Object.assign(window, { opened: window.open(`${home}/account`) }) && undefined, home),
      ]);
      await expect(
        ours.getByText(email),
        "the reader's own page, in a window that the hostile one opened",
      ).toBeVisible();
      const opened = await page.evaluate(() => {
        const { opened } = window as unknown as { opened: Window };
        for (const message of [{ type: "masthead" }, "sign-out"]) opened.postMessage(message, "*");
        try {
          return opened.document.documentElement.outerHTML;
        } catch (problem) {
          return (problem as Error).name;
        }
      });
      expect(opened, "a window of ours gives its opener nothing").toBe("SecurityError");
      await ours.close();

      const all = JSON.stringify([learned.heard, trap.heard, await page.content()]);
      expect(all.length, "something was heard: what everybody may read").toBeGreaterThan(2_000);
      for (const secret of secrets) expect(all).not.toContain(secret);
      expect(all, "no token of ours").not.toMatch(/eyJ[\w-]{10,}\.eyJ/);

      const me = await (await page.request.get("/api/v1/me")).json();
      expect(me.member ?? me, "still signed in, under the same name").toMatchObject({ displayName: name });
      const saved = await (await page.request.get("/api/v1/bookmarks")).json();
      expect(saved.items).toEqual([]);
    } finally {
      await host.close();
      await trap.close();
    }
  },
);

/** Before anything of ours runs, the page puts its own ears into all that our elements could use. */
async function listen(page: Page) {
  await page.addInitScript(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const { fetch } = window;
    window.fetch = async (...asked) => {
      const answer = await fetch(...asked);
      heard.push(`${answer.url} ${await answer.clone().text().catch(String)}`);
      return answer;
    };
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (how) {
      const inside = attach.call(this, how);
      new MutationObserver(() => heard.push(inside.innerHTML)).observe(inside, { subtree: true, childList: true });
      return inside;
    };
    const set = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key, value) {
      heard.push(`${key}=${value}`);
      set.call(this, key, value);
    };
    window.addEventListener("message", ({ data }) => heard.push(JSON.stringify(data)));
    for (const event of ["masthead-member", "masthead-saved", "masthead-commented"])
      document.addEventListener(event, (told) => heard.push(JSON.stringify((told as CustomEvent).detail)));
  });
}

/** Runs in the hostile page. */
async function attack({
  home,
  trap,
  storyId,
  paths,
}: {
  home: string;
  trap: string;
  storyId: string;
  paths: string[];
}) {
  const { heard } = window as unknown as { heard: string[] };
  const addresses = paths.map((path) => home + path.replaceAll(/\{\w+\}/g, storyId));
  // A stream does not end, so it is left after its first word.
  const quick = () => AbortSignal.timeout(3_000);
  for (let at = 0; at < addresses.length; at += 20)
    await Promise.all(
      addresses
        .slice(at, at + 20)
        .map((address) => fetch(address, { credentials: "include", signal: quick() }).catch(String)),
    );
  const words = `${home}/api/v1/me/membership-token?audience=${encodeURIComponent(location.origin)}`;
  await fetch(words, { credentials: "include" }).catch(String);

  // What a page can send without asking first.
  const forms: [string, string][] = [
    ["/api/v1/me/name", "displayName=Evil"],
    ["/api/v1/sign-out", ""],
    ["/api/v1/me/erasure", "kind=all"],
    ["/api/v1/intents", `kind=bookmark&storyId=${storyId}`],
    [`/api/v1/bookmarks/${storyId}/change`, "act=keep"],
  ];
  for (const [path, body] of forms)
    for (const type of ["application/x-www-form-urlencoded", "text/plain"])
      await fetch(home + path, {
        method: "POST",
        mode: "no-cors",
        credentials: "include",
        headers: { "content-type": type },
        body,
      }).catch(String);
  // And what its browser asks us about first.
  await fetch(`${home}/api/v1/bookmarks/${storyId}`, { method: "PUT", credentials: "include" }).catch(String);
  navigator.sendBeacon(`${home}/api/v1/sign-out`, new Blob(["{}"], { type: "text/plain" }));

  // JSON as a script, with ears in what its values would pass through.
  Object.defineProperty(Object.prototype, "member", {
    set: (value) => heard.push(JSON.stringify(value)),
    configurable: true,
  });
  for (const path of ["/api/v1/me", "/api/v1/page-state", "/api/v1/bookmarks"])
    await new Promise((resolve) => {
      const script = Object.assign(document.createElement("script"), {
        src: home + path,
        onload: resolve,
        onerror: resolve,
      });
      document.head.append(script);
    });
  Reflect.deleteProperty(Object.prototype, "member");

  for (const path of ["/", "/account", "/signin", "/reading-list"]) {
    const frame = Object.assign(document.createElement("iframe"), { src: home + path });
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
    document.body.append(frame);
    await loaded;
    for (const message of [{ type: "masthead" }, "token", { masthead: { member: { name: "Evil" } } }, null, 7])
      frame.contentWindow?.postMessage(message, "*");
  }
  for (const message of [{ type: "masthead-member" }, { goOn: `${trap}/stolen` }, "sign-out"])
    window.postMessage(message, "*");
  return { heard, tried: addresses.length };
}

/** Where a page that leaks would send something. */
async function openTrap() {
  const heard: string[] = [];
  const server = http.createServer((request, response) => {
    heard.push(`${request.url} ${JSON.stringify(request.headers)}`);
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return { origin, heard, close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()) };
}
