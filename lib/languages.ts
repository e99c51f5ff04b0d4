import { z } from "zod";

/**
 * Languages that a reader or a newsletter can have, by their tags (BCP 47). A variety has a line of its own where its spelling or its script differs so
 * much that publishers make editions of it.
 */
const tags = [
  ...[
    "ar",
    "bg",
    "bn",
    "ca",
    "cs",
    "cy",
    "da",
    "de",
    "de-AT",
    "de-CH",
    "el",
    "en",
    "en-GB",
    "en-US",
    "es",
    "es-419",
    "et",
    "eu",
    "fa",
    "fi",
  ],
  ...[
    "fr",
    "fr-CA",
    "fr-CH",
    "ga",
    "gl",
    "gu",
    "he",
    "hi",
    "hr",
    "hu",
    "id",
    "is",
    "it",
    "ja",
    "kn",
    "ko",
    "lt",
    "lv",
    "mk",
    "ml",
    "mr",
  ],
  ...[
    "ms",
    "mt",
    "nb",
    "nl",
    "nl-BE",
    "nn",
    "pa",
    "pl",
    "pt",
    "pt-BR",
    "ro",
    "ru",
    "sk",
    "sl",
    "sq",
    "sr",
    "sv",
    "sw",
    "ta",
    "te",
    "th",
  ],
  ...["tr", "uk", "ur", "vi", "zh-Hans", "zh-Hant"],
];

/** Each by the name that its own readers know, in the order of these names. */
export const languages: { tag: string; name: string }[] = tags
  .map((tag) => ({ tag, name: nameIn(tag, tag) }))
  .sort((one, other) => one.name.localeCompare(other.name, "en"));

export const languageTag = z
  .string()
  .refine((tag) => tags.includes(tag), "We do not know this language. Choose one of the list, like en-GB or de.");

/** What it is called in English: "Swiss German" is "German (Switzerland)". */
export const inEnglish = (tag: string): string => nameIn(tag, "en");

/** The nearest that we know to what a browser says, "de-LI" is "de"; undefined where there is none. */
export function nearest(said: string): string | undefined {
  let locale: Intl.Locale;
  try {
    locale = new Intl.Locale(said);
  } catch {
    return undefined;
  }
  const { language, region, script } = locale.maximize();
  return [locale.baseName, `${language}-${region}`, `${language}-${script}`, language].find(
    (tag) => tag !== undefined && tags.includes(tag),
  );
}

/** Whether they are the same language, whatever the country. */
export const isSameLanguage = (one: string, other: string) => one.split("-")[0] === other.split("-")[0];

/** Which way it is written. */
export const directionOf = (tag: string): "ltr" | "rtl" =>
  ["ar", "fa", "he", "ur"].includes(tag.split("-")[0] ?? "") ? "rtl" : "ltr";

function nameIn(tag: string, language: string): string {
  const name = new Intl.DisplayNames(language, { type: "language", languageDisplay: "standard" }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}
