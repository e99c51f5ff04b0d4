import type { FoldedText, Word } from "./folded.ts";
import { quote, type Rule, type Span } from "./rule.ts";
import { type SiteLanguage, siteLanguages } from "./site-languages.ts";

export type Sentence = Span & { words: Word[]; hasLink: boolean };

export function sentencesOf({ text, sentences: spans, words, links }: FoldedText): Sentence[] {
  const found: Sentence[] = spans.map((span) => ({ ...span, words: [], hasLink: false }));
  for (const word of words) found[word.sentence]?.words.push(word);
  let current = 0;
  for (const link of links) {
    while (current < found.length - 1 && link.start >= (found[current]?.end ?? 0)) current++;
    const sentence = found[current];
    if (sentence) sentence.hasLink = true;
  }
  // A line that quotes somebody else is theirs, and a row of pictures beside words needs no verb.
  const isQuoted = ({ start }: Span) => text.charAt(start) === ">";
  return found.filter((sentence) => !isQuoted(sentence));
}

export const wordless = "has no words of its own.";
export const unopened = "does not begin with a capital letter.";
export const unended = "does not end with a full stop, a question mark or an exclamation mark.";

/** Whom a reply is addressed to is not part of what it says: "@anna I agree." */
export function withoutMentions(text: string, words: Word[]): Word[] {
  return words.filter(({ start }) => !"@#".includes(text.charAt(start - 1)) || start === 0);
}

export function opensWell(first: string): boolean {
  // "iPhone sales fell." has its capital inside; a digit or a letter without case opens a sentence too.
  return !/^\p{Ll}/u.test(first) || /^\p{Ll}\p{Lu}/u.test(first);
}

/** “ ends what „ began, and « what » began, in German and its neighbours. */
const closers = /[\s"'”’“‘»«)\]}*_~\p{Extended_Pictographic}\p{M}\p{Cf}\p{Emoji_Modifier}]/u;

export function endsWell(text: string, { start, end }: Span): boolean {
  let last = end - 1;
  // What closes a sentence is a few characters; more than that is looked at only as far as it is sensible.
  while (last > start && end - last < 64 && closers.test(charAt(text, last))) last--;
  return /[.?!…:;‽]/.test(text.charAt(last));
}

/** The character that an index belongs to, both halves of it where it has two. */
function charAt(text: string, index: number): string {
  const code = text.charCodeAt(index);
  if (code >= 0xdc00 && code <= 0xdfff) return text.slice(index - 1, index + 1);
  if (code >= 0xd800 && code <= 0xdbff) return text.slice(index, index + 2);
  return text.charAt(index);
}

/** In these a verb may stand for a whole sentence: "Concordo." */
const mayBeOneWord = new Set<SiteLanguage>(["es", "it", "pl", "pt"]);

/**
 * The shape of sentences, for languages whose verbs the house does not know: a capital letter first, a stop at the end, and more
 * than one word where the language needs a subject.
 */
export function shapeOfSentences(site: SiteLanguage): Rule {
  const finding = (text: string, { start, end }: Span, fault: string) => ({
    rule: "sentences" as const,
    reason: `${quote(text, { start, end })} ${fault}`,
    guideline: "full-sentences" as const,
    at: [start, end] as [number, number],
  });
  return {
    name: "sentences",
    check(folded) {
      const { text } = folded;
      const judged = sentencesOf(folded);
      const hasWords = judged.some(({ words }) => words.some(isSaid));
      const said = judged.flatMap(({ words }) => withoutMentions(text, words)).filter(isSaid);
      const [first, last] = [judged[0], judged[judged.length - 1]];
      if (first && last && said.length === 1 && !mayBeOneWord.has(site))
        return [
          finding(
            text,
            { start: first.start, end: last.end },
            `is one word, and no sentence in ${siteLanguages[site]}.`,
          ),
        ];
      return judged.flatMap((sentence) => {
        const fault = faultOf(site, text, sentence);
        return fault && !(hasWords && fault === wordless) ? [finding(text, sentence, fault)] : [];
      });
    },
  };
}

const isSaid = ({ text }: Word) => /\p{L}/u.test(text);

function faultOf(site: SiteLanguage, text: string, { start, end, words, hasLink }: Sentence): string | undefined {
  const spoken = withoutMentions(text, words);
  const first = spoken[0];
  if (!spoken.some(isSaid) || !first) return wordless;
  // Dutch begins with a capital behind what is cut short: "'s Avonds", "'t Is".
  const opener = site === "nl" && isCutShort(text, first) ? (spoken[1] ?? first) : first;
  if (!opensWell(opener.text)) return unopened;
  return hasLink || endsWell(text, { start, end }) ? undefined : unended;
}

const isCutShort = (text: string, { start, lower }: Word) =>
  /^[stnmkr]$/.test(lower) && start > 0 && /['’‘]/.test(text.charAt(start - 1));
