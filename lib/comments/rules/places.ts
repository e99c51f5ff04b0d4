import type { Span } from "./rule.ts";

const streetWord =
  "(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Close|Court|Ct|Crescent|Cres|Boulevard|Blvd|Way|Terrace|Gardens|Grove|Place|Pl|Square|Sq|Hill|Mews|Row|Park|Parade|Walk|Circle|Highway|Hwy|Parkway|Pkwy|Green|Rise)";
const house = "\\d{1,5}[A-Za-z]?(?:[-/]\\d{1,4})?";
const street = `(?:(?:[NSEW]|North|South|East|West)\\.?\\s)?(?:(?:St\\.?\\s)?[A-Z][\\p{L}'’-]{1,24}|\\d{1,3}(?:st|nd|rd|th))(?:\\s[A-Z][\\p{L}'’-]{1,24}){0,2}`;

/** How a door is named where streets have blocks: "House no. 42, Sector 17", "Flat 12, Lake View". */
const numberedDoor =
  /(?<![\p{L}\p{N}])(?:House|Flat|Plot|Apartment|Apt\.?)\s(?:[Nn]o\.?\s|#\s?)?\d{1,4}[A-Z]?,\s(?:[A-Z][\p{L}'’-]{1,24}|\d{1,4})(?:\s[A-Z][\p{L}'’-]{1,24}|\s\d{1,4}){0,3}(?![\p{L}\p{N}])/gu;

const patterns = [
  numberedDoor,
  // 12 Oak Avenue, 221B Baker Street
  new RegExp(`(?<![\\p{L}\\p{N}.,:£$€-])${house},?\\s${street}\\s${streetWord}\\b`, "gu"),
  // 12 rue de la Paix, Calle Mayor 5, Hauptstraße 12, Hauptstr. 12
  /(?<![\p{L}\p{N}])\d{1,4}(?:\s?(?:bis|ter))?,?\s(?:rue|avenue|boulevard|place|chemin|impasse|allée)\s(?:[\p{L}'’-]{1,24}\s?){1,5}/gu,
  /(?<![\p{L}\p{N}])(?:Calle|Avenida|Via|Viale|Piazza|Rua)\s(?:[\p{L}'’-]{1,24}\s){0,3}[A-Z][\p{L}'’-]{1,24},?\s\d{1,4}(?![\p{L}\p{N}])/gu,
  // ul. Długa 10/12 m. 5
  /(?<![\p{L}\p{N}])(?:ul|al|os|pl)\.\s(?:\p{Lu}[\p{L}-]{1,24}\s){1,3}\d{1,4}[a-zA-Z]?(?:\/\d{1,4})?(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}])\p{Lu}[\p{L}-]{2,30}(?:straße|strasse|str\.|weg|gasse|allee|platz|straat|laan|gracht|kade|gatan|gata|gade)\s\d{1,4}\s?[a-z]?(?![\p{L}\p{N}])/gu,
];

/** A post code of the United Kingdom names some fifteen doors. */
const postcode = /(?<![\p{L}\p{N}])[A-PR-UWYZ][A-HK-Y]?\d[A-HJKPS-UW\d]? \d[ABD-HJLNP-UW-Z]{2}(?![\p{L}\p{N}])/gu;

/** Doors that the news speaks of, and that nobody finds here for the first time. */
const publicDoors =
  /\b(?:Downing|Pennsylvania|Wall|Fleet|Harley|Whitehall|Sesame|Privet)\s(?:Street|Avenue|Drive|St|Ave)\b/;

/** Post codes that are one public house each: Parliament, the palace, the ministries' street, the BBC. */
const publicCodes = new Set(["SW1A 0AA", "SW1A 0PW", "SW1A 1AA", "SW1A 2AA", "W1A 1AA"]);

/** The whole of a title in quotation marks, or behind the word for what has it: a song, a film, a novel. */
const isTitle = (before: string, after: string) =>
  (/["“‘'«*_]$/.test(before) && /^[,.!?]?["”’'»*_]/.test(after)) ||
  /\b(?:film|movie|novel|book|song|album|musical|play|series|sitcom|show|drama|episode|thriller|paperback|classic)\s(?:is\s|called\s|of\s)?$/i.test(
    before,
  );

/** "50 Windsor Road residents", "5 Star Street Food": the number counts what comes after, or the street is part of a name. */
const countsWhat =
  /^\s(?:residents?|households?|homeowners?|homes|houses|flats|families|neighbours|neighbors|people|voters|traders|shopkeepers|shops|businesses|parents|pupils|tenants|workers|staff|buses|hotels|trees|(?:Food|View|Art|Party|Fair|Market|Festival|Parade|Pastors?|Team|Fighter|Preachers?)\b)/;

/** "Chapter 12 Green Lane", "over 40 Dutch Road racers": the number belongs to the word before it, or counts. */
const ordinal =
  /\b(?:chapter|level|top|type|war|route|highway|room|platform|section|part|volume|act|scene|episode|season|series|page|covid|class|grade|year|day|week|phase|stage|group|article|rule|bus|tram|track|over|about|around|after|nearly|almost|than|least|another|every|only|took|saw)\s$/i;

/** Where everybody may go in: what is said to stand at an address, or to have it, is no dwelling. */
const openToAll =
  /\b(?:offices?|headquarters|hq|library|school|academy|nursery|college|university|hospital|clinic|surgery|pharmacy|church|mosque|synagogue|temple|chapel|cathedral|shops?|stores?|supermarket|market|bakery|bank|branch|pub|bar|café|cafe|restaurant|takeaway|hotel|hostel|museum|gallery|theatre|theater|cinema|station|embassy|consulate|court|courthouse|museum|warehouse|factory|depot|garage|gym|pool|centre|center|hall|venue|club|site|development|building|Lidl|Aldi|Tesco|Asda|Sainsbury['’]s|Waitrose|Starbucks|Greggs|Walmart|McDonald['’]s)\s(?:(?:is|was|are|were|stands?|sits?|opened|opens|based|located|planned|proposed|next\sdoor)\s){0,2}(?:at|on|in)\s$/iu;

export function places(text: string): Span[] {
  if (!/\d/.test(text)) return [];
  const streets = patterns.flatMap((pattern) =>
    Array.from(text.matchAll(pattern)).filter((match) => {
      if (publicDoors.test(match[0])) return false;
      const after = text.slice(match.index + match[0].length, match.index + match[0].length + 16);
      const shortlyBefore = text.slice(Math.max(0, match.index - 56), match.index);
      if (isTitle(shortlyBefore, after) || countsWhat.test(after) || openToAll.test(shortlyBefore)) return false;
      if (/^\d+[ -]Star\b/.test(match[0]) || ordinal.test(shortlyBefore)) return false;
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
  const codes = Array.from(text.matchAll(postcode)).filter((match) => !publicCodes.has(match[0]));
  return [...streets, ...codes].map((match) => ({
    start: match.index,
    end: match.index + match[0].trimEnd().length,
  }));
}

const britishPlate = /(?<![\p{L}\p{N}-])[A-HJ-PR-Y][A-HJ-PR-Y](?:0[1-9]|[1-7]\d) ?[A-HJ-PR-Z]{3}(?![\p{L}\p{N}-])/gu;
const anyPlate =
  /(?<![\p{L}\p{N}])(?=[A-Z\d-]{0,6}[ -]?[A-Z\d-]{0,6}\d)(?=[A-Z\d -]{0,6}[A-Z])(?:[A-Z\d]{5,8}|[A-Z\d]{1,4}(?:[ -][A-Z\d]{1,4}){0,2})(?![\p{L}\p{N}])/gu;
const plateCue =
  /\b(?:plates?|number\s?plates?|license|licence|registration|reg)\b(?:\s(?:no|nr)\.|\.)?[^\n.!?]{0,20}$/i;
/** "the Audi, B-AB 1234": groups joined as on a German or French plate, near a word for a car. */
const joinedPlate = /(?<![\p{L}\p{N}-])(?:[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} \d{1,4}|[A-Z]{2}-\d{3}-[A-Z]{2})(?![\p{L}\p{N}-])/gu;
const carCue =
  /\b(?:cars?|vans?|truck|lorry|motorbike|motorcycle|taxi|vehicle|driver|drives?|parks?|parked|audi|bmw|mercedes|vw|volkswagen|golf|ford|opel|vauxhall|renault|peugeot|toyota|tesla|volvo|porsche|fiat|skoda|nissan|honda|kia|mini)\b[^\n.!?]{0,30}$/i;

export function plates(text: string): Span[] {
  if (!/\d/.test(text)) return [];
  const cued = Array.from(text.matchAll(anyPlate)).filter((match) => {
    const letters = match[0].replace(/[^A-Z\d]/g, "");
    if (letters.length < 5 || letters.length > 8) return false;
    return plateCue.test(text.slice(Math.max(0, match.index - 40), match.index));
  });
  const joined = Array.from(text.matchAll(joinedPlate)).filter((match) =>
    carCue.test(text.slice(Math.max(0, match.index - 48), match.index)),
  );
  return [...text.matchAll(britishPlate), ...cued, ...joined].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}
