import type { FoldedText } from "./folded.ts";
import type { Finding, RuleName } from "./schema.ts";

/** One phase of the judgement: pure, synchronous, and linear in the length of the text. */
export type Rule = { name: RuleName; check(text: FoldedText): Finding[] };

/** A stretch of the text as given, in UTF-16 units. */
export type Span = { start: number; end: number };

const longestQuote = 70;

/** The words of a stretch as a reason quotes them: on one line, and cut at a word when they are long. */
export function quote(text: string, { start, end }: Span): string {
  // Only the beginning is looked at, so that a comment of 100 kB is not rewritten for a quote of one line.
  const words = text
    .slice(start, Math.min(end, start + 4 * longestQuote))
    .replace(/\s+/g, " ")
    .trim();
  if (words.length <= longestQuote && end - start <= 4 * longestQuote) return `“${words}${turnedBack(words)}”`;

  const cut = words.slice(0, longestQuote);
  const lastSpace = cut.lastIndexOf(" ");
  const kept = (lastSpace > longestQuote / 2 ? cut.slice(0, lastSpace) : cut).toWellFormed();
  return `“${kept}${turnedBack(kept)}…”`;
}

/** Ends what the words leave open of the signs that turn text round, or our own words behind them would be turned as well. */
function turnedBack(words: string): string {
  const open = (begins: RegExp, ends: RegExp) =>
    Math.max(0, (words.match(begins)?.length ?? 0) - (words.match(ends)?.length ?? 0));
  const overrides = open(/[\u202a\u202b\u202d\u202e]/g, /\u202c/g);
  return "\u202c".repeat(overrides) + "\u2069".repeat(open(/[\u2066-\u2068]/g, /\u2069/g));
}

/** Drops every stretch that overlaps an earlier one, so that the same words are never marked twice by one rule. */
export function withoutOverlaps<S extends Span>(spans: S[]): S[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: S[] = [];
  let reached = -1;
  for (const span of sorted) {
    if (span.start < reached) continue;
    kept.push(span);
    reached = span.end;
  }
  return kept;
}
