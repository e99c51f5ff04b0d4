import type { Block, IssueDocument, Span } from "./document.ts";

export type IssueParts = {
  publication: string;
  postalAddress: string;
  newsletter: string;
  subject: string;
  document: IssueDocument;
  online: string | null;
  leave: string;
};

const width = 78;

/** An issue for who reads mail as text: written for that, rather than what is left of the HTML. */
export function issueText({ publication, postalAddress, newsletter, subject, document, online, leave }: IssueParts) {
  const parts = [
    `${publication}\n${newsletter}`,
    wordsAsText(subject, document),
    [
      "--",
      `You get “${newsletter}” because you confirmed it.`,
      `Unsubscribe: ${leave}`,
      ...(online ? [`Read it on the site: ${online}`] : []),
      publication,
      postalAddress,
    ].join("\n"),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** A headline and what stands below it. */
export const wordsAsText = (subject: string, { blocks }: Pick<IssueDocument, "blocks">) =>
  [underlined(subject, "="), ...blocks.map(textOf).filter(Boolean)].join("\n\n");

function textOf(block: Block): string {
  switch (block.kind) {
    case "heading":
      return underlined(lineOf(block.spans), "-");
    case "text":
      return wrapped(lineOf(block.spans));
    case "list":
      return block.items
        .map((item, at) => hanging(block.isNumbered ? `${at + 1}. ` : "- ", lineOf(item)))
        .filter(Boolean)
        .join("\n");
    case "quote":
      return [hanging("> ", lineOf(block.spans), "> "), ...(block.source ? [`> – ${block.source}`] : [])].join("\n");
    case "image": {
      const about = block.alt ? `[Picture: ${block.alt}]` : "";
      return [about, block.caption, block.href].filter(Boolean).map(wrapped).join("\n");
    }
    case "button":
      return block.href ? `${block.label}:\n${block.href}` : "";
    case "divider":
      return "* * *";
    case "story":
      return [
        wrapped(block.title),
        ...(block.standfirst ? [wrapped(block.standfirst)] : []),
        ...(block.byline ? [block.byline] : []),
        block.address,
      ].join("\n");
  }
}

/** An address follows the words that it is behind, unless they are the address. */
const lineOf = (spans: Span[]) =>
  spans
    .map((span) => {
      if (!("text" in span)) return fieldMark(span);
      const address = span.href?.replace(/^mailto:/i, "");
      return address && address !== span.text ? `${span.text} (${address})` : span.text;
    })
    .join("");

/** As `delivery` knows it. */
export const fieldMark = ({ field, fallback }: { field: string; fallback: string }) =>
  `{{${field}${fallback ? `|${fallback}` : ""}}}`;

const underlined = (text: string, line: string) =>
  text.trim() ? `${text}\n${line.repeat(Math.min(width, text.length))}` : "";

const wrapped = (text: string) => hanging("", text);

/** Breaks lines between words, and never inside an address or a field. */
function hanging(lead: string, text: string, further = " ".repeat(lead.length)): string {
  const lines: string[] = [];
  for (const given of text.split("\n")) {
    let now = "";
    for (const [word] of given.matchAll(/(?:\{\{[^{}]*\}\}|\S)+/g)) {
      if (now && now.length + 1 + word.length > width - lead.length) {
        lines.push(now);
        now = word;
      } else now = now ? `${now} ${word}` : word;
    }
    lines.push(now);
  }
  if (lines.every((one) => one === "")) return "";
  return lines.map((one, at) => (at === 0 ? lead : further) + one).join("\n");
}
