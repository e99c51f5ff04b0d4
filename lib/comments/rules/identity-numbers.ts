import type { Span } from "./rule.ts";
import type { SiteLanguage } from "./site-languages.ts";

/** Numbers that a state gave to one person. Where they have a check digit, only those are found whose digit is right. */
type Kind = { written: RegExp; isRight: (digits: string) => boolean; cue?: RegExp };

const digit = (digits: string, at: number) => Number(digits[at] ?? 0);
const weighed = (digits: string, weights: number[]) =>
  weights.reduce((sum, weight, at) => sum + weight * digit(digits, at), 0);
const isDay = (day: number, month: number) => day >= 1 && day <= 31 && month >= 1 && month <= 12;
const always = () => true;
const whole = (source: string, flags = "gu") =>
  new RegExp(`(?<![\\p{L}\\p{N}.,-])${source}(?![\\p{L}\\p{N}]|[.,-]\\d)`, flags);

const kinds: Record<Exclude<SiteLanguage, "en">, Kind[]> = {
  // CPR: a birthday and four digits, without a check since 2007.
  da: [{ written: whole("\\d{6}-\\d{4}"), isRight: (all) => isDay(Number(all.slice(0, 2)), Number(all.slice(2, 4))) }],
  de: [
    {
      written: whole("\\d{2} ?\\d{3} ?\\d{3} ?\\d{3}"),
      isRight: always,
      cue: /(?:Steuer-?ID|Identifikationsnummer|IdNr|Steuernummer)[^\n.!?]{0,24}$/iu,
    },
  ],
  // DNI and NIE.
  es: [
    {
      written: whole("(?:\\d{8}|[XYZ]\\d{7})-?[A-HJ-NP-TV-Z]"),
      isRight: (all) => {
        const number = all.slice(0, -1).replace(/^[XYZ]/, (letter) => String("XYZ".indexOf(letter)));
        return "TRWAGMYFPDXBNJZSQVHLCKE"[Number(number) % 23] === all.at(-1);
      },
    },
  ],
  // NIR: the key makes the first thirteen divisible by 97.
  fr: [
    {
      written: whole("[12] ?\\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\\d) ?\\d{2} ?\\d{3} ?\\d{3} ?\\d{2}"),
      isRight: (all) => 97 - (Number(all.slice(0, 13)) % 97) === Number(all.slice(13)),
    },
  ],
  // Codice fiscale.
  it: [{ written: whole("[A-Z]{6}\\d{2}[ABCDEHLMPRST]\\d{2}[A-Z]\\d{3}[A-Z]", "giu"), isRight: always }],
  // BSN: nine digits are too many things to go without a word before them.
  nl: [
    {
      written: whole("\\d{9}"),
      isRight: (all) => (weighed(all, [9, 8, 7, 6, 5, 4, 3, 2]) - digit(all, 8)) % 11 === 0,
      cue: /(?:bsn|burgerservicenummer|sofinummer)[^\n.!?]{0,24}$/iu,
    },
  ],
  // Fødselsnummer.
  no: [
    {
      written: whole("\\d{6} ?\\d{5}"),
      isRight: (all) =>
        isDay(Number(all.slice(0, 2)) % 40, Number(all.slice(2, 4)) % 40) &&
        (weighed(all, [3, 7, 6, 1, 8, 9, 4, 5, 2]) + digit(all, 9)) % 11 === 0 &&
        (weighed(all, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) + digit(all, 10)) % 11 === 0,
    },
  ],
  // PESEL: the month also says the century.
  pl: [
    {
      written: whole("\\d{11}"),
      isRight: (all) =>
        isDay(Number(all.slice(4, 6)), Number(all.slice(2, 4)) % 20) &&
        (weighed(all, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) + digit(all, 10)) % 10 === 0,
    },
  ],
  pt: [
    {
      written: whole("\\d{3} ?\\d{3} ?\\d{3}"),
      isRight: (all) => {
        const rest = weighed(all, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
        return digit(all, 8) === (rest < 2 ? 0 : 11 - rest);
      },
      cue: /(?:NIF|contribuinte|cpf)[^\n.!?]{0,24}$/iu,
    },
  ],
  // Personnummer: twice every other digit, and the digits of what that gives.
  sv: [
    {
      written: whole("(?:19|20)?\\d{6}[-+]\\d{4}"),
      isRight: (all) => {
        const ten = all.slice(-10);
        const sum = [...ten].reduce(
          (total, one, at) =>
            total + ((Number(one) * (at % 2 === 0 ? 2 : 1)) % 10) + (at % 2 === 0 && Number(one) > 4 ? 1 : 0),
          0,
        );
        return sum % 10 === 0 && isDay(Number(ten.slice(4, 6)) % 60, Number(ten.slice(2, 4)));
      },
    },
  ],
};

export function identityNumbers(text: string, site: Exclude<SiteLanguage, "en">): Span[] {
  if (!/\d{2}/.test(text)) return [];
  return kinds[site].flatMap(({ written, isRight, cue }) =>
    Array.from(text.matchAll(written))
      .filter((match) => isRight(match[0].replace(/[ +-]/g, "").toUpperCase()))
      .filter((match) => !cue || cue.test(text.slice(Math.max(0, match.index - 48), match.index)))
      .map((match) => ({ start: match.index, end: match.index + match[0].length })),
  );
}
