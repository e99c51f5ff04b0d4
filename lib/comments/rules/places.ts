import type { Span } from "./rule.ts";

const streetWord =
  "(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Close|Court|Ct|Crescent|Cres|Boulevard|Blvd|Way|Terrace|Gardens|Grove|Place|Pl|Square|Sq|Hill|Mews|Row|Park|Parade|Walk|Circle|Highway|Hwy|Parkway|Pkwy|Green|Rise)";
const house = "\\d{1,5}[A-Za-z]?(?:[-/]\\d{1,4})?";
const street = `(?:(?:[NSEW]|North|South|East|West)\\.?\\s)?(?:(?:St\\.?\\s)?[A-Z][\\p{L}'’-]{1,24}|\\d{1,3}(?:st|nd|rd|th))(?:\\s[A-Z][\\p{L}'’-]{1,24}){0,2}`;

const patterns = [
  // 12 Oak Avenue, 221B Baker Street
  new RegExp(`(?<![\\p{L}\\p{N}.,:£$€-])${house},?\\s${street}\\s${streetWord}\\b`, "gu"),
  // 12 rue de la Paix, Calle Mayor 5, Hauptstraße 12, Hauptstr. 12
  /(?<![\p{L}\p{N}])\d{1,4}(?:\s?(?:bis|ter))?,?\s(?:rue|avenue|boulevard|place|chemin|impasse|allée)\s(?:[\p{L}'’-]{1,24}\s?){1,5}/gu,
  /(?<![\p{L}\p{N}])(?:Calle|Avenida|Via|Viale|Piazza|Rua)\s(?:[\p{L}'’-]{1,24}\s){0,3}[A-Z][\p{L}'’-]{1,24},?\s\d{1,4}(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}])\p{Lu}[\p{L}-]{2,30}(?:straße|strasse|str\.|weg|gasse|allee|platz|straat|laan|gatan)\s\d{1,4}\s?[a-z]?(?![\p{L}\p{N}])/gu,
];

/** A post code of the United Kingdom names some fifteen doors. */
const postcode = /(?<![\p{L}\p{N}])[A-PR-UWYZ][A-HK-Y]?\d[A-HJKPS-UW\d]? \d[ABD-HJLNP-UW-Z]{2}(?![\p{L}\p{N}])/gu;

/** Doors that the news speaks of, and that nobody finds here for the first time. */
const publicDoors = /\b(?:Downing|Pennsylvania|Wall|Fleet|Harley|Whitehall|Sesame)\s(?:Street|Avenue|St|Ave)\b/;

export function places(text: string): Span[] {
  if (!/\d/.test(text)) return [];
  const streets = patterns.flatMap((pattern) =>
    Array.from(text.matchAll(pattern)).filter((match) => {
      if (publicDoors.test(match[0])) return false;
      // "The 5 Park Lane hotels" counts something.
      if (/\b(?:the|these|those|all|some|about|of)\s$/i.test(text.slice(Math.max(0, match.index - 8), match.index)))
        return false;
      // "In 1968 Grosvenor Square was full": a year is no house number.
      const before = text.slice(Math.max(0, match.index - 16), match.index);
      return !(
        /^(?:1[5-9]|20)\d{2}\s/.test(match[0]) &&
        /(?:\b(?:in|since|by|until|of|from|and|after|before|the|during)|^|[.!?])\s*$/i.test(before)
      );
    }),
  );
  return [...streets, ...text.matchAll(postcode)].map((match) => ({
    start: match.index,
    end: match.index + match[0].trimEnd().length,
  }));
}

const britishPlate = /(?<![\p{L}\p{N}-])[A-HJ-PR-Y][A-HJ-PR-Y](?:0[1-9]|[1-7]\d) ?[A-HJ-PR-Z]{3}(?![\p{L}\p{N}-])/gu;
const anyPlate =
  /(?<![\p{L}\p{N}])(?=[A-Z\d-]{0,6}[ -]?[A-Z\d-]{0,6}\d)(?=[A-Z\d -]{0,6}[A-Z])(?:[A-Z\d]{5,8}|[A-Z\d]{1,4}(?:[ -][A-Z\d]{1,4}){0,2})(?![\p{L}\p{N}])/gu;
const plateCue = /\b(?:plates?|number\s?plates?|license|licence|registration|reg)\b[^\n.!?]{0,20}$/i;

export function plates(text: string): Span[] {
  if (!/\d/.test(text)) return [];
  const cued = Array.from(text.matchAll(anyPlate)).filter((match) => {
    const letters = match[0].replace(/[^A-Z\d]/g, "");
    if (letters.length < 5 || letters.length > 8) return false;
    return plateCue.test(text.slice(Math.max(0, match.index - 40), match.index));
  });
  return [...text.matchAll(britishPlate), ...cued].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}
