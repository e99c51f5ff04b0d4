import { Kind, lexicon } from "./lexicon.ts";
import {
  betweenAdverbs,
  commandStarts,
  determiners,
  finiteForms,
  irregularBases,
  likelyThirds,
  objectWords,
  pastParticiples,
  pluralSubjects,
  prepositions,
  subjectPronouns,
  thirdSubjects,
} from "./verb-words.ts";

/** A word of a sentence, as the search for its verb needs it. */
export type Part = { lower: string; isCapital: boolean };

/**
 * How many finite verbs a sentence seems to have. It is a reading by shape and neighbours, not a grammar: where it cannot
 * tell a verb from a noun it counts a verb, because a false alarm annoys a reader more than a missed fragment.
 */
export function countFiniteVerbs(parts: Part[]): number {
  let count = 0;
  for (let at = 0; at < parts.length; at++) if (isFiniteVerb(parts, at)) count++;
  return count;
}

function isFiniteVerb(parts: Part[], at: number): boolean {
  const lower = parts[at]?.lower ?? "";
  if (finiteForms.has(lower) && !isNameLike(parts, at)) return !(pastParticiples.has(lower) && isParticiple(parts, at));
  if (lower === "may") return !parts[at]?.isCapital || at === 0;
  if (isContraction(parts, at)) return true;

  const kinds = kindsOf(lower);
  const isPast = pastParticiples.has(lower) || (kinds & Kind.past) !== 0;
  if (isPast && !isParticiple(parts, at)) return true;
  if (kinds & Kind.third || likelyThirds.has(lower)) return isThird(parts, at, kinds);
  if (kinds & Kind.base || irregularBases.has(lower))
    return at === leadOf(parts) ? isCommand(parts, at, kinds) : isBase(parts, at, kinds);
  return false;
}

/** A capital inside a sentence makes a name of a word: "Will", "Grant", "Mark". */
function isNameLike(parts: Part[], at: number): boolean {
  return (
    at > 0 &&
    parts[at]?.isCapital === true &&
    parts[at - 1]?.isCapital === true &&
    !parts.every((part) => part.isCapital)
  );
}

const alwaysVerbal = /(?:'re|'ve|'ll|'d|'m|n't)$/;
const pronounIs =
  /^(?:it|that|there|here|he|she|who|what|where|how|this|everyone|everybody|nobody|someone|something|nothing|let|one|when|why)'s$/;
const barePronounIs = new Set(
  "im ive id youre youve hes shes theyre theyve thats whats theres its itll youll theyll weve wed gonna gotta wanna".split(
    " ",
  ),
);

function isContraction(parts: Part[], at: number): boolean {
  const lower = parts[at]?.lower ?? "";
  if (alwaysVerbal.test(lower) || pronounIs.test(lower)) return true;
  // "Its" without an apostrophe is a verb only where it opens the sentence: "Its time to go."
  if (lower === "its") return at === 0 || parts[at - 1]?.lower === "think";
  if (barePronounIs.has(lower)) return true;
  // "The mayor's lying", "Labour's not listening": the owner of what follows, unless what follows cannot be owned.
  if (!lower.endsWith("'s")) return false;
  const next = parts[at + 1]?.lower ?? "";
  return (
    ["a", "an", "the", "not", "been", "just", "always", "never", "so", "too", "got", "right", "wrong"].includes(next) ||
    (kindsOf(next) & (Kind.gerund | Kind.noun)) === Kind.gerund
  );
}

/** "Disappointed by the vote", "the promised report": a past form that nobody in the sentence does. */
function isParticiple(parts: Part[], at: number): boolean {
  const before = subjectBefore(parts, at);
  if (before < 0) return true;
  const subject = parts[before]?.lower ?? "";
  if (subjectPronouns.has(subject) && !determinersOnly.has(subject)) return false;
  if (parts[at + 1]?.lower === "by") return true;
  return !isNounLike(parts, before);
}

const determinersOnly = new Set([
  "another",
  "each",
  "half",
  "either",
  "neither",
  "few",
  "many",
  "most",
  "some",
  "all",
  "both",
  "what",
]);

function isThird(parts: Part[], at: number, kinds: number): boolean {
  const before = subjectBefore(parts, at);
  const lower = parts[at]?.lower ?? "";
  if (before < 0)
    return at === 0 && (lower === "looks" || lower === "sounds" || lower === "seems" || lower === "makes");
  const subject = parts[before]?.lower ?? "";
  const next = parts[at + 1]?.lower ?? "";
  if (thirdSubjects.has(subject) && (before < at - 1 || subject !== "what")) return true;
  if (objectWords.has(next) || determiners.has(next)) return !determiners.has(subject);
  if (determiners.has(subject) || prepositions.has(subject)) return false;
  if (!(kinds & Kind.plural)) return true;
  if (likelyThirds.has(lower)) return isNounLike(parts, before) || parts[before]?.isCapital === true;
  return (
    isSingularNoun(parts, before) &&
    next !== "" &&
    (prepositions.has(next) || betweenAdverbs.has(next) || isAdverb(next))
  );
}

function isBase(parts: Part[], at: number, kinds: number): boolean {
  const before = subjectBefore(parts, at);
  if (before < 0) return false;
  const subject = parts[before]?.lower ?? "";
  const next = parts[at + 1]?.lower ?? "";
  if (subject === "to" || parts[at - 1]?.lower === "to") return false;
  if (pluralSubjects.has(subject))
    return !(determiners.has(subject) && before === at - 1 && kinds & Kind.noun && next === "");
  if (subject === "please" || subject === "don't") return true;
  if (determiners.has(subject) || prepositions.has(subject)) return false;
  const isVerbOnly = (kinds & (Kind.noun | Kind.adjective)) === 0;
  const hasObject = objectWords.has(next) || determiners.has(next) || prepositions.has(next);
  // "Farmers feed us.", "Cars kill.", "Taxes fund schools."
  if (isPluralNoun(subject))
    return hasObject || isVerbOnly || next === "" || isPluralNoun(next) || irregularBases.has(parts[at]?.lower ?? "");
  return isVerbOnly && (objectWords.has(next) || determiners.has(next));
}

/** A command begins with its verb: "Keep asking questions." But "Point taken." and "Correct decision." are none. */
function isCommand(parts: Part[], at: number, kinds: number): boolean {
  const lower = parts[at]?.lower ?? "";
  const next = parts[at + 1]?.lower;
  if (next === undefined) return commandStarts.has(lower) && kinds !== 0 && (kinds & Kind.noun) === 0;
  if (commandStarts.has(lower)) return next !== "of" || lower === "think" || lower === "beware";
  if ((kinds & (Kind.noun | Kind.adjective)) === 0) return true;
  return objectWords.has(next) || (determiners.has(next) && next !== "no" && next !== "more");
}

/** The first word that counts: "Please", "And", "So" and "Just" may stand before a command. */
function leadOf(parts: Part[]): number {
  let at = 0;
  while (at < parts.length - 1 && (openers.has(parts[at]?.lower ?? "") || isAdverb(parts[at]?.lower ?? ""))) at++;
  return at;
}

const openers = new Set(
  "please and but so just now then or also never always again seriously kindly first finally instead maybe perhaps well yes no ok okay".split(
    " ",
  ),
);

/** The nearest word before a verb that could be its subject, past the adverbs between them; -1 when there is none. */
function subjectBefore(parts: Part[], at: number): number {
  let before = at - 1;
  while (
    before >= 0 &&
    (betweenAdverbs.has(parts[before]?.lower ?? "") || isAdverb(parts[before]?.lower ?? "")) &&
    !subjectPronouns.has(parts[before]?.lower ?? "")
  )
    before--;
  return before;
}

function isNounLike(parts: Part[], at: number): boolean {
  const part = parts[at];
  if (!part) return false;
  if (determiners.has(part.lower) || prepositions.has(part.lower) || betweenAdverbs.has(part.lower)) return false;
  const kinds = kindsOf(part.lower);
  if (kinds & (Kind.noun | Kind.plural)) return !(at === 0 && kinds & Kind.adjective);
  return (part.isCapital && at > 0) || kinds === 0;
}

function isSingularNoun(parts: Part[], at: number): boolean {
  const part = parts[at];
  if (!part) return false;
  const kinds = kindsOf(part.lower);
  if (kinds & Kind.adjective) return false;
  return (kinds & Kind.noun) !== 0 || (part.isCapital && !part.lower.endsWith("s"));
}

const isPluralNoun = (word: string) => (kindsOf(word) & Kind.plural) !== 0;
const isAdverb = (word: string) =>
  (kindsOf(word) & Kind.adverb) !== 0 && word.endsWith("ly") && (kindsOf(word) & (Kind.noun | Kind.base)) === 0;

function kindsOf(word: string): number {
  return lexicon().kinds(word);
}
