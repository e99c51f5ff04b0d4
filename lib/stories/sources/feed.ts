import { type FeedItem, readItem } from "./feed-item.ts";
import { MOST_ITEMS, readJson } from "./feed-kinds.ts";
import { readText } from "./feed-text.ts";
import { readXml } from "./feed-xml.ts";
import type { FeedProblem } from "./not-a-feed.ts";
import { absolute, tidy, titleText } from "./words.ts";

export type FeedReading = {
  title: string;
  homeAddress: string | null;
  language: string | null;
  items: FeedItem[];
  problems: FeedProblem[];
};

/**
 * Reads RSS 0.9–2.0, RDF, Atom and JSON Feed. What can be read is read and the rest is in `problems`: a broken feed gives
 * the items that are whole. Nothing is fetched, no entity but HTML's and XML's own is ever expanded.
 *
 * `address` is where the feed came from, for relative addresses; `contentType` is its HTTP header, for the encoding.
 * @throws NotAFeed for anything else, and for more than 10 MB
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
