import { fold, type Token } from "./folded.ts";
import { quote, type Rule, type Span, withoutOverlaps } from "./rule.ts";
import { type Finding, type Handling, handlings } from "./schema.ts";

/** Words and phrases of the newsroom's own, and what becomes of a comment that has one. A star at the end stands for any letters. */
export type WordList = { handling: Handling; guideline: Finding["guideline"]; words: string[] };

export const mostWordsInPhrase = 8;
const shortestStem = 3;

type Listed = Omit<WordList, "words"> & { handling: Exclude<Handling, "off"> };
type Node = { next: Map<string, Node>; whole?: Listed; stems: Map<string, Listed>; stemLengths: Set<number> };

/**
 * Finds the words of the lists however they are disguised, for both sides are folded alike. Each token is looked at once for
 * each of its readings and each phrase that it may go on, and a phrase has at most eight words: so it is linear in the text,
 * and takes as long with ten words on the lists as with ten thousand.
 */
export function wordsRule(lists: WordList[]): Rule {
  const root = newNode();
  // The strictest list comes last, so it wins where the same word is on several.
  for (const list of [...lists].sort((a, b) => handlings.indexOf(a.handling) - handlings.indexOf(b.handling)))
    if (list.handling !== "off") for (const word of list.words) add(root, word, { ...list, handling: list.handling });
  return {
    name: "words",
    check: ({ text, tokens }) =>
      withoutOverlaps(matches(root, tokens)).map(({ start, end, listed }) => ({
        rule: "words",
        reason: `${quote(text, { start, end })} ${why[listed.handling]}`,
        guideline: listed.guideline,
        at: [start, end],
        handling: listed.handling,
      })),
  };
}

const why = {
  nudge: "is on a list of words that we ask you to put differently.",
  hold: "is on a list of words that a moderator looks at first.",
  refuse: "is on a list of words that are not published here.",
} as const;

/** Why a word cannot be on a list; undefined when it can. */
export function whyNotListed(word: string): string | undefined {
  const { phrase, isStem } = split(word);
  const tokens = fold(phrase).tokens;
  if (!tokens.some(({ keys }) => keys.some((key) => /[a-z0-9]/.test(key))))
    return `“${word}” has no letter or digit that could be looked for.`;
  if (tokens.length > mostWordsInPhrase) return `“${word}” has more than ${mostWordsInPhrase} words.`;
  if (isStem && (tokens.at(-1)?.keys[0]?.length ?? 0) < shortestStem)
    return `“${word}” would find too much: write at least ${shortestStem} letters before the star.`;
  return undefined;
}

const split = (word: string) => ({ phrase: word.replace(/\*+$/, ""), isStem: word.endsWith("*") });

const newNode = (): Node => ({ next: new Map(), stems: new Map(), stemLengths: new Set() });

function add(root: Node, word: string, listed: Listed) {
  const { phrase, isStem } = split(word);
  const keys = fold(phrase).tokens.map((token) => token.keys[0] ?? "");
  const last = keys.pop();
  if (last === undefined) return;
  let node = root;
  for (const key of keys) node = child(node, key);
  if (!isStem) {
    child(node, last).whole = listed;
    return;
  }
  node.stems.set(last, listed);
  node.stemLengths.add(last.length);
}

function child(node: Node, key: string): Node {
  const known = node.next.get(key) ?? newNode();
  node.next.set(key, known);
  return known;
}

function matches(root: Node, tokens: Token[]): (Span & { listed: Listed })[] {
  const found: (Span & { listed: Listed })[] = [];
  let begun = new Map<Node, number>();
  let sentence = -1;
  for (const token of tokens) {
    if (token.sentence !== sentence) begun.clear();
    sentence = token.sentence;
    const goOn = new Map<Node, number>();
    for (const [node, start] of [...begun, [root, token.start] as const]) {
      for (const key of token.keys) {
        const next = node.next.get(key);
        if (next?.whole) found.push({ start, end: token.end, listed: next.whole });
        if (next && next.next.size + next.stems.size > 0 && !goOn.has(next)) goOn.set(next, start);
        for (const length of node.stemLengths) {
          const listed = key.length >= length ? node.stems.get(key.slice(0, length)) : undefined;
          if (listed) found.push({ start, end: token.end, listed });
        }
      }
    }
    begun = goOn;
  }
  return found;
}
