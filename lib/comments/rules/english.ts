import { englishGlue, foreignGlue, informalEnglish } from "./english-words.ts";
import type { FoldedText, Word } from "./folded.ts";
import { lexicon } from "./lexicon.ts";
import { quote, type Rule, type Span } from "./rule.ts";
import type { Finding } from "./schema.ts";

/** Comments in English. Names, loan words and what somebody is quoted to have said may be in any language. */
export const english: Rule = {
  name: "english",
  check(text) {
    const spoken = withoutQuotes(text);
    const foreign = bySentence(text, spoken).filter(({ words }) => isForeign(text.text, words));
    if (foreign.length === 0) return isForeign(text.text, spoken) ? [whole(text)] : [];

    // A slip of two words beside English is no other language, unless it is made of words that are known to be foreign.
    const count = foreign.reduce((sum, { words }) => sum + words.length, 0);
    if (count >= 0.7 * spoken.length) return [whole(text)];
    return foreign.map(({ start, end }) => finding(text.text, { start, end }));
  },
};

function whole({ text }: FoldedText): Finding {
  const start = text.length - text.trimStart().length;
  return finding(text, { start, end: text.trimEnd().length });
}

function finding(text: string, span: Span): Finding {
  return {
    rule: "english",
    reason: `${quote(text, span)} is not in English.`,
    guideline: "english",
    at: [span.start, span.end],
  };
}

type Unit = Span & { words: Word[] };

function bySentence({ sentences }: FoldedText, words: Word[]): Unit[] {
  const units: Unit[] = sentences.map((span) => ({ ...span, words: [] }));
  for (const word of words) units[word.sentence]?.words.push(word);
  return units.filter((unit) => unit.words.length > 0);
}

const quotation = /"[^"\n]{1,200}"|“[^”\n]{1,200}”|«[^»\n]{1,200}»|‘[^’\n]{1,200}’/g;

/** The words outside quotation marks, without mentions; all of them when there are no others. */
function withoutQuotes({ text, words }: FoldedText): Word[] {
  const quotes = Array.from(text.matchAll(quotation), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
  let current = 0;
  const outside = words.filter(({ start }) => {
    while (current < quotes.length && start >= (quotes[current]?.end ?? 0)) current++;
    if (start >= (quotes[current]?.start ?? Number.POSITIVE_INFINITY)) return false;
    return start === 0 || !"@#".includes(text.charAt(start - 1));
  });
  return outside.length > 0 ? outside : words;
}

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
  const {
    best,
    bestScore,
    english: score,
  } = lexicon().languageOf(text.slice(first.start, Math.min(last.end, first.start + longestAsked)));
  return best !== "en" && score < 0.9 * bestScore;
}
