import type NSpell from "nspell";
import { remember } from "./remember.ts";

/** What the rules know about English words. */
export type Lexicon = {
  /** The word is spelt as English, in this or the British way. */
  isEnglish(word: string): boolean;
  /** How well a text fits some sixty languages, by their tags, and the one that it fits best; between 0 and 1. */
  languageOf(text: string): { best: string; bestScore: number; scores: Record<string, number> };
  /** What kinds of word a spelling can be. A bit set of `Kind`. */
  kinds(word: string): number;
};

export const Kind = {
  base: 1,
  third: 2,
  past: 4,
  noun: 8,
  adjective: 16,
  plural: 32,
  adverb: 64,
  gerund: 128,
} as const;

let loading: Promise<Lexicon> | undefined;
let loaded: Lexicon | undefined;

/** Loads the dictionaries once. They take a moment and some tens of megabytes, so nothing loads them before they are asked for. */
export function loadLexicon(): Promise<Lexicon> {
  loading ??= load().catch((cause) => {
    // A failed load may be tried again: the next comment should not suffer from a passing fault.
    loading = undefined;
    throw cause;
  });
  return loading;
}

/** The dictionaries, for rules that run after `loadLexicon`. Throws when they are not there: a rule never guesses without them. */
export function lexicon(): Lexicon {
  if (!loaded) throw new Error("The dictionaries are not loaded: await warmRules() first.");
  return loaded;
}

async function load(): Promise<Lexicon> {
  const [{ default: nspell }, { default: dictionary }, { eld }] = await Promise.all([
    import("nspell"),
    import("dictionary-en"),
    import("eld/extrasmall"),
  ]);
  const aff = Buffer.from(dictionary.aff).toString("utf8");
  const dic = Buffer.from(dictionary.dic).toString("utf8");
  const speller = nspell(aff, dic);
  const kindOf = readKinds(dic);

  loaded = {
    isEnglish: remember((word) => isSpelt(speller, word)),
    languageOf: (text) => {
      const scores = eld.detect(text).getScores();
      const [best = "", bestScore = 0] = Object.entries(scores).sort((a, b) => b[1] - a[1])[0] ?? [];
      return { best, bestScore, scores };
    },
    kinds: remember((word) => kindOf.get(word) ?? kindOf.get(american(word)) ?? 0),
  };
  return loaded;
}

/** "realises" is looked up as "realizes". */
const american = (word: string) =>
  word.length > 30
    ? word
    : word
        .replace(/is(?=e$|es$|ed$|ing$)/, "iz")
        .replace(/our(?=$|s$|ed$|ing$)/, "or")
        .replace(/ll(?=ed$|ing$)/, "l");

const britishEndings: [RegExp, string][] = [
  [/our(?=$|s$|ed$|ing$|er|able|ful|ite|less|hood)/, "or"],
  [/is(?=e$|es$|ed$|ing$|er$|ers$|ation)/, "iz"],
  [/ys(?=e$|ed$|es$|ing$)/, "yz"],
  [/tre(?=$|s$)/, "ter"],
  [/ll(?=ed$|ing$|er$|ers$|ors?$)/, "l"],
  [/ence$/, "ense"],
  [/ogue/, "og"],
  [/mme(?=$|s$)/, "m"],
  [/ae/, "e"],
  [/oe/, "e"],
];

function isSpelt(speller: NSpell, word: string): boolean {
  if (word.length > 40) return false;
  if (speller.correct(word)) return true;
  const parts = word.split("-");
  if (parts.length > 1) return parts.every((part) => part === "" || isSpelt(speller, part));
  return britishEndings.some(
    ([ending, american]) => ending.test(word) && speller.correct(word.replace(ending, american)),
  );
}

/** The affix marks of the dictionary tell what a word can be: what takes -ing is a verb, what takes 's is a noun. */
function readKinds(dic: string): Map<string, number> {
  const kinds = new Map<string, number>();
  const add = (word: string, kind: number) => kinds.set(word, (kinds.get(word) ?? 0) | kind);
  for (const line of dic.split("\n")) {
    const slash = line.indexOf("/");
    const word = (slash < 0 ? line : line.slice(0, slash)).trim();
    if (word === "" || word !== word.toLowerCase()) continue;
    const flags = slash < 0 ? "" : line.slice(slash + 1);
    if (word.endsWith("ly")) add(word, Kind.adverb);
    if (flags.includes("M")) addNoun(word, add);
    // "judge's" stands apart where its -s is already the verb's.
    if (word.endsWith("'s")) addNoun(word.slice(0, -2), add);
    if (flags.includes("Z")) addNoun(`${word.replace(/e$/, "")}er`, add);
    if (/[YPT]/.test(flags)) add(word, Kind.adjective);
    if (flags.includes("Y")) add(`${word.replace(/le$|y$/, "")}ly`, Kind.adverb);
    if (/[^e]ed$/.test(word) && !flags.includes("M")) addFromPast(word, add);
    // "lie" and "agree" form their -ing apart, and are known as verbs by their past.
    const hasPast = flags.includes("D") && (word.endsWith("ie") || (flags.includes("S") && !flags.includes("M")));
    if (!flags.includes("G") && !hasPast) continue;
    for (const prefix of ["", ...flags].map((flag) => prefixes[flag])) {
      if (prefix !== undefined) addVerb(prefix + word, flags, add);
    }
  }
  return kinds;
}

function addNoun(word: string, add: (word: string, kind: number) => void) {
  add(word, Kind.noun);
  add(word.endsWith("o") ? `${word}es` : withS(word), Kind.plural);
}

/** The affix marks that put something before a word: "agree/E" is also "disagree". */
const prefixes: Record<string, string> = { "": "", A: "re", U: "un", C: "de", E: "dis", F: "con", K: "pro", I: "in" };

function addVerb(word: string, flags: string, add: (word: string, kind: number) => void) {
  add(word, Kind.base);
  add(`${word.replace(/e$/, "")}ing`, Kind.gerund);
  if (flags.includes("S")) add(withS(word), Kind.third);
  if (flags.includes("D")) add(withD(word), Kind.past);
}

/** "stopped" and "hated" stand in the dictionary for themselves, and prove that "stop" and "hate" are verbs. */
function addFromPast(past: string, add: (word: string, kind: number) => void) {
  add(past, Kind.past);
  const stem = past.slice(0, -2);
  if (stem.length < 3) return;
  const base = /([bdgklmnprtvz])\1$/.test(stem) ? stem.slice(0, -1) : `${stem}e`;
  add(base, Kind.base);
  add(withS(base), Kind.third);
}

function withS(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /[sxzh]$/.test(word) ? `${word}es` : `${word}s`;
}

function withD(word: string): string {
  if (word.endsWith("e")) return `${word}d`;
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ied` : `${word}ed`;
}
