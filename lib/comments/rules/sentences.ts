import type { FoldedText, Word } from "./folded.ts";
import { quote, type Rule, type Span } from "./rule.ts";
import { courtesies, relativeStarts } from "./verb-words.ts";
import { countFiniteVerbs, type Part } from "./verbs.ts";

/** Full sentences: a capital letter first, a verb that says something, and a stop. */
export const sentences: Rule = {
  name: "sentences",
  check(text) {
    const judged = sentencesOf(text).map((sentence) => ({ ...sentence, fault: faultOf(text.text, sentence) }));
    const hasFull = judged.some(({ fault, words }) => fault === undefined && words.length > 0);
    return judged.flatMap(({ start, end, words, fault }) => {
      if (!fault || (hasFull && mayStandBeside(words))) return [];
      return [
        {
          rule: "sentences",
          reason: `${quote(text.text, { start, end })} ${fault}`,
          guideline: "full-sentences",
          at: [start, end],
        },
      ];
    });
  },
};

type Sentence = Span & { words: Word[]; hasLink: boolean };

function sentencesOf({ text, sentences: spans, words, links }: FoldedText): Sentence[] {
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

const isFragment = "is a fragment.";
const closers = /[\s"'”’»)\]}*_~\p{Extended_Pictographic}\p{M}\p{Cf}\p{Emoji_Modifier}]/u;

function faultOf(text: string, { start, end, words, hasLink }: Sentence): string | undefined {
  const spoken = withoutMentions(text, words);
  const first = spoken[0];
  if (!first) return "has no words of its own.";

  const parts: Part[] = spoken.map((word) => ({ lower: word.lower, isCapital: word.letters.isCapital }));
  const verbs = countFiniteVerbs(parts);
  const isThanks = parts.length > 2 && (parts[0]?.lower === "thanks" || parts[0]?.lower === "congratulations");
  if ((verbs === 0 && !isThanks) || leansOnAnother(text.slice(Math.max(start, end - 3), end), parts, verbs))
    return isFragment;
  if (!opensWell(first.text)) return "does not begin with a capital letter.";
  if (!hasLink && !endsWell(text, { start, end }))
    return "does not end with a full stop, a question mark or an exclamation mark.";
  return undefined;
}

/** Whom a reply is addressed to is not part of what it says: "@anna I agree." */
function withoutMentions(text: string, words: Word[]): Word[] {
  return words.filter(({ start }) => !"@#".includes(text.charAt(start - 1)) || start === 0);
}

/** "Because of the weather." and "Which is why they left." are halves of a sentence that stands elsewhere. */
function leansOnAnother(ending: string, parts: Part[], verbs: number): boolean {
  if (ending.includes("?")) return false;
  const lead = parts[0]?.lower ?? "";
  const next = parts[1]?.lower ?? "";
  if (relativeStarts.has(lead))
    return verbs <= 1 || ["is", "was", "means", "makes", "would", "will", "has"].includes(next);
  if (lead === "because" || lead === "unless" || lead === "although" || lead === "whereas") return verbs <= 1;
  return false;
}

function opensWell(first: string): boolean {
  // "iPhone sales fell." has its capital inside; a digit or a letter without case opens a sentence too.
  return !/^\p{Ll}/u.test(first) || /^\p{Ll}\p{Lu}/u.test(first);
}

function endsWell(text: string, { start, end }: Span): boolean {
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

/** Beside a full sentence, "Thank you." and a smiling face annoy nobody. */
function mayStandBeside(words: Word[]): boolean {
  return words.length === 0 || (words.length <= 3 && courtesies.has(words[0]?.lower ?? ""));
}
