import type { PhoneHabits } from "./numbers.ts";
import type { Span } from "./rule.ts";
import type { SiteLanguage } from "./site-languages.ts";

type Other = Exclude<SiteLanguage, "en">;

/** That one of these words stands shortly before. */
const after = (words: string) => new RegExp(`(?<![\\p{L}])(?:${words})\\.?(?![\\p{L}])[^\\n.!?]{0,24}$`, "iu");
/** That one of these stands right before: an invoice, a paragraph of a law, an edition. */
const none = (words: string) => new RegExp(`(?<![\\p{L}])(?:isbn|issn|${words})\\.?[\\s:#-]{0,3}$`, "iu");

/**
 * Telephone numbers as they are written at home. Those that begin with a zero or a plus are known to everybody (numbers.ts); these
 * are the ones that do not, in the groups by which they are told from amounts of money.
 */
export const phoneHabits: Record<Other, PhoneHabits> = {
  da: {
    national: /^[2-9]\d(?: \d{2}){3}$/,
    cue: after("tlf|telefon|mobil|ring|ringe|sms|nummer"),
    none: none("nr|sag|cvr"),
  },
  de: {
    cue: after("tel|telefon|telefonnummer|handy|handynummer|mobil|ruf|rufen|anrufen|nummer|fax|erreichbar"),
    none: none("nr|art|az|aktenzeichen|§|paragraph|paragraf|drucksache|rechnung|bestellung"),
  },
  es: {
    national: /^(?:[67]\d{2}[ .-]?\d{2}[ .-]\d{2}[ .-]\d{2}|9\d[ .-]\d{3}[ .-]\d{2}[ .-]\d{2}|[679]\d{8})$/,
    cue: after("tel|tfno|teléfono|telefono|móvil|movil|llama|llamen|llamad|número|whatsapp"),
    none: none("n[º°]|núm|art|expediente|factura|ley"),
  },
  fr: {
    cue: after("tél|tel|téléphone|portable|mobile|appelez|appeler|appelle|joindre|numéro"),
    none: none("n[º°]|art|dossier|facture|loi|décret"),
  },
  it: {
    national: /^3\d{2}[ .-]?\d{3}[ .-]?\d{3,4}$/,
    cue: after("tel|telefono|cell|cellulare|chiama|chiamate|chiamare|numero|whatsapp"),
    none: none("n[º°]?|art|pratica|fattura|legge|protocollo"),
  },
  nl: {
    cue: after("tel|telefoon|telefoonnummer|mobiel|gsm|bel|bellen|nummer|app"),
    none: none("nr|art|artikel|dossier|factuur|kvk"),
  },
  no: {
    national: /^(?:[2-9]\d(?: \d{2}){3}|[49]\d{2} \d{2} \d{3})$/,
    cue: after("tlf|telefon|mobil|ring|ringe|sms|nummer"),
    none: none("nr|sak|org"),
  },
  pl: {
    national: /^(?:[4-8]\d{2}-\d{3}-\d{3}|\(?[1-9]\d\)? \d{3}[ -]\d{2}[ -]\d{2})$/,
    cue: after("tel|telefon|telefonu|kom|komórka|komórkę|dzwoń|dzwonić|zadzwoń|numer|numerem"),
    none: none("nr|art|sygn|poz|faktura|ustawa"),
  },
  pt: {
    national: /^(?:9[1236]\d{7}|9[1236]\d-\d{3}-\d{3}|\(\d{2}\) ?9?\d{4}-\d{4})$/,
    cue: after("tel|telefone|telemóvel|telemovel|celular|ligue|liga|ligar|número|whatsapp|contacto"),
    none: none("n[º°]|art|processo|fatura|lei"),
  },
  sv: {
    cue: after("tel|telefon|mobil|ring|ringa|sms|nummer|numret"),
    none: none("nr|mål|dnr|org"),
  },
};

const name = "\\p{Lu}[\\p{L}'’.-]{1,24}";
const names = `(?:\\p{L}[\\p{L}'’.-]{0,24}\\s){0,4}`;
const number = "\\d{1,4}\\s?[A-Za-z]?(?:[/-]\\d{1,4})?(?![\\p{L}\\p{N}])";
const before = "(?<![\\p{L}\\p{N}])";
const pattern = (source: string) => new RegExp(before + source, "gu");

/** Streets with a house number, beyond those that are looked for in every language (places.ts). */
const patterns: Record<Other, RegExp[]> = {
  da: [pattern(`\\p{Lu}[\\p{L}-]{1,30}(?:gade|vej|allé|plads|stræde|torv|vænget|parken)\\s${number}`)],
  de: [
    pattern(`\\p{Lu}[\\p{L}-]{1,24}\\s(?:Straße|Strasse|Str\\.|Weg|Platz|Allee|Chaussee|Ring|Damm|Gasse)\\s${number}`),
    pattern(`\\p{Lu}[\\p{L}-]{2,30}(?:chaussee|ring|damm|ufer|steig|graben|markt|berg|hof)\\s${number}`),
    pattern(`(?:Am|An der|Auf dem|Auf der|Im|In der|Zum|Zur|Unter den)\\s${name}\\s${number}`),
  ],
  es: [
    pattern(
      `(?:C/|Calle|Avda\\.?|Av\\.|Avenida|Plaza|Pza\\.?|Paseo|Camino|Ronda|Travesía|Carrer)\\s?${names}${name},?\\s(?:n[º°.]\\s?)?${number}`,
    ),
  ],
  fr: [
    pattern(
      `\\d{1,4}(?:\\s?(?:bis|ter))?,?\\s(?:rue|av\\.|bd|quai|cours|route|square|passage|faubourg|esplanade)\\s${names}[\\p{L}'’-]{2,24}`,
    ),
  ],
  it: [
    pattern(
      `(?:Via|V\\.le|Viale|Corso|C\\.so|Largo|Vicolo|Piazzale|Piazza|P\\.zza|Strada|Lungo\\p{L}+)\\s${names}${name},?\\s(?:n\\.\\s?)?${number}`,
    ),
  ],
  nl: [pattern(`\\p{Lu}[\\p{L}-]{2,30}(?:weg|plein|gracht|kade|dijk|singel|steeg|hof|dreef|lei|pad)\\s${number}`)],
  no: [
    pattern(`\\p{Lu}[\\p{L}-]{1,30}(?:gate|gata|veien|vegen|vei|veg|plass|torg|allé|bakken|svingen)\\s${number}`),
    pattern(`${name}\\s(?:gate|gata|vei|veg|plass|allé)\\s${number}`),
  ],
  pl: [
    pattern(
      `(?:ul\\.|ulica|ulicy|al\\.|aleja|alei|os\\.|osiedle|pl\\.|plac)\\s${names}\\p{Lu}?[\\p{L}'’.-]{2,24}\\s${number}`,
    ),
  ],
  pt: [
    pattern(
      `(?:Rua|R\\.|Avenida|Av\\.|Travessa|Tv\\.|Praça|Largo|Estrada|Alameda|Calçada)\\s${names}${name},?\\s(?:n\\.?[º°]\\s?)?${number}`,
    ),
  ],
  sv: [
    pattern(`\\p{Lu}[\\p{L}-]{1,30}(?:gatan|vägen|gränd|torget|stigen|allén|backen|gata|väg)\\s${number}`),
    pattern(`${name}s?\\s(?:gata|väg|gränd|torg|allé)\\s${number}`),
  ],
};

/** A day or a year behind a place is no house: "Am Montag 24", "Im August 1914", "Zum Jahr 2024". */
const isDate =
  /\s(?:1[5-9]|20)\d{2}$|^(?:Am|Im|Zum)\s(?:\p{L}+tag|Mittwoch|Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jahr|Alter)\s/u;

export function streets(text: string, site: Other): Span[] {
  if (!/\d/.test(text)) return [];
  return patterns[site].flatMap((one) =>
    Array.from(text.matchAll(one))
      .filter(([written]) => !isDate.test(written))
      .map((match) => ({ start: match.index, end: match.index + match[0].trimEnd().length })),
  );
}
