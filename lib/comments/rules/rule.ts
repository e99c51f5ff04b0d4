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
  if (words.length <= longestQuote && end - start <= 4 * longestQuote) return `“${words}”`;

  const cut = words.slice(0, longestQuote);
  const lastSpace = cut.lastIndexOf(" ");
  return `“${(lastSpace > longestQuote / 2 ? cut.slice(0, lastSpace) : cut).toWellFormed()}…”`;
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
