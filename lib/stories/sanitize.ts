import sanitizeHtml from "sanitize-html";
import { isUrl } from "../is-url.ts";

/** One block of a story: a paragraph, a heading, a list … `text` is its plain text on one line. */
export type StoryBlock = { tag: string; html: string; text: string };

/**
 * HTML from outside, reduced to what a story needs: paragraphs, h2–h4, lists, quotations, figures with captions, code,
 * plain tables, links to http(s). All text stands in a block; empty elements, images, scripts and styles are gone.
 * Relative links are resolved against `baseAddress`, and without it only their text stays. HTML beyond 500,000 characters
 * is not read.
 *
 * `sanitizeStoryHtml(sanitizeStoryHtml(x, b), b) === sanitizeStoryHtml(x, b)`.
 */
export function sanitizeStoryHtml(html: string, baseAddress?: string): string {
  return storyBlocks(html, baseAddress)
    .map((block) => block.html)
    .join("");
}

/** The same, as the list of top-level blocks. */
export function storyBlocks(html: string, baseAddress?: string): StoryBlock[] {
  let previous = withoutTower(html.slice(0, LONGEST));
  let blocks: StoryBlock[] = [];
  // One pass is enough for honest HTML. Others settle in two; a parser that disagrees with itself is what attacks live on.
  for (let pass = 0; pass < 4; pass++) {
    blocks = arrange(allowOnly(previous, baseAddress));
    const current = blocks.map((block) => block.html).join("");
    if (current === previous) break;
    previous = current;
  }
  return blocks;
}

/** The text of some HTML on one line, entities decoded, without any tag. */
export function plainText(html: string): string {
  const flat = sanitizeHtml(withoutTower(html.slice(0, LONGEST)), {
    allowedTags: ["br", ...BREAKING],
    allowedAttributes: {},
    nestingLimit: DEEPEST,
  });
  return decode(flat.replace(/<[^>]*>/g, " "));
}

const LONGEST = 500_000;
const DEEPEST = 40;
const INLINE = new Set(["a", "em", "strong", "code"]);
const TEXT_ONLY = new Set(["p", "h2", "h3", "h4", "pre"]);
const LISTS = new Set(["ul", "ol"]);
const TABLE_PARTS = new Set(["table", "thead", "tbody", "tfoot", "tr"]);
const PARAGRAPHS_INSIDE = new Set(["", "blockquote", "figure"]);
/** What may stand around a part: `li` closes everything up to its list, and outside one it is a paragraph. */
const PARENTS: Record<string, string[]> = {
  li: ["ul", "ol"],
  tr: ["table", "thead", "tbody", "tfoot"],
  td: ["tr"],
  th: ["tr"],
  thead: ["table"],
  tbody: ["table"],
  tfoot: ["table"],
  caption: ["table"],
  figcaption: ["figure"],
};
const BREAKING = [...TEXT_ONLY, ...LISTS, ...TABLE_PARTS, "blockquote", "figure", ...Object.keys(PARENTS)];

/** The parser needs quadratic time for towers of open tags, which no story has: of such HTML only the text is read. */
function withoutTower(html: string): string {
  let height = 0;
  for (const [, closing, tag = ""] of html.matchAll(/<(\/?)([a-z][a-z0-9:-]{0,20})/gi)) {
    if (CLOSED_BY_ITSELF.has(tag.toLowerCase())) continue;
    height = Math.max(0, height + (closing ? -1 : 1));
    if (height > HIGHEST_TOWER) return html.replace(/<[^<>]*>/g, " ");
  }
  return html;
}

const HIGHEST_TOWER = 300;
const CLOSED_BY_ITSELF = new Set("p br hr img li td th tr dt dd input embed source wbr col area meta link".split(" "));

function allowOnly(html: string, baseAddress?: string): string {
  return sanitizeHtml(html, {
    allowedTags: [...new Set(BREAKING), ...INLINE, "br"],
    allowedAttributes: { a: ["href", "rel"], td: ["colspan", "rowspan"], th: ["colspan", "rowspan", "scope"] },
    allowedSchemes: ["http", "https"],
    allowProtocolRelative: false,
    nestingLimit: DEEPEST,
    nonTextTags: [
      "script",
      "style",
      "textarea",
      "option",
      "noscript",
      "template",
      "iframe",
      "object",
      "svg",
      "math",
      "title",
    ],
    transformTags: {
      ...RENAMED,
      a: (_, { href }) => {
        const address = linkAddress(href ?? "", baseAddress);
        const attribs: Record<string, string> = address ? { href: address, rel: "noopener" } : {};
        return { tagName: address ? "a" : "span", attribs };
      },
      td: (tagName, attribs) => ({ tagName, attribs: onlyNumbers(attribs) }),
      th: (tagName, attribs) => ({ tagName, attribs: onlyNumbers(attribs) }),
    },
  });
}

const RENAMED = {
  h1: "h2",
  h5: "h4",
  h6: "h4",
  b: "strong",
  i: "em",
  ...Object.fromEntries(
    ["div", "section", "article", "main", "header", "footer", "aside", "address", "dt", "dd", "center"].map((tag) => [
      tag,
      "p",
    ]),
  ),
};

function linkAddress(href: string, baseAddress?: string): string | undefined {
  const trimmed = href.trim();
  if (trimmed === "" || trimmed.startsWith("#") || !isUrl(trimmed, baseAddress)) return;
  const url = new URL(trimmed, baseAddress);
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : undefined;
}

function onlyNumbers({ colspan, rowspan, scope }: Record<string, string>): Record<string, string> {
  return {
    ...(colspan && /^[1-9]\d?$/.test(colspan) && { colspan }),
    ...(rowspan && /^[1-9]\d?$/.test(rowspan) && { rowspan }),
    ...(scope && /^(?:col|row)$/.test(scope) && { scope }),
  };
}

type Element = { tag: string; attributes: string; children: (Element | string)[] };

/** Puts clean but oddly nested tags in order: no paragraph in a paragraph, no text outside one, no list part without a list. */
function arrange(clean: string): StoryBlock[] {
  const root: Element = { tag: "", attributes: "", children: [] };
  const open = [root];
  const top = () => open.at(-1) ?? root;
  const begin = (tag: string, attributes = "") => {
    const element = { tag, attributes, children: [] };
    top().children.push(element);
    open.push(element);
  };
  const endInline = () => {
    while (INLINE.has(top().tag)) open.pop();
  };
  const endText = () => {
    endInline();
    if (TEXT_ONLY.has(top().tag)) open.pop();
  };
  const endUpTo = (tags: string[]) => {
    const at = open.findLastIndex((element) => tags.includes(element.tag));
    if (at > 0) open.length = at + 1;
    return at > 0;
  };
  const makeRoomForText = () => {
    if (LISTS.has(top().tag)) begin("li");
    if (TABLE_PARTS.has(top().tag)) open.length = open.findIndex((element) => element.tag === "table");
    if (PARAGRAPHS_INSIDE.has(top().tag)) begin("p");
  };

  const openTag = (tag: string, attributes: string): void => {
    if (INLINE.has(tag)) {
      if (tag === "a" && open.some((element) => element.tag === "a")) return;
      makeRoomForText();
      begin(tag, attributes);
      return;
    }
    if (tag === "br") {
      makeRoomForText();
      if (top().tag === "p" && isBreakLast(top())) endText();
      else top().children.push({ tag: "br", attributes: "", children: [] });
      return;
    }

    endText();
    const parents = PARENTS[tag];
    if (parents && endUpTo(parents)) {
      begin(tag, attributes);
      return;
    }
    if (parents && TABLE_PARTS.has(tag)) return;
    if (LISTS.has(top().tag) || TABLE_PARTS.has(top().tag)) makeRoomForText();
    endText();
    begin(parents ? "p" : tag, parents ? "" : attributes);
  };

  for (const [token, closing, tag = "", attributes = ""] of clean.matchAll(
    /<(\/?)([a-z0-9]+)((?: [^<>]*?)?)(?: \/)?>|[^<]+/g,
  )) {
    if (!tag) {
      if (token.trim() !== "") makeRoomForText();
      if (!LISTS.has(top().tag) && !TABLE_PARTS.has(top().tag)) top().children.push(token);
    } else if (!closing) {
      openTag(tag, attributes);
    } else {
      const at = open.findLastIndex((element) => element.tag === tag);
      if (at > 0) open.length = at;
      else if (tag === "p") endText();
    }
  }
  return root.children.flatMap((child) => (typeof child === "string" ? [] : write(child)));
}

function isBreakLast(element: Element): boolean {
  const last = element.children.findLast((child) => typeof child !== "string" || child.trim() !== "");
  return typeof last === "object" && last.tag === "br";
}

function write(element: Element): StoryBlock[] {
  const html = serialise(element);
  return html === ""
    ? []
    : [
        {
          tag: element.tag,
          html,
          text: decode(html.replace(/<\/?(?:a|em|strong|code)(?: [^>]*)?>/g, "").replace(/<[^>]*>/g, " ")),
        },
      ];
}

/** An element without text is nothing, apart from a table's empty cell and a line break. */
function serialise({ tag, attributes, children }: Element): string {
  if (tag === "br") return "<br>";
  const inner = children.map((child) => (typeof child === "string" ? child : serialise(child))).join("");
  const isCell = tag === "td" || tag === "th";
  if (!isCell && inner.replace(/<[^>]*>/g, "").trim() === "") return INLINE.has(tag) && inner !== "" ? " " : "";
  return `<${tag}${attributes}>${INLINE.has(tag) || tag === "pre" ? inner : trimBreaks(inner)}</${tag}>`;
}

function trimBreaks(inner: string): string {
  return inner.replace(/^(?:\s|<br>)+/, "").replace(/(?:\s|<br>)+$/, "");
}

/** sanitize-html leaves only these four escapes in text, so this decodes once. */
function decode(text: string): string {
  return text
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ")
    .trim();
}
