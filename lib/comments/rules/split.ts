import type { Span } from "./rule.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/**
 * Where the sentences of a comment are. The segmenter knows the stops; what it does not know is put right here:
 * abbreviations ("Dr. Smith"), lines broken in the middle of a sentence, and the stops inside an address.
 */
export function splitSentences(text: string, links: Span[]): Span[] {
  // The capital is for the segmenter alone.
  const prepared = joinBrokenLines(blankLinks(text, links)).replace(
    smallOpening,
    (word) => word[0]?.toUpperCase() + word.slice(1),
  );
  const sentences: Span[] = [];
  let start = -1;
  for (const piece of pieces(prepared)) {
    for (const { segment, index } of segmenter.segment(prepared.slice(piece.start, piece.end))) {
      if (start < 0) start = piece.start + index;
      const end = piece.start + index + segment.length;
      if (end < piece.end && (endsInAbbreviation(segment) || isSaidBySomebody(segment, prepared.charAt(end)))) continue;
      const span = trim(text, { start, end });
      if (span.end > span.start) sentences.push(span);
      start = -1;
    }
  }
  return sentences;
}

const shortestPiece = 1000;
const longestPiece = 4000;

/**
 * The segmenter looks at its whole text for every sentence, so a long comment is given to it in pieces, each cut at the end
 * of a line, behind a stop, or else at a space.
 */
function pieces(text: string): Span[] {
  const found: Span[] = [];
  let start = 0;
  while (text.length - start > longestPiece) {
    const window = text.slice(start + shortestPiece, start + longestPiece);
    const stop = /\n/.exec(window) ?? /[.?!]\s(?=\p{Lu})/u.exec(window) ?? /\s/.exec(window);
    const end = start + shortestPiece + (stop ? stop.index + 1 : window.length);
    found.push({ start, end });
    start = end;
  }
  found.push({ start, end: text.length });
  return found;
}

/** Replaces the addresses by letters of the same length, so that their dots and marks end no sentence. */
function blankLinks(text: string, links: Span[]): string {
  if (links.length === 0) return text;
  const parts: string[] = [];
  let reached = 0;
  for (const { start, end } of links) {
    parts.push(text.slice(reached, start), "x".repeat(end - start));
    reached = end;
  }
  parts.push(text.slice(reached));
  return parts.join("");
}

/**
 * "It was late. nobody came.": the segmenter takes a small letter for the middle of a sentence. A pronoun or an article behind a
 * word that is no abbreviation begins one all the same.
 */
const smallOpening =
  /(?<=[a-z]{4}[.] {1,2})(?:i|it|he|she|they|we|you|this|that|these|those|there|the|nobody|everyone|but|and|so|no|why|what|how)(?= )/g;

/** A line break before a small letter is a wrapped line, not the end of a sentence. */
function joinBrokenLines(text: string): string {
  if (!text.includes("\n")) return text;
  return text.replace(/(?<=[\p{L}\p{N},;])\r?\n(?=\p{Ll})/gu, (line) => " ".repeat(line.length));
}

const abbreviation =
  /(?:^|[\s("'“‘])(?:[A-Z]|(?:\p{Lu}\.){1,3}\p{Lu}|Mr|Mrs|Ms|Dr|Prof|Rev|Hon|Gov|Sen|Rep|Gen|Col|Capt|Lt|Sgt|St|Mt|Jr|Sr|Supt|Insp|Pres|No|Art|Sec|vs|v|cf|approx|dept|est|e\.g|i\.e|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$/u;

function endsInAbbreviation(segment: string): boolean {
  if (segment.includes("\n")) return false;
  const ending = segment.slice(-16).trimEnd();
  // "…and so did I." ends with a pronoun, not with an initial.
  if (!ending.endsWith(".") || /(?:^|\s)I\.$/.test(ending)) return false;
  return abbreviation.test(ending);
}

/** "“Why now?” asked the reporter.": a small letter behind a mark in quotation marks goes on with the sentence. */
const isSaidBySomebody = (segment: string, next: string) => /\p{Ll}/u.test(next) && /[?!…]["”’']\s{0,3}$/.test(segment);

function trim(text: string, { start, end }: Span): Span {
  let from = start;
  let to = end;
  while (from < to && /\s/.test(text.charAt(from))) from++;
  while (to > from && /\s/.test(text.charAt(to - 1))) to--;
  return { start: from, end: to };
}
