import { type Kind, MOST_ITEMS, parseKind, type RawFeed } from "./feed-kinds.ts";
import type { FeedProblem } from "./not-a-feed.ts";

type Piece = { number: number; xml: string };
type Pieces = { head: string; opening: string; closing: string; items: Piece[]; count: number; broken: number[] };

/**
 * Cuts a feed into its whole items without parsing it. An item ends at its last closing tag before the next one opens,
 * so that one with a lost end harms itself only.
 */
export function cutOut(xml: string, kind: Kind): Pieces {
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

/** Reads each whole item by itself, and says which were not; nothing when there is neither a feed nor an item. */
export function readPieces(kind: Kind, pieces: Pieces, problems: FeedProblem[]): RawFeed | undefined {
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

/** What it gives, or nothing when it throws. */
export function attempt<Result>(parse: () => Result): Result | undefined {
  try {
    return parse();
  } catch {
    return; // The caller falls back to reading piece by piece, and says so.
  }
}

function itemStarts(kind: Kind, xml: string): RegExpExecArray[] {
  return [...xml.matchAll(kind === "atom" ? /<(?:[\w-]+:)?entry[\s>]/gi : /<(?:[\w-]+:)?item[\s>]/gi)];
}
