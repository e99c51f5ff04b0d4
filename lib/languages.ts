import { z } from "zod";

/**
 * Languages that a reader or a newsletter can have: the tag (BCP 47), the name that its own readers know, and the English one, in the order of
 * the first. A variety has a line of its own where its spelling or its script differs so much that publishers make editions of it. They are
 * written down, for a browser may call them by other names than the server.
 */
const known: [tag: string, name: string, english: string][] = [
  ["ca", "Català", "Catalan"],
  ["cs", "Čeština", "Czech"],
  ["cy", "Cymraeg", "Welsh"],
  ["da", "Dansk", "Danish"],
  ["de", "Deutsch", "German"],
  ["de-AT", "Deutsch (Österreich)", "German (Austria)"],
  ["de-CH", "Deutsch (Schweiz)", "German (Switzerland)"],
  ["et", "Eesti", "Estonian"],
  ["en", "English", "English"],
  ["en-GB", "English (United Kingdom)", "English (United Kingdom)"],
  ["en-US", "English (United States)", "English (United States)"],
  ["es", "Español", "Spanish"],
  ["es-419", "Español (Latinoamérica)", "Spanish (Latin America)"],
  ["eu", "Euskara", "Basque"],
  ["fr", "Français", "French"],
  ["fr-CA", "Français (Canada)", "French (Canada)"],
  ["fr-CH", "Français (Suisse)", "French (Switzerland)"],
  ["ga", "Gaeilge", "Irish"],
  ["gl", "Galego", "Galician"],
  ["hr", "Hrvatski", "Croatian"],
  ["id", "Indonesia", "Indonesian"],
  ["is", "Íslenska", "Icelandic"],
  ["it", "Italiano", "Italian"],
  ["sw", "Kiswahili", "Swahili"],
  ["lv", "Latviešu", "Latvian"],
  ["lt", "Lietuvių", "Lithuanian"],
  ["hu", "Magyar", "Hungarian"],
  ["mt", "Malti", "Maltese"],
  ["ms", "Melayu", "Malay"],
  ["nl", "Nederlands", "Dutch"],
  ["nl-BE", "Nederlands (België)", "Dutch (Belgium)"],
  ["nb", "Norsk bokmål", "Norwegian Bokmål"],
  ["nn", "Norsk nynorsk", "Norwegian Nynorsk"],
  ["pl", "Polski", "Polish"],
  ["pt", "Português", "Portuguese"],
  ["pt-BR", "Português (Brasil)", "Portuguese (Brazil)"],
  ["ro", "Română", "Romanian"],
  ["sq", "Shqip", "Albanian"],
  ["sk", "Slovenčina", "Slovak"],
  ["sl", "Slovenščina", "Slovenian"],
  ["fi", "Suomi", "Finnish"],
  ["sv", "Svenska", "Swedish"],
  ["vi", "Tiếng Việt", "Vietnamese"],
  ["tr", "Türkçe", "Turkish"],
  ["el", "Ελληνικά", "Greek"],
  ["bg", "Български", "Bulgarian"],
  ["mk", "Македонски", "Macedonian"],
  ["ru", "Русский", "Russian"],
  ["sr", "Српски", "Serbian"],
  ["uk", "Українська", "Ukrainian"],
  ["he", "עברית", "Hebrew"],
  ["ur", "اردو", "Urdu"],
  ["ar", "العربية", "Arabic"],
  ["fa", "فارسی", "Persian"],
  ["mr", "मराठी", "Marathi"],
  ["hi", "हिन्दी", "Hindi"],
  ["bn", "বাংলা", "Bangla"],
  ["pa", "ਪੰਜਾਬੀ", "Punjabi"],
  ["gu", "ગુજરાતી", "Gujarati"],
  ["ta", "தமிழ்", "Tamil"],
  ["te", "తెలుగు", "Telugu"],
  ["kn", "ಕನ್ನಡ", "Kannada"],
  ["ml", "മലയാളം", "Malayalam"],
  ["th", "ไทย", "Thai"],
  ["ko", "한국어", "Korean"],
  ["zh-Hans", "中文（简体）", "Chinese (Simplified)"],
  ["zh-Hant", "中文（繁體）", "Chinese (Traditional)"],
  ["ja", "日本語", "Japanese"],
];

export const languages: { tag: string; name: string }[] = known.map(([tag, name]) => ({ tag, name }));
const english = new Map(known.map(([tag, , name]) => [tag, name]));

export const languageTag = z
  .string()
  .refine((tag) => english.has(tag), "We do not know this language. Choose one of the list, like en-GB or de.");

/** What it is called in English: "Swiss German" is "German (Switzerland)". */
export const inEnglish = (tag: string): string => english.get(tag) ?? tag;

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
    (tag) => tag !== undefined && english.has(tag),
  );
}

/** Whether they are the same language, whatever the country. */
export const isSameLanguage = (one: string, other: string) => one.split("-")[0] === other.split("-")[0];

/** Which way it is written. */
export const directionOf = (tag: string): "ltr" | "rtl" =>
  ["ar", "fa", "he", "ur"].includes(tag.split("-")[0] ?? "") ? "rtl" : "ltr";
