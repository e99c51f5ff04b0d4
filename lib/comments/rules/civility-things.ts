import type { Token } from "./folded.ts";

const list = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Hard words that are said of things as readily as of people. */
const hard = list(`
  stupid dumb idiotic moronic asinine ridiculous pathetic ugly crazy insane silly daft lame disgusting disgraceful shameful
  useless worthless rotten hideous awful
`);

/** What can be called such without anybody being called it. Nothing of a person's own is among it: no face, no brain, no mouth. */
const things = list(`
  idea ideas law laws rule rules policy policies plan plans decision decisions argument arguments question questions mistake mistakes
  move moves system systems headline headlines tax taxes tariff tariffs war wars game games show shows song songs film films movie movies
  book books building buildings house way ways phone phones luck thing things stuff excuse excuses comparison statement statements
  reason reasons point points bill bills scheme schemes project projects test tests weather traffic road roads bridge tower design
  logo name names word words slogan slogans regulation regulations restriction restrictions ban bans fee fees fine fines price
  prices cost costs deal deals contract report reports survey study studies theory theories claim claims conclusion
  suggestion proposal proposals measure measures requirement form forms paperwork process procedure app apps website site software
  update password car cars bus train trains bike machine weapon gun guns season match result results score penalty call performance
  amount number hat shirt dress colour color carpet wallpaper furniture statue painting picture photo joke jokes story stories trend
  trick mess waste situation behaviour behavior outcome turnout timing response reaction answer speech campaign strategy tactic vote
  election referendum budget subsidy programme program service services product products food soup coffee tea meal lunch place town
  street park tree plant dance noise smell taste advert advertisement ad ads commercial habit tradition superstition dream fear bet
  risk gamble wager day week year distance speed limit sign signs lie lies
`);

const owners = list("your ur yer you you're youre thy u");
const between = list("old new little big whole so-called and but or really very so just such bloody");
const links = list(
  "is was are were be been being isn't wasn't aren't looks look looked sounds sound sounded seems seem seemed becomes",
);
const measures = list(
  "very so just really simply completely utterly totally quite rather pretty too not also all plain as a bit more most",
);

/**
 * The hard words that are said of a thing: "a stupid law", "the plan was ridiculous", "it is not stupid to ask". What is the
 * reader's own is theirs, so "your stupid idea" is none.
 */
export function saidOfThings(tokens: Token[]): ReadonlySet<Token> {
  const found = new Set<Token>();
  for (const [at, token] of tokens.entries()) {
    if (!hard.has(wordOf(token))) continue;
    if (isBeforeThing(tokens, at) || isBehindThing(tokens, at)) found.add(token);
  }
  return found;
}

const wordOf = (token: Token | undefined) => token?.keys[0] ?? "";

/** "A stupid, useless law": nothing but such words stands between. */
function isBeforeThing(tokens: Token[], at: number): boolean {
  const { sentence } = tokens[at] ?? { sentence: -1 };
  for (const back of [1, 2])
    if (tokens[at - back]?.sentence === sentence && owners.has(wordOf(tokens[at - back]))) return false;
  for (let next = at + 1; next <= at + 3; next++) {
    const token = tokens[next];
    if (!token || token.sentence !== sentence) return false;
    const word = wordOf(token);
    if (things.has(word)) return true;
    if (!between.has(word) && !hard.has(word)) return false;
  }
  return false;
}

/** So many words may stand between a thing and what is said of it. */
const farthest = 6;

function isBehindThing(tokens: Token[], at: number): boolean {
  const { sentence } = tokens[at] ?? { sentence: -1 };
  let back = at - 1;
  const here = (n: number) => (tokens[n]?.sentence === sentence ? wordOf(tokens[n]) : "");
  const least = at - farthest;
  while (back >= least && (measures.has(here(back)) || hard.has(here(back)) || here(back) === "and")) back--;
  if (["it's", "its"].includes(here(back)) || (here(back - 1) === "it" && links.has(here(back))))
    return ["to", "that", "when", "if", "how"].includes(here(at + 1));
  if (!links.has(here(back))) return false;
  if (!things.has(here(back - 1))) return false;
  return !owners.has(here(back - 2)) && !owners.has(here(back - 3));
}
