import type { Letters } from "./letters.ts";
import { Kind } from "./lexicon.ts";
import { rememberBeside } from "./remember.ts";
import {
  isAdverb,
  isNounLike,
  isPluralNoun,
  isSingularNoun,
  kindsOf,
  kindsOfPart,
  type Part,
  subjectBefore,
} from "./subjects.ts";
import {
  askers,
  betweenAdverbs,
  commandStarts,
  counted,
  determiners,
  determinersOnly,
  finiteForms,
  impersonal,
  irregularBases,
  likelyThirds,
  loneCommands,
  nounsToo,
  objectWords,
  openers,
  owned,
  particles,
  pastParticiples,
  peopleLike,
  phrasal,
  pluralSubjects,
  prepositions,
  settled,
  subjectPronouns,
  thirdSubjects,
} from "./verb-words.ts";

/**
 * Where a sentence seems to have finite verbs. It is a reading by shape and neighbours, not a grammar: where it cannot
 * tell a verb from a noun it counts a verb, because a false alarm annoys a reader more than a missed fragment.
 */
export function finiteVerbs(parts: Part[]): number[] {
  const found: number[] = [];
  for (const [at, { letters }] of parts.entries()) if (mayBeFinite(letters) && isFiniteVerb(parts, at)) found.push(at);
  return found;
}

/** Most words are no verb wherever they stand, and their neighbours are not asked. */
const mayBeFinite = rememberBeside(({ lower }: Letters): boolean => {
  const isListed = [finiteForms, pastParticiples, likelyThirds, irregularBases, barePronounIs].some((words) =>
    words.has(lower),
  );
  if (isListed || lower === "may" || lower.includes("'")) return true;
  return (kindsOf(lower) & (Kind.past | Kind.third | Kind.base)) !== 0;
});

function isFiniteVerb(parts: Part[], at: number): boolean {
  const lower = parts[at]?.lower ?? "";
  if (nounsToo.has(lower) && ["a", "an", "the"].includes(parts[at - 1]?.lower ?? "")) return false;
  if (finiteForms.has(lower) && !isNameLike(parts, at)) return !(pastParticiples.has(lower) && isParticiple(parts, at));
  if (lower === "may") return !parts[at]?.isCapital || at === 0;
  if (isContraction(parts, at)) return true;

  const kinds = kindsOfPart(parts[at]);
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
  if (lower.includes("'") && (alwaysVerbal.test(lower) || pronounIs.test(lower))) return true;
  // "Its" without an apostrophe is a verb only where it opens the sentence: "Its time to go."
  if (lower === "its") return at === 0 || parts[at - 1]?.lower === "think";
  if (barePronounIs.has(lower)) return true;
  // "The mayor's lying", "Labour's not listening": the owner of what follows, unless what follows cannot be owned.
  if (!lower.endsWith("'s")) return false;
  const next = parts[at + 1]?.lower ?? "";
  return (
    ["a", "an", "the", "not", "been", "just", "always", "never", "so", "too", "got", "right", "wrong"].includes(next) ||
    (kindsOfPart(parts[at + 1]) & (Kind.gerund | Kind.noun)) === Kind.gerund
  );
}

/** "Disappointed by the vote", "the promised report": a past form that nobody in the sentence does. */
function isParticiple(parts: Part[], at: number): boolean {
  const before = subjectBefore(parts, at);
  if (before < 0) return true;
  const subject = parts[before]?.lower ?? "";
  // "Anyone surprised?", "Problem solved."
  if (subject === "anyone" || subject === "anybody") return true;
  if (parts.length === 2 && settled.has(parts[at]?.lower ?? "") && isSingularNoun(parts, before)) return true;
  if (subjectPronouns.has(subject) && !determinersOnly.has(subject)) return false;
  if (parts[at + 1]?.lower === "by") return true;
  return !isNounLike(parts, before);
}

function isThird(parts: Part[], at: number, kinds: number): boolean {
  const before = subjectBefore(parts, at);
  const lower = parts[at]?.lower ?? "";
  if (before < 0) return at === 0 && impersonal.has(lower);
  const subject = parts[before]?.lower ?? "";
  const next = parts[at + 1]?.lower ?? "";
  if (thirdSubjects.has(subject) && (before < at - 1 || subject !== "what")) return true;
  const hasObject =
    !parts[at]?.hasComma && (objectWords.has(next) || determiners.has(next) || counted.has(next) || /^\d+$/.test(next));
  if (hasObject) return !(determiners.has(subject) || subject === "other");
  if (determiners.has(subject) || prepositions.has(subject)) return false;
  if (!(kinds & Kind.plural)) return true;
  // "Cycling to work beats driving.", "The clock ticks."
  if (at > 1 && next !== "" && kindsOfPart(parts[0]) & Kind.gerund) return true;
  if (next === "" && before === 1 && owned.has(parts[0]?.lower ?? "") && isSingularNoun(parts, before)) return true;
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
    return !(
      determiners.has(subject) &&
      before === at - 1 &&
      kinds & Kind.noun &&
      (next === "" || parts[at]?.hasComma)
    );
  // "The rich get richer."
  if (peopleLike.has(subject) && parts[before - 1]?.lower === "the")
    return (kinds & Kind.noun) === 0 || irregularBases.has(parts[at]?.lower ?? "");
  // "More than half of us rent."
  if (["us", "them"].includes(subject) && parts[before - 1]?.lower === "of") return true;
  if (subject === "please" || subject === "don't" || subject === "god") return true;
  if (determiners.has(subject) || prepositions.has(subject)) return false;
  const isVerbOnly = (kinds & (Kind.noun | Kind.adjective)) === 0;
  const hasObject =
    objectWords.has(next) || determiners.has(next) || prepositions.has(next) || betweenAdverbs.has(next);
  // "Farmers feed us.", "Cars kill.", "Taxes fund schools."
  if (isPluralNoun(subject))
    return hasObject || isVerbOnly || next === "" || isPluralNoun(next) || irregularBases.has(parts[at]?.lower ?? "");
  return isVerbOnly && (objectWords.has(next) || determiners.has(next));
}

/** A command begins with its verb: "Keep asking questions." But "Point taken." and "Correct decision." are none. */
function isCommand(parts: Part[], at: number, kinds: number): boolean {
  const lower = parts[at]?.lower ?? "";
  const next = parts[at + 1]?.lower;
  if (next === undefined) {
    const isAsked = at > 0 && askers.has(parts[at - 1]?.lower ?? "");
    return isAsked || loneCommands.has(lower) || (commandStarts.has(lower) && kinds !== 0 && (kinds & Kind.noun) === 0);
  }
  if (lower === "welcome" && next === "to") return false;
  if (phrasal.has(lower) && particles.has(next)) return true;
  if (commandStarts.has(lower)) return next !== "of" || lower === "think" || lower === "beware";
  if ((kinds & (Kind.noun | Kind.adjective)) === 0) return true;
  return objectWords.has(next) || (determiners.has(next) && !["no", "more", "enough", "less"].includes(next));
}

/** The first word that counts: "Please", "And", "So" and "Just" may stand before a command. */
function leadOf(parts: Part[]): number {
  let at = 0;
  while (at < parts.length - 1 && (openers.has(parts[at]?.lower ?? "") || isAdverb(parts[at]?.lower ?? ""))) at++;
  return at;
}
