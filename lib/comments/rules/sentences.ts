import type { Word } from "./folded.ts";
import { quote, type Rule } from "./rule.ts";
import {
  endsWell,
  opensWell,
  type Sentence,
  sentencesOf,
  unended,
  unopened,
  withoutMentions,
  wordless,
} from "./sentence-shape.ts";
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

const isFragment = "is a fragment.";
function faultOf(text: string, { start, end, words, hasLink }: Sentence): string | undefined {
  const spoken = withoutMentions(text, words);
  const first = spoken[0];
  if (!first) return wordless;

  const parts: Part[] = spoken.map((word) => ({ lower: word.lower, isCapital: word.letters.isCapital }));
  const verbs = countFiniteVerbs(parts);
  const isThanks = parts.length > 2 && (parts[0]?.lower === "thanks" || parts[0]?.lower === "congratulations");
  if ((verbs === 0 && !isThanks) || leansOnAnother(text.slice(Math.max(start, end - 3), end), parts, verbs))
    return isFragment;
  if (!opensWell(first.text)) return unopened;
  if (!hasLink && !endsWell(text, { start, end })) return unended;
  return undefined;
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

/** Beside a full sentence, "Thank you." and a smiling face annoy nobody. */
function mayStandBeside(words: Word[]): boolean {
  return words.length === 0 || (words.length <= 3 && courtesies.has(words[0]?.lower ?? ""));
}
