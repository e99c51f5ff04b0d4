import {
  type AtomFeed,
  type JsonFeed,
  type MediaNs,
  parseAtomFeed,
  parseJsonFeed,
  parseRdfFeed,
  parseRssFeed,
  type RdfFeed,
  type RssFeed,
} from "feedsmith";
import { isUrl } from "../../is-url.ts";
import { parseJson } from "../../json.ts";
import { plainText, type StoryBlock, storyBlocks } from "../sanitize.ts";

export type FeedItem = {
  /** The publisher's id (guid, id), else the address. */
  externalId: string;
  /** Absolute, http(s), as the publisher wrote it. */
  address: string;
  title: string;
  /** One paragraph of plain text, at most 400 characters, "" when there is none. */
  standfirst: string;
  bodyHtml: string | null;
  byline: string | null;
  section: string | null;
  tags: string[];
  imageAddress: string | null;
  publishedAt: Date | null;
  updatedAt: Date | null;
};

/** `at` is `feed` or `item 3 (its title)`, counted from 1. */
export type FeedProblem = { at: string; reason: string };

export type FeedReading = {
  title: string;
  homeAddress: string | null;
  language: string | null;
  items: FeedItem[];
  problems: FeedProblem[];
};

/** What was given is no feed. The message says what it is instead, and what to give. */
export class NotAFeed extends Error {
  override readonly name = "NotAFeed";
}

const MOST_BYTES = 10_000_000;
const MOST_ITEMS = 2_000;
export const LONGEST_STANDFIRST = 400;

/**
 * Reads RSS 0.9–2.0, RDF, Atom and JSON Feed. What can be read is read and the rest is in `problems`: a broken feed gives
 * the items that are whole. Nothing is fetched, no entity but HTML's and XML's own is ever expanded.
 *
 * `address` is where the feed came from, for relative addresses; `contentType` is its HTTP header, for the encoding.
 * Throws `NotAFeed` for anything else, and for more than 10 MB.
 */
export function readFeed(
  xmlOrJson: string | Uint8Array,
  from: { address?: string; contentType?: string } = {},
): FeedReading {
  const problems: FeedProblem[] = [];
  const text = readText(xmlOrJson, from.contentType, problems);
  const isJson = text.startsWith("{") || text.startsWith("[");
  const raw = isJson ? readJson(text) : readXml(text, from.address, problems);

  const homeAddress = absolute(raw.home, absolute(raw.base, from.address) ?? from.address);
  const implied = raw.prefersOwnAddress ? (from.address ?? homeAddress) : (homeAddress ?? from.address);
  const base = absolute(raw.base, from.address) ?? implied;
  if (raw.count > MOST_ITEMS)
    problems.push({
      at: "feed",
      reason: `It holds ${raw.count.toLocaleString("en")} items; only the first ${MOST_ITEMS.toLocaleString("en")} were read.`,
    });
  const items = raw.items
    .slice(0, MOST_ITEMS)
    .flatMap((item, index) => readItem(item, index, { ...raw, base }, problems));
  return {
    title: titleText(raw.title),
    homeAddress: homeAddress ?? null,
    language: tidy(raw.language) || null,
    items,
    problems,
  };
}

// ---- Bytes to text

function readText(input: string | Uint8Array, contentType: string | undefined, problems: FeedProblem[]): string {
  if (input.length > MOST_BYTES)
    throw new NotAFeed("This is larger than 10 MB. Give a feed that holds the newest stories only.");
  const decoded = typeof input === "string" ? input : decodeBytes(input, contentType, problems);
  const clean = withoutControls(decoded).trim();
  if (clean.length < decoded.trim().length - 1)
    problems.push({ at: "feed", reason: "It holds control characters, which no feed may hold. They were left out." });
  if (clean === "")
    throw new NotAFeed("This is empty. Check the address in a browser, and give one that shows a feed.");
  return clean.replace(/^\uFEFF/, "");
}

/** A byte order mark decides, then the XML declaration, then the content type; without any it is UTF-8. */
function decodeBytes(bytes: Uint8Array, contentType: string | undefined, problems: FeedProblem[]): string {
  const start = Buffer.from(bytes.subarray(0, 300)).toString("latin1");
  const binary = BINARIES.find(([magic]) => start.startsWith(magic));
  if (binary)
    throw new NotAFeed(
      `This is ${binary[1]}, not a feed. Give the address of an RSS, Atom or JSON feed, or of a sitemap.`,
    );

  const label = encodingLabel(start, contentType);
  const decoder = decoderFor(label) ?? new TextDecoder("utf-8", { fatal: true });
  try {
    return withWindowsQuotes(decoder.decode(bytes), decoder.encoding);
  } catch {
    problems.push({
      at: "feed",
      reason: `It is not written in ${decoder.encoding}, as it says; it was read as windows-1252.`,
    });
    return withWindowsQuotes(new TextDecoder("windows-1252").decode(bytes), "windows-1252");
  }
}

const BINARIES: [string, string][] = [
  ["\u0089PNG", "an image"],
  ["GIF8", "an image"],
  ["\u00FF\u00D8\u00FF", "an image"],
  ["RIFF", "an image or a sound"],
  ["%PDF", "a PDF file"],
  ["PK\u0003\u0004", "a ZIP file"],
  ["\u001F\u008B", "a compressed file"],
];

function encodingLabel(start: string, contentType = ""): string {
  if (start.startsWith("\u00EF\u00BB\u00BF")) return "utf-8";
  if (start.startsWith("\u00FF\u00FE") || start.startsWith("<\0")) return "utf-16le";
  if (start.startsWith("\u00FE\u00FF") || start.startsWith("\0<")) return "utf-16be";
  const declared = start.match(/^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/i)?.[1];
  return declared ?? contentType.match(/charset\s*=\s*["']?([\w.:-]+)/i)?.[1] ?? "utf-8";
}

function decoderFor(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label, { fatal: true });
  } catch {
    return; // An encoding that nobody knows: UTF-8 is the likeliest, and what is not will be reported.
  }
}

/** Node 20 decodes windows-1252, which is also what the web means by ISO-8859-1, without its quotation marks and dashes. */
function withWindowsQuotes(text: string, encoding: string): string {
  if (encoding !== "windows-1252") return text;
  return text.replace(/[\u0080-\u009F]/g, (character) => WINDOWS[character.charCodeAt(0) - 0x80]?.trim() || character);
}

const WINDOWS = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

function withoutControls(text: string): string {
  return text.replace(/[^\P{Cc}\t\n\r]/gu, "");
}

// ---- Text to a feed of any kind

type RawItem = {
  id?: string;
  links: (string | undefined)[];
  title?: string;
  summaryHtml?: string;
  contentHtml?: string;
  people: (string | undefined)[];
  categories: (string | undefined)[];
  images: Picture[];
  published: (string | undefined)[];
  updated: (string | undefined)[];
  base?: string;
};
type RawFeed = {
  title?: string;
  home?: string;
  language?: string;
  base?: string;
  items: RawItem[];
  /** How many items the feed holds, read or not. */
  count: number;
  /** Atom resolves against the feed's address; RSS says nothing, and means the site's. */
  prefersOwnAddress: boolean;
};
type Picture = { url?: string; type?: string; medium?: string; width?: number; height?: number };
type Kind = "rss" | "atom" | "rdf";

function readJson(text: string): RawFeed {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (cause) {
    throw new NotAFeed("This is JSON that is cut off or damaged. Check the feed at its source.", { cause });
  }
  const count =
    json !== null && typeof json === "object" && "items" in json && Array.isArray(json.items) ? json.items.length : 0;
  try {
    return { ...fromJson(parseJsonFeed(json, { maxItems: MOST_ITEMS })), count };
  } catch (cause) {
    throw new NotAFeed("This is JSON, but no JSON Feed: it needs a version of jsonfeed.org, a title and items.", {
      cause,
    });
  }
}

function readXml(text: string, address: string | undefined, problems: FeedProblem[]): RawFeed {
  const body = text.slice(prologLength(text));
  const root = body.match(/^<(?:[\w-]+:)?([\w-]+)/)?.[1]?.toLowerCase() ?? "";
  const kind = KINDS[root] ?? (root in OTHER_DOCUMENTS ? undefined : kindInside(body));
  if (!kind) throw otherDocument(root, body, address);

  // A title in CDATA is HTML that nobody decoded yet; out of its CDATA it is decoded once, as all others are.
  const xml = body.replace(
    /<title>\s*<!\[CDATA\[([\s\S]{0,600}?)\]\]>/g,
    (_, title: string) => `<title>${title.replaceAll("<", "&lt;")}`,
  );
  const whole = attempt(() => parseKind(kind, xml));
  const outline = cutOut(withoutCdata(xml), kind);
  const isWhole = outline.broken.length === 0 && whole && whole.items.length >= Math.min(outline.count, MOST_ITEMS);
  if (isWhole) return { ...whole, count: outline.count };

  // The library is lenient: with some damage it swallows the items behind it, or gives one that was cut off.
  const found: FeedProblem[] = [];
  const pieces = readPieces(kind, cutOut(xml, kind), found);
  if (whole && !pieces?.items.length && outline.count === 0) return { ...whole, count: 0 };
  problems.push(...found);
  if (pieces) return pieces;
  throw new NotAFeed(
    "This begins like a feed, but nothing in it can be read. Check it at its source with a feed validator.",
  );
}

function itemStarts(kind: Kind, xml: string): RegExpExecArray[] {
  return [...xml.matchAll(kind === "atom" ? /<(?:[\w-]+:)?entry[\s>]/gi : /<(?:[\w-]+:)?item[\s>]/gi)];
}

/** A story about feeds may quote `<item>` in its text. */
function withoutCdata(xml: string): string {
  let kept = "";
  let from = 0;
  for (;;) {
    const start = xml.indexOf("<![CDATA[", from);
    const end = start < 0 ? -1 : xml.indexOf("]]>", start);
    if (end < 0) return kept + xml.slice(from);
    kept += xml.slice(from, start);
    from = end + 3;
  }
}

const KINDS: Record<string, Kind | undefined> = { rss: "rss", feed: "atom", rdf: "rdf" };

/** Declarations, comments and the document type. They are left out, and with them every entity that they define. */
function prologLength(text: string): number {
  const prolog = /\s*(?:<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!doctype[^>[]*(?:\[[\s\S]*?\]\s*)?>)\s*/iy;
  let end = 0;
  while (prolog.test(text)) end = prolog.lastIndex;
  return end;
}

/** Some servers print warnings before the feed, and some feeds have lost their beginning. */
function kindInside(body: string): Kind | undefined {
  const found = body.match(/<(?:[\w-]+:)?(rss|feed|rdf|item|entry)[\s>]/i)?.[1]?.toLowerCase();
  if (!found) return;
  return KINDS[found] ?? (found === "entry" ? "atom" : "rss");
}

const OTHER_DOCUMENTS: Record<string, string> = {
  html: "a web page",
  head: "a web page",
  body: "a web page",
  svg: "an image",
  urlset: "a sitemap",
  sitemapindex: "a sitemap",
  opml: "a list of feeds (OPML)",
};

function otherDocument(root: string, body: string, address: string | undefined): NotAFeed {
  const isPage = OTHER_DOCUMENTS[root] === "a web page";
  const announced = isPage ? announcedFeed(body, address) : undefined;
  if (announced)
    return new NotAFeed(`This is a web page, not a feed. It announces its feed at ${announced} — give that address.`);
  if (isPage)
    return new NotAFeed(
      "This is a web page, not a feed. Look for a link called RSS, Atom or Feed on it, and give that address.",
    );
  if (OTHER_DOCUMENTS[root] === "a sitemap")
    return new NotAFeed(
      "This is a sitemap, and its pages are read a few at a time. Keep its address: at the desk under Stories, or with --keep.",
    );
  const what = OTHER_DOCUMENTS[root] ?? "neither RSS, Atom nor JSON Feed";
  return new NotAFeed(
    `This is ${what}${root in OTHER_DOCUMENTS ? ", not a feed" : ""}. Give the address of an RSS, Atom or JSON feed, or of a sitemap.`,
  );
}

function announcedFeed(html: string, address: string | undefined): string | undefined {
  for (const [link] of html.slice(0, 500_000).matchAll(/<link\s[^<>]{0,2000}>/gi)) {
    const attribute = (name: string) =>
      plainText(
        link
          .match(new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, "i"))
          ?.slice(1)
          .find(Boolean) ?? "",
      );
    const href = attribute("href");
    const isFeed =
      /\balternate\b/i.test(attribute("rel")) &&
      /^application\/(?:(?:rss|atom|rdf)\+xml|(?:feed\+)?json)/i.test(attribute("type"));
    if (isFeed && href) return absolute(href, address) ?? href;
  }
}

type Piece = { number: number; xml: string };
type Pieces = { head: string; opening: string; closing: string; items: Piece[]; count: number; broken: number[] };

/**
 * Cuts a feed into its whole items without parsing it. An item ends at its last closing tag before the next one opens,
 * so that one with a lost end harms itself only.
 */
function cutOut(xml: string, kind: Kind): Pieces {
  const starts = itemStarts(kind, xml);
  const items: Piece[] = [];
  const broken: number[] = [];
  starts.slice(0, MOST_ITEMS).forEach((start, index) => {
    const name = start[0].slice(1, -1);
    const piece = xml.slice(start.index, starts[index + 1]?.index);
    const end = piece.lastIndexOf(`</${name}>`);
    if (end < 0) broken.push(index + 1);
    else items.push({ number: index + 1, xml: `${piece.slice(0, end)}</${name}>` });
  });

  const head = xml.slice(0, starts[0]?.index);
  const root = head.match(/<((?:[\w-]+:)?(?:rss|feed|rdf))(?:\s[^<>]*)?>/i);
  const name = root?.[1] ?? (kind === "atom" ? "feed" : "rss");
  const [opening, closing] = [root?.[0] ?? `<${name}>`, `</${name}>`];
  const inside =
    kind === "rss" ? { opening: `${opening}<channel>`, closing: `</channel>${closing}` } : { opening, closing };
  return { head, ...inside, items, count: starts.length, broken };
}

function readPieces(kind: Kind, pieces: Pieces, problems: FeedProblem[]): RawFeed | undefined {
  const { head, opening, closing } = pieces;
  const feed =
    attempt(() => parseKind(kind, head + closing)) ??
    attempt(() => parseKind(kind, head + closing.replace("</channel>", "")));
  const items = pieces.items.flatMap(({ number, xml }) => {
    const channel = kind === "rdf" ? "<channel><title>-</title></channel>" : "";
    const read = attempt(() => parseKind(kind, `${opening}${channel}${xml}${closing}`).items);
    if (!read?.length) problems.push({ at: `item ${number}`, reason: "It is broken XML and was left out." });
    return read ?? [];
  });
  if (!feed && items.length === 0) return;
  problems.push({
    at: "feed",
    reason: `It is broken XML; ${items.length} items were whole and were read. Check it with a feed validator.`,
  });
  for (const number of pieces.broken)
    problems.push({ at: `item ${number}`, reason: "It has no end and was left out." });
  return { prefersOwnAddress: kind === "atom", ...feed, items, count: pieces.count };
}

function attempt<Result>(parse: () => Result): Result | undefined {
  try {
    return parse();
  } catch {
    return; // The caller falls back to reading piece by piece, and says so.
  }
}

function parseKind(kind: Kind, xml: string): Omit<RawFeed, "count"> {
  if (kind === "atom") return fromAtom(parseAtomFeed(xml, { maxItems: MOST_ITEMS }));
  if (kind === "rdf") return fromRdf(parseRdfFeed(xml, { maxItems: MOST_ITEMS }));
  return fromRss(parseRssFeed(xml, { maxItems: MOST_ITEMS }));
}

// ---- Each kind of feed to one shape

function fromRss(feed: RssFeed.Feed<string>): Omit<RawFeed, "count"> {
  return {
    title: feed.title ?? feed.dc?.titles?.[0],
    home: feed.link ?? alternate(feed.atom?.links),
    language: feed.language ?? feed.dc?.languages?.[0],
    base: feed.xml?.base,
    prefersOwnAddress: false,
    items: (feed.items ?? []).map((item) => ({
      id: item.guid?.value,
      links: [item.link, alternate(item.atom?.links), item.guid?.isPermaLink === false ? undefined : item.guid?.value],
      title: item.title ?? item.dc?.titles?.[0] ?? item.media?.title?.value,
      summaryHtml: item.description ?? item.dc?.descriptions?.[0],
      contentHtml: item.content?.encoded,
      people: item.dc?.creators ?? item.authors?.map((author) => author.name) ?? [item.itunes?.author],
      categories: [...(item.categories?.map((category) => category.name) ?? []), ...(item.dc?.subjects ?? [])],
      images: [...pictures(item.media), ...(item.enclosures ?? []).filter(({ type }) => type?.startsWith("image/"))],
      published: [
        item.pubDate,
        item.dc?.dates?.[0],
        item.dcterms?.issued?.[0],
        item.dcterms?.created?.[0],
        item.atom?.published,
      ],
      updated: [item.atom?.updated, item.dcterms?.modified?.[0]],
      base: item.xml?.base,
    })),
  };
}

function fromRdf(feed: RdfFeed.Feed<string>): Omit<RawFeed, "count"> {
  return {
    title: feed.title,
    home: feed.link,
    language: feed.dc?.languages?.[0],
    base: feed.xml?.base,
    prefersOwnAddress: false,
    items: (feed.items ?? []).map((item) => ({
      id: item.rdf?.about,
      links: [item.link, item.rdf?.about],
      title: item.title ?? item.dc?.titles?.[0],
      summaryHtml: item.description ?? item.dc?.descriptions?.[0],
      contentHtml: item.content?.encoded,
      people: item.dc?.creators ?? [],
      categories: item.dc?.subjects ?? [],
      images: pictures(item.media),
      published: [item.dc?.dates?.[0], item.dcterms?.issued?.[0]],
      updated: [item.dcterms?.modified?.[0]],
      base: item.xml?.base,
    })),
  };
}

function fromAtom(feed: AtomFeed.Feed<string>): Omit<RawFeed, "count"> {
  return {
    title: atomTitle(feed.title),
    home: alternate(feed.links),
    language: feed.xml?.lang,
    base: feed.xml?.base,
    prefersOwnAddress: true,
    items: (feed.entries ?? []).map((entry) => ({
      id: entry.id,
      links: [alternate(entry.links), entry.content?.src, entry.id],
      title: atomTitle(entry.title) ?? entry.media?.title?.value,
      summaryHtml: atomHtml(entry.summary),
      contentHtml: atomHtml(entry.content),
      people: (entry.authors ?? feed.authors)?.map((author) => author.name) ?? entry.dc?.creators ?? [],
      categories: (entry.categories ?? [])
        .filter(({ scheme }) => !scheme?.endsWith("#kind"))
        .map(({ label, term }) => label ?? term),
      images: [
        ...pictures(entry.media),
        ...(entry.links ?? [])
          .filter(({ rel, type }) => rel === "enclosure" && type?.startsWith("image/"))
          .map(({ href }) => ({ url: href })),
      ],
      published: [entry.published, entry.dc?.dates?.[0], entry.updated],
      updated: [entry.updated],
      base: entry.content?.xml?.base ?? entry.xml?.base,
    })),
  };
}

function fromJson(feed: JsonFeed.Feed<string>): Omit<RawFeed, "count"> {
  return {
    title: feed.title,
    home: feed.home_page_url,
    language: feed.language,
    prefersOwnAddress: false,
    items: (feed.items ?? []).map((item) => ({
      id: item.id,
      links: [item.url, item.external_url, item.id],
      title: item.title,
      summaryHtml: item.summary && escapeText(item.summary),
      contentHtml: item.content_html ?? (item.content_text && escapeText(item.content_text)),
      people: (item.authors ?? feed.authors)?.map((author) => author.name) ?? [],
      categories: item.tags ?? [],
      images: [item.image, item.banner_image].map((url) => ({ url })),
      published: [item.date_published, item.date_modified],
      updated: [item.date_modified],
    })),
  };
}

function alternate(links: { href?: string; rel?: string; type?: string }[] = []): string | undefined {
  const candidates = links.filter(({ rel }) => rel === undefined || rel === "alternate");
  return (candidates.find(({ type }) => type === undefined || type === "text/html") ?? candidates[0])?.href;
}

/** HTML in an Atom title is text once its entities are decoded; RSS never says which one it is. */
function atomTitle(title: AtomFeed.Text | undefined): string | undefined {
  return title && (title.type?.includes("html") ? plainText(title.value) : title.value);
}

function atomHtml(text: AtomFeed.Content | undefined): string | undefined {
  if (!text?.value) return;
  if (text.type?.includes("html")) return text.value;
  return text.type === undefined || text.type.startsWith("text") ? escapeText(text.value) : undefined;
}

function escapeText(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return escaped
    .split(/\n\s*\n/)
    .map((paragraph) => `<p>${paragraph}</p>`)
    .join("");
}

function pictures(media: MediaNs.ItemOrFeed | undefined): Picture[] {
  const groups = media?.groups ?? [];
  return [
    ...[...(media?.contents ?? []), ...groups.flatMap((group) => group.contents ?? [])],
    ...[...(media?.thumbnails ?? []), ...groups.flatMap((group) => group.thumbnails ?? [])],
  ];
}

// ---- One item

function readItem(raw: RawItem, index: number, feed: Pick<RawFeed, "base">, problems: FeedProblem[]): FeedItem[] {
  const title = titleText(raw.title);
  const report = (reason: string) => {
    problems.push({ at: `item ${index + 1}${title ? ` (${shorten(title, 60)})` : ""}`, reason });
  };
  const base = absolute(raw.base, feed.base) ?? feed.base;
  const address = raw.links.map((link) => absolute(link, base)).find(Boolean);
  const given = raw.links.map(tidy).find(Boolean);
  if (!address) {
    report(
      given
        ? `Its address "${shorten(given, 100)}" is no web address, and there is nothing to complete it by.`
        : "It has no address and was left out.",
    );
    return [];
  }
  if (title === "") {
    report(`It has no title and was left out: ${address}`);
    return [];
  }

  const id = tidy(raw.id);
  const tags = tagNames(raw.categories);
  return [
    {
      externalId: id && id.length <= 1000 ? id : address,
      address,
      title,
      ...readWords(raw, absolute(raw.base, feed.base) ?? address),
      byline:
        shorten([...new Set(raw.people.map(tidy).filter((name) => name && !name.includes("@")))].join(", "), 200) ||
        null,
      section: sectionName(tags),
      tags,
      imageAddress: largest(raw.images, base) ?? null,
      publishedAt: firstDate(raw.published, report),
      updatedAt: firstDate(raw.updated, report),
    },
  ];
}

export function titleText(title: string | undefined): string {
  return tidy(
    title?.replace(/<\/?(?:a|abbr|b|br|cite|em|font|i|mark|p|q|small|span|strong|sub|sup|u)(?:\s[^<>]*)?\/?>/gi, ""),
  );
}

export function tidy(text: string | undefined): string {
  return withoutControls(text ?? "")
    .replace(/\s+/g, " ")
    .trim();
}

export function absolute(address: string | undefined, base: string | undefined): string | undefined {
  const trimmed = tidy(address);
  if (trimmed === "" || !isUrl(trimmed, base)) return;
  const url = new URL(trimmed, base);
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : undefined;
}

/** The standfirst is the summary's first paragraph. Where there is one text only, the body is what follows it. */
function readWords(raw: RawItem, base: string): { standfirst: string; bodyHtml: string | null } {
  const summary = wordsOf(raw.summaryHtml, base);
  const content = wordsOf(raw.contentHtml, base);
  const words = summary.length > 0 ? summary : content;
  const first = words.find((block) => block.tag === "p") ?? words[0];
  const text = (first?.text ?? "").replace(/\s*\[(?:…|\.\.\.)\]$/, "…");
  const standfirst = shorten(text, LONGEST_STANDFIRST);

  // A standfirst that had to be cut stays whole in the body, and one that opens the content is not shown twice.
  const body = content.length > 0 ? content : summary;
  const isTold = (block: StoryBlock | undefined) =>
    block !== undefined && block.text === standfirst && block.tag === "p";
  const told = isTold(body[0]) || body === words ? body.findIndex(isTold) : -1;
  return {
    standfirst,
    bodyHtml: body.flatMap((block, index) => (index === told ? [] : [block.html])).join("") || null,
  };
}

function wordsOf(html: string | undefined, base: string): StoryBlock[] {
  return storyBlocks(withoutControls(html ?? ""), base).filter(({ text }) => text !== "" && !NOT_THE_STORY.test(text));
}

const NOT_THE_STORY =
  /^(?:related:.{0,300}|(?:continue reading|read more|read the full (?:story|article))\b.{0,80}|the post .{1,300} appeared first on .{1,100})$/i;

/** Ends at the last sentence that fits, else at a word with an ellipsis. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const fitting = text.slice(0, most - 1);
  const sentences = fitting.match(/^.*[.!?…]["”’)]?(?=\s)/s)?.[0] ?? "";
  if (sentences.length >= most / 3) return sentences;
  const words = fitting.includes(" ")
    ? fitting.slice(0, fitting.lastIndexOf(" "))
    : fitting.toWellFormed().replace(/\uFFFD$/, "");
  return `${words.replace(/[\s,;:–—-]+$/, "")}…`;
}

export function tagNames(categories: (string | undefined)[]): string[] {
  const names = new Map(
    categories.map((name) => [tidy(name).replace(/\/+$/, "").toLowerCase(), tidy(name).replace(/\/+$/, "")]),
  );
  return [...names.values()].filter((name) => name !== "" && name.length <= 100).slice(0, 30);
}

/** A category may be a path (`Business/Industries/Publishing`): the section is where it begins. */
export function sectionName(tags: string[]): string | null {
  const meaningful = tags.find((tag) => /\p{L}/u.test(tag) && !NO_SECTION.test(tag));
  return (
    meaningful
      ?.split("/")
      .find((part) => part.trim() !== "")
      ?.trim() ?? null
  );
}

const NO_SECTION =
  /^(?:uncategori[sz]ed|default|general|all|home|featured?|front ?page|articles?|posts?|stor(?:y|ies)|top stories|type\/.*|tone\/.*)$/i;

function largest(images: Picture[], base: string | undefined): string | undefined {
  const usable = images.filter(
    ({ url, type, medium }) => url && (medium ?? "image") === "image" && (type ?? "image/").startsWith("image/"),
  );
  const size = ({ width = 0, height = 0 }: Picture) => width * (height || width);
  const sorted = usable
    .filter(({ url }) => !/\.(?:mp[34]|m4[av]|webm|mov|ogg)(?:$|\?)/i.test(url ?? ""))
    .sort((a, b) => size(b) - size(a));
  return sorted.map(({ url }) => absolute(url, base)).find(Boolean);
}

function firstDate(dates: (string | undefined)[], report: (reason: string) => void): Date | null {
  const written = dates.find((date) => tidy(date) !== "");
  if (!written) return null;
  const read = dates.map((date) => readDate(tidy(date))).find((date) => date !== undefined);
  if (!read)
    report(
      `Its date "${shorten(tidy(written), 60)}" cannot be read. Write dates like "Thu, 14 Mar 2024 08:00:00 GMT".`,
    );
  return read ?? null;
}

/** Without a zone a date is in UTC: the machine's own zone must not decide when a story came out. */
export function readDate(text: string): Date | undefined {
  const iso = text.match(/^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?)?$/i);
  if (iso)
    return validDate(
      `${iso[1]}T${iso[2] ?? "00:00"}${(iso[3] ?? "Z").toUpperCase().replace(/(\d\d)(\d\d)$/, "$1:$2")}`,
    );

  const mail = text.match(
    /^(?:[a-z]+\.?,?\s+)?(\d{1,2})[\s-]([a-z]{3})[a-z]*\.?[\s-](\d{4}|\d{2})(?:\s+(\d{1,2}):?(\d\d)(?::(\d\d))?)?\s*(.*)$/i,
  );
  if (!mail) return;
  const [, day = "", month = "", year = "", hour = "0", minute = "00", second = "00", zone = ""] = mail;
  const number = MONTHS.indexOf(month.toLowerCase()) / 3 + 1;
  const offset = zoneOffset(zone);
  if (!Number.isInteger(number) || number < 1 || offset === undefined) return;
  const century = year.length === 4 ? "" : Number(year) < 70 ? "20" : "19";
  const two = (value: string | number) => String(value).padStart(2, "0");
  return validDate(`${century}${year}-${two(number)}-${two(day)}T${two(hour)}:${minute}:${second}${offset}`);
}

const MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
const ZONES: Record<string, string> = {
  ...{ "": "Z", z: "Z", gmt: "Z", ut: "Z", utc: "Z", bst: "+01:00", cet: "+01:00", cest: "+02:00" },
  ...{
    est: "-05:00",
    edt: "-04:00",
    cst: "-06:00",
    cdt: "-05:00",
    mst: "-07:00",
    mdt: "-06:00",
    pst: "-08:00",
    pdt: "-07:00",
  },
};

function zoneOffset(zone: string): string | undefined {
  const plain = zone.replace(/\s*\(.*\)$/, "").toLowerCase();
  const digits = plain.match(/^(?:gmt|utc)?([+-]\d\d):?(\d\d)$/);
  return digits ? `${digits[1]}:${digits[2]}` : ZONES[plain];
}

function validDate(iso: string): Date | undefined {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return;
  // `new Date` turns 31 February into 2 March.
  const lastDay = new Date(Date.UTC(Number(iso.slice(0, 4)), Number(iso.slice(5, 7)), 0)).getUTCDate();
  return Number(iso.slice(8, 10)) <= lastDay ? date : undefined;
}
