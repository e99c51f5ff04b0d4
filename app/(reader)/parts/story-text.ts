/** A story's text as it is on the page, and the way back from a place in it to the page. */
export type StoryText = { text: string; pieces: Piece[] };
type Piece = { node: Text; from: number; offsets: number[] };
type Span = { start: number; end: number };

/** Headline, standfirst and body, whatever of them is there. */
const parts = ".story h1, .story .stand, .story .body";
const blocks = "p, h1, h2, h3, h4, li, td, th, caption, figcaption, blockquote, pre, div";

/**
 * Reads the story on this page: each run of white space as one space, a line break between blocks. It is read anew whenever it
 * is needed, for the page may have changed in between.
 */
export function readStory(): StoryText {
  const pieces: Piece[] = [];
  let text = "";
  let last: Element | null = null;
  for (const part of document.querySelectorAll(parts)) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const block = node.parentElement?.closest(blocks) ?? part;
      const isBroken = block !== last || node.previousSibling?.nodeName === "BR";
      if (isBroken && text !== "" && (node.nodeValue ?? "").trim() !== "") text = `${text.trimEnd()}\n`;
      const piece: Piece = { node: node as Text, from: text.length, offsets: [] };
      const value = node.nodeValue ?? "";
      for (let at = 0; at < value.length; at += 1) {
        const unit = value.charAt(at);
        const isSpace = /\s/.test(unit);
        if (isSpace && (text === "" || /\s/.test(text.charAt(text.length - 1)))) continue;
        text += isSpace ? " " : unit;
        piece.offsets.push(at);
      }
      if (piece.offsets.length === 0) continue;
      pieces.push(piece);
      last = block;
    }
  }
  return { text, pieces };
}

/** What of the story a selection holds, without the white space at its ends; undefined when it holds none. */
export function spanOf({ text, pieces }: StoryText, range: Range): Span | undefined {
  let start: number | undefined;
  let end = 0;
  for (const { node, from, offsets } of pieces) {
    if (!range.intersectsNode(node)) continue;
    const first = node === range.startContainer ? range.startOffset : 0;
    const beyond = node === range.endContainer ? range.endOffset : node.length;
    for (const [at, offset] of offsets.entries()) {
      if (offset < first || offset >= beyond) continue;
      start ??= from + at;
      end = from + at + 1;
    }
  }
  if (start === undefined) return undefined;
  const words = text.slice(start, end);
  const trimmed = words.trim();
  if (trimmed === "") return undefined;
  const begin = start + words.indexOf(trimmed);
  return { start: begin, end: begin + trimmed.length };
}

/** The place of a span on the page. */
export function rangeOf({ pieces }: StoryText, { start, end }: Span): Range | undefined {
  const [first, last] = [pieceAt(pieces, start), pieceAt(pieces, end - 1)];
  if (!first || !last) return undefined;
  const range = document.createRange();
  range.setStart(first.node, first.offset);
  range.setEnd(last.node, last.offset + 1);
  return range;
}

function pieceAt(pieces: Piece[], at: number): { node: Text; offset: number } | undefined {
  const piece = pieces.findLast(({ from }) => from <= at);
  const offset = piece?.offsets[Math.min(at - piece.from, piece.offsets.length - 1)];
  return piece && offset !== undefined ? { node: piece.node, offset } : undefined;
}
