import { isUrl } from "../is-url.ts";
import type { Block, FieldName, IssueDocument, Span } from "./document.ts";
import { forEverybody } from "./parts.ts";

/**
 * Reads what was typed as plain text, at a script or before there were blocks: paragraphs apart by an empty line,
 * `## heading`, `> quote`, `- list`, `---`, links, bare or as [words](https://…), and {{first_name|there}}. Everything else is
 * text, character for character; no HTML passes.
 */
export const documentOfBody = (body: string): IssueDocument => ({
  v: 1,
  blocks: body
    .replaceAll("\r\n", "\n")
    .split(/\n[ \t]*\n/)
    .map((chunk) => chunk.trim())
    .filter(Boolean)
    .map(blockOf),
});

function blockOf(chunk: string): Block {
  const lines = chunk.split("\n").map((line) => line.trim());
  const joined = lines.join(" ");
  if (/^-{3,}$/.test(joined)) return { kind: "divider" };
  const heading = /^(##|###) /.exec(joined);
  if (heading)
    return {
      kind: "heading",
      level: heading[1] === "###" ? 3 : 2,
      spans: spansOf(joined.slice(heading[0].length).trim()),
    };
  if (lines.every((line) => line.startsWith(">")))
    return { kind: "quote", spans: spansOf(lines.map((line) => line.slice(1).trim()).join(" ")), source: "" };
  if (lines.every((line) => line.startsWith("- ")))
    return { kind: "list", isNumbered: false, items: lines.map((line) => spansOf(line.slice(2).trim())) };
  return { kind: "text", spans: spansOf(joined) };
}

const special =
  /\[([^[\]\n]{1,300})\]\((https?:\/\/[^\s()<>"]{1,2000})\)|(https?:\/\/[^\s()<>"]{1,2000}[^\s()<>".,;:!?])|\{\{\s*(first_name|name)\s*(?:\|([^{}|<>&"']{0,60}))?\}\}/g;

function spansOf(text: string): Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const found of text.matchAll(special)) {
    if (found.index > at) spans.push({ text: text.slice(at, found.index) });
    spans.push(spanOf(found));
    at = found.index + found[0].length;
  }
  if (at < text.length) spans.push({ text: text.slice(at) });
  return spans;
}

function spanOf([whole, label, labelled, bare, field, fallback = ""]: RegExpExecArray | RegExpMatchArray): Span {
  if (field) return { field: field as FieldName, fallback: fallback.trim() };
  const href = labelled ?? bare ?? "";
  // What only looks like an address stays what was typed.
  return isUrl(href) && !/^https?:\/\/[^/]*@/.test(href) ? { text: label ?? href, href } : { text: whole };
}

/**
 * The same the other way: what the version of the product before this one would show, as near as its few marks come. It is
 * kept beside the document while both may run. It knows no readers apart, so it has what everybody gets.
 */
export const bodyOf = (document: IssueDocument): string =>
  forEverybody(document.blocks).map(typed).filter(Boolean).join("\n\n");

function typed(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `## ${line(block.spans)}`;
    case "text":
      return line(block.spans);
    case "list":
      return block.items.map((item) => `- ${line(item)}`).join("\n");
    case "quote":
      return [line(block.spans), ...(block.source ? [`– ${block.source}`] : [])].map((one) => `> ${one}`).join("\n");
    case "image":
      return block.caption || block.alt;
    case "button":
      return block.href ? `[${bare(block.label) || block.href}](${block.href})` : block.label;
    case "divider":
      return "---";
    case "story":
      return `[${bare(block.title) || block.address}](${block.address}) ${block.standfirst}`.trim();
  }
}

const line = (spans: Span[]) =>
  spans
    .map((span) => {
      const words = "text" in span ? span.text : `{{${span.field}${span.fallback ? `|${span.fallback}` : ""}}}`;
      return span.href && "text" in span && !span.href.startsWith("mailto:") && span.text !== span.href
        ? `[${bare(words)}](${span.href})`
        : words;
    })
    .join("")
    .replace(/\s*\n\s*/g, " ");
const bare = (label: string) => label.replace(/[[\]\n]/g, " ").slice(0, 300);
