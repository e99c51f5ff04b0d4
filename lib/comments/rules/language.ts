import { englishGlue, informalEnglish } from "./english-words.ts";
import type { Word } from "./folded.ts";
import { inLanguage } from "./in-language.ts";
import { lexicon } from "./lexicon.ts";
import type { Rule } from "./rule.ts";
import type { SiteLanguage } from "./site-languages.ts";
import { smallWords } from "./small-words.ts";

type Other = Exclude<SiteLanguage, "en">;

/** Comments in the language of a site that is not English: the small words, the letters and the language detector vote. */
export const languageRule = (site: Other): Rule => inLanguage(site, (text, words) => isForeignTo(site, text, words));

const all: Record<SiteLanguage, (word: string) => boolean> = {
  en: (word) => englishGlue.has(word) || informalEnglish.has(word),
  ...(Object.fromEntries(
    Object.entries(smallWords).map(([language, words]) => [language, (word: string) => words.has(word)]),
  ) as Record<Other, (word: string) => boolean>),
};
const languages = Object.keys(all) as SiteLanguage[];

/** The letters beyond a to z that words of a language have, loan words among them. A word with any other speaks against it. */
const letters: Record<SiteLanguage, string> = {
  en: "éï",
  da: "æøåé",
  de: "äöüßéàè",
  es: "ñáéíóúü",
  fr: "àâæçéèêëîïôœùûüÿ",
  it: "àèéìíîòóùú",
  nl: "ëïéèêöüóáàç",
  no: "æøåéèêòóô",
  pl: "ąćęłńóśźżé",
  pt: "ãõçáâàéêíóôúü",
  sv: "åäöéàü",
};
const strange = Object.fromEntries(
  Object.entries(letters).map(([language, own]) => [language, new RegExp(`[^a-z0-9'’‘${own}-]`, "u")]),
) as Record<SiteLanguage, RegExp>;

/** How words are spelt in one language and seldom in its neighbours; half as good as a word that is known. */
const spellings: Record<SiteLanguage, RegExp> = {
  en: /th|wh|ough|ing$|[aeiou]ck/,
  da: /øj|ej$|[^s]tion|gt$|[^e]ede$|ghed/,
  de: /sch|ung$|keit$|heit$|ßt?|pf|tz/,
  es: /ción|ciones|ñ|ie[nrt]|ue[rnbv]|ll/,
  fr: /eux$|eau|ez$|aient$|ou[rsv]|[^s]tion|oi[rst]/,
  it: /zion|cch|gli|zz|gg|tt[aoei]$/,
  nl: /ij|oe|aa|[^s]ch[^e]|uu|eeuw/,
  no: /øy|sjon|skj|kj|gj|^ei|leik|heit$/,
  pl: /rz|sz|cz|ść|dz|ów$|wie|nie$/,
  pt: /ção|ções|nh|lh|ões$|ão$|ei[rx]/,
  sv: /ck|x|ning|sj[^o]|lj|ligt$/,
};

/**
 * How much must speak for another language before a sentence is taken for it: the fewer its words, the more of it. Chosen by the
 * sentences in tests/comments/rules-languages.test.ts; docs/languages.md has what others measure.
 */
const enough = (words: number) => (words === 1 ? 1 : words < 4 ? 0.75 : 0.55);

function isForeignTo(site: Other, text: string, words: Word[]): boolean {
  const said = words.filter(({ text: word }) => /\p{L}/u.test(word));
  const other = said.filter(({ text: word }) => !/\p{Script=Latin}/u.test(word)).length;
  if (other > 0 && other >= 0.4 * said.length) return true;
  const isShouted = words.every((word) => word.text === word.text.toUpperCase());
  const heard = said.filter((word, at) => isShouted || !isName(site, word, said[at - 1]));
  if (heard.length === 0) return false;
  return isStrange(site, text, heard);
}

/** A capital inside a sentence makes a name of a word, except where all nouns have one. */
function isName(site: Other, { text, lower, sentence }: Word, before: Word | undefined): boolean {
  return site !== "de" && before?.sentence === sentence && /^\p{Lu}/u.test(text) && !all[site](lower);
}

/** Whether so much speaks for another language. The detector costs the most, and is asked only where it could turn the answer. */
function isStrange(site: Other, text: string, words: Word[]): boolean {
  const votes = Object.fromEntries(languages.map((language) => [language, 0])) as Record<SiteLanguage, number>;
  for (const { lower } of words)
    for (const [at, vote] of votesOf(lower).entries()) votes[languages[at] ?? site] += vote;
  const rival = Math.max(...languages.filter((language) => language !== site).map((language) => votes[language]));
  const byWords = (1.4 * (rival - votes[site])) / Math.sqrt(words.length);
  const byLetters = 4 * heeded(words.length);
  const wanted = enough(words.length);
  if (byWords >= wanted) return true;
  if (byWords + byLetters < wanted) return false;
  return byWords + byLetters * doubtOf(site, text, words) >= wanted;
}

/** How much better the letters fit another language, from 0 to 1. */
function doubtOf(site: Other, text: string, words: Word[]): number {
  const first = words[0]?.start ?? 0;
  const last = words[words.length - 1]?.end ?? 0;
  const { bestScore, scores } = lexicon().languageOf(text.slice(first, Math.min(last, first + longestAsked)));
  return bestScore === 0 ? 0 : 1 - (scores[site] ?? 0) / bestScore;
}

const mostRemembered = 5_000;
const remembered = new Map<string, number[]>();

/** What a word says for each language, or against it. The same few words come again and again. */
function votesOf(word: string): number[] {
  const known = remembered.get(word);
  if (known) return known;
  const parts = [word, ...word.split(/['-]/)];
  const votes = languages.map((language) => {
    if (parts.some(all[language])) return 1;
    if (strange[language].test(word)) return -1;
    return spellings[language].test(word) ? 0.5 : 0;
  });
  if (remembered.size >= mostRemembered) remembered.clear();
  if (word.length <= 40) remembered.set(word, votes);
  return votes;
}

/** The detector guesses at one word, and is half asleep at three. */
const heeded = (words: number) => (words === 1 ? 0.1 : Math.min(1, words / 5));
const longestAsked = 600;
