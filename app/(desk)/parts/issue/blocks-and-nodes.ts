import type { JSONContent } from "@tiptap/core";
import { isUrl } from "@/lib/is-url.ts";
import type { Block, FieldName, IssueDocument, ReaderPart, Span } from "@/lib/newsletters/document.ts";
import { ownPicture } from "@/lib/newsletters/pictures/address.ts";

/** An issue's blocks as the editor holds them. */
export const docOf = ({ blocks }: IssueDocument): JSONContent => ({
  type: "doc",
  content: blocks.length === 0 ? [{ type: "paragraph" }] : blocks.map(nodeOf),
});

function nodeOf(block: Block): JSONContent {
  const { isFor = "", ...bare } = block;
  const node = bareNodeOf(bare);
  return isFor ? { ...node, attrs: { ...node.attrs, isFor } } : node;
}

function bareNodeOf(block: Block): JSONContent {
  switch (block.kind) {
    case "heading":
      return { type: "heading", attrs: { level: block.level }, content: inlineOf(block.spans) };
    case "text":
      return { type: "paragraph", content: inlineOf(block.spans) };
    case "list":
      return {
        type: block.isNumbered ? "orderedList" : "bulletList",
        content: block.items.map((item) => ({
          type: "listItem",
          content: [{ type: "paragraph", content: inlineOf(item) }],
        })),
      };
    case "quote":
      return { type: "quote", attrs: { source: block.source }, content: inlineOf(block.spans) };
    case "divider":
      return { type: "horizontalRule" };
    default: {
      const { kind, ...attrs } = block;
      return { type: kind, attrs };
    }
  }
}

const inlineOf = (spans: Span[]): JSONContent[] =>
  spans.flatMap((span) => {
    const marks = [
      ...(span.isBold ? [{ type: "bold" }] : []),
      ...(span.isItalic ? [{ type: "italic" }] : []),
      ...(span.href ? [{ type: "link", attrs: { href: span.href } }] : []),
    ];
    const marked = marks.length > 0 ? { marks } : {};
    if (!("text" in span)) return [{ type: "field", attrs: { field: span.field, fallback: span.fallback }, ...marked }];
    return span.text
      .split("\n")
      .flatMap((text, at) => [
        ...(at > 0 ? [{ type: "hardBreak" }] : []),
        ...(text ? [{ type: "text", text, ...marked }] : []),
      ]);
  });

/**
 * What the editor holds as blocks. Empty paragraphs are room to write in, and no part of the issue.
 * @param pressed where a button may lead; a whole address unless said
 */
export const documentOfDoc = (doc: JSONContent, pressed = webAddress): IssueDocument => ({
  v: 1,
  blocks: (doc.content ?? []).flatMap((node) => {
    const isFor = forWhomOf(node);
    return blocksOfNode(node, pressed).map((block) => (isFor ? { ...block, isFor } : block));
  }),
});

/** A list that was made of paragraphs for some is for them: nothing comes to everybody by changing its kind. */
const forWhomOf = ({ type, attrs, content }: JSONContent) =>
  partIn(attrs?.isFor) ??
  (type === "bulletList" || type === "orderedList"
    ? content?.flatMap((item) => partIn(item.content?.[0]?.attrs?.isFor) ?? [])[0]
    : undefined);

function blocksOfNode(node: JSONContent, pressed: (text: string) => string): Block[] {
  const attrs = node.attrs ?? {};
  const word = (name: string) => (typeof attrs[name] === "string" ? (attrs[name] as string) : "");
  switch (node.type) {
    case "heading": {
      const spans = spansOf(node.content);
      return spans.length > 0 ? [{ kind: "heading", level: attrs.level === 3 ? 3 : 2, spans }] : [];
    }
    case "paragraph": {
      const spans = spansOf(node.content);
      return spans.length > 0 ? [{ kind: "text", spans }] : [];
    }
    case "bulletList":
    case "orderedList": {
      const items = (node.content ?? [])
        .map((item) => spansOf(item.content?.[0]?.content))
        .filter((one) => one.length > 0);
      return items.length > 0 ? [{ kind: "list", isNumbered: node.type === "orderedList", items }] : [];
    }
    case "quote": {
      const spans = spansOf(node.content);
      return spans.length > 0 || word("source") ? [{ kind: "quote", spans, source: word("source") }] : [];
    }
    case "horizontalRule":
      return [{ kind: "divider" }];
    case "image":
      return [
        {
          kind: "image",
          address: pictureAddress(word("address")),
          alt: word("alt"),
          caption: word("caption"),
          href: webAddress(word("href")),
          ...(attrs.width > 0 && attrs.height > 0 ? { width: attrs.width, height: attrs.height } : {}),
        },
      ];
    case "button":
      return [{ kind: "button", label: word("label"), href: pressed(word("href")) }];
    case "story":
      if (!webAddress(word("address")))
        return word("title") ? [{ kind: "text", spans: [{ text: word("title") }] }] : [];
      return [
        {
          kind: "story",
          storyId: word("storyId"),
          title: word("title"),
          standfirst: word("standfirst"),
          byline: word("byline"),
          address: word("address"),
          imageAddress: pictureAddress(word("imageAddress")),
        },
      ];
    default:
      return [];
  }
}

/** Whoever wrote it, one of the two or nothing. */
export const partIn = (value: unknown): ReaderPart | undefined =>
  value === "plan" || value === "no_plan" ? value : undefined;

function spansOf(content: JSONContent[] | undefined): Span[] {
  const spans: Span[] = [];
  for (const node of content ?? []) {
    const span = spanOf(node);
    const last = spans.at(-1);
    if (!span) continue;
    if (last && "text" in last && "text" in span && isAlike(last, span)) last.text += span.text;
    else spans.push(span);
  }
  return spans.some((span) => !("text" in span) || span.text.trim() !== "") ? spans : [];
}

function spanOf({ type, text, marks = [], attrs = {} }: JSONContent): Span | undefined {
  const href = marks.find((mark) => mark.type === "link")?.attrs?.href;
  const marked = {
    ...(marks.some((mark) => mark.type === "bold") ? { isBold: true as const } : {}),
    ...(marks.some((mark) => mark.type === "italic") ? { isItalic: true as const } : {}),
    ...(typeof href === "string" && isLinkAddress(href) ? { href } : {}),
  };
  if (type === "hardBreak") return { text: "\n" };
  if (type === "field") return { field: attrs.field as FieldName, fallback: String(attrs.fallback ?? ""), ...marked };
  return text ? { text, ...marked } : undefined;
}

const isAlike = (one: Span, other: Span) =>
  one.isBold === other.isBold && one.isItalic === other.isItalic && one.href === other.href;

/** An address that the API takes, or none: what is half typed stays in its box until it is whole. */
export const webAddress = (text: string): string => {
  const address = text.trim();
  return /^https?:\/\//i.test(address) && isUrl(address) && !/^https?:\/\/[^/?#]*@/i.test(address) ? address : "";
};
/** The same of a picture: one that was given here, or one that mail programs show. */
export const pictureAddress = (text: string): string => {
  const address = text.trim();
  return ownPicture(address) || webAddress(address).startsWith("https://") ? address : "";
};
/** A field that says where something leads, like `{order_link}`, or nothing. */
export const fieldAddress = (text: string): string =>
  /^\{[a-z][a-z0-9_]{0,39}\}$/.test(text.trim()) ? text.trim() : "";
export const isLinkAddress = (text: string) =>
  webAddress(text) !== "" || /^mailto:[^\s<>"'@]{1,64}@[^\s<>"'@?]{1,255}$/i.test(text);
