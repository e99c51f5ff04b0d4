import { readingOf } from "./rules/folded.ts";
import { quote } from "./rules/rule.ts";
import type { Finding } from "./rules/schema.ts";

const run = 3;
/** Shorter ones are alike by chance: “I agree.” may be said under every story. */
const leastWords = 10;
/** Of all runs of three words in either text, so many are in both: in twenty words, one was changed and not two. */
const alike = 0.65;

/** What was said before, and under which story. */
export type Said = { text: string; title: string };

/**
 * What a member said lately (grounds.ts), said again with hardly another word: to many stories it is advertising, or a campaign. It goes
 * by the words as they read and not as they are disguised.
 */
export function repeatsIn(text: string, lately: Said[]): Finding[] {
  if (lately.length === 0) return [];
  const runs = runsOf(text);
  if (!runs) return [];
  const twin = lately.find((one) => likeness(runs, runsOf(one.text)) >= alike);
  if (!twin) return [];
  const at: [number, number] = [0, text.length];
  const reason = `${quote(text, { start: at[0], end: at[1] })} is nearly what you wrote under the story “${twin.title}”. Say what is new here.`;
  return [{ rule: "repeats", reason, guideline: "on-topic", at }];
}

/** In characters of the texts; the runs take about ten times as many bytes. */
const mostKept = 1_000_000;
const kept = new Map<string, Set<string> | undefined>();
let keptCharacters = 0;

/** The runs of three words in a text, which is mostly asked for again with the next of the same member; undefined when it is too short to tell. */
function runsOf(text: string): Set<string> | undefined {
  if (kept.has(text)) return kept.get(text);
  const words = readingOf(text);
  const runs =
    words.length < leastWords
      ? undefined
      : new Set(words.slice(run - 1).map((_, at) => words.slice(at, at + run).join(" ")));
  if (keptCharacters > mostKept) {
    kept.clear();
    keptCharacters = 0;
  }
  keptCharacters += text.length;
  kept.set(text, runs);
  return runs;
}

/** Of all runs in either text, the share that is in both (Jaccard), from 0 to 1. */
function likeness(one: Set<string>, other: Set<string> | undefined): number {
  if (!other) return 0;
  let both = 0;
  for (const words of one) if (other.has(words)) both += 1;
  return both / (one.size + other.size - both);
}
