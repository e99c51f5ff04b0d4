import type { Span } from "./rule.ts";

/** Numbers that reach, pay or impersonate a person. Each search is bounded on every side. */

export function ibans(text: string): Span[] {
  const found = text.matchAll(/(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:[ -]?[A-Z\d]{1,4}){3,9}(?![\p{L}\p{N}])/giu);
  return Array.from(found).flatMap((match) => {
    // Words that follow the number may have been taken for its last groups, so shorter readings are tried too.
    let candidate = match[0];
    while (compact(candidate).length >= 15) {
      if (isIban(compact(candidate).toUpperCase()))
        return [{ start: match.index, end: match.index + candidate.length }];
      const shorter = candidate.replace(/[ -][A-Z\d]+$/i, "");
      if (shorter === candidate) break;
      candidate = shorter;
    }
    return [];
  });
}

export function cardNumbers(text: string): Span[] {
  const found = text.matchAll(/(?<![\p{L}\d.,+-])[3-6]\d{3}(?:[ -]?\d{1,6}){2,4}(?![\p{L}\d]|[.,]\d)/gu);
  return Array.from(found)
    .filter((match) => {
      const digits = compact(match[0]);
      return digits.length >= 13 && digits.length <= 19 && isLuhn(digits);
    })
    .map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

/** Social security numbers (US) and national insurance numbers (UK). */
export function taxNumbers(text: string): Span[] {
  const american = /(?<![\p{L}\d-])(?!000|666|9)\d{3}([- ])(?!00)\d{2}\1(?!0000)\d{4}(?![\p{L}\d]|-\d)/gu;
  const british = /(?<![\p{L}\d])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![\p{L}\d])/gu;
  return [...text.matchAll(american), ...text.matchAll(british)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}

const phoneRun = /(?<![\p{L}\d.,£$€/-])(?:\+|\(|00)?\d[\d ().–/-]{5,24}\d(?![\p{L}\d%]|[.,]\d)/gu;
const phoneCue =
  /(?:\b(?:call|phone|phoned|tel|telephone|ring|text|sms|whats\s?app|signal|telegram|mobile|cell|fax|dial|reach|contact|number|line)\b[^\n.!?]{0,24})$/i;
/** Of those, the ones that say "telephone" and little else: a number without any groups needs one of them, or an owner. */
const plainCue =
  /(?:\b(?:call(?:\sme|\sus|\shim|\sher)?(?:\s(?:on|at))?|tel|telephone|sms|whats\s?app|mobile|cell|fax|dial)\b|\b(?:my|his|her|our|their|your|['’]s)\s[^\n.!?]{0,12}\b(?:number|line|phone)\b)[^\n.!?]{0,10}$/i;
const amount =
  /^\s?(?:€|£|\$|people|viewers|voters|votes|views|copies|times|million|km|miles|metres|meters|kg|tons|tonnes|rupees|pounds|dollars|euros|yen|yuan|pesos|naira|rand|crowns|francs|zloty)(?!\p{L})/iu;
const numberCue =
  /(?:\b(?:isbn|issn|doi|no|nr|order|case|docket|ref|reference|version|page|pages|pp|section|serial|model|resolution)\b\.?[\s:#-]{0,3})$/i;

/** How telephone numbers look in a country, and what stands before one, or before a number that is none. */
export type PhoneHabits = { national?: RegExp; cue: RegExp; none?: RegExp };

/** "O77OO 9OO123": the letter O where a zero belongs, in a row that has more digits than letters. */
const roundLetters =
  /(?<![\p{L}\d])[0Oo](?=[\dOo ]{0,13}[Oo])(?=(?:[Oo ]{0,4}\d){5})(?:[ -]?[\dOo]){8,12}(?![\p{L}\d])/gu;

export function phones(text: string, habits?: PhoneHabits): Span[] {
  const round = Array.from(text.matchAll(roundLetters), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
  return [...round, ...plainPhones(text, habits)];
}

function plainPhones(text: string, habits?: PhoneHabits): Span[] {
  return Array.from(text.matchAll(phoneRun)).flatMap((match) => {
    const span = { start: match.index, end: match.index + match[0].length };
    const before = text.slice(Math.max(0, span.start - 48), span.start);
    if (habits?.none?.test(before) || isPublicLine(match[0])) return [];
    if (amount.test(text.slice(span.end, span.end + 10))) return [];
    return isPhone(match[0], before) || (habits && isPhoneThere(match[0], before, habits)) ? [span] : [];
  });
}

const britishPublic =
  /^\(?(?:0|(?:\+|00)44 ?(?:\(0\))?)(?:80[08]|30[0368]|33[03]|34[345]|37[0-2])(?:\)?[ -]\d[\d -]{5,8}|\d{6,7})$/;
const americanFree =
  /^(?:\+?1[ .-]?)?\(?8(?:00|88|77|66|55|44|33)\)? ?[ .-]\d{3}[ .-]\d{4}$|^\+?18(?:00|88|77|66|55|44|33)\d{7}$/;

/**
 * Lines that only an organisation can have, and that helplines are on: free of charge (0800 and 0808, 1-800 and its like) and
 * those of British public bodies (03). Nobody is reached on them at home.
 */
const isPublicLine = (written: string) => britishPublic.test(written) || americanFree.test(written);

function isPhoneThere(written: string, before: string, { national, cue }: PhoneHabits): boolean {
  const digits = written.replace(/\D/g, "");
  if (digits.length < 7 || digits.length > 15 || isDateOrRange(written)) return false;
  return national?.test(written) || cue.test(before);
}

function isPhone(written: string, before: string): boolean {
  const digits = written.replace(/\D/g, "");
  if (numberCue.test(before)) return false;
  if (digits.length < 7 || digits.length > 15 || isDateOrRange(written)) return false;
  if (/^\+[1-9]/.test(written)) return digits.length >= 8;
  if (/^00[1-9]/.test(written)) return digits.length >= 10;
  // "(212) 555-0187", "212-555-0187", "1 800 555 0100"
  if (
    /^(?:1[ .-])?(?:\([2-9]\d{2}\)|[2-9]\d{2}) ?[ .-] ?\d{3}[ .-]\d{4}$/.test(written) &&
    !/^\d{3} \d{3} \d{4}$/.test(written)
  )
    return true;
  if (/^\([2-9]\d{2}\)\d{3}[ .-]?\d{4}$/.test(written)) return true;
  // "07700 900123", "020 7946 0958", "06 12 34 56 78": a number in one's own country begins with its zero.
  if (/^\(?0[1-9]/.test(written) && digits.length >= 9 && digits.length <= 12) return true;
  // "Call it 2000000", "ring a ring o' roses 1 2 3 4": round sums and counting.
  if (/^\d{1,3}(?: \d{3})+$|^\d+000$/.test(written) || isCounting(digits)) return false;
  return /^\d{7,9}$/.test(written) ? plainCue.test(before) : phoneCue.test(before);
}

const isCounting = (digits: string) =>
  [...digits].every((digit, at) => at === 0 || Number(digit) - Number(digits[at - 1]) === 1);

/** "1914-1918", "19.07.2022", "2024-05-03", "23/06/2016 10" */
function isDateOrRange(written: string): boolean {
  return (
    /^\(?(?:1[5-9]|20)\d{2} ?[–/-] ?(?:(?:1[5-9]|20)\d{2}|\d{2})\)?$/.test(written) ||
    /^\d{1,2}[./-]\d{1,2}[./-](?:1[5-9]|20)?\d{2}(?:\D|$)/.test(written) ||
    /^(?:1[5-9]|20)\d{2}[./-]\d{1,2}[./-]\d{1,2}(?:\D|$)/.test(written)
  );
}

const compact = (written: string) => written.replace(/[ -]/g, "");

function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  // Sixteen equal digits are somebody's example.
  return sum % 10 === 0 && new Set(digits).size > 1;
}

function isIban(candidate: string): boolean {
  if (candidate.length < 15 || candidate.length > 34) return false;
  let rest = 0;
  for (const character of candidate.slice(4) + candidate.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
