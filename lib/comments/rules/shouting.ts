import type { FoldedText, Word } from "./folded.ts";
import type { Letters } from "./letters.ts";
import { lexicon } from "./lexicon.ts";
import { quote, type Rule, type Span, withoutOverlaps } from "./rule.ts";
import type { Finding } from "./schema.ts";
import type { SiteLanguage } from "./site-languages.ts";
import { smallWords } from "./small-words.ts";

/** No shouting: not in capitals, not in rows of marks, not in stretched words. Acronyms are not shouted. */
export const shouting = shoutingBy(isShouted, ({ isStretched }) => isStretched);

/** The same where no dictionary tells words from acronyms: what is long, or holds the language together, is a word. */
export const shoutingIn = (site: Exclude<SiteLanguage, "en">) =>
  shoutingBy(
    ({ lower }) => lower.length >= longerThanAcronyms || (lower.length > 1 && smallWords[site].has(lower)),
    ({ isStretchedAnywhere }) => isStretchedAnywhere,
  );

const longerThanAcronyms = 7;

function shoutingBy(isWord: (word: Word) => boolean, isStretched: (letters: Letters) => boolean): Rule {
  return { name: "shouting", check: (text) => check(text, isWord, isStretched) };
}

function check(
  text: FoldedText,
  isWord: (word: Word) => boolean,
  isStretched: (letters: Letters) => boolean,
): Finding[] {
  const found = withoutOverlaps([
    ...capitals(text, isWord),
    ...marks(text.text),
    ...stretched(text.words, isStretched),
  ]);
  return found.map(({ start, end, why }) => ({
    rule: "shouting",
    reason: `${quote(text.text, { start, end })} ${why}`,
    guideline: "no-shouting",
    at: [start, end],
  }));
}

type Shout = Span & { why: string };

const shortestRun = 4;

/** Runs of words in capitals. A run may hold acronyms, but it is only shouted when most of its words are none. */
function capitals({ words }: FoldedText, isWord: (word: Word) => boolean): Shout[] {
  const found: Shout[] = [];
  let run: Word[] = [];
  const finish = () => {
    const shouted = run.filter(isWord).length;
    const first = run[0];
    const last = run[run.length - 1];
    const enough = run.length >= shortestRun || run.length === words.length;
    if (first && last && enough && shouted >= 3 && shouted >= 0.6 * run.length) {
      found.push({ start: first.start, end: last.end, why: "is in capitals, which reads as shouting." });
    }
    run = [];
  };
  for (const word of words) {
    const { isCapitals, hasLetter } = word.letters;
    if (isCapitals) run.push(word);
    else if (hasLetter) finish();
  }
  finish();
  return found;
}

/** Only a word that is also written small is shouted; what the dictionary does not have is an acronym or a name. */
function isShouted({ lower }: Word): boolean {
  return lower.length >= 2 && !acronyms.has(lower) && lexicon().isEnglish(lower);
}

const acronyms = new Set([
  "us",
  "who",
  "it",
  "aids",
  "un",
  "eu",
  "uk",
  "nato",
  "pm",
  "mp",
  "tv",
  "am",
  "pip",
  "nice",
  "acre",
  "ira",
  "sat",
  "act",
]);

function marks(text: string): Shout[] {
  return Array.from(text.matchAll(/[!?！？]{3,}/g), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    why: "is a row of marks, where one is enough.",
  }));
}

function stretched(words: Word[], isStretched: (letters: Letters) => boolean): Shout[] {
  return words
    .filter(({ letters }) => isStretched(letters))
    .map(({ start, end }) => ({ start, end, why: "is stretched, which reads as shouting." }));
}
