import { englishAbroad, foreignAnswers, sayings } from "./english-abroad.ts";
import { englishGlue, foreignGlue, informalEnglish } from "./english-words.ts";
import type { Word } from "./folded.ts";
import { inLanguage } from "./in-language.ts";
import type { Letters } from "./letters.ts";
import { lexicon } from "./lexicon.ts";
import { rememberBeside } from "./remember.ts";
import type { Rule } from "./rule.ts";

/** Comments in English. Names, loan words and what somebody is quoted to have said may be in any language. */
export const english: Rule = inLanguage("en", isForeign);

type Votes = { counted: number; known: number; glue: number; foreign: number; names: number; otherScript: number };

/** The spelling, the small words and the letters vote; the language detector is asked only when they are in doubt. */
function isForeign(text: string, said: Word[]): boolean {
  // Names, sayings and dialects make a text more English still, so they are looked for where it is in doubt.
  const plain = countVotes(text, said, plainly);
  if (plain.counted > 1 && plain.otherScript === 0 && isPlainEnglish(plain)) return false;
  const words = withoutSayings(text, said);
  if (words.length === 0) return false;
  const votes = countVotes(text, words, closely(text, words));
  const { counted, known, glue, foreign, names, otherScript } = votes;
  if (otherScript > 0 && otherScript >= 0.4 * (counted + names + otherScript)) return true;
  if (counted === 0) return false;

  const share = known / counted;
  // One word alone may be a name, a slip or slang: only a word that is known to be foreign speaks.
  if (counted === 1) return known === 0 && foreign === 1;
  if (isPlainEnglish(votes)) return false;
  if (share >= 0.9 && foreign * 3 < counted) return false;
  if (foreign >= 2 && foreign > 2 * glue && share < 0.75) return true;
  if (share < 0.3 && glue === 0) return foreign > 0 || counted > 2 || doubts(text, words);

  const forEnglish = Number(share >= 0.6) + Number(glue > foreign) + Number(!doubts(text, words));
  return forEnglish < 2;
}

const isPlainEnglish = ({ counted, known, glue, foreign }: Votes) => known / counted >= 0.75 && foreign <= glue + 1;

/** How closely words are looked at: what of them is in a name, and what is English in their company. */
type Look = { isName(word: Word): boolean; isAbroad(word: string): boolean };

const plainly: Look = { isName: () => false, isAbroad: () => false };

function closely(text: string, words: Word[]): Look {
  const { isEnglish } = lexicon();
  const isPlain = (word: string) => englishGlue.has(word) || informalEnglish.has(word) || isEnglish(word);
  const abroad = englishAbroad(
    words.map(({ lower }) => lower),
    isPlain,
  );
  return {
    isName: namesOf(text, words, isPlain),
    isAbroad: (word) => abroad !== undefined && (abroad.own.has(word) || abroad.shared.has(word)),
  };
}

/** What is known of a word wherever it stands. */
const standing = rememberBeside(({ lower }: Letters) => {
  const { isEnglish } = lexicon();
  const isGlue = englishGlue.has(lower);
  const isInformal = informalEnglish.has(lower);
  return {
    isGlue,
    isInformal,
    isKnown: isGlue || isInformal || isEnglish(lower) || (lower.endsWith("'s") && isEnglish(lower.slice(0, -2))),
    isForeignGlue: foreignGlue.has(lower),
  };
});

function countVotes(text: string, words: Word[], { isName, isAbroad }: Look): Votes {
  const { isEnglish } = lexicon();
  const votes: Votes = { counted: 0, known: 0, glue: 0, foreign: 0, names: 0, otherScript: 0 };
  let strangeOpener = 0;
  let hasAccent = false;
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
    const { isGlue, isInformal, isKnown, isForeignGlue } = standing(word.letters);
    if (isName(word)) {
      votes.names++;
      continue;
    }
    if (isAbroad(lower)) {
      votes.counted++;
      votes.glue++;
      votes.known++;
      continue;
    }
    // "mc²", "H2SO4": no word of any language.
    if (!isKnown && /\p{N}/u.test(lower)) continue;
    // A capital inside a sentence makes a name of a word that is not in the dictionary.
    if (!isKnown && isCapital && !opens && !isShouted && !isForeignGlue) {
      votes.names++;
      continue;
    }
    const isForeignWord =
      (isForeignGlue || (words.length === 1 && foreignAnswers.has(lower) && !isKnown)) && !(isGlue || isInformal);
    if (!isForeignWord && !isKnown && isCapital && opens && (isEnglish(word.text) || followedByName(text, word))) {
      votes.names++;
      continue;
    }
    votes.counted++;
    if (isGlue) votes.glue++;
    if (isForeignWord) votes.foreign++;
    if (isKnown) votes.known++;
    else if (opens && isCapital && !isForeignWord && !isShouted) {
      strangeOpener++;
      hasAccent ||= /[^a-z'’-]/.test(lower);
    }
  }
  // "Lidl beats Waitrose.": what stands first may be a name as well, where nothing else is strange.
  if (
    votes.foreign === 0 &&
    (hasAccent ? votes.glue : votes.known) > 0 &&
    votes.known + strangeOpener === votes.counted
  ) {
    votes.counted -= strangeOpener;
    votes.names += strangeOpener;
  }
  return votes;
}

/** "Volodymyr Zelenskyy", "Ofwat, Ofgem": a capital on the next word makes a name of the first. */
function followedByName(text: string, { end }: Word): boolean {
  return /^,? \p{Lu}\p{Ll}/u.test(text.slice(end, end + 6));
}

const particles = new Set("von van der den de la le du di da dos del della bin ibn al el zu ten ter y e i".split(" "));

const articles = new Set("Le La Les Los Las El Il Der Die Das Mon Dos".split(" "));

/**
 * "Ursula von der Leyen": the small words inside a name, where they stand between capitals and no other small word of a foreign
 * language stands in the sentence.
 */
function namesOf(text: string, words: Word[], isPlain: (word: string) => boolean): (word: Word) => boolean {
  const inside = new Set<Word>();
  // "Le Pen lost.", "Los Angeles burns.": a name with an article, and plain English behind it.
  const [article, name, ...rest] = words;
  if (
    article &&
    articles.has(article.text) &&
    name?.letters.isCapital &&
    rest.some((word) => !word.letters.isCapital)
  ) {
    const isEnglishBehind = rest.every(({ lower, letters }) => letters.isCapital || isPlain(lower));
    if (isEnglishBehind) inside.add(article);
  }
  for (const [at, word] of words.entries()) {
    if (!particles.has(word.text)) continue;
    const before = words[at - 1];
    if (!before || !(before.letters.isCapital || inside.has(before)) || text.slice(before.end, word.start) !== " ")
      continue;
    const next = words.slice(at + 1, at + 3).find(({ text: name }) => !particles.has(name));
    if (next?.letters.isCapital && !foreignGlue.has(next.lower)) inside.add(word);
  }
  const isElsewhere = words.some(
    (word) => foreignGlue.has(word.lower) && !englishGlue.has(word.lower) && !inside.has(word),
  );
  return (word) => !isElsewhere && inside.has(word);
}

/** The words that belong to no saying. */
function withoutSayings(text: string, words: Word[]): Word[] {
  const [first, last] = [words[0], words[words.length - 1]];
  if (!first || !last) return words;
  const found = Array.from(text.slice(first.start, last.end).matchAll(sayings), (match) => ({
    start: first.start + match.index,
    end: first.start + match.index + match[0].length,
  }));
  if (found.length === 0) return words;
  let current = 0;
  return words.filter(({ start, end }) => {
    while (current < found.length && start >= (found[current]?.end ?? 0)) current++;
    const saying = found[current];
    return !saying || start < saying.start || end > saying.end;
  });
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
