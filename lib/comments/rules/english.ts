import { englishGlue, foreignGlue, informalEnglish } from "./english-words.ts";
import type { Word } from "./folded.ts";
import { inLanguage } from "./in-language.ts";
import { lexicon } from "./lexicon.ts";
import type { Rule } from "./rule.ts";

/** Comments in English. Names, loan words and what somebody is quoted to have said may be in any language. */
export const english: Rule = inLanguage("en", isForeign);

type Votes = { counted: number; known: number; glue: number; foreign: number; names: number; otherScript: number };

/** The spelling, the small words and the letters vote; the language detector is asked only when they are in doubt. */
function isForeign(text: string, words: Word[]): boolean {
  const votes = countVotes(text, words);
  const { counted, known, glue, foreign, names, otherScript } = votes;
  if (otherScript > 0 && otherScript >= 0.4 * (counted + names + otherScript)) return true;
  if (counted === 0) return false;

  const share = known / counted;
  // One word alone may be a name, a slip or slang: only a word that is known to be foreign speaks.
  if (counted === 1) return known === 0 && foreign === 1;
  if (share >= 0.75 && foreign <= glue + 1) return false;
  if (share >= 0.9 && foreign * 3 < counted) return false;
  if (foreign >= 2 && foreign > 2 * glue && share < 0.75) return true;
  if (share < 0.3 && glue === 0) return foreign > 0 || counted > 2 || doubts(text, words);

  const forEnglish = Number(share >= 0.6) + Number(glue > foreign) + Number(!doubts(text, words));
  return forEnglish < 2;
}

function countVotes(text: string, words: Word[]): Votes {
  const { isEnglish } = lexicon();
  const votes: Votes = { counted: 0, known: 0, glue: 0, foreign: 0, names: 0, otherScript: 0 };
  const isShouted = words.every((word) => word.text === word.text.toUpperCase());
  let sentence = -1;
  for (const word of words) {
    const opens = word.sentence !== sentence;
    sentence = word.sentence;
    const { hasLetter, isLatin, isCapital } = word.letters;
    if (!hasLetter) continue;
    if (!isLatin) {
      votes.otherScript += 1 + Math.floor(word.text.length / 6);
      continue;
    }
    const { lower } = word;
    const isKnown =
      englishGlue.has(lower) ||
      informalEnglish.has(lower) ||
      isEnglish(lower) ||
      (lower.endsWith("'s") && isEnglish(lower.slice(0, -2)));
    // A capital inside a sentence makes a name of a word that is not in the dictionary.
    if (!isKnown && isCapital && !opens && !isShouted && !foreignGlue.has(lower)) {
      votes.names++;
      continue;
    }
    const isForeignWord = foreignGlue.has(lower) && !(englishGlue.has(lower) || informalEnglish.has(lower));
    if (!isForeignWord && !isKnown && isCapital && opens && (isEnglish(word.text) || followedByName(text, word))) {
      votes.names++;
      continue;
    }
    votes.counted++;
    if (englishGlue.has(lower)) votes.glue++;
    if (isForeignWord) votes.foreign++;
    if (isKnown) votes.known++;
  }
  return votes;
}

/** "Volodymyr Zelenskyy", "Jürgen Klopp": a capital on the next word makes a name of the first. */
function followedByName(text: string, { end }: Word): boolean {
  return /^ \p{Lu}\p{Ll}/u.test(text.slice(end, end + 6));
}

const longestAsked = 600;

/** What the language detector thinks, of words that are long enough for it to think anything. */
function doubts(text: string, words: Word[]): boolean {
  const first = words[0];
  const last = words[words.length - 1];
  if (!first || !last) return false;
  const asked = text.slice(first.start, Math.min(last.end, first.start + longestAsked));
  const { best, bestScore, scores } = lexicon().languageOf(asked);
  return best !== "en" && (scores.en ?? 0) < 0.9 * bestScore;
}
