import { accounts, speltPhones } from "./accounts.ts";
import { identityNumbers } from "./identity-numbers.ts";
import { homesOnTheMap, longNetworkAddresses, namedNumbers } from "./named-numbers.ts";
import { cardNumbers, ibans, phones, taxNumbers } from "./numbers.ts";
import { phoneHabits, streets } from "./personal-data-abroad.ts";
import { places, plates } from "./places.ts";
import { quote, type Rule, type Span, withoutOverlaps } from "./rule.ts";
import type { Finding } from "./schema.ts";
import type { SiteLanguage } from "./site-languages.ts";

/** What a reader should not tell the world about anybody: how to reach, find, pay or impersonate them. */
export const personalData: Rule = { name: "personal-data", check: ({ text }) => findingsIn(text) };

/** With the telephone numbers, streets and identity numbers of the countries where another language is spoken. */
export const personalDataIn = (site: Exclude<SiteLanguage, "en">): Rule => ({
  name: "personal-data",
  check: ({ text }) => findingsIn(text, site),
});

function findingsIn(text: string, site?: Exclude<SiteLanguage, "en">): Finding[] {
  const found = withoutOverlaps([
    ...label(mails(text), "an e-mail address"),
    ...label(spelledMails(text), "an e-mail address"),
    ...label(accounts(text), "a way to reach a person"),
    ...label(speltPhones(text), "a phone number"),
    ...(/\d/.test(text) ? numbers(text, site) : []),
    ...label(places(text), "a street address"),
    ...label(site ? streets(text, site) : [], "a street address"),
    ...label(plates(text), "a number plate"),
  ]);
  return found.map(({ start, end, what }) => ({
    rule: "personal-data",
    reason: `${quote(text, { start, end })} looks like ${what}, and everybody can read what stands here.`,
    guideline: "privacy",
    at: [start, end],
  }));
}

/** Each of these has digits. */
const numbers = (text: string, site?: Exclude<SiteLanguage, "en">) => [
  ...label(ibans(text), "a bank account number"),
  ...label(cardNumbers(text), "a card number"),
  ...label(taxNumbers(text), "a personal identity number"),
  ...label(site ? identityNumbers(text, site) : [], "a personal identity number"),
  ...namedNumbers(text),
  ...label(networkAddresses(text), "the address of a computer"),
  ...label(longNetworkAddresses(text), "the address of a computer"),
  ...label(homesOnTheMap(text), "where somebody lives"),
  ...label(phones(text, site && phoneHabits[site]), "a phone number"),
];

const label = (spans: Span[], what: string) => spans.map((span) => ({ ...span, what }));

const spanOf = (match: RegExpExecArray): Span => ({ start: match.index, end: match.index + match[0].length });

function mails(text: string): Span[] {
  if (!/[@＠]/.test(text)) return [];
  return Array.from(
    text.matchAll(
      /(?<![\w+-])[\w+-]{1,40}(?:\.[\w+-]{1,40}){0,4}[@＠]{1,2}[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){1,4}(?<![-.])/gi,
    ),
    spanOf,
  );
}

const at = "\\s{0,3}(?:[\\[({<]\\s?(?:at|@)\\s?[\\])}>]|\\sat\\s|\\s@\\s|@)\\s{0,3}";
const dot = "(?:\\s{0,3}(?:[\\[({<]\\s?(?:dot|\\.)\\s?[\\])}>])\\s{0,3}|\\s{1,3}dot\\s{1,3}|\\.)";
const spelled = new RegExp(
  `(?<![\\w.-])[\\w-]{1,40}(?:${dot}[\\w-]{1,40}){0,2}${at}[\\w-]{1,40}(?:${dot}[\\w-]{1,40}){0,2}${dot}(?:com|org|net|edu|gov|info|io|me|uk|us|eu|de|fr|es|it|nl|ie|ca|au|nz|in|ch|at|be|se|no|dk|pl)\\b`,
  "gi",
);

/** "ann dot lee at mail dot com", "ann.lee [at] mail [dot] com": the ending must be one that addresses have. */
function spelledMails(text: string): Span[] {
  if (!/(?:\bat\b|@)[^\n]{1,80}(?:\bdot\b|[[({<]\s?\.)|[[({<]\s?at\s?[\])}>]/i.test(text)) return [];
  // "Meet us at example.com" names a site: only a spelled-out sign makes an address of it.
  return (
    Array.from(text.matchAll(spelled))
      .filter((match) => /\bdot\b|[[({<]\s?(?:at|@)\s?[\])}>]|@/i.test(match[0]))
      // "Look at shop dot com": what is done at a site is nobody's address there.
      .filter(
        (match) =>
          !/^(?:look|looked|looking|meet|met|buy|bought|shop|shopping|order|ordered|work|works|worked|working|find|found|see|seen|read|available|sold|sale|prices|profits|people|us|you|it|them|is|are|was|were)\sat\s/i.test(
            match[0],
          ),
      )
      .map(spanOf)
  );
}

const upTo255 = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const fourNumbers = new RegExp(`(?<![\\d.])${upTo255}(?:\\.${upTo255}){3}(?![\\d]|\\.\\d)`, "g");

/** Four numbers up to 255 are a network address, unless they count the editions of a program or the parts of a law. */
function networkAddresses(text: string): Span[] {
  return Array.from(text.matchAll(fourNumbers))
    .filter((match) => {
      const before = text.slice(Math.max(0, match.index - 24), match.index);
      return !/(?:\b(?:version|ver|release|build|update|firmware|section|clause|chapter|article|paragraph|v)\.?\s*|[a-z]\s?v?)$/i.test(
        before.replace(/\b(?:server|ip|address|host|at|from|is|on|to|by|using|ping)\s*:?\s*$/i, "#"),
      );
    })
    .map(spanOf);
}
