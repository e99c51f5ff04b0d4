import type { Token } from "./folded.ts";

const list = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** What people call themselves when they own up. */
const owned = list(`
  fool fools idiot idiots moron morons sucker suckers clown clowns dope dopes coward cowards loser losers dummy dummies
  stupid dumb foolish silly crazy insane mad ridiculous pathetic useless worthless ignorant ugly fat lazy daft ashamed
`);

const writers = list("i we i'm im we're ive i've we've");
/** Those that have their "am" or "are" in them. */
const withLink = list("i'm im we're");
const links = list(
  "am was are were be been being felt feel feeling look looked looks sound sounded seem seemed played acted wasn't weren't aren't",
);
const between = list(
  "a an the such so very just really simply completely utterly totally quite rather pretty too not also all both as like bit big poor old complete total perfect right real bloody maybe probably often always never once",
);
const helpers = list("have had has must may might could would can will did do don't didn't all both");
const farthest = 6;

/** What the writer says of nobody but themselves: "We were fools to believe it", "I felt stupid", "How silly of me". It is no abuse of anybody. */
export function saidOfWriter(tokens: Token[]): ReadonlySet<Token> {
  const found = new Set<Token>();
  for (const [at, token] of tokens.entries())
    if (owned.has(wordOf(token)) && (isBehindWriter(tokens, at) || isBeforeWriter(tokens, at))) found.add(token);
  return found;
}

const wordOf = (token: Token | undefined) => token?.keys[0] ?? "";

function isBehindWriter(tokens: Token[], at: number): boolean {
  const { sentence } = tokens[at] ?? { sentence: -1 };
  const here = (n: number) => (tokens[n]?.sentence === sentence ? wordOf(tokens[n]) : "");
  let back = at - 1;
  // "Stupid and lazy as I am" aside, what is said in a row is said of the same.
  while (back >= at - farthest && (between.has(here(back)) || owned.has(here(back)) || here(back) === "and")) back--;
  if (withLink.has(here(back))) return true;
  if (!links.has(here(back))) return false;
  // "We have been fools", "I must have looked stupid".
  for (let subject = back - 1; subject >= back - 3; subject--) {
    if (writers.has(here(subject))) return true;
    if (!helpers.has(here(subject))) return false;
  }
  return false;
}

/** "Silly me", "how stupid of me", "fool that I am", "what a fool I was". */
function isBeforeWriter(tokens: Token[], at: number): boolean {
  const { sentence } = tokens[at] ?? { sentence: -1 };
  const [one, two, three] = [1, 2, 3].map((step) =>
    tokens[at + step]?.sentence === sentence ? wordOf(tokens[at + step]) : "",
  ) as [string, string, string];
  const isWriter = (word: string) => word === "i" || word === "we";
  const isBeing = (word: string) => links.has(word);
  if (one === "me" && (two === "" || isWriter(two))) return true;
  if (one === "of" && (two === "me" || two === "us")) return true;
  if (isWriter(one) && isBeing(two)) return true;
  return one === "that" && isWriter(two) && isBeing(three);
}
