import type { FoldedText, Word } from "./folded.ts";
import { quote, type Rule, type Span } from "./rule.ts";
import type { Finding } from "./schema.ts";
import { type SiteLanguage, siteLanguages } from "./site-languages.ts";

/**
 * The rule that comments are in one language. `isForeign` judges the words of a sentence, or all of them. Its name is that of
 * the first language that there was: findings, filters and the guidelines have long been stored by it.
 */
export function inLanguage(site: SiteLanguage, isForeign: (text: string, words: Word[]) => boolean): Rule {
  const language = siteLanguages[site];
  const finding = (text: string, span: Span): Finding => ({
    rule: "english",
    reason:
      site === "en"
        ? `${quote(text, span)} is not in English.`
        : `Comments here are in ${language}, and ${quote(text, span)} is not.`,
    guideline: "english",
    at: [span.start, span.end],
  });
  const whole = ({ text }: FoldedText) => {
    const start = text.length - text.trimStart().length;
    return finding(text, { start, end: text.trimEnd().length });
  };
  return {
    name: "english",
    check(text) {
      const spoken = withoutQuotes(text, site === "en" ? quotation : quotationOfMany);
      const foreign = bySentence(text, spoken).filter(({ words }) => isForeign(text.text, words));
      if (foreign.length === 0) return isForeign(text.text, spoken) ? [whole(text)] : [];

      // A slip of two words beside the language of the site is no other language, unless its words are known to be foreign.
      const count = foreign.reduce((sum, { words }) => sum + words.length, 0);
      if (count >= 0.7 * spoken.length) return [whole(text)];
      return foreign.map(({ start, end }) => finding(text.text, { start, end }));
    },
  };
}

type Unit = Span & { words: Word[] };

function bySentence({ sentences }: FoldedText, words: Word[]): Unit[] {
  const units: Unit[] = sentences.map((span) => ({ ...span, words: [] }));
  for (const word of words) units[word.sentence]?.words.push(word);
  return units.filter((unit) => unit.words.length > 0);
}

const quotation = /"[^"\n]{1,200}"|“[^”\n]{1,200}”|«[^»\n]{1,200}»|‘[^’\n]{1,200}’/g;
/** „So“ in German and Danish, »so« in books, ”so” in Swedish, „so” in Polish. */
const quotationOfMany =
  /"[^"\n]{1,200}"|„[^“”"\n]{1,200}[“”"]|“[^”\n]{1,200}”|”[^”\n]{1,200}”|«[^»\n]{1,200}»|»[^«»\n]{1,200}[«»]|‚[^‘\n]{1,200}‘|‘[^’\n]{1,200}’/g;

/** The words outside quotation marks, without mentions; all of them when there are no others. */
function withoutQuotes({ text, words }: FoldedText, marks: RegExp): Word[] {
  const quotes = Array.from(text.matchAll(marks), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
  let current = 0;
  const outside = words.filter(({ start }) => {
    while (current < quotes.length && start >= (quotes[current]?.end ?? 0)) current++;
    if (start >= (quotes[current]?.start ?? Number.POSITIVE_INFINITY)) return false;
    return start === 0 || !"@#".includes(text.charAt(start - 1));
  });
  return outside.length > 0 ? outside : words;
}
