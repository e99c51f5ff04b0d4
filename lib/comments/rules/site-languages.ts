/** The languages that comments of a publication can be in, by their tag, with their English name. Norwegian is both of its written forms. */
export const siteLanguages = {
  en: "English",
  da: "Danish",
  nl: "Dutch",
  fr: "French",
  de: "German",
  it: "Italian",
  no: "Norwegian",
  pl: "Polish",
  pt: "Portuguese",
  es: "Spanish",
  sv: "Swedish",
} as const;

export type SiteLanguage = keyof typeof siteLanguages;
export const siteLanguageTags = Object.keys(siteLanguages) as SiteLanguage[];

/** Rules that know English alone, and do nothing while comments are in another language. */
export const knowEnglishOnly = ["civility", "personal"] as const;
