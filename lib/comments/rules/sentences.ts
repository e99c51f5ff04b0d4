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
import { mayBeVerb, type Part } from "./subjects.ts";
import { courtesies, determiners, objectWords, relativeStarts } from "./verb-words.ts";
import { finiteVerbs } from "./verbs.ts";

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

  const parts: Part[] = spoken.map((word) => ({
    lower: word.lower,
    letters: word.letters,
    isCapital: word.letters.isCapital,
    hasComma: text.charAt(word.end) === ",",
  }));
  const verbs = finiteVerbs(parts);
  const isThanks = parts.length > 2 && (parts[0]?.lower === "thanks" || parts[0]?.lower === "congratulations");
  const isFormula = parts.length > 2 && parts[0]?.lower === "long" && parts[1]?.lower === "live";
  if (
    (verbs.length === 0 && !isThanks && !isFormula) ||
    leansOnAnother(text.slice(Math.max(start, end - 3), end), parts, verbs)
  )
    return isFragment;
  if (!opensWell(first.text)) return unopened;
  if (!hasLink && !endsWell(text, { start, end })) return unended;
  return undefined;
}

/** "Because of the weather." and "Which is why they left." are halves of a sentence that stands elsewhere. */
function leansOnAnother(ending: string, parts: Part[], verbs: number[]): boolean {
  if (ending.includes("?")) return false;
  const lead = parts[0]?.lower ?? "";
  const next = parts[1]?.lower ?? "";
  if (relativeStarts.has(lead))
    return verbs.length <= 1 || ["is", "was", "means", "makes", "would", "will", "has"].includes(next);
  if (verbs.length <= 1 && causes.has(lead)) return true;
  if (parts.some(({ hasComma }) => hasComma)) return false;
  // "While the rest of us pay." But "If only they had listened!" is a wish.
  if (verbs.length <= 1 && conditions.has(lead) && next !== "only") return true;
  return isRelativeOnly(parts, verbs);
}

const causes = new Set(["because", "unless", "although", "whereas"]);
const conditions = new Set(["if", "when", "while", "whenever", "whether"]);
const betweenWhoAndVerb = /ly$|^(?:never|always|still|now|just|also|once)$/;

const isObject = (word: string) => objectWords.has(word) || determiners.has(word);

/** "The man who drove the bus.", "Waiting for a train that never comes.": the only verb is said by "who" or "that". */
function isRelativeOnly(parts: Part[], verbs: number[]): boolean {
  const first = verbs[0] ?? 0;
  // "The people who live there object.": what may be a verb at the end is taken for one.
  if (verbs.some((at, nth) => nth > 0 && at !== (verbs[nth - 1] ?? 0) + 1)) return false;
  const behind = parts.slice((verbs.at(-1) ?? 0) + 1).map(({ lower }) => lower);
  if (behind.some((word, at) => mayBeVerb(word) && (at === behind.length - 1 || isObject(behind[at + 1] ?? ""))))
    return false;
  let before = first - 1;
  while (before > 0 && betweenWhoAndVerb.test(parts[before]?.lower ?? "")) before--;
  const relative = before > 0 ? parts[before]?.lower : undefined;
  return relative === "who" || (relative === "that" && before > 2 && /ing$/.test(parts[0]?.lower ?? ""));
}

/** Beside a full sentence, "Thank you." and a smiling face annoy nobody. */
function mayStandBeside(words: Word[]): boolean {
  return words.length === 0 || (words.length <= 3 && courtesies.has(words[0]?.lower ?? ""));
}
