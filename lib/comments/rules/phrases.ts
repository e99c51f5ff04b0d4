import type { FoldedText, Reading, Token } from "./folded.ts";
import { rememberBeside } from "./remember.ts";
import type { Span } from "./rule.ts";

/** A word of a sentence for matching phrases: contractions are two words on the same stretch ("you're" → you, are). */
export type PhraseWord = Span & { keys: string[]; sentence: number };

type Item = { words: ReadonlySet<string>; isOptional: boolean } | { gap: number };
/** What a phrase must have: a bit for each class of words of which it needs one. */
type Phrase<Tag> = { items: Item[]; tag: Tag; needs: number };
/** For each word the phrases that it may begin, and the bits of the classes that it is in. */
export type Phrases<Tag> = ReadonlyMap<string, { begins: Phrase<Tag>[]; isOf: number }>;

/**
 * Compiles phrases such as "you are ~2 @insult" once: "a|b" are alternatives, "a?" may be missing, "~2" is up to two words
 * that do not turn the meaning round, "@name" is a class of words. Phrases are found by their first word, which is never
 * optional and never a gap, so that a text is walked once and each word costs no more than a constant.
 */
export function compilePhrases<Tag>(
  sources: [tag: Tag, phrases: string][],
  classes: Record<string, ReadonlySet<string>>,
): Phrases<Tag> {
  const index = new Map<string, { begins: Phrase<Tag>[]; isOf: number }>();
  const entry = (word: string) => {
    const known = index.get(word) ?? { begins: [], isOf: 0 };
    index.set(word, known);
    return known;
  };
  const names = Object.keys(classes);
  for (const [at, name] of names.entries()) for (const word of classes[name] ?? []) entry(word).isOf |= 1 << at;
  for (const [tag, phrases] of sources) {
    for (const phrase of phrases
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean)) {
      const sources = phrase.split(/\s+/);
      const items = sources.map((source) => compileItem(source, classes));
      const needs = sources.reduce((bits, source) => bits | bitOf(source, names), 0);
      const first = items[0];
      if (!first || "gap" in first || first.isOptional) throw new Error(`The phrase "${phrase}" needs a first word.`);
      for (const word of first.words) entry(word).begins.push({ items, tag, needs });
    }
  }
  return index;
}

/** "@insult" needs a word of that class; "a|@insult" and "@insult?" can do without. */
const bitOf = (source: string, names: string[]) =>
  source.startsWith("@") && names.includes(source.slice(1)) ? 1 << names.indexOf(source.slice(1)) : 0;

function compileItem(source: string, classes: Record<string, ReadonlySet<string>>): Item {
  if (source.startsWith("~")) return { gap: Number(source.slice(1)) };
  const isOptional = source.endsWith("?");
  const words = new Set<string>();
  for (const word of (isOptional ? source.slice(0, -1) : source).split("|")) {
    if (!word.startsWith("@")) words.add(word);
    else for (const member of classes[word.slice(1)] ?? []) words.add(member);
  }
  if (words.size === 0) throw new Error(`"${source}" names no words.`);
  return { words, isOptional };
}

/** Every phrase that begins at some word, with the stretch that it covers; the longest one of each tag at a word. */
export function findPhrases<Tag>(
  words: PhraseWord[],
  phrases: Phrases<Tag>,
): (Span & { tag: Tag; first: number; last: number })[] {
  const found: (Span & { tag: Tag; first: number; last: number })[] = [];
  // Most texts have no insult, so the phrases that need one are not tried at each "you are" and "the".
  let has = 0;
  for (const { keys } of words) for (const key of keys) has |= phrases.get(key)?.isOf ?? 0;
  for (let first = 0; first < words.length; first++) {
    const opener = words[first];
    if (!opener) continue;
    let best: { tag: Tag; last: number } | undefined;
    for (const key of opener.keys) {
      for (const { items, tag, needs } of phrases.get(key)?.begins ?? []) {
        if ((needs & has) !== needs) continue;
        const last = matchFrom(words, first, items, 0, opener.sentence);
        if (last >= 0 && (!best || last > best.last)) best = { tag, last };
      }
    }
    const end = best && words[best.last]?.end;
    if (best && end !== undefined) found.push({ start: opener.start, end, first, ...best });
  }
  return found;
}

/** Words that turn round what follows them, so that no gap reaches over them. */
const turns = new Set([
  "not",
  "never",
  "no",
  "but",
  "if",
  "isn't",
  "hardly",
  "nor",
  "who",
  "that",
  "because",
  "unless",
  "and",
  "is",
  "are",
  "was",
  "were",
]);

/** The index of the last word of a match, or -1. The depth is the length of the phrase, and gaps are of a few words. */
function matchFrom(words: PhraseWord[], at: number, items: Item[], item: number, sentence: number): number {
  const wanted = items[item];
  if (!wanted) return at - 1;
  if ("gap" in wanted) {
    for (let skipped = 0; skipped <= wanted.gap; skipped++) {
      const last = matchFrom(words, at + skipped, items, item + 1, sentence);
      if (last >= 0) return last;
      const over = words[at + skipped];
      if (!over || over.sentence !== sentence || over.keys.some((key) => turns.has(key))) return -1;
    }
    return -1;
  }
  const word = words[at];
  if (word && word.sentence === sentence && word.keys.some((key) => wanted.words.has(key))) {
    const last = matchFrom(words, at + 1, items, item + 1, sentence);
    if (last >= 0) return last;
  }
  return wanted.isOptional ? matchFrom(words, at, items, item + 1, sentence) : -1;
}

const contractions: Record<string, string[]> = {
  youre: ["you", "are"],
  ur: ["you", "are"],
  u: ["you"],
  r: ["are"],
  ya: ["you"],
  ye: ["you"],
  yer: ["you", "are"],
  yall: ["you", "all"],
  "y'all": ["you", "all"],
  theyre: ["they", "are"],
  hes: ["he", "is"],
  shes: ["she", "is"],
  im: ["i", "am"],
  urself: ["yourself"],
  urselves: ["yourselves"],
  dont: ["do", "not"],
  isnt: ["is", "not"],
  arent: ["are", "not"],
  "won't": ["will", "not"],
  "can't": ["can", "not"],
  whats: ["what", "is"],
  youve: ["you", "have"],
  ima: ["i", "will"],
  imma: ["i", "will"],
  gonna: ["going", "to"],
};
const endings: Record<string, string> = {
  "'re": "are",
  "'s": "is",
  "'m": "am",
  "'ve": "have",
  "'ll": "will",
  "'d": "would",
  "n't": "not",
};
const contracted = /^([a-z]+?)('re|'s|'m|'ve|'ll|'d|n't)$/;

/** The words for matching: folded tokens, with contractions taken apart. Several rules ask for those of the same text. */
export const phraseWords = rememberBeside(({ tokens }: FoldedText): PhraseWord[] => tokens.flatMap(takenApart));

function takenApart(token: Token): PhraseWord | PhraseWord[] {
  const parts = partsOf(token.reading);
  const { start, end, sentence } = token;
  return parts.length > 0 ? parts.map((part) => ({ start, end, sentence, keys: [part] })) : token;
}

/** What a contraction is made of; nothing when the word is none. */
const partsOf = rememberBeside(({ keys: [key = ""] }: Reading): string[] => {
  if (Object.hasOwn(contractions, key)) return contractions[key] ?? [];
  const parts = contracted.exec(key)?.slice(1) ?? [];
  return parts.map((part) => endings[part] ?? part);
});
