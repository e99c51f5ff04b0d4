import JSON5 from "json5";
import { z } from "zod";
import { parseJson, storable } from "../../json.ts";
import { plainText } from "../sanitize.ts";

const MOST_NODES = 500;
const DEEPEST = 6;

/**
 * The stories that a page's JSON-LD describes, as it gives them: in an array, in `@graph`, or as the main entity of its page. Items of lists
 * are left out, for they are other pages. Null for a text that is no JSON, whatever is forgiven.
 */
export function storiesIn(text: string): LinkedStory[] | null {
  const parsed = lenientJson(text);
  if (parsed === undefined) return null;
  const nodes: Node[] = [];
  gather(parsed, nodes, 0);
  const byId = new Map(nodes.flatMap((node) => (typeof node["@id"] === "string" ? [[node["@id"], node]] : [])));
  return nodes
    .filter((node) => typesOf(node).some((type) => STORIES.has(type)))
    .flatMap((node) => {
      const read = linkedStory.safeParse({
        ...node,
        author: lookedUp(node.author, byId),
        image: lookedUp(node.image, byId),
      });
      return read.success ? [read.data] : [];
    });
}

/** What people write by hand is forgiven: comments, commas too many, line breaks in a text, and quotation marks as entities. */
function lenientJson(text: string): unknown {
  const bare = text
    .trim()
    .replace(/^(?:<!--|\/\*\s*<!\[CDATA\[\s*\*\/|\/\/\s*<!\[CDATA\[|<!\[CDATA\[)/, "")
    .replace(/(?:-->|\/\*\s*\]\]>\s*\*\/|\/\/\s*\]\]>|\]\]>)$/, "")
    .trim()
    .replace(/;$/, "");
  const flat = bare.replace(/[^\P{Cc}]+/gu, " ");
  const quoted = flat.replace(/&(?:quot|#34|#x22);/gi, '"');
  for (const attempt of [
    () => parseJson(bare),
    () => parseJson(flat),
    () => parseJson5(bare),
    () => parseJson5(flat),
    () => parseJson5(quoted),
  ]) {
    try {
      return attempt();
    } catch {
      // The next one forgives more.
    }
  }
}

const parseJson5 = (text: string): unknown =>
  JSON5.parse(text, (_, value) => (typeof value === "string" ? storable(value) : value));

type Node = Record<string, unknown>;

function gather(value: unknown, nodes: Node[], depth: number): void {
  if (depth > DEEPEST || nodes.length >= MOST_NODES || value === null || typeof value !== "object") return;
  if (Array.isArray(value)) {
    for (const one of value.slice(0, MOST_NODES)) gather(one, nodes, depth + 1);
    return;
  }
  const node = value as Node;
  nodes.push(node);
  for (const key of ["@graph", "mainEntity", "mainEntityOfPage"]) gather(node[key], nodes, depth + 1);
}

const typesOf = (node: Node): string[] =>
  [node["@type"]]
    .flat()
    .filter((type) => typeof type === "string")
    .map((type) => type.replace(/^(?:https?:\/\/schema\.org\/|schema:)/, ""));

/** Not what somebody paid for: an advertisement is no story. */
const STORIES = new Set(
  `Article NewsArticle AnalysisNewsArticle AskPublicNewsArticle BackgroundNewsArticle OpinionNewsArticle ReportageNewsArticle
  ReviewNewsArticle Report BlogPosting LiveBlogPosting`.split(/\s+/),
);

/** A graph names its people and pictures once, and elsewhere says their `@id` alone. */
const lookedUp = (value: unknown, byId: Map<unknown, Node>): unknown =>
  [value].flat().map((one) => {
    if (one === null || typeof one !== "object" || !("@id" in one) || "name" in one || "url" in one) return one;
    return byId.get(one["@id"]) ?? one;
  });

const plain = z
  .string()
  .max(20_000)
  .transform((text) => plainText(text));
type Words = z.ZodType<string>;
const first = (kind: Words) => z.preprocess((value) => (Array.isArray(value) ? value[0] : value), kind).catch("");
/** One or many; what is of another shape is left out. */
const many = (kind: Words) =>
  z.preprocess(
    (value) => (Array.isArray(value) ? value.slice(0, 50) : [value]),
    z.array(kind.catch("")).transform((all) => all.filter((one) => one !== "")),
  );

const named = z.union([plain, z.object({ name: first(plain) }).transform(({ name }) => name)]);
const address = z.string().max(2_048);
const addressed = z.union([
  address,
  z
    .object({ "@id": first(address), url: first(address), contentUrl: first(address) })
    .transform((one) => one.url || one.contentUrl || one["@id"]),
]);

const linkedStory = z
  .object({
    headline: first(plain),
    name: first(plain),
    description: first(plain),
    author: many(named),
    articleSection: many(plain),
    keywords: many(named),
    image: many(addressed),
    url: many(addressed),
    mainEntityOfPage: many(addressed),
    datePublished: first(address),
    dateModified: first(address),
  })
  .transform(({ headline, name, ...story }) => ({ ...story, title: headline || name }));
export type LinkedStory = z.output<typeof linkedStory>;
