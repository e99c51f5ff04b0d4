import { describe, expect, test } from "vitest";
import { readPage } from "@/lib/stories/sources/page.ts";
import { readSitemap } from "@/lib/stories/sources/sitemap.ts";

const address = "https://courier.example/2026/weir";
const page = (...head: string[]) =>
  `<!doctype html><html><head><title>x</title>${head.join("")}</head><body><p>The text of the story.</p></body></html>`;
const ld = (data: unknown) =>
  `<script type="application/ld+json">${typeof data === "string" ? data : JSON.stringify(data)}</script>`;
const meta = (property: string, content: string) => `<meta property="${property}" content="${content}">`;
const storyIn = (html: string) => {
  const reading = readPage(html, address);
  if (!("story" in reading)) throw new Error(`No story: ${reading.reason}`);
  return reading.story;
};
const weir = { "@type": "NewsArticle", headline: "The weir at Harrow" };

describe("what a page says of its story in JSON-LD", () => {
  test("is taken whole, and nothing of the story's own text", () => {
    const story = storyIn(
      page(
        ld({
          "@context": "https://schema.org",
          "@type": ["ReportageNewsArticle", "NewsArticle"],
          headline: "The weir &amp; the <b>lock</b>",
          description: "It went down.",
          articleBody: "The text of the story.",
          author: [{ "@type": "Person", name: "Ines Okafor" }, { name: "Jo Brandt" }, "https://courier.example/x"],
          articleSection: ["Local", "Water"],
          keywords: "weir, lock",
          image: [{ "@type": "ImageObject", url: "/weir.jpg" }],
          datePublished: "2026-03-14T08:00:00+01:00",
          dateModified: "2026-03-14T09:00:00Z",
          mainEntityOfPage: { "@id": address },
        }),
        '<link rel="canonical" href="https://courier.example/weir?utm_source=x">',
      ),
    );
    expect(story).toEqual({
      externalId: "https://courier.example/weir?utm_source=x",
      address: "https://courier.example/weir?utm_source=x",
      title: "The weir & the lock",
      standfirst: "It went down.",
      bodyHtml: null,
      byline: "Ines Okafor, Jo Brandt",
      section: "Local",
      tags: ["weir", "lock"],
      imageAddress: "https://courier.example/weir.jpg",
      publishedAt: new Date("2026-03-14T07:00:00Z"),
      updatedAt: new Date("2026-03-14T09:00:00Z"),
    });
  });

  test.each<[string, unknown]>([
    ["in an array", [{ "@type": "Organization", name: "Courier" }, weir]],
    ["in a graph", { "@graph": [{ "@type": "WebPage", "@id": address }, weir] }],
    ["as the main entity of its page", { "@type": "WebPage", mainEntity: weir }],
    ["with a type in full", { ...weir, "@type": "https://schema.org/NewsArticle" }],
    ["of a live blog", { ...weir, "@type": "LiveBlogPosting" }],
  ])("is found %s", (_, data) => {
    expect(storyIn(page(ld(data))).title).toBe("The weir at Harrow");
  });

  test("names people and pictures by reference, as graphs do", () => {
    const graph = [
      { ...weir, author: { "@id": "#ines" }, image: { "@id": "#picture" } },
      { "@type": "Person", "@id": "#ines", name: "Ines Okafor" },
      { "@type": "ImageObject", "@id": "#picture", url: "https://courier.example/p.jpg" },
    ];
    const story = storyIn(page(ld({ "@graph": graph })));
    expect([story.byline, story.imageAddress]).toEqual(["Ines Okafor", "https://courier.example/p.jpg"]);
  });

  test.each<[string, string]>([
    ["commas too many", '{"@type": "NewsArticle", "headline": "The weir at Harrow",}'],
    ["comments", '/* ours */ {"@type": "NewsArticle", // what it is\n "headline": "The weir at Harrow"}'],
    ["line breaks in a text", '{"@type": "NewsArticle", "headline": "The weir\nat Harrow"}'],
    [
      "quotation marks as entities",
      "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;The weir at Harrow&quot;}",
    ],
    ["a wrapping in CDATA", '//<![CDATA[\n{"@type": "NewsArticle", "headline": "The weir at Harrow"}\n//]]>'],
  ])("is read with %s", (_, text) => {
    expect(storyIn(page(ld(text))).title).toBe("The weir at Harrow");
  });

  test("never becomes markup", () => {
    const story = storyIn(
      page(
        ld({ ...weir, headline: "Weir <img src=x onerror=alert(1)>", description: "<svg onload=alert(1)>Low" }).replace(
          "</svg",
          "",
        ),
      ),
    );
    expect(`${story.title}${story.standfirst}`).not.toMatch(/[<>]/);
    expect(storyIn(page(ld({ ...weir, image: "javascript:alert(1)" }))).imageAddress).toBeNull();
  });

  test("of a part that has a wrong shape costs that part alone", () => {
    const story = storyIn(page(ld({ ...weir, author: 7, keywords: { a: 1 }, datePublished: ["soon"], image: null })));
    expect(story).toMatchObject({
      title: weir.headline,
      byline: null,
      tags: [],
      publishedAt: null,
      imageAddress: null,
    });
  });
});

describe("a page without JSON-LD", () => {
  test("is taken by its Open Graph", () => {
    const story = storyIn(
      page(
        meta("og:type", "article"),
        meta("og:title", "The weir &amp; the lock"),
        meta("og:description", "It went down."),
        meta("article:published_time", "2026-03-14T08:00:00Z"),
        meta("article:section", "Local"),
        meta("og:image", "https://courier.example/w.jpg"),
      ),
    );
    expect(story).toMatchObject({
      title: "The weir & the lock",
      standfirst: "It went down.",
      section: "Local",
      imageAddress: "https://courier.example/w.jpg",
      publishedAt: new Date("2026-03-14T08:00:00Z"),
      bodyHtml: null,
    });
  });

  test("that is a section is no story, and one with damaged JSON-LD says so", () => {
    expect(readPage(page(meta("og:type", "website"), meta("og:title", "Local")), address)).toMatchObject({
      isBroken: false,
    });
    expect(readPage(page(ld('{"@type": "NewsArticle", "headline": "The')), address)).toMatchObject({
      isBroken: true,
      reason: expect.stringContaining("validator"),
    });
  });
});

describe("a page is not taken for another", () => {
  test("a section that describes the stories it leads to is none of them", () => {
    const teaser = (slug: string) => ({ ...weir, url: `https://courier.example/${slug}` });
    expect(readPage(page(ld([teaser("a"), teaser("b")])), address)).toHaveProperty("reason");
    expect(readPage(page(ld(teaser("a"))), address)).toHaveProperty("reason");
    expect(
      storyIn(
        page(
          ld([
            { ...teaser("a"), headline: "Another" },
            { ...weir, url: address },
          ]),
        ),
      ).title,
    ).toBe(weir.headline);
  });

  test("an address of another site, or a front page that all name, is not believed", () => {
    for (const href of ["https://thief.example/weir", "/", "javascript:alert(1)"])
      expect(storyIn(page(ld(weir), `<link rel="canonical" href="${href}">`)).address).toBe(address);
  });
});

test("a tower of tags is read as far as it is a page, and quickly", () => {
  const begun = performance.now();
  expect(storyIn(page(ld(weir)).replace("<p>", "<div>".repeat(400_000))).title).toBe(weir.headline);
  const attributes = `<p ${"a".repeat(2_000_000)}>`;
  expect(storyIn(page(ld(weir)) + attributes).title).toBe(weir.headline);
  expect(performance.now() - begun).toBeLessThan(3_000);
});

describe("a sitemap", () => {
  const read = (xml: string) => readSitemap(Buffer.from(xml), "https://courier.example/sitemap.xml");

  test("of news says what a story is called, and when it came out", async () => {
    const reading =
      await read(`<?xml version="1.0"?><urlset xmlns="x" xmlns:news="n" xmlns:image="i"><url><loc><![CDATA[https://courier.example/a?x=1&y=2]]></loc>
      <news:news><news:publication><news:name>The Courier</news:name></news:publication><news:publication_date>2026-03-14</news:publication_date>
      <news:title>Weir &amp; lock</news:title><news:keywords>weir, lock</news:keywords></news:news>
      <image:image><image:title>No title</image:title><image:loc>https://courier.example/a.jpg</image:loc></image:image></url></urlset>`);
    expect(reading).toEqual({
      kind: "pages",
      title: "The Courier",
      broken: 0,
      entries: [
        {
          address: "https://courier.example/a?x=1&y=2",
          changedAt: new Date("2026-03-14"),
          told: {
            title: "Weir & lock",
            publishedAt: "2026-03-14T00:00:00.000Z",
            tags: ["weir", "lock"],
            imageAddress: "https://courier.example/a.jpg",
          },
        },
      ],
    });
  });

  test("expands no entity of its own, and a tower of tags ends it", async () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY a "https://thief.example/"><!ENTITY b SYSTEM "file:///etc/passwd">]>
      <urlset><url><loc>https://courier.example/&a;</loc></url><url><loc>&b;</loc></url></urlset>`;
    const found = (await read(bomb))?.entries.map((entry) => entry.address).join(" ");
    expect(found).not.toMatch(/thief|root:/);
    await expect(read(`<urlset>${"<url>".repeat(300_000)}`)).rejects.toThrow(/nothing in it can be read/);
  });

  test("that is empty is one, and a feed or a page is none", async () => {
    expect(await read("<urlset/>")).toMatchObject({ kind: "pages", entries: [] });
    expect(await read('<rss version="2.0"><channel><title>urlset</title></channel></rss>')).toBeNull();
    expect(await read("<html><urlset></urlset></html>")).toBeNull();
  });
});
