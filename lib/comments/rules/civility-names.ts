import {
  againstNames,
  beforePlaces,
  doings,
  endsAsName,
  givenNames,
  hardGivenNames,
  hardPlaces,
  hardSurnames,
  makesNoName,
  meetings,
  onlyNames,
  ordinaryGivenNames,
  particles,
  places,
  placeWords,
  surnames,
  titles,
} from "./civility-name-words.ts";
import { beginnings } from "./civility-words.ts";
import type { FoldedText, Reading, Token } from "./folded.ts";
import { remember, rememberBeside } from "./remember.ts";

const none: ReadonlySet<Token> = new Set();

/**
 * The words of a text that look like abuse and are names of people or places as they are written there: "Ed Balls", "Mr Hoare",
 * "in Twatt". Neither the word lists nor the model see them. A name has a capital and small letters, and company that makes it
 * one; in doubt it is none.
 */
export const namesIn = rememberBeside(find);

type Place = { text: string; tokens: Token[]; at: number; key: string };

function find({ text, tokens }: FoldedText): ReadonlySet<Token> {
  const candidates: Place[] = [];
  for (const [at, token] of tokens.entries()) {
    if (isSmall(text.charCodeAt(token.start))) continue;
    if (looksLikeAbuse(token.reading) && isWrittenAsName(text, token))
      candidates.push({ text, tokens, at, key: bare(token.keys[0] ?? "") });
  }
  if (candidates.length === 0) return none;

  const found = new Set<Token>();
  const named = new Set<string>();
  for (const one of candidates) {
    if (!onlyNames.has(one.key) && !isNamed(one)) continue;
    found.add(one.tokens[one.at] as Token);
    named.add(one.key);
  }
  // Whoever was named once in company is known by the name alone.
  for (const one of candidates)
    if (named.has(one.key) && !isAgainst(one) && !isCapitalised(one)) found.add(one.tokens[one.at] as Token);
  return found;
}

const mayBeName: ReadonlySet<string> = new Set(
  [onlyNames, surnames, givenNames, hardSurnames, hardGivenNames, places, hardPlaces].flatMap((words) => [...words]),
);

const looksLikeAbuse = rememberBeside(({ keys }: Reading): boolean => {
  const key = bare(keys[0] ?? "");
  return mayBeName.has(key) || isUnheardOf(key);
});

/** A word that begins like a curse and ends like a surname or a town may be one that no list has: "Cuntrera", and not "Shithead". */
const isUnheardOf = remember((key: string): boolean => {
  const stem = beginnings.find((one) => key.startsWith(one));
  return stem !== undefined && key.length >= stem.length + shortestRest && endsAsName.test(key);
});

const shortestRest = 4;

const isSmall = (code: number) => code >= 0x61 && code <= 0x7a;
const bare = (key: string) => (key.endsWith("'s") ? key.slice(0, -2) : key.endsWith("'") ? key.slice(0, -1) : key);
const nameShape = /^\p{Lu}[\p{Ll}\p{M}]+(?:\p{Lu}\p{Ll}+)?(?:['’]s?)?$/u;
const latin = /^[\p{Script=Latin}\p{M}'’]+$/u;

/** A capital and small letters, none of them borrowed from another script. */
function isWrittenAsName(text: string, { start, end }: Token): boolean {
  const written = text.slice(start, end);
  return nameShape.test(written) && latin.test(written);
}

function isNamed(one: Place): boolean {
  if (isCapitalised(one)) return false;
  const { key } = one;
  return (
    isStreet(one) ||
    ((surnames.has(key) || hardSurnames.has(key) || givenNames.has(key)) && isBehindName(one)) ||
    (givenNames.has(key) && isBeforeName(one)) ||
    (hardGivenNames.has(key) && !isAgainst(one) && isBeforeName(one)) ||
    ((givenNames.has(key) || hardGivenNames.has(key)) && (isAmongNames(one) || doesOrIsMet(one))) ||
    ((surnames.has(key) || givenNames.has(key)) && stands(one)) ||
    ((places.has(key) || hardPlaces.has(key)) && isPlace(one)) ||
    (isUnheardOf(key) && !isAgainst(one) && (isBehindName(one) || isPlace(one)))
  );
}

const keyAt = ({ tokens, at }: Place, by: number) => {
  const [here, other] = [tokens[at], tokens[at + by]];
  return here && other?.sentence === here.sentence ? bare(other.keys[0] ?? "") : "";
};
const isNameAt = (one: Place, by: number) => {
  const token = one.tokens[one.at + by];
  return keyAt(one, by) !== "" && token !== undefined && isWrittenAsName(one.text, token);
};
/** What stands between a word and the one before it. */
const gapBefore = ({ text, tokens, at }: Place, by: number) =>
  text.slice(tokens[at + by - 1]?.end ?? 0, tokens[at + by]?.start ?? 0);
/** Nothing but a space, a stop of "Mr." or a hyphen. */
const isJoined = (gap: string) => gap.length <= 3 && /^\.?[ \u00a0]?-?$/.test(gap);

/** Behind a title or a given name, with initials, particles and one other name between: "Philip K. Dick", "Uncle Dick". */
function isBehindName(one: Place): boolean {
  if (makesNoName.has(keyAt(one, 1)) || !isJoined(gapBefore(one, 0))) return false;
  let by = -1;
  while (by > -4 && isJoined(gapBefore(one, by)) && (isInitial(one, by) || particles.has(keyAt(one, by)))) by--;
  if (isTitle(one, by) || isGivenName(one, by)) return true;
  return (
    isNameAt(one, by) &&
    !againstNames.has(keyAt(one, by)) &&
    !makesNoName.has(keyAt(one, by)) &&
    isJoined(gapBefore(one, by)) &&
    (isTitle(one, by - 1) || isGivenName(one, by - 1))
  );
}

const isTitle = (one: Place, by: number) => titles.has(keyAt(one, by));
const isGivenName = (one: Place, by: number) =>
  isNameAt(one, by) &&
  (ordinaryGivenNames.has(keyAt(one, by)) || givenNames.has(keyAt(one, by)) || hardGivenNames.has(keyAt(one, by)));

function isInitial({ text, tokens, at }: Place, by: number): boolean {
  const token = tokens[at + by];
  return token !== undefined && /^\p{Lu}\.$/u.test(text.slice(token.start, token.end + 1));
}

/** "Dick Durbin", "Randy L. Moss"; but not "Dick Head". */
function isBeforeName(one: Place): boolean {
  const by = isInitial(one, 1) || (particles.has(keyAt(one, 1)) && isNameAt(one, 2)) ? 2 : 1;
  return (
    isNameAt(one, by) &&
    isJoined(gapBefore(one, 1)) &&
    !makesNoName.has(keyAt(one, by)) &&
    !againstNames.has(keyAt(one, by))
  );
}

/** "Dick and Jane", "Tom, Dick and Harry". */
function isAmongNames(one: Place): boolean {
  if (isAgainst(one) || makesNoName.has(keyAt(one, 1))) return false;
  const isAnd = (by: number) => keyAt(one, by) === "and";
  return (isAnd(1) && isGivenName(one, 2)) || (isAnd(-1) && isGivenName(one, -2));
}

/** "Dick told us", "we asked Dick". */
const doesOrIsMet = (one: Place) =>
  !isAgainst(one) && !makesNoName.has(keyAt(one, 1)) && (doings.has(keyAt(one, 1)) || meetings.has(keyAt(one, -1)));

/** A capital inside a sentence with nothing against it, or beside another name, or of somebody who does something. */
function stands(one: Place): boolean {
  if (isAgainst(one) || makesNoName.has(keyAt(one, 1))) return false;
  return keyAt(one, -1) !== "" || doings.has(keyAt(one, 1));
}

const isAgainst = (one: Place) => againstNames.has(keyAt(one, -1)) || makesNoName.has(keyAt(one, -1));

/** "Cock Lane", "Dyke Road", "Butts Brothers". */
const isStreet = (one: Place) =>
  placeWords.has(keyAt(one, 1)) && isNameAt(one, 1) && isJoined(gapBefore(one, 1)) && !isAgainst(one);

/** "in Twatt", "Dildo, Newfoundland": where a place is spoken of, and no name follows that it would be the first half of. */
function isPlace(one: Place): boolean {
  const goesOn = /^, \p{Lu}\p{Ll}/u.test(
    one.text.slice(one.tokens[one.at]?.end ?? 0, (one.tokens[one.at]?.end ?? 0) + 4),
  );
  if (goesOn) return !isAgainst(one);
  const isBehind = beforePlaces.has(keyAt(one, -1)) && !isNameAt(one, 1) && !makesNoName.has(keyAt(one, 1));
  return (
    isBehind || (keyAt(one, -1) === "" && keyAt(one, 1) === "is" && ["a", "in", "near", "on"].includes(keyAt(one, 2)))
  );
}

const smallInTitles = new Set("a an the and or of in on at to for by from with as is".split(" "));

/** Where every word has a capital, a capital says nothing: "You Are A Dick Head". The name itself is not asked. */
function isCapitalised(one: Place): boolean {
  const { text, tokens, at } = one;
  let others = 0;
  for (let by = -farthest; by <= farthest; by++) {
    const token = tokens[at + by];
    if (token === undefined || keyAt(one, by) === "" || (by >= -2 && by <= 1 && isNameAt(one, by))) continue;
    if (!/^\p{L}/u.test(text.slice(token.start, token.start + 2))) continue;
    if (isSmall(text.charCodeAt(token.start)) && !smallInTitles.has(token.keys[0] ?? "")) return false;
    others++;
  }
  return others > 0;
}

/** So many words to each side are asked whether they begin small: a name costs no more in a long sentence. */
const farthest = 12;
