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
const numberCue =
  /(?:\b(?:isbn|issn|doi|no|nr|order|case|docket|ref|reference|version|page|pages|pp|section|serial|model|resolution)\b\.?[\s:#-]{0,3})$/i;

/** How telephone numbers look in a country, and what stands before one, or before a number that is none. */
export type PhoneHabits = { national?: RegExp; cue: RegExp; none?: RegExp };

export function phones(text: string, habits?: PhoneHabits): Span[] {
  return Array.from(text.matchAll(phoneRun)).flatMap((match) => {
    const span = { start: match.index, end: match.index + match[0].length };
    const before = text.slice(Math.max(0, span.start - 48), span.start);
    if (habits?.none?.test(before)) return [];
    return isPhone(match[0], before) || (habits && isPhoneThere(match[0], before, habits)) ? [span] : [];
  });
}

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
  return phoneCue.test(before) && !/^\d{1,3}(?: \d{3})+$/.test(written);
}

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
