import { describe, expect, test } from "vitest";
import { canonicalAddress } from "@/lib/stories/address";

const STORY = "https://meridian.example/water/marlow";

describe("a story under any of its addresses is one story", () => {
  test.each([
    ["http instead of https", "http://meridian.example/water/marlow"],
    ["www", "https://www.meridian.example/water/marlow"],
    ["the phone's host", "https://m.meridian.example/water/marlow"],
    ["the mobile host", "https://mobile.meridian.example/water/marlow"],
    ["prefixes in a row", "https://www.m.meridian.example/water/marlow"],
    ["an upper-case host", "HTTPS://WWW.Meridian.EXAMPLE/water/marlow"],
    ["a dot after the host", "https://meridian.example./water/marlow"],
    ["default ports", "http://meridian.example:80/water/marlow"],
    ["the other scheme's default port", "http://meridian.example:443/water/marlow"],
    ["credentials", "https://ines:secret@meridian.example/water/marlow"],
    ["a fragment", "https://meridian.example/water/marlow#comments"],
    ["a slash at the end", "https://meridian.example/water/marlow/"],
    ["slashes at the end", "https://meridian.example/water/marlow//"],
    ["duplicate slashes", "https://meridian.example//water///marlow"],
    ["dot segments", "https://meridian.example/city/../water/./marlow"],
    ["escaped dot segments", "https://meridian.example/city/%2E%2e/water/marlow"],
    ["escaped letters", "https://meridian.example/%77ater/m%61rlow"],
    ["white space around it", "  https://meridian.example/water/marlow \n"],
    ["a session in the path", "https://meridian.example/water/marlow;jsessionid=8F2A"],
    ["an empty query", "https://meridian.example/water/marlow?"],
    ["empty parameters", "https://meridian.example/water/marlow?&&"],
    ["an AMP host", "https://amp.meridian.example/water/marlow"],
    ["an AMP ending", "https://meridian.example/water/marlow/amp"],
    ["an AMP ending with a slash", "https://meridian.example/water/marlow/amp/"],
    ["an AMP suffix", "https://meridian.example/water/marlow.amp"],
    ["an AMP parameter", "https://meridian.example/water/marlow?amp=1"],
    ["a bare AMP parameter", "https://meridian.example/water/marlow?amp"],
    ["an AMP output type", "https://meridian.example/water/marlow?outputType=amp"],
    ["Google's AMP viewer", "https://www.google.com/amp/s/www.meridian.example/water/marlow"],
    ["Google's AMP viewer in Britain", "https://www.google.co.uk/amp/s/amp.meridian.example/water/marlow/amp/"],
    ["Google's AMP viewer over http", "https://google.com/amp/meridian.example/water/marlow"],
    ["Bing's AMP viewer", "https://www.bing.com/amp/s/meridian.example/water/marlow"],
    ["the AMP cache", "https://meridian-example.cdn.ampproject.org/c/s/www.meridian.example/water/marlow"],
    [
      "the AMP cache's viewer",
      "https://x.cdn.ampproject.org/v/s/meridian.example/water/marlow?amp_js_v=0.1&usqp=mq331",
    ],
    [
      "the AMP cache in the AMP viewer",
      "https://google.com/amp/s/x.cdn.ampproject.org/c/s/meridian.example/water/marlow",
    ],
  ])("%s", (_, address) => expect(canonicalAddress(address)).toBe(STORY));

  test(".amp.html is the .html of the same story", () => {
    expect(canonicalAddress("https://meridian.example/a/b.amp.html")).toBe("https://meridian.example/a/b.html");
  });
});

test.each(
  `utm_source=x&utm_medium=y|UTM_Campaign=z|fbclid=1|gclid=1|dclid=1|msclkid=1|mc_cid=1&mc_eid=2|igshid=1|ref=twitter|
  ref_src=twsrc%5Etfw|cmp=a|CMP=share_btn_tw|ocid=1|smid=nytcore-ios-share|_ga=2.1|spm=a2|at_medium=RSS|at_campaign=64|xtor=AL-1|
  ns_mchannel=social|shareToken=abc|%75tm_source=x|gbraid=1|yclid=1|mkt_tok=1|pk_campaign=1|unlocked_article_code=1.x`
    .split("|")
    .map((parameters) => [parameters.trim()]),
)("a story shared with %s is the same story", (parameters) => {
  expect(canonicalAddress(`${STORY}?${parameters}`)).toBe(STORY);
  expect(canonicalAddress(`${STORY}?id=7&${parameters}`)).toBe(`${STORY}?id=7`);
});

describe("two stories stay two", () => {
  test.each([
    ["an id", "https://meridian.example/story?id=1", "https://meridian.example/story?id=2"],
    ["WordPress's p", "https://meridian.example/?p=1", "https://meridian.example/?p=2"],
    ["a reference with a number", "https://meridian.example/doc?ref=A2041", "https://meridian.example/doc?ref=A2042"],
    ["a reference on the front page", "https://meridian.example/?ref=marlow", "https://meridian.example/?ref=weir"],
    ["the case of the path", "https://meridian.example/Marlow", "https://meridian.example/marlow"],
    ["an escaped slash", "https://meridian.example/a%2Fb", "https://meridian.example/a/b"],
    ["another host", "https://meridian.example/a", "https://city.meridian.example/a"],
    ["another port", "https://meridian.example/a", "https://meridian.example:8443/a"],
    ["a section called amp", "https://meridian.example/amp", "https://meridian.example/"],
    ["a word that ends in amp", "https://meridian.example/camp", "https://meridian.example/c"],
    ["a plus sign and a space", "https://meridian.example/?q=a%2Bb", "https://meridian.example/?q=a+b"],
    ["a host that is only a prefix", "https://m.com/a", "https://amp.dev/a"],
  ])("%s", (_, one, other) => expect(canonicalAddress(one)).not.toBe(canonicalAddress(other)));
});

test("parameters are sorted by name, and repeated ones keep their order", () => {
  expect(canonicalAddress(`${STORY}?b=2&a=3&b=1`)).toBe(`${STORY}?a=3&b=2&b=1`);
});

test("escapes are written one way", () => {
  expect(canonicalAddress(`${STORY}/caf%c3%a9%7e`)).toBe(`${STORY}/caf%C3%A9~`);
  expect(canonicalAddress(`${STORY}/café~`)).toBe(`${STORY}/caf%C3%A9~`);
  expect(canonicalAddress(`${STORY}?q=a+b|c`)).toBe(`${STORY}?q=a%20b%7Cc`);
  expect(canonicalAddress(`${STORY}/100%`)).toBe(`${STORY}/100%25`);
});

test("a character in a parameter is the same character when it is escaped", () => {
  expect(canonicalAddress(`${STORY}?q=a/b:c=d'e`)).toBe(canonicalAddress(`${STORY}?q=a%2fb%3Ac%3dd%27e`));
  expect(canonicalAddress(`${STORY}?q=a%26b`)).not.toBe(canonicalAddress(`${STORY}?q=a&b`));
});

test("an international host is one host in both spellings", () => {
  expect(canonicalAddress("https://www.MÜNCHEN.example/a")).toBe(canonicalAddress("https://xn--mnchen-3ya.example/a"));
});

test.each([
  ["not an address"],
  ["www.meridian.example/a"],
  [""],
  ["https://"],
  ["javascript:alert(1)"],
  ["mailto:a@b.example"],
])("%j is refused with a sentence that says how to fix it", (address) => {
  expect(() => canonicalAddress(address)).toThrow(TypeError);
  expect(() => canonicalAddress(address)).toThrow(/https:\/\/\.$/);
});

test("an address that no index could hold is refused", () => {
  expect(() => canonicalAddress(`${STORY}/${"a".repeat(3000)}`)).toThrow(/shorter address/);
});

describe("for 5,000 generated addresses", () => {
  const addresses = generate(5_000);

  test("the canonical address of a canonical address is itself", () => {
    for (const address of addresses) {
      const once = canonicalAddress(address);
      expect(canonicalAddress(once), address).toBe(once);
    }
  });

  test("decoration never changes the story", () => {
    for (const address of addresses) {
      const url = new URL(address);
      url.searchParams.append("utm_source", "mail");
      url.hash = "top";
      url.protocol = "http:";
      expect(canonicalAddress(url.href), address).toBe(canonicalAddress(new URL(address).href));
    }
  });
});

/** Addresses put together from awkward pieces, the same ones in every run. */
function generate(count: number): string[] {
  let seed = 20_240_314;
  const pick = (choices: string[]) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return choices[(seed >> 8) % choices.length] ?? "";
  };
  const pieces = [
    "",
    "a",
    "amp",
    ".amp",
    "x.amp.html",
    "..",
    "%2e",
    "%2E%2e",
    "%41",
    "%25",
    "%2541",
    "%",
    "é",
    ";jsessionid=1",
    "s",
    "b.example",
    "c",
    "~",
    "|",
    "%7c",
  ];
  const hosts = [
    "a.example",
    "www.amp.a.example",
    "m.www.google.com",
    "amp.google.com",
    "x.cdn.ampproject.org",
    "m.com",
    "bücher.example",
    "127.0.0.1",
    "[::1]:80",
  ];
  const queries = [
    "",
    "?",
    "?amp",
    "?a=%41&utm_x=1",
    "?b=1&a=2",
    "?ref=abc",
    "?ref=a1",
    "?=1&&",
    "?%75tm_a=1",
    "?a=b=c",
    "?q=%",
    "?outputType=amp",
    "?a&a=&b=+",
  ];
  return Array.from({ length: count }, () => {
    const path = Array.from({ length: 6 }, () => pick(["/", "/", "//", ""]) + pick(pieces)).join("");
    return `${pick(["http", "https"])}://${pick(hosts)}/${path}${pick(queries)}`;
  });
}

test("an international host is read alike, however many addresses were read before", () => {
  const key = "https://xn--mnchen-3ya.example/grün";
  const expected = canonicalAddress(key);
  for (let read = 0; read < 20_000; read += 1)
    if (canonicalAddress("https://MÜNCHEN.example/grün") !== expected)
      throw new Error(`After ${read} addresses it is another.`);
});
