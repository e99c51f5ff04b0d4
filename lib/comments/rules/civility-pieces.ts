import { isHarmlessIn } from "./civility-lists.ts";
import { namesIn } from "./civility-names.ts";
import { isWithin, reportedIn } from "./civility-reported.ts";
import { isInOtherScript } from "./civility-scripts.ts";
import { saidOfThings } from "./civility-things.ts";
import { saidOfWriter } from "./civility-writer.ts";
import type { FoldedText, Reading, Token } from "./folded.ts";
import { rememberBeside } from "./remember.ts";
import type { Span } from "./rule.ts";

/** A word as the civility model reads it. `others` are further readings of a word that was disguised. */
export type ReadWord = Span & { word: string; others: string[]; reading?: Reading; sentence: number };

/** Longer ones are names: "@ss" is a word, "@somebody" is nobody's. */
const longestMention = 8;
const fewestSpaced = 3;

/**
 * The words of a comment for the model. Names that look like abuse ("Dick Durbin"), mentions, what others are reported to have said, what
 * the writer says of a thing or of themselves, and what is in another script are no words of it.
 */
export function wordsToWeigh(folded: FoldedText): ReadWord[] {
  const { text, tokens } = folded;
  const names = namesIn(folded);
  const reported = reportedIn(folded);
  const ofThings = saidOfThings(tokens);
  const ofWriter = saidOfWriter(tokens);
  const words: ReadWord[] = [];
  let run: Token[] = [];
  const finish = () => {
    if (run.length >= fewestSpaced) words.push(joined(run));
    else for (const token of run) words.push(read(token));
    run = [];
  };
  for (const [at, token] of tokens.entries()) {
    const last = run[run.length - 1];
    const isSingle = isLetter(token.reading);
    if (!isSingle || (last && token.start - last.end > 1)) finish();
    if (isWithin(reported, token) || isInOtherScript(text, token)) continue;
    if (isSingle) run.push(token);
    else if (isMention(text, token) || names.has(token)) continue;
    else if (ofThings.has(token) || ofWriter.has(token) || isHarmlessIn(tokens, at, token)) continue;
    else words.push(read(token));
  }
  finish();
  return words;
}

const isLetter = rememberBeside(({ keys: [key = ""] }: Reading): boolean => /^[a-z]$/.test(key));

const isMention = (text: string, { start, end }: Token) => text.charAt(start) === "@" && end - start > longestMention;

function read({ keys, reading, start, end, sentence }: Token): ReadWord {
  return { word: keys[0] ?? "", others: keys.length > 1 ? keys.slice(1) : none, reading, start, end, sentence };
}

const none: string[] = [];

/** "i d i o t" is one word. */
function joined(run: Token[]): ReadWord {
  const word = run.map(({ keys }) => keys[0]).join("");
  return {
    word,
    others: [],
    start: run[0]?.start ?? 0,
    end: run[run.length - 1]?.end ?? 0,
    sentence: run[0]?.sentence ?? 0,
  };
}

/**
 * What the model sees of a comment: for each word, numbers that stand for the word, for its letters three to five at a time,
 * and for the company it keeps. Training and judging see a comment through this file alone, so that they cannot differ.
 */
export type Pieces = {
  /** The numbers of all words, one after the other. */
  hashes: Int32Array;
  /** Where the numbers of each word begin; one more entry ends the last word. */
  starts: Int32Array;
  /** Whom or what each word is said of, as far as the words before it tell: an index of `aims`, or their number when they do not. */
  aims: Uint8Array;
};

const prime = 0x01000193;
const kinds = { word: 0x811c9dc5, pair: 0x1b873593, apart: 0x3c6ef372, toReader: 0x5bd1e995, letters: 0x27d4eb2f };
const readers = new Set("you your you're youre u ur yourself you've you'd you'll yours ya yer".split(" "));
const nearReader = 4;

/** The words after which something is said of the reader, of other people, of oneself, of a thing. */
export const aims = [
  readers,
  new Set(
    "he she they him them her his their he's she's they're hes shes theyre himself themselves these those people who everyone everybody".split(
      " ",
    ),
  ),
  new Set("i i'm im me my mine myself we our us we're i've ive".split(" ")),
  new Set("this that it its it's that's the".split(" ")),
];
const aimOfWord = new Map(aims.flatMap((words, aim) => Array.from(words, (word) => [word, aim] as const)));
const toReader = aims.indexOf(readers);
const nearAim = 7;
const longestWord = 20;
/** No word has more pieces than this: three sizes of letters and four of its company. */
const mostPieces = 3 * longestWord + 4;

export function piecesOf(words: { word: string; reading?: Reading; sentence: number }[]): Pieces {
  const starts = new Int32Array(words.length + 1);
  const aimsOf = new Uint8Array(words.length);
  let aim = aims.length;
  let aimedAt = 0;
  let hashes = new Int32Array((words.length + 4) * 32);
  let count = 0;
  let lastReader = -nearReader - 1;
  let previous = { own: 0, sentence: -1 };
  let beforePrevious = previous;
  for (const [at, { word, reading, sentence }] of words.entries()) {
    starts[at] = count;
    if (count + mostPieces > hashes.length) hashes = longer(hashes);
    const { own, letters, named } = reading ? inItself(reading) : alone(word);
    if (named !== undefined) [aim, aimedAt] = [named, at];
    else if (previous.sentence !== sentence || at - aimedAt > nearAim) aim = aims.length;
    aimsOf[at] = aim;
    hashes[count++] = mix(own);
    if (previous.sentence === sentence) {
      hashes[count++] = mix(Math.imul(kinds.pair ^ previous.own, prime) ^ own);
      if (beforePrevious.sentence === sentence)
        hashes[count++] = mix(Math.imul(kinds.apart ^ beforePrevious.own, prime) ^ own);
    }
    if (named === toReader) lastReader = at;
    else if (at - lastReader <= nearReader) hashes[count++] = mix(Math.imul(kinds.toReader, prime) ^ own);
    hashes.set(letters, count);
    count += letters.length;
    beforePrevious = previous;
    previous = { own, sentence };
  }
  starts[words.length] = count;
  return { hashes: hashes.subarray(0, count), starts, aims: aimsOf };
}

/** What of a word is the same in any company. */
const alone = (word: string) => ({ own: hashOf(word), letters: lettersOf(word), named: aimOfWord.get(word) });
const inItself = rememberBeside(({ keys: [word = ""] }: Reading) => alone(word));

const wordBegins = "<".charCodeAt(0);
const wordEnds = ">".charCodeAt(0);

function lettersOf(word: string): Int32Array {
  const hashes = new Int32Array(3 * longestWord);
  let count = 0;
  const length = Math.min(word.length, longestWord) + 2;
  for (let from = 0; from + 3 <= length; from++) {
    let hash = kinds.letters;
    for (let size = 1; size <= 5 && from + size <= length; size++) {
      const at = from + size - 1;
      const letter = at === 0 ? wordBegins : at === length - 1 ? wordEnds : word.charCodeAt(at - 1);
      hash = Math.imul(hash ^ letter, prime);
      if (size >= 3) hashes[count++] = mix(hash);
    }
  }
  return hashes.slice(0, count);
}

function longer(hashes: Int32Array): Int32Array<ArrayBuffer> {
  const twice = new Int32Array(hashes.length * 2 + mostPieces);
  twice.set(hashes);
  return twice;
}

function hashOf(word: string): number {
  let hash = kinds.word;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), prime);
  return hash;
}

/** Spreads a number, so that its lowest bits alone tell pieces apart. */
function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
