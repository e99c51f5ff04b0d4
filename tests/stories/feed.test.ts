import { describe, expect, test } from "vitest";
import { readFeed } from "@/lib/stories/sources/feed";
import { NotAFeed } from "@/lib/stories/sources/not-a-feed";

const ADDRESS = "https://meridian.example/feed";
const rss = (
  items: string,
  channel = "<title>The Meridian</title><link>https://meridian.example/</link><language>en-gb</language>",
) =>
  `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dcterms="http://purl.org/dc/terms/"><channel>${channel}${items}</channel></rss>`;
const item = (inside: string, name = "marlow") =>
  `<item><title>Story ${name}</title><link>https://meridian.example/${name}</link>${inside}</item>`;
const firstOf = (xml: string | Uint8Array, from = {}) => {
  const [first] = readFeed(xml, from).items;
  if (!first) throw new Error("The feed gave no item.");
  return first;
};

describe("every kind of feed gives the same story", () => {
  const expected = {
    externalId: "water-1",
    address: "https://meridian.example/water/marlow",
    title: "The river & the weir",
    standfirst: "It reached the sea for eleven days.",
    bodyHtml: "<p>In the pump house there is a ledger.</p>",
    byline: "Ines Okafor, Tomas Reel",
    section: "Water",
    tags: ["Water", "Marlow"],
    imageAddress: "https://meridian.example/large.jpg",
    publishedAt: new Date("2024-03-14T08:00:00Z"),
    updatedAt: new Date("2024-03-15T08:00:00Z"),
  };

  test("RSS 2.0", () => {
    const feed =
      rss(`<item><title>The river &amp; the weir</title><link>https://meridian.example/water/marlow</link><guid isPermaLink="false">water-1</guid>
      <description>&lt;p&gt;It reached the sea for eleven days.&lt;/p&gt;</description><content:encoded><![CDATA[<p>In the pump house there is a ledger.</p>]]></content:encoded>
      <category>Water</category><category>Marlow</category><dc:creator>Ines Okafor</dc:creator><dc:creator>Tomas Reel</dc:creator>
      <media:content url="/small.jpg" width="140"/><media:content url="/large.jpg" width="900"/><media:content url="/film.mp4" medium="video" width="1900"/>
      <pubDate>Thu, 14 Mar 2024 08:00:00 GMT</pubDate><dcterms:modified>2024-03-15T09:00:00+01:00</dcterms:modified></item>`);
    expect(readFeed(feed)).toEqual({
      title: "The Meridian",
      homeAddress: "https://meridian.example/",
      language: "en-gb",
      items: [expected],
      problems: [],
    });
  });

  test("Atom", () => {
    const feed = `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-gb" xml:base="https://meridian.example/"><title>The Meridian</title><link href="/"/>
      <entry><id>water-1</id><title type="html">The river &amp;amp; the weir</title><link rel="self" href="/api/1"/><link href="water/marlow"/>
      <summary>It reached the sea for eleven days.</summary>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>In the pump house there is a ledger.</p></div></content>
      <category term="water" label="Water"/><category term="Marlow"/><author><name>Ines Okafor</name></author><author><name>Tomas Reel</name></author>
      <link rel="enclosure" type="image/jpeg" href="/large.jpg"/><published>2024-03-14T08:00:00Z</published><updated>2024-03-15T08:00:00Z</updated></entry></feed>`;
    expect(readFeed(feed)).toEqual({
      title: "The Meridian",
      homeAddress: "https://meridian.example/",
      language: "en-gb",
      items: [expected],
      problems: [],
    });
  });

  test("RDF", () => {
    const feed = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <channel><title>The Meridian</title><link>https://meridian.example/</link></channel>
      <item rdf:about="water-1"><title>The river &amp; the weir</title><link>/water/marlow</link><description>It reached the sea for eleven days.</description>
      <dc:creator>Ines Okafor</dc:creator><dc:subject>Water</dc:subject><dc:date>2024-03-14T08:00:00Z</dc:date></item></rdf:RDF>`;
    const { externalId, address, title, standfirst, publishedAt } = expected;
    expect(firstOf(feed)).toMatchObject({
      externalId,
      address,
      title,
      standfirst,
      publishedAt,
      byline: "Ines Okafor",
      section: "Water",
    });
  });

  test("JSON Feed", () => {
    const feed = {
      version: "https://jsonfeed.org/version/1.1",
      title: "The Meridian",
      home_page_url: "https://meridian.example/",
      language: "en-gb",
      items: [
        {
          id: "water-1",
          url: "https://meridian.example/water/marlow",
          title: "The river & the weir",
          summary: "It reached the sea for eleven days.",
          content_html: "<p>In the pump house there is a ledger.</p><script>alert(1)</script>",
          authors: [{ name: "Ines Okafor" }, { name: "Tomas Reel" }],
          tags: ["Water", "Marlow"],
          image: "https://meridian.example/large.jpg",
          date_published: "2024-03-14T08:00:00Z",
          date_modified: "2024-03-15T08:00:00Z",
        },
      ],
    };
    expect(readFeed(JSON.stringify(feed))).toEqual({
      title: "The Meridian",
      homeAddress: "https://meridian.example/",
      language: "en-gb",
      items: [expected],
      problems: [],
    });
  });
});

describe("the words", () => {
  const words = (description: string, more = "") => {
    const { standfirst, bodyHtml } = firstOf(rss(item(`<description><![CDATA[${description}]]></description>${more}`)));
    return { standfirst, bodyHtml };
  };

  test("the first paragraph is the standfirst, the others are the body, and links to the rest are neither", () => {
    const description = `<p>First.</p><p>Second.</p><p> <span>Related: </span><a href="https://meridian.example/2">Another</a> </p><p>Third.</p>
      <a href="https://meridian.example/marlow">Continue reading...</a><p>The post Marlow appeared first on The Meridian.</p>`;
    expect(words(description)).toEqual({ standfirst: "First.", bodyHtml: "<p>Second.</p><p>Third.</p>" });
  });

  test("a standfirst that opens the content is not shown twice", () => {
    const content = "<content:encoded><![CDATA[<p>First.</p><p>Second.</p>]]></content:encoded>";
    expect(words("First.", content)).toEqual({ standfirst: "First.", bodyHtml: "<p>Second.</p>" });
  });

  test("a standfirst ends at a sentence, and what did not fit stays in the body", () => {
    const long = `${"The river ran low again. ".repeat(20)}`.trim();
    const { standfirst, bodyHtml } = words(`<p>${long}</p>`);
    expect(standfirst.length).toBeLessThanOrEqual(400);
    expect(standfirst.endsWith("again.")).toBe(true);
    expect(bodyHtml).toBe(`<p>${long}</p>`);
  });

  test("a standfirst without sentences ends at a word", () => {
    const { standfirst } = words("water ".repeat(100));
    expect(standfirst).toMatch(/ water…$/);
    expect(standfirst.length).toBeLessThanOrEqual(400);
  });

  test.each([
    ["<title>Fish &amp; chips</title>", "Fish & chips"],
    ["<title>Writing &amp;amp; reading</title>", "Writing &amp; reading"],
    ["<title><![CDATA[Fish &amp; chips]]></title>", "Fish & chips"],
    ["<title>Caf&eacute; &#8217;s</title>", "Café ’s"],
    ["<title>&lt;em&gt;Hamlet&lt;/em&gt;\n again</title>", "Hamlet again"],
    ["<title>Fish & chips</title>", "Fish & chips"],
    ["<title>3 &lt; 4</title>", "3 < 4"],
  ])("%s is decoded once", (title, read) => {
    expect(firstOf(rss(`<item>${title}<link>https://meridian.example/1</link></item>`)).title).toBe(read);
  });

  test("a description is HTML, and its text is decoded once more", () => {
    expect(words("Fish &amp; chips &amp;amp; salt").standfirst).toBe("Fish & chips &amp; salt");
  });

  test("nothing in it can run", () => {
    const { bodyHtml } = words(
      `<p>a</p><p onclick="x()">b<script>x()</script><img src=x onerror=x()><a href="javascript:x()">c</a></p>`,
    );
    expect(bodyHtml).toBe("<p>bc</p>");
  });

  test("an author's e-mail address is nobody's byline", () => {
    expect(firstOf(rss(item("<author>ines@meridian.example (Ines Okafor)</author>"))).byline).toBe("Ines Okafor");
    expect(firstOf(rss(item("<author>ines@meridian.example</author>"))).byline).toBe(null);
    expect(firstOf(rss(item("<dc:creator>ines@meridian.example</dc:creator>"))).byline).toBe(null);
  });

  test("the section is the first category that says something", () => {
    const categories =
      "<category>Uncategorized</category><category>2024</category><category>Business/Industries/</category>";
    expect(firstOf(rss(item(categories))).section).toBe("Business");
  });
});

describe("dates", () => {
  test.each([
    ["Thu, 14 Mar 2024 08:00:00 GMT", "2024-03-14T08:00:00.000Z"],
    ["14 Mar 2024 08:00 +0100", "2024-03-14T07:00:00.000Z"],
    ["Thu, 14 Mar 24 08:00:00 EST", "2024-03-14T13:00:00.000Z"],
    ["03 Apr 02 1500 GMT", "2002-04-03T15:00:00.000Z"],
    ["2024-03-14T08:00:00+05:30", "2024-03-14T02:30:00.000Z"],
    ["2024-03-14T08:00:00", "2024-03-14T08:00:00.000Z"],
    ["2024-03-14 08:00", "2024-03-14T08:00:00.000Z"],
    ["2024-03-14", "2024-03-14T00:00:00.000Z"],
  ])("%s", (written, read) => {
    expect(firstOf(rss(item(`<pubDate>${written}</pubDate>`))).publishedAt?.toISOString()).toBe(read);
  });

  test.each([
    "yesterday",
    "Fri, 31 Feb 2024 08:00:00 GMT",
    "2024-02-30T08:00:00Z",
    "14 Mar 2024 08:00 XYZ",
    "14 Mar 2024 29:00 GMT",
  ])("%s is reported, and the story is kept", (written) => {
    const { items, problems } = readFeed(rss(item(`<pubDate>${written}</pubDate>`)));
    expect(items.map(({ publishedAt }) => publishedAt)).toEqual([null]);
    expect(problems).toEqual([{ at: "item 1 (Story marlow)", reason: expect.stringContaining(written) }]);
  });
});

describe("encodings", () => {
  const latin1 = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
  const titled = (encoding: string) =>
    rss("<item><title>Café</title><link>https://meridian.example/1</link></item>").replace("UTF-8", encoding);
  const undeclared = titled("").replace(/<\?xml.*?\?>/, "");

  test.each<[string, Uint8Array, string?]>([
    ["the XML declaration", latin1(titled("ISO-8859-1"))],
    ["the content type", latin1(undeclared), "text/xml; charset=ISO-8859-1"],
    ["nothing, in UTF-8", new Uint8Array(Buffer.from(undeclared))],
    ["a byte order mark of UTF-8", new Uint8Array(Buffer.from(`\uFEFF${titled("ISO-8859-1")}`))],
    ["a byte order mark of UTF-16", new Uint8Array(Buffer.from(`\uFEFF${titled("UTF-16")}`, "utf16le"))],
    ["UTF-16 without a mark", new Uint8Array(Buffer.from(titled("UTF-16"), "utf16le"))],
  ])("by %s", (_, bytes, contentType) => {
    const reading = readFeed(bytes, { contentType });
    expect(reading.items[0]?.title).toBe("Café");
    expect(reading.problems).toEqual([]);
  });

  test("the quotation marks of Windows survive in what calls itself ISO-8859-1", () => {
    const bytes = latin1(titled("ISO-8859-1").replace("Café", "\u0091Caf\u00e9\u0092 \u0096 \u0080"));
    expect(firstOf(bytes).title).toBe("‘Café’ – €");
  });

  test("a feed that is not in the encoding it names is read and reported", () => {
    const reading = readFeed(latin1(titled("UTF-8")));
    expect(reading.items[0]?.title).toBe("Café");
    expect(reading.problems).toEqual([{ at: "feed", reason: expect.stringContaining("utf-8") }]);
  });
});

describe("what can be read is read, and the rest is reported", () => {
  const three = ["one", "two", "three"].map((name) => item("<description>Words.</description>", name));
  const titles = (xml: string) => readFeed(xml).items.map(({ title }) => title);

  test("a feed cut off in the middle gives the items before the cut", () => {
    const xml = rss(three.join(""));
    const { items, problems, title } = readFeed(xml.slice(0, xml.indexOf("Story three") + 4));
    expect(items.map((story) => story.title)).toEqual(["Story one", "Story two"]);
    expect(title).toBe("The Meridian");
    expect(problems.map(({ at }) => at)).toEqual(["feed", "item 3"]);
  });

  test("wherever a feed is cut off, the whole items before the cut are read", () => {
    const xml = rss(three.join(""));
    for (let cut = xml.indexOf("<item>"); cut < xml.length; cut += 7) {
      const whole = xml.slice(0, cut).split("</item>").length - 1;
      expect(readFeed(xml.slice(0, cut)).items.length, `cut at ${cut}`).toBe(whole);
    }
  });

  test("an Atom feed that is cut off, too", () => {
    const entry = (id: string) =>
      `<entry><id>${id}</id><title>${id}</title><link href="https://meridian.example/${id}"/></entry>`;
    expect(
      titles(`<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>${entry("a")}${entry("b")}<entry><id>`),
    ).toEqual(["a", "b"]);
  });

  test("an item without an end harms itself only", () => {
    expect(titles(rss(`${three[0]}<item><title>Lost</title><description>x</description>${three[2]}`))).toEqual([
      "Story one",
      "Story three",
    ]);
  });

  test("a broken item harms itself only", () => {
    const reading = readFeed(rss(`${three[0]}<item><title>Lost</item>${three[2]}`));
    expect(reading.items.map(({ title }) => title)).toEqual(["Story one", "Story three"]);
    expect(reading.problems.length).toBeGreaterThan(0);
  });

  test("a stray & is an &", () => {
    expect(
      firstOf(rss(`<item><title>Fish & chips</title><link>https://meridian.example/?a=1&b=2</link></item>`)).address,
    ).toBe("https://meridian.example/?a=1&b=2");
  });

  test("control characters are left out and reported", () => {
    const reading = readFeed(rss(item("<description>a\u0000b\u0007c</description>")));
    expect(reading.items[0]?.standfirst).toBe("abc");
    expect(reading.problems.map(({ at }) => at)).toEqual(["feed"]);
  });

  test("a NUL in a JSON Feed never reaches a story", () => {
    const json = JSON.stringify({
      version: "https://jsonfeed.org/version/1",
      title: "a",
      items: [{ id: "1\u0000", url: "https://a.example/1", title: "a\u0000b", content_html: "c\u0000d" }],
    });
    expect(JSON.stringify(readFeed(json))).not.toContain("\\u0000");
  });

  test("an item without a title or an address is reported by its number", () => {
    const { items, problems } = readFeed(
      rss(`${three[0]}<item><link>https://meridian.example/x</link></item><item><title>No address</title></item>`),
    );
    expect(items).toHaveLength(1);
    expect(problems.map(({ at }) => at)).toEqual(["item 2", "item 3 (No address)"]);
  });

  test("a relative address needs a base", () => {
    const xml = rss("<item><title>a</title><link>/water/1</link></item>", "<title>x</title>");
    expect(readFeed(xml)).toMatchObject({
      items: [],
      problems: [{ at: "item 1 (a)", reason: expect.stringContaining("/water/1") }],
    });
    expect(firstOf(xml, { address: ADDRESS }).address).toBe("https://meridian.example/water/1");
  });

  test.each(["javascript:alert(1)", "ftp://meridian.example/1", "urn:isbn:1"])(
    "%s is no address of a story",
    (link) => {
      expect(readFeed(rss(`<item><title>a</title><link>${link}</link></item>`), { address: ADDRESS }).items).toEqual(
        [],
      );
    },
  );

  test("a guid that is a permanent link is the address where there is no other", () => {
    expect(firstOf(rss("<item><title>a</title><guid>https://meridian.example/1</guid></item>")).address).toBe(
      "https://meridian.example/1",
    );
    expect(
      readFeed(rss('<item><title>a</title><guid isPermaLink="false">https://meridian.example/1</guid></item>')).items,
    ).toEqual([]);
  });

  test("a story that quotes a feed does not break its own", () => {
    expect(
      titles(rss(item("<description><![CDATA[<p>Write <item>x</item> and <item>y</item>.</p>]]></description>"))),
    ).toEqual(["Story marlow"]);
    expect(titles(rss(item("<description><![CDATA[Atom has <feed> and <entry> ]]></description>")))).toEqual([
      "Story marlow",
    ]);
  });

  test("a warning printed before the feed does no harm", () => {
    expect(titles(`Warning: line 3\n${rss(three.join(""))}`)).toHaveLength(3);
  });

  test("a feed without items is a feed", () => {
    expect(readFeed(rss(""))).toMatchObject({ title: "The Meridian", items: [], problems: [] });
  });
});

describe("what is no feed is named", () => {
  test.each<[string, string | Uint8Array, RegExp]>([
    ["nothing", "", /empty/],
    ["white space", " \n", /empty/],
    ["a web page", "<!DOCTYPE html><html><head><title>a</title></head></html>", /web page.*RSS/],
    ["a web page without a doctype", "<html><body><p>x &lt;rss&gt;</p></body></html>", /web page/],
    ["an image", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), /image/],
    ["a photograph", new Uint8Array([0xff, 0xd8, 0xff, 0xe0]), /image/],
    ["a drawing", '<svg xmlns="http://www.w3.org/2000/svg"/>', /image/],
    ["a PDF file", new Uint8Array(Buffer.from("%PDF-1.7")), /PDF/],
    ["a sitemap", '<?xml version="1.0"?><urlset><url/></urlset>', /sitemap/],
    ["other JSON", '{"hello": 1}', /no JSON Feed/],
    ["damaged JSON", '{"version": "https://jsonfeed.org/version/1", "items": [', /cut off/],
    ["text", "Hello there", /neither RSS/],
    ["too much", `<rss>${" ".repeat(10_000_001)}`, /10 MB/],
  ])("%s", (_, input, sentence) => {
    expect(() => readFeed(input)).toThrow(NotAFeed);
    expect(() => readFeed(input)).toThrow(sentence);
  });

  test("a web page that announces its feed is answered with the feed's address", () => {
    const page =
      '<!doctype html><html><head><link rel="stylesheet" href="a.css"><link href="/news.rss?a=1&amp;b=2" type=\'application/rss+xml\' rel=alternate></head></html>';
    expect(() => readFeed(page, { address: "https://meridian.example/water" })).toThrow(
      "https://meridian.example/news.rss?a=1&b=2",
    );
  });
});

describe("nobody can fill us or read our files", () => {
  test("entities of one's own are never expanded", () => {
    const laughs = Array.from({ length: 30 }, (_, i) => `<!ENTITY l${i + 1} "&l${i};&l${i};">`).join("");
    const xml = `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha"><!ENTITY file SYSTEM "file:///etc/passwd">${laughs}]>
      <rss version="2.0"><channel><title>x</title><item><title>&l30; &file;</title><link>https://meridian.example/1</link></item></channel></rss>`;
    expect(firstOf(xml).title).toBe("&l30; &file;");
  });

  test("2,000 items are read, and the rest is reported", () => {
    const { items, problems } = readFeed(rss(Array.from({ length: 2_100 }, (_, i) => item("", String(i))).join("")));
    expect(items).toHaveLength(2_000);
    expect(problems).toEqual([{ at: "feed", reason: expect.stringContaining("2,100") }]);
  });

  test.each([
    ["open items", "<item>"],
    ["open tags", "<a>"],
    ["open CDATA", "<item><![CDATA["],
    ["titles in open CDATA", "<title><![CDATA["],
    ["open brackets", "<"],
    ["items", "<item><title>a</title><link>https://a.example/</link></item>"],
  ])("2 MB of %s take no more than seconds", (_, piece) => {
    const start = performance.now();
    try {
      readFeed(`<rss version="2.0"><channel><title>x</title>${piece.repeat(2_000_000 / piece.length)}`);
    } catch (error) {
      expect(error).toBeInstanceOf(NotAFeed);
    }
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
