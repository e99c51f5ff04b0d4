import { namesIn } from "./civility-names.ts";
import { endsWithin, reportedIn } from "./civility-reported.ts";
import { isInOtherScript } from "./civility-scripts.ts";
import {
  abusiveClasses,
  abusivePhrases,
  anywhere,
  beginnings,
  harmless,
  harmlessBeside,
  starred,
  wholeWords,
} from "./civility-words.ts";
import type { FoldedText, Reading, Token } from "./folded.ts";
import { compilePhrases, findPhrases, phraseWords } from "./phrases.ts";
import { rememberBeside } from "./remember.ts";
import { type Span, withoutOverlaps } from "./rule.ts";

type Listed = Span & { why: string };

/** What the word lists find, and why. They can name the word, which a model that has learnt from examples cannot. */
export function listed(text: FoldedText): Listed[] {
  return withoutOverlaps([abusiveWords, spacedWords, abusivePhrase].flatMap((signal) => signal(text)));
}

const reasons = {
  word: "is a word that has no place in this conversation.",
  hidden: "spells out a word that has no place in this conversation.",
  threat: "wishes or threatens harm.",
  contempt: "holds people in contempt, where an argument could stand.",
};

const phrases = compilePhrases(abusivePhrases, abusiveClasses);

/**
 * "Do not kill yourself" is no threat: what is turned round before it begins is not found, nor what others are reported to have
 * said. A curse in such a report is a word on the page, and is found by itself.
 */
function abusivePhrase(text: FoldedText) {
  const reported = reportedIn(text);
  const words = phraseWords(text);
  const wordAt = (at: number, sentence?: number) =>
    words[at]?.sentence === sentence ? (words[at]?.keys[0] ?? "") : "";
  // "He may drop dead any day" wishes nobody harm.
  const turns = (at: number, sentence?: number) =>
    ["not", "never", "nobody"].includes(wordAt(at, sentence)) ||
    (wordAt(at + 1, sentence) === "drop" &&
      wordAt(at - 1, sentence) !== "you" &&
      ["may", "might", "could"].includes(wordAt(at, sentence)));
  return findPhrases(words, phrases)
    .filter((one) => !turns(one.first - 1, words[one.first]?.sentence) && !endsWithin(reported, one))
    .map(({ start, end, tag }) => ({ start, end, why: reasons[tag] }));
}

function abusiveWords(text: FoldedText) {
  const { tokens } = text;
  return tokens.flatMap((token, at) => {
    const key = abusiveKey(token.reading);
    if (key === "" || isHarmlessHere(tokens, at, key) || namesIn(text).has(token)) return [];
    if (isInOtherScript(text.text, token)) return [];
    return [{ start: token.start, end: token.end, why: token.keys[0] === key ? reasons.word : reasons.hidden }];
  });
}

/** The first reading of a word that has no place here, or nothing. */
const abusiveKey = rememberBeside(({ keys }: Reading): string => keys.find(isAbusive) ?? "");

function isAbusive(key: string): boolean {
  if (key.length < 2) return false;
  const word = key.endsWith("'s") ? key.slice(0, -2) : key;
  if (harmless.has(word)) return false;
  if (wholeWords.has(word)) return true;
  if (/[*#%&^]/.test(word)) return isStarred(word);
  return beginnings.some((stem) => word.startsWith(stem)) || anywhere.some((stem) => word.includes(stem));
}

const barelyStarred = new Set(["f***", "c***", "f**", "b****", "f****", "f******"]);

/** Stars stand for letters. At least two letters must show, the first among them, or every row of stars would be a curse. */
function isStarred(word: string): boolean {
  if (barelyStarred.has(word)) return true;
  if (!/^[a-z][a-z*#%&^]*$/.test(word) || word.replace(/[^a-z]/g, "").length < 2) return false;
  return starred.some(
    (rude) => rude.length === word.length && [...word].every((sign, at) => !/[a-z]/.test(sign) || sign === rude[at]),
  );
}

/** "Blue tit", "magna cum laude": what stands beside a word can take the harm out of it. */
export const isHarmlessIn = (tokens: Token[], at: number, { keys, reading }: Token) =>
  mayBeHarmless(reading) && keys.some((key) => isHarmlessHere(tokens, at, key));

const mayBeHarmless = rememberBeside(({ keys }: Reading): boolean =>
  keys.some((key) => Object.hasOwn(harmlessBeside, key)),
);

function isHarmlessHere(tokens: Token[], at: number, key: string): boolean {
  const token = tokens[at];
  const company = Object.hasOwn(harmlessBeside, key) ? harmlessBeside[key] : undefined;
  if (!token || !company) return false;
  const near = (other: Token | undefined) => (other?.sentence === token.sentence ? (other.keys[0] ?? "") : "");
  return (
    (company.before?.includes(near(tokens[at - 1])) ?? false) ||
    (company.after?.includes(near(tokens[at + 1])) ?? false)
  );
}

const shortestSpaced = 4;
const spacedStems = [...anywhere, "shit", "cunt", "bitch", "wank", "twat", "whore", "slut", "nigga", "bastard"];

const mayBeSingle = rememberBeside(({ keys }: Reading): boolean => keys.some((key) => /^[a-z*]$/.test(key)));

/** "f u c k" and "F.U.C.K.": single letters in a row are read as one word. */
function spacedWords({ text, tokens }: FoldedText) {
  const found: Listed[] = [];
  let run: Token[] = [];
  const finish = () => {
    if (run.length >= shortestSpaced) found.push(...insideRun(run));
    run = [];
  };
  for (const token of tokens) {
    const last = run[run.length - 1];
    const isSingle = mayBeSingle(token.reading);
    // Letters further apart than a few signs belong to different things.
    if (!isSingle || (last && token.start - last.end > 3) || (last && text.slice(last.end, token.start).includes("\n")))
      finish();
    if (isSingle) run.push(token);
  }
  finish();
  return found;
}

function insideRun(run: Token[]) {
  const joined = run.map((token) => token.keys.find((key) => key.length === 1) ?? " ").join("");
  return spacedStems.flatMap((stem) => {
    const at = joined.indexOf(stem);
    const first = run[at];
    const last = run[run.length - 1];
    if (at < 0 || !first || !last) return [];
    return [{ start: first.start, end: last.end, why: reasons.hidden }];
  });
}
