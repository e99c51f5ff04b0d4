import sanitizeHtml from "sanitize-html";

/**
 * The words of a comment that was kept as HTML, as this house keeps them: paragraphs and line breaks stay, a link is its words with its
 * address behind them, an image is its address; everything else is gone.
 * @param keepsLines whether an end of line in the HTML is one of the text
 */
export function wordsOf(html: string, keepsLines: boolean): string {
  const flat = keepsLines ? html.replaceAll("\r\n", "\n") : html.replace(/\s*[\r\n]+\s*/g, " ");
  const parted = flat
    .replace(/<br\s*\/?>[ \t]*\n?/gi, "\n")
    .replace(/<\/(?:p|div|blockquote|pre|ul|ol|h[1-6])\s*>[ \t]*\n?/gi, "\n\n")
    .replace(/<li(?:\s[^>]*)?>/gi, "\n- ");
  const safe = sanitizeHtml(parted, {
    allowedTags: ["a", "img"],
    allowedAttributes: { a: ["href"], img: ["src"] },
    allowedSchemes: ["http", "https"],
    allowProtocolRelative: false,
    nestingLimit: 40,
  });
  return decoded(
    safe
      .replace(/<a href="([^"]*)">([\s\S]*?)<\/a>/g, (_, address: string, words: string) => linkWords(address, words))
      .replace(/<img src="([^"]*)" ?\/>/g, " $1 ")
      .replace(/<[^>]*>/g, ""),
  )
    .replace(/[ \t\u00a0]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Systems shorten the address that they show: then the address alone says all. */
function linkWords(address: string, words: string): string {
  const shown = words.replace(/<[^>]*>/g, "").trim();
  const bare = (text: string) => text.replace(/^https?:\/\//i, "").replace(/(?:\.\.\.|…|\/)$/, "");
  return shown === "" || bare(address).startsWith(bare(shown)) ? address : `${shown} (${address})`;
}

const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"' };
const decoded = (text: string) => text.replace(/&(amp|lt|gt|quot);/g, (_, name: string) => named[name] ?? "");
