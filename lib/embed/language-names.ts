/** What comments may be written in. The browser's own names take it longer to load than everything else here. */
export const languageNames: Record<string, string> = {
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
};
