import type { Span } from "./rule.ts";

/** Ways to reach a person that have no number: their name with a service, and a number that is spelt in words. */

const services =
  "(?:snap(?:chat)?|telegram|signal|discord|insta(?:gram)?|whats\\s?app|skype|kik|gmail|hotmail|wechat|viber|onlyfans|tiktok)";
const handle =
  "@?(?=[\\w.#-]{0,30}(?:[\\d_#]|[a-z]\\.[a-z]))[a-z\\d](?:[\\w.#-]{2,30})(?<![.#-])|@[a-z\\d_.]{3,30}(?<!\\.)";
const reached = [
  // "Add me on Snapchat: ann.lee12"
  new RegExp(
    `\\b(?:add|find|message|msg|dm|text|write|contact|reach|hit|ping|follow)\\s(?:me|him|her|us|them)(?:\\sup)?\\s(?:on|via|at|by)\\s${services}\\b[\\s:,-]{1,4}(?:as\\s|at\\s)?(?<value>${handle})(?![\\w@])`,
    "giu",
  ),
  // "My Telegram is @ann_lee"
  new RegExp(
    `\\b(?:my|his|her|their|our|[a-z]{2,20}['’]s)\\s${services}(?:\\s(?:handle|name|id|account|username))?(?:\\sis|:)\\s{0,3}(?<value>${handle})(?![\\w@])`,
    "giu",
  ),
  /\b(?:discord)(?:\sis|:)?\s{1,2}(?<value>[\w.]{2,32}#\d{4})(?!\w)/giu,
  /(?<![\w.@-])(?<value>(?:https?:\/\/)?(?:[a-z]{2,3}\.)?linkedin\.com\/in\/[\w%-]{3,60})/giu,
  // A profile of somebody who has to count namesakes is no page of a party or a paper.
  /(?<![\w.@-])(?<value>(?:https?:\/\/)?(?:(?:www|m)\.)?facebook\.com\/[a-z]{2,20}\.[a-z]{2,20}(?:\.[a-z\d]{1,20})?)(?![\w.]*\/)/giu,
];

/** None of them is without one of these, and most comments are. */
const hint =
  /snap|telegram|signal|discord|insta|whats|skype|kik|gmail|hotmail|wechat|viber|onlyfans|tiktok|linkedin|facebook/i;

export function accounts(text: string): Span[] {
  if (!hint.test(text)) return [];
  return reached.flatMap((pattern) =>
    Array.from(text.matchAll(pattern), (match) => {
      const value = match.groups?.value ?? "";
      const end = match.index + match[0].length;
      return { start: end - value.length, end };
    }),
  );
}

const digitWords = "zero|oh|o|one|two|three|four|five|six|seven|eight|nine";
const spelt = new RegExp(
  `(?<![\\p{L}-])(?:double |triple )?(?:${digitWords})(?:[ ,.-]{1,3}(?:and )?(?:double |triple )?(?:${digitWords}|hundred)){6,18}(?![\\p{L}])`,
  "giu",
);
const spoken = digitWords.split("|");
const cue = /\b(?:call|ring|phone|text|dial|number|mobile|cell|whats\s?app)\b[^\n.!?]{0,24}$/i;

/** "oh seven seven double oh nine": nine digits, or seven behind a word for calling, in an order that is not counting. */
export function speltPhones(text: string): Span[] {
  return Array.from(text.matchAll(spelt))
    .filter((match) => {
      const said = match[0].toLowerCase().match(/[a-z]+/g) ?? [];
      const digits = said.filter((word) => spoken.includes(word)).map((word) => Math.max(0, spoken.indexOf(word) - 2));
      const more = { double: 1, triple: 2, hundred: 2 } as Record<string, number>;
      const count = said.reduce((sum, word) => sum + (more[word] ?? 0), digits.length);
      const isCounting = digits.every((digit, at) => at === 0 || Math.abs(digit - (digits[at - 1] ?? 0)) === 1);
      return !isCounting && count >= (cue.test(text.slice(Math.max(0, match.index - 40), match.index)) ? 7 : 9);
    })
    .map((match) => ({ start: match.index, end: match.index + match[0].length }));
}
