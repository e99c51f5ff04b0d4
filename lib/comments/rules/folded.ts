import { confusables } from "./confusables.ts";
import { type Letters, lettersOf } from "./letters.ts";
import { type Remembering, remember, rememberBeside } from "./remember.ts";
import type { Span } from "./rule.ts";
import { splitSentences } from "./split.ts";

/** A word as it was written. */
export type Word = Span & { text: string; lower: string; letters: Letters; sentence: number };

/** How a word may be read ("b1tch" reads as "bitch"), and what the rules found out about that. */
export type Reading = Remembering & { keys: string[] };

/** A word folded for matching: `keys` are those of its reading. */
export type Token = Span & { keys: string[]; reading: Reading; sentence: number };

/** A comment, as given and as the rules look at it. Folding is for matching only: every offset is in the text as given. */
export type FoldedText = Remembering & {
  text: string;
  sentences: Span[];
  words: Word[];
  tokens: Token[];
  links: Span[];
};

export function fold(text: string): FoldedText {
  const links = linksOf(text);
  const sentences = splitSentences(text, links);
  const words = wordsOf(text, sentences, links);
  return { text, sentences, links, words, known: [], tokens: tokensOf(text, sentences, links, words) };
}

/** How the words of a text read, each in its first reading, wherever its sentences end. */
export const readingOf = (text: string): string[] => tokensOf(text, [], linksOf(text)).map(({ keys }) => keys[0] ?? "");

/** Bounded on every side, so that no text makes it look at the same letters more than a constant number of times. */
const linkPattern =
  /(?<![\p{L}\p{N}@.])(?:https?:\/\/[^\s<>"“”]+|www\.[^\s<>"“”]+|(?:[a-z0-9-]{1,40}\.){1,3}(?:com|org|net|info|io|ly|gov|edu|biz|xyz|shop|top|online|site|co\.uk)(?![\p{L}\p{N}@]|\.\p{L})(?:\/[^\s<>"“”]*)?)/giu;
const linkHint = /:\/\/|www\.|\.(?:com|org|net|info|io|ly|gov|edu|biz|xyz|shop|top|online|site|co\.uk)/i;

function linksOf(text: string): Span[] {
  if (!linkHint.test(text)) return [];
  return Array.from(text.matchAll(linkPattern), (match) => {
    let end = match.index + match[0].length;
    // The stop that ends the sentence is not part of the address.
    while (end > match.index && /[.,;:!?)\]'’]/.test(text.charAt(end - 1))) end--;
    return { start: match.index, end };
  });
}

const wordPattern = /[\p{L}\p{M}\p{N}]+(?:['’‘-][\p{L}\p{M}\p{N}]+)*/gu;
/** The same for texts of plain letters, as nearly all are. */
const plainWordPattern = /[A-Za-z0-9]+(?:['’‘-][A-Za-z0-9]+)*/g;
/** Nothing but the signs of a keyboard and the marks that printers use: none of those is part of a token but the apostrophe. */
const isPlain = (text: string) => /^[\0-\x7f‘’“”–—…]*$/.test(text);

function wordsOf(text: string, sentences: Span[], links: Span[]): Word[] {
  const place = walk(sentences);
  const isInLink = within(links);
  const words: Word[] = [];
  for (const match of text.matchAll(isPlain(text) ? plainWordPattern : wordPattern)) {
    const start = match.index;
    if (isInLink(start)) continue;
    const letters = lettersOf(match[0]);
    words.push({
      text: match[0],
      lower: letters.lower,
      letters,
      start,
      end: start + match[0].length,
      sentence: place(start),
    });
  }
  return words;
}

const leet: Record<string, string> = {
  "@": "a",
  $: "s",
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "!": "i",
  "|": "i",
  "€": "e",
  "£": "l",
  "+": "t",
};
const tokenCharacters = new Set("abcdefghijklmnopqrstuvwxyz0123456789@$!|*#%&^€£+'");
const longestToken = 60;

function tokensOf(text: string, sentences: Span[], links: Span[], words: Word[] = []): Token[] {
  return links.length === 0 && isPlain(text)
    ? plainTokensOf(text, sentences, words)
    : foldedTokensOf(text, sentences, links);
}

const plainToken = new RegExp(`[A-Za-z0-9@$!|*#%&^+'‘’]{1,${longestToken}}`, "g");

/** Without letters to fold, the tokens stand in the text as they are, and nearly all of them are its words. */
function plainTokensOf(text: string, sentences: Span[], words: Word[]): Token[] {
  const place = walk(sentences);
  const tokens: Token[] = [];
  let next = 0;
  for (const { 0: written, index: start } of text.matchAll(plainToken)) {
    const end = start + written.length;
    while ((words[next]?.start ?? end) < start) next++;
    const word = words[next];
    const reading =
      word?.start === start && word.end === end
        ? readingOfWord(word.letters)
        : readings(written.toLowerCase().replace(/[‘’]/g, "'"));
    const { keys } = reading;
    if (keys.length > 0) tokens.push({ keys, reading, start, end, sentence: place(start) });
  }
  return tokens;
}

function foldedTokensOf(text: string, sentences: Span[], links: Span[]): Token[] {
  const place = walk(sentences);
  const isInLink = within(links);
  const tokens: Token[] = [];
  let letters = "";
  let start = 0;
  let end = 0;

  const finish = () => {
    const reading = readings(letters);
    const { keys } = reading;
    if (keys.length > 0) tokens.push({ keys, reading, start, end, sentence: place(start) });
    letters = "";
  };

  for (const at of asRead(text)) {
    const code = text.codePointAt(at) ?? 0;
    const size = code > 0xffff ? 2 : 1;
    const folded = isInLink(at) ? " " : foldCharacter(code);
    for (const character of folded) {
      const isOfToken = tokenCharacters.has(character);
      if (!isOfToken || letters.length >= longestToken) {
        if (letters !== "") finish();
        if (!isOfToken) continue;
      }
      start = letters === "" ? at : Math.min(start, at);
      end = letters === "" ? at + size : Math.max(end, at + size);
      letters += character;
    }
  }
  if (letters !== "") finish();
  return text.includes(turnsRound) ? inOrder(tokens, sentences) : tokens;
}

/** Words that are shown from right to left were read last to first; everything after this asks in rising order. */
function inOrder(tokens: Token[], sentences: Span[]): Token[] {
  const place = walk(sentences);
  return tokens.sort((a, b) => a.start - b.start).map((token) => ({ ...token, sentence: place(token.start) }));
}

const turnsRound = "\u202e";

/** Where the characters are, in the order in which they are read: what an override turns round is read backwards. */
function asRead(text: string): number[] {
  const order: number[] = [];
  let turned: number[] | undefined;
  const turnBack = () => {
    for (let at = turned?.pop(); at !== undefined; at = turned?.pop()) order.push(at);
    turned = undefined;
  };
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at) ?? 0;
    if (code === 0x202c || code === 0x0a) turnBack();
    (turned ?? order).push(at);
    if (code === 0x202e) turned ??= [];
    at += code > 0xffff ? 2 : 1;
  }
  turnBack();
  return order;
}

const invisible = /[\p{M}\p{Cf}]|[\u115f\u1160\u3164]/u;

/** What a character reads as: nothing when it cannot be seen, one or two plain letters, or itself. */
function foldCharacter(code: number): string {
  if (code < 0x80) return code >= 0x41 && code <= 0x5a ? String.fromCharCode(code + 32) : String.fromCharCode(code);
  if (code === 0x2019 || code === 0x2018) return "'";
  const character = String.fromCodePoint(code);
  if (invisible.test(character)) return "";
  const lower = character.toLowerCase();
  const alike = confusables.get(lower);
  if (alike) return alike;
  let folded = "";
  for (const part of lower.normalize("NFKD").toLowerCase()) {
    if (!invisible.test(part)) folded += confusables.get(part) ?? part;
  }
  return folded;
}

/** The ways a token may be read. Digits and signs are read as letters only beside letters: "1,500" stays a number. */
const readings = remember((raw: string): Reading => ({ keys: keysOf(raw), known: [] }));

const readingOfWord = rememberBeside(({ lower }: Letters) => readings(lower));

function keysOf(raw: string): string[] {
  const token = raw.replace(/^['!|*#%&^+]+|['!|%&^+]+$/g, "");
  if (!/[a-z]/.test(token)) return token === "" ? [] : [token];
  if (/^[a-z]+$/.test(token)) return withRepeats(token);
  const plain = token.replace(/[^a-z']/g, "");
  if (/^[a-z']+$/.test(token)) return withRepeats(token);

  const read = (one: string) =>
    token.replace(/[^a-z'*#%&^]/g, (sign) => (sign === "1" || sign === "|" ? one : (leet[sign] ?? "")));
  return [...new Set([read("i"), read("l"), plain].flatMap(withRepeats))];
}

/** "fuuuuck" also reads as "fuck", and "niiiggga" as itself with pairs kept: both readings are tried. */
function withRepeats(key: string): string[] {
  if (!/([a-z])\1\1/.test(key)) return [key];
  return [key, key.replace(/([a-z])\1{2,}/g, "$1"), key.replace(/([a-z])\1{2,}/g, "$1$1")];
}

/** Tells in which sentence an offset lies. Offsets are asked in rising order, so that the walk is linear. */
function walk(spans: Span[]): (at: number) => number {
  let current = 0;
  return (at) => {
    while (current < spans.length - 1 && at >= (spans[current]?.end ?? 0)) current++;
    return current;
  };
}

/** Tells whether an offset lies inside one of the spans. Offsets are asked in rising order. */
function within(spans: Span[]): (at: number) => boolean {
  let current = 0;
  return (at) => {
    while (current < spans.length && at >= (spans[current]?.end ?? 0)) current++;
    const span = spans[current];
    return span !== undefined && at >= span.start;
  };
}
