import type { Letters } from "./letters.ts";
import { Kind, lexicon } from "./lexicon.ts";
import { rememberBeside } from "./remember.ts";
import { betweenAdverbs, determiners, objectWords, prepositions, subjectPronouns } from "./verb-words.ts";

/** A word of a sentence, as the search for its verb needs it. */
export type Part = { lower: string; letters: Letters; isCapital: boolean; hasComma?: boolean };

/**
 * The nearest word before a verb that could be its subject, past the adverbs between them, and past what commas set off behind
 * a pronoun ("I, for one, welcome it"); -1 when there is none.
 */
export function subjectBefore(parts: Part[], at: number): number {
  let before = at - 1;
  if (parts[before]?.hasComma)
    for (let back = before - 1; back >= Math.max(0, before - longestAside); back--)
      if (parts[back]?.hasComma && ["i", "we", "they", "you"].includes(parts[back]?.lower ?? "")) before = back;
  while (
    before >= 0 &&
    (betweenAdverbs.has(parts[before]?.lower ?? "") || isAdverb(parts[before]?.lower ?? "")) &&
    !subjectPronouns.has(parts[before]?.lower ?? "")
  )
    before--;
  return before;
}

const longestAside = 6;

export function isNounLike(parts: Part[], at: number): boolean {
  const part = parts[at];
  if (!part) return false;
  if (determiners.has(part.lower) || prepositions.has(part.lower) || betweenAdverbs.has(part.lower)) return false;
  if (joins.has(part.lower)) return false;
  const kinds = kindsOfPart(part);
  if (kinds & (Kind.noun | Kind.plural)) return !(at === 0 && kinds & Kind.adjective);
  return (part.isCapital && at > 0) || kinds === 0;
}

export function isSingularNoun(parts: Part[], at: number): boolean {
  const part = parts[at];
  if (!part) return false;
  const kinds = kindsOfPart(part);
  if (kinds & Kind.adjective) return false;
  return (kinds & Kind.noun) !== 0 || (part.isCapital && !part.lower.endsWith("s"));
}

export const isPluralNoun = (word: string) => (kindsOf(word) & Kind.plural) !== 0;
export const isAdverb = (word: string) =>
  word.endsWith("ly") && (kindsOf(word) & Kind.adverb) !== 0 && (kindsOf(word) & (Kind.noun | Kind.base)) === 0;

const joins = new Set("and or but if while when where because although though unless whereas".split(" "));

/** The dictionary has "the", "but" and "off" as verbs, for what their affixes make of them. */
const neverVerbs = new Set([
  ...determiners,
  ...prepositions,
  ...subjectPronouns,
  ...objectWords,
  ...betweenAdverbs,
  ...joins,
  ..."his its best worst other same".split(" "),
]);
const verbal = Kind.base | Kind.third | Kind.past | Kind.gerund;

export function kindsOf(word: string): number {
  const kinds = lexicon().kinds(word);
  return neverVerbs.has(word) ? kinds & ~verbal : kinds;
}

/** The same of a word in a sentence; none where there is no word. */
export const kindsOfPart = (part: Part | undefined): number => (part ? kindsOfLetters(part.letters) : 0);
const kindsOfLetters = rememberBeside(({ lower }: Letters): number => kindsOf(lower));

/** The dictionary knows the word as a verb that somebody does. */
export const mayBeVerb = (word: string) =>
  word.endsWith("ed") || (kindsOf(word) & (Kind.base | Kind.third | Kind.past)) !== 0;
