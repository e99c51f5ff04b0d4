import { quotesIn } from "./civility-quotes.ts";
import {
  agreements,
  breaks,
  calls,
  kindsOfSaying,
  ofReader,
  plainSayings,
  sayings,
  scornful,
  speakers,
  uses,
} from "./civility-report-words.ts";
import { type FoldedText, readingOf } from "./folded.ts";
import { rememberBeside } from "./remember.ts";
import type { Span } from "./rule.ts";

/**
 * The stretches in quotation marks that a third person is reported to have said or written: He called her “a cow”. What the writer
 * of the comment says, what is said to the reader, marks of scorn without a report, and a report that is agreed with are
 * none; in doubt it is none.
 */
export const reportedIn = rememberBeside(({ text }: FoldedText): Span[] => {
  const quotes = quotesIn(text);
  const bare = quotes.length === 0 ? text : withoutQuotes(text, quotes);
  return quotes.filter((quote) => isReported(text, bare, quote));
});

/** Whether a stretch lies inside one of several, which are in rising order and apart from each other. */
export function isWithin(spans: Span[], { start, end }: Span): boolean {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const span = spans[low];
  return span !== undefined && span.start <= start && end <= span.end;
}

/** The same of its last word: what a phrase leads to may be quoted alone, as in: the word “moron”. */
export const endsWithin = (spans: Span[], { end }: Span) => isWithin(spans, { start: end - 1, end });

/** The text with every quotation blank, so that what is said in one says nothing about another. */
function withoutQuotes(text: string, quotes: Span[]): string {
  const parts: string[] = [];
  let reached = 0;
  for (const { start, end } of quotes) {
    parts.push(text.slice(reached, start), " ".repeat(end - start));
    reached = end;
  }
  parts.push(text.slice(reached));
  return parts.join("");
}

/** So far to each side of a quotation is asked who says it, in UTF-16 units. */
const near = 100;

function isReported(text: string, bare: string, { start, end }: Span): boolean {
  const before = words(bare.slice(Math.max(0, start - near), start).replace(/^.*[.!?;\n]+(?=\s|$)/su, ""));
  const rest = bare.slice(end, end + near);
  const [behind = [], next = []] = rest.split(/[.!?;\n]+(?=\s|$)/u, 2).map(words);
  if ([...before, ...behind].some((word) => ofReader.has(word) || uses.has(word))) return false;
  if (scornful.has(before.at(-1) ?? "") && before.at(-2) === "so") return false;
  if (agrees(before) || agrees(behind) || agrees(next) || isUpheld(behind) || isUpheld(next)) return false;
  const isSetOff = /[,.!?…–—-]$/.test(text.slice(start, end - 1)) || /^\s*[,–—-]/.test(rest);
  return isSaidBefore(before) || isSaidBehind(behind, isSetOff) || isNamed(before);
}

const words = (text: string) => readingOf(text);

const isWriter = (word: string) => /^(?:i|we|im|ive|1|l)$|^(?:i|we)'/.test(word);
const isFirst = (word: string) => isWriter(word) || ["me", "let", "lets", "let's"].includes(word);
const passive = new Set("was were been being got gets".split(" "));
const farthestSaying = 7;

/** "He called her “…”", "a man was heard to shout “…”": the nearest word of saying, and who says it. */
function isSaidBefore(before: string[]): boolean {
  // "He shouted “…” and “…”".
  const last = ["and", "or"].includes(before.at(-1) ?? "") ? before.length - 2 : before.length - 1;
  for (let at = last; at >= 0 && last - at < farthestSaying; at--) {
    const word = before[at] ?? "";
    if (breaks.has(word)) return false;
    if (sayings.has(word)) return isSaidByOther(before, at, false);
    if (plainSayings.has(word)) return isSaidByOther(before, at, true);
  }
  return false;
}

function isSaidByOther(before: string[], at: number, isPlain: boolean): boolean {
  const last = before[at - 1] ?? "";
  if (before.slice(Math.max(0, at - 4), at).includes("what")) return false;
  // "The so-called “…”", "such a man is called “…”": that is naming and no report.
  if (["so", "is", "are", "be", "am"].includes(last)) return false;
  // "I was called “…”", "she was told “…”".
  if (!isPlain && calls.has(before[at] ?? "") && passive.has(last)) return true;
  if (before[0] === "as" || before[0] === "like") return false;
  for (let back = at - 1; back >= 0; back--) {
    const word = before[back] ?? "";
    if (isFirst(word)) return false;
    if (speakers.has(word)) return !isPlain || isSaidPlainly(before, back, at);
  }
  return !isPlain && at > 0 && !before.slice(0, at).every((word) => breaks.has(word) || word.endsWith("ly"));
}

const isSaidPlainly = (before: string[], speaker: number, at: number) =>
  before
    .slice(speaker + 1, at)
    .every((word) => ["to", "did", "all", "still", "often", "do"].includes(word) || word.endsWith("ly"));

/** "“…,” said the judge", "“…!” a man shouted", "“…” was chanted". */
function isSaidBehind(behind: string[], isSetOff: boolean): boolean {
  const at = behind.slice(0, 5).findIndex((word) => sayings.has(word));
  if (at < 0 || behind.slice(0, at + 2).some(isWriter)) return false;
  if (at === 1 && passive.has(behind[0] ?? "")) return true;
  return isSetOff && behind.length > 1 && !(behind[at] ?? "").endsWith("ing");
}

const links = new Set("such as like of including and or".split(" "));
const counted = new Set("one two three four only right perfect best better another exact correct".split(" "));

/** "Slurs such as “…”", "the word “…”", "chants of “…”". */
function isNamed(before: string[]): boolean {
  let at = before.length - 1;
  while (at >= 0 && links.has(before[at] ?? "")) at--;
  if (!kindsOfSaying.has(before[at] ?? "") || counted.has(before[at - 1] ?? "")) return false;
  return !before.some(isFirst);
}

const beforeRight = new Set("is was were are so too quite all absolutely that's he's she's they're".split(" "));

const agrees = (heard: string[]) =>
  heard.some(
    (word, at) =>
      agreements.has(word) || (["right", "true", "correct"].includes(word) && beforeRight.has(heard[at - 1] ?? "")),
  );

/** "They called him “…”, and he is." */
const isUpheld = (heard: string[]) =>
  /(?:^|\s)(?:(?:he|she|they|it|that) (?:is|are|was|were|does|do)|(?:he|she|it|that)'s|they're)(?: (?:one|exactly|too|all|indeed|that))*$/.test(
    heard.join(" "),
  );
