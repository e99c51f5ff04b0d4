import { type Kind, MOST_ITEMS, parseKind, type RawFeed } from "./feed-kinds.ts";
import { attempt, cutOut, readPieces } from "./feed-pieces.ts";
import { type FeedProblem, NotAFeed } from "./not-a-feed.ts";
import { OTHER_DOCUMENTS, otherDocument } from "./other-document.ts";

/**
 * A feed of any kind of XML, whole or in its whole items.
 * @throws NotAFeed for another document, and where nothing can be read
 */
export function readXml(text: string, address: string | undefined, problems: FeedProblem[]): RawFeed {
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
