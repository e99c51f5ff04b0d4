/** What a plain issue is made of. */
export type Block =
  | { kind: "heading"; text: string }
  | { kind: "paragraph"; spans: Span[] }
  | { kind: "quote"; spans: Span[] }
  | { kind: "list"; items: Span[][] }
  | { kind: "rule" };
export type Span = { text: string; href?: string };

/**
 * Reads what an editor typed: paragraphs apart by an empty line, `## heading`, `> quote`, `- list`, `---`, and links, bare or
 * as [words](https://…). Everything else is text, character for character; no HTML passes.
 */
export function blocksOf(body: string): Block[] {
  return body
    .replaceAll("\r\n", "\n")
    .split(/\n[ \t]*\n/)
    .map((chunk) => chunk.trim())
    .filter(Boolean)
    .map(blockOf);
}

function blockOf(chunk: string): Block {
  const lines = chunk.split("\n").map((line) => line.trim());
  const joined = lines.join(" ");
  if (/^-{3,}$/.test(joined)) return { kind: "rule" };
  if (joined.startsWith("## ")) return { kind: "heading", text: joined.slice(3).trim() };
  if (lines.every((line) => line.startsWith(">")))
    return { kind: "quote", spans: spansOf(lines.map((line) => line.slice(1).trim()).join(" ")) };
  if (lines.every((line) => line.startsWith("- ")))
    return { kind: "list", items: lines.map((line) => spansOf(line.slice(2).trim())) };
  return { kind: "paragraph", spans: spansOf(joined) };
}

const link =
  /\[([^[\]\n]{1,300})\]\((https?:\/\/[^\s()<>"]{1,2000})\)|(https?:\/\/[^\s()<>"]{1,2000}[^\s()<>".,;:!?])/g;

function spansOf(text: string): Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const found of text.matchAll(link)) {
    if (found.index > at) spans.push({ text: text.slice(at, found.index) });
    const href = found[2] ?? found[3] ?? "";
    spans.push({ text: found[1] ?? href, href });
    at = found.index + found[0].length;
  }
  if (at < text.length) spans.push({ text: text.slice(at) });
  return spans;
}
