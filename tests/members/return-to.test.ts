import { describe, expect, test } from "vitest";
import { isOwnPath, returnTo } from "@/lib/members/schema.ts";
import { ask } from "../api-door.ts";
import { browser } from "../browser.ts";
import { signInMail } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();

/** Each would leave the site in some browser, or after some server has tidied it up. */
const away = [
  "https://evil.test",
  "http://evil.test/",
  "HTTPS://EVIL.TEST",
  "https:evil.test",
  "https:/evil.test",
  "https:///evil.test",
  "https:\\\\evil.test",
  "//evil.test",
  "//evil.test/%2f..",
  "///evil.test",
  "////evil.test",
  "//evil.test@site.test",
  "//site.test@evil.test",
  "//evil%2Etest",
  "//\u3002evil.test",
  "//[::1]/",
  "//0x7f000001/",
  "/\\evil.test",
  "/\\/evil.test",
  "\\/evil.test",
  "\\\\evil.test",
  "\\evil.test",
  "/stories\\..\\..\\evil.test",
  "/%2e%2e//evil.test",
  "/.//evil.test",
  "/..//evil.test",
  "/./..//evil.test",
  "/%2e//evil.test",
  "/a/..//evil.test",
  "/a/../..//evil.test",
  "/a/%2e%2e//evil.test",
  "/.\\/evil.test",
  "/\t/evil.test",
  "/\n/evil.test",
  "/\r/evil.test",
  "/\r\n/evil.test",
  "/\u0001/evil.test",
  "/\u0085/evil.test",
  "/\u007f/evil.test",
  "\t//evil.test",
  "\n//evil.test",
  " //evil.test",
  " https://evil.test",
  "\u0000https://evil.test",
  "java\nscript:alert(1)",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "javascript://site.test/%0aalert(1)",
  "/\r\nLocation: https://evil.test",
  "/x\r\nSet-Cookie: a=b",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:msgbox(1)",
  "file:///etc/passwd",
  "blob:https://evil.test/1",
  "about:blank",
  "mailto:eve@evil.test",
  "ftp://evil.test",
  "ws://evil.test",
  "evil.test",
  "evil.test/path",
  "@evil.test",
  ".evil.test",
  "?//evil.test",
  "#//evil.test",
  "stories/1",
  "..//evil.test",
  "%2f%2fevil.test",
  "%5cevil.test",
  "",
  `/${"a".repeat(500)}`,
];

test.each(away.map((path) => [JSON.stringify(path).slice(0, 60), path]))(
  "B8: %s falls back to the front page",
  async (_, path) => {
    expect(isOwnPath(path) && path.length <= 500).toBe(false);
    const email = `b8.${crypto.randomUUID()}@reader.test`;
    const asked = await browser().ask("POST", "/api/v1/sign-in", { email, returnTo: path });
    if (asked.status !== 422) {
      const request = await house.house.db.signInRequest.findFirstOrThrow({ where: { email } });
      expect(request.returnTo).toBe("/");
    }
    const begun = await browser().ask("POST", "/api/v1/intents", { kind: "offers", returnTo: path });
    if (begun.status !== 422) expect((await begun.json()).goTo).toMatch(/^\/signin\?begun=[\w-]+&returnTo=%2F$/);
  },
);

test("B8: the character NUL is no part of a path", () => expect(isOwnPath("/\u0000/evil.test")).toBe(false));

test("B8: there are at least sixty of them", () => expect(new Set(away).size).toBeGreaterThanOrEqual(60));

describe("a path of our own is kept", () => {
  const own = [
    "/",
    "/stories/1?a=b#comments",
    "/newsletters?problem=a%2F%2Fb",
    "/reading-list",
    "/x?next=//evil.test",
    "/@ann",
  ];
  test.each(own)("%s", (path) => expect(returnTo.parse(path)).toBe(path));

  test("after a plain form too, with letters of any script in it", async () => {
    // The mails of the tests before would be written first; they run out instead.
    house.later(11 * 60_000);
    const reader = browser();
    const email = "umlaut@reader.test";
    await reader.form("/api/v1/sign-in", { email, returnTo: "/stories/日本?q=ü#ö" });
    const { token } = await signInMail(house, email);
    const answer = await reader.form("/api/v1/sign-in/link", { token });
    expect(answer.status).toBe(303);
    const location = answer.headers.get("location") ?? "";
    expect(decodeURI(location)).toBe("/stories/日本?q=ü#ö");
    expect(location).toMatch(/^[\x21-\x7e]+$/);
    expect(await reader.me()).toBeDefined();
  });
});

test("a member who presses a form is never sent to another site", async () => {
  const ann = await house.member("Ann");
  const story = await house.story();
  for (const path of away) {
    const form = { kind: "bookmark", storyId: story.id, returnTo: path };
    const answer = await ask("POST", "/api/v1/intents", {
      cookie: ann.cookie,
      form,
      from: `192.0.2.${away.indexOf(path)}`,
    });
    expect(answer.status).toBe(303);
    expect(new URL(answer.headers.get("location") ?? "", "http://site.test").origin, path).toBe("http://site.test");
  }
});
