import type { Span } from "./rule.ts";

/** Longer ones are no report of what somebody said, but what the comment says. */
const longest = 240;
const closing: Record<string, string> = { "“": "”", "„": "“”", "«": "»", "‘": "’", '"': '"', "'": "'" };

/** What stands in quotation marks, with them. Marks that are not closed, or only far away, hold nothing. */
export function quotesIn(text: string): Span[] {
  const found: Span[] = [];
  const marks = /[“„«"‘']/g;
  for (let match = marks.exec(text); match; match = marks.exec(text)) {
    const start = match.index + 1;
    // A mark that opens stands behind no letter and before one: the others are apostrophes, inches, or marks that close.
    if (isLetter(text.charAt(match.index - 1)) || /\s/.test(text.charAt(start))) continue;
    const end = closeOf(text, start, closing[match[0]] ?? "");
    if (end < 0) continue;
    found.push({ start: match.index, end: end + 1 });
    marks.lastIndex = end + 1;
  }
  return found;
}

function closeOf(text: string, start: number, marks: string): number {
  const limit = Math.min(text.length, start + longest);
  for (let at = start; at < limit && text.charAt(at) !== "\n"; at++) {
    if (!marks.includes(text.charAt(at))) continue;
    // "Don't" closes nothing.
    if (!isLetter(text.charAt(at + 1))) return at > start ? at : -1;
  }
  return -1;
}

const isLetter = (sign: string) => /[\p{L}\p{N}]/u.test(sign);
