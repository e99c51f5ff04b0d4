import { remember } from "./remember.ts";

/** What the rules ask of a word as it was written, all at once: a comment is made of words that were mostly seen before. */
export const lettersOf = remember((word: string) => {
  const lower = word.toLowerCase().replace(/[’‘]/g, "'");
  const isCapitals = /\p{Lu}/u.test(word) && word === word.toUpperCase();
  return {
    lower,
    known: [] as unknown[],
    hasLetter: /\p{L}/u.test(word),
    isLatin: /\p{Script=Latin}/u.test(word),
    /** It begins with a capital letter; it is written in capitals alone. */
    isCapital: /^\p{Lu}/u.test(word),
    isCapitals,
    /** Letters stand there more often than anybody writes them: in English, and in any language. */
    isStretched: mayBeStretched(word, lower) && (/([aeiouy])\1{2,}/.test(lower) || isOfFour(lower)),
    isStretchedAnywhere: mayBeStretched(word, lower) && isOfFour(lower),
  };
});
export type Letters = ReturnType<typeof lettersOf>;

function mayBeStretched(word: string, lower: string): boolean {
  if (lower.length < 4 || word === word.toUpperCase() ? !isOfFour(word) : false) return false;
  return !/^[ivxlcm]+$/.test(lower);
}

/** German has "Schneeeule": three in a row are no shout everywhere. */
const isOfFour = (word: string) => /(\p{L})\1{3,}/u.test(word);
