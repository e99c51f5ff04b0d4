import type { Span } from "./rule.ts";

/**
 * Numbers that only the words before them tell from an order or a score: "her passport number is", "sort code", "PESEL". The
 * distance between words and number is bounded, so a search costs no more than a constant at each place.
 */
type Named = { what: string; written: RegExp };

const between = "(?:[\\s:#,.]|\\b(?:is|was|no|nr|number|numbers|of|registered|reads)\\b){0,8}";
/** Five digits at least among letters, spaces, points and strokes: four are a year. */
const value = "(?=(?:[A-Z .\\/-]{0,6}\\d){5})[A-Z\\d](?:[ .\\/-]?[A-Z\\d]){4,19}(?<! I)";
const end = "(?![\\p{L}\\p{N}]|[.,]\\d)";
const start = "(?<![\\p{L}\\p{N}-])";

/** What states call the number of one person; the ones that are words of their own stand in capitals. */
const idNames = [
  "PESEL|CPF|CURP|RFC|DNI|NIE|NIF|BSN|TFN|PPSN?|NINO|SSN|CNIC|NRIC|NIR",
  "(?:[Ss]ocial (?:[Ss]ecurity|[Ii]nsurance)|[Nn]ational (?:[Ii]nsurance|ID|[Ii]dentity)|[Tt]ax (?:ID|[Ff]ile)|NI|SIN|PAN|NHS|[Mm]edicare|[Pp]assport)(?: (?:[Nn]umber|[Nn]o\\.?|#|card|[Cc]ard [Nn]umber|:))",
  "[Aa]adhaa?r(?: (?:number|no\\.?|card))?|[Cc]odice [Ff]iscale|[Pp]ersonnummer|[Ff]ødselsnummer|CPR(?:-nummer|-nr\\.?| number)|Steuer-?ID",
  "[Nn]um[ée]ro de s[ée]cu(?:rit[ée] sociale)?|[Dd]riv(?:ing|er'?s?|er’s) licen[cs]e(?: (?:number|no\\.?))?",
  "(?:[Ii]dentity card|ID card|ID|[Ee]mployee|[Ss]taff|[Pp]atient|[Ss]tudent|[Pp]ayroll|[Mm]edical record|IMEI)(?: (?:ID|number|no\\.?))",
  "IMEI|(?:his|her|my|their) passport",
].join("|");

const kinds: Named[] = [
  {
    what: "a personal identity number",
    written: new RegExp(`${start}(?:${idNames})(?!\\p{L})${between}(?<value>${value})${end}`, "gu"),
  },
  {
    what: "a bank account number",
    written: new RegExp(
      `${start}(?:sort\\s?code|routing(?: number| no\\.?)?|account(?: number| no\\.?| #|:)|a\\/c(?: no\\.?)?|acct\\.?)(?!\\p{L})${between}(?<value>\\d{2}[- ]\\d{2}[- ]\\d{2}|\\d{6,17})${end}`,
      "giu",
    ),
  },
  {
    what: "a date of birth",
    written: new RegExp(
      `${start}(?:date of birth|birth ?date|d\\.?o\\.?b\\.?)(?!\\p{L})${between}(?<value>\\d{1,4}[./-]\\d{1,2}[./-]\\d{2,4}|(?:the )?\\d{1,2}(?:st|nd|rd|th)?(?: of)? \\p{L}{3,9},? \\d{4}|\\p{L}{3,9} \\d{1,2}(?:st|nd|rd|th)?,? \\d{4})${end}`,
      "giu",
    ),
  },
];

export function namedNumbers(text: string): (Span & { what: string })[] {
  return kinds.flatMap(({ what, written }) =>
    Array.from(text.matchAll(written), (match) => {
      const said = match.groups?.value ?? "";
      const end = match.index + match[0].length;
      return { start: end - said.length, end, what };
    }),
  );
}

const hex = "[\\dA-Fa-f]";
const sixth = new RegExp(`${start}(?:${hex}{1,4}:){7}${hex}{1,4}(?![\\p{L}\\p{N}:])`, "gu");
/** Two colons stand for a row of zeros. */
const sixthShort = new RegExp(`${start}(?:${hex}{1,4}:){2,6}(?::${hex}{1,4}){1,5}(?![\\p{L}\\p{N}:])`, "gu");
const hardware = new RegExp(`${start}${hex}{2}([:-])(?:${hex}{2}\\1){4}${hex}{2}(?![\\p{L}\\p{N}:-])`, "gu");

/** Addresses of computers beyond four numbers: of the sixth edition of the protocol, and of the hardware. */
export function longNetworkAddresses(text: string): Span[] {
  if (!text.includes(":") && !text.includes("-")) return [];
  return [sixth, sixthShort, hardware].flatMap((pattern) =>
    Array.from(text.matchAll(pattern))
      // Times and verses have no letters.
      .filter((match) => /[A-Fa-f]/.test(match[0]) || match[0].includes("::"))
      .map((match) => ({ start: match.index, end: match.index + match[0].length })),
  );
}

const degrees = "\\d{1,3}\\s?°\\s?(?:\\d{1,2}\\s?['’′]\\s?(?:\\d{1,2}(?:\\.\\d{1,4})?\\s?[\"”″])?)?";
const decimal = "-?\\d{1,3}\\.\\d{4,8}\\s?°?";
const coordinates = new RegExp(
  `(?<![\\p{L}\\p{N}.])(?:${decimal}\\s?[NS]?,?\\s{0,2}${decimal}(?:\\s?[EW]\\b)?|${degrees}\\s?[NS],?\\s{0,2}${degrees}\\s?[EW]\\b)(?![\\p{L}\\p{N}]|\\.\\d)`,
  "gu",
);
const dwelling = /\b(?:home|house|flat|apartment|cottage|lives?|living|sleeps?|stays?|hides?|address)\b[^\n!?]{0,60}$/i;

/** Where on the globe somebody lives; mountains and wrecks lie somewhere too, so a word for a dwelling stands before it. */
export function homesOnTheMap(text: string): Span[] {
  return Array.from(text.matchAll(coordinates))
    .filter((match) => dwelling.test(text.slice(Math.max(0, match.index - 80), match.index)))
    .map((match) => ({ start: match.index, end: match.index + match[0].length }));
}
