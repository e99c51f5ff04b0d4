import { endsWithin, reportedIn } from "./civility-reported.ts";
import { saidOfWriter } from "./civility-writer.ts";
import type { FoldedText } from "./folded.ts";
import { lexicon } from "./lexicon.ts";
import { type Aim, excusedAfter, excusedBefore, personalClasses, personalPhrases } from "./personal-words.ts";
import { compilePhrases, findPhrases, type PhraseWord, phraseWords } from "./phrases.ts";
import { rememberBeside } from "./remember.ts";
import { quote, type Rule, type Span, withoutOverlaps } from "./rule.ts";

/** Not personal: a comment is about what was said and done, not about who said it. */
export const personal: Rule = {
  name: "personal",
  check: (text) =>
    personalStretches(text).map(({ start, end, aim }) => ({
      rule: "personal",
      reason: `${quote(text.text, { start, end })} ${reasons[aim]}`,
      guideline: "not-personal",
      at: [start, end],
    })),
};

/** What is personal in a text, and not a report of what others said; the civility model asks as well how much there is of it. */
export const personalStretches = rememberBeside((text: FoldedText): (Span & { aim: Aim })[] => {
  const words = withNames(text, phraseWords(text));
  const reported = reportedIn(text);
  const all = withoutOverlaps([...attacks(words), ...calls(text.text, words)]);
  const ofWriter = [...saidOfWriter(text.tokens)];
  const isOwn = ({ start, end, aim }: Span & { aim: Aim }) =>
    aim === "somebody" && ofWriter.some((word) => start <= word.start && word.end <= end);
  return all.filter((span) => !endsWithin(reported, span) && !isOwn(span));
});

const reasons: Record<Aim, string> = {
  reader: "is about a person, not about what was said.",
  writer: "is about who wrote it, not about what was written.",
  somebody: "calls people names, which answers nothing that they said or did.",
};

const phrases = compilePhrases(personalPhrases, personalClasses);

function attacks(words: PhraseWord[]): (Span & { aim: Aim })[] {
  return findPhrases(words, phrases)
    .filter(({ first, last }) => !isExcused(words, first, last))
    .map(({ start, end, tag }) => ({ start, end, aim: tag }));
}

/** The writer of the comment may call themselves anything, and may tell what others were called. */
function isExcused(words: PhraseWord[], first: number, last: number): boolean {
  const sentence = words[first]?.sentence;
  const near = (at: number) => (words[at]?.sentence === sentence ? (words[at]?.keys ?? []) : []);
  if (near(last + 1).some((key) => excusedAfter.has(key))) return true;
  const opener = near(first)[0] ?? "";
  if (!excusable.has(opener)) return false;
  for (let back = 1; back <= 4; back++) if (near(first - back).some((key) => excusedBefore.has(key))) return true;
  return false;
}

/** Phrases that begin with one of these say nothing about whom they are aimed at. */
const excusable = new Set(
  "a an the this that these those such some any every another what only of people person somebody someone".split(" "),
);

/** "Nonsense, moron.": a name that is called beside a comma, after a mention, or alone. */
function calls(text: string, words: PhraseWord[]): (Span & { aim: Aim })[] {
  return words.flatMap((word, at) => {
    if (!word.keys.some((key) => personalClasses.strong.has(key))) return [];
    const before = words[at - 1];
    const after = words[at + 1];
    const opens = before?.sentence !== word.sentence;
    const closes = after?.sentence !== word.sentence;
    const comma = (from: number, to: number) => /^\s*[,–—]\s*$/.test(text.slice(from, Math.min(to, from + 8)));
    const isSetOff =
      (opens && closes) ||
      (closes && before !== undefined && comma(before.end, word.start)) ||
      (opens && after !== undefined && comma(word.end, after.start));
    const isMentioned = before !== undefined && text.charAt(before.start) === "@";
    return isSetOff || isMentioned ? [{ start: word.start, end: word.end, aim: "reader" as const }] : [];
  });
}

/** Adds the readings that phrases can speak of: "<name>" for what looks like a name, "^go" for a word that opens a sentence. */
function withNames({ text }: FoldedText, words: PhraseWord[]): PhraseWord[] {
  return words.map((word, at) => {
    const opens = words[at - 1]?.sentence !== word.sentence;
    const isName =
      !isSmall(text.charCodeAt(word.start)) && /^\p{Lu}\p{Ll}/u.test(text.slice(word.start, word.start + 3));
    if (opens && (!isName || lexicon().isEnglish(word.keys[0] ?? ""))) {
      return { ...word, keys: [...word.keys, ...word.keys.map((key) => `^${key}`)] };
    }
    if (!isName) return word;
    return { ...word, keys: [...word.keys, "<name>"] };
  });
}

/** A plain small letter, as most words begin: no name. */
const isSmall = (code: number) => code >= 0x61 && code <= 0x7a;
