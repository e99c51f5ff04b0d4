import {
  type AtomFeed,
  type JsonFeed,
  type MediaNs,
  parseAtomFeed,
  parseJsonFeed,
  parseRdfFeed,
  parseRssFeed,
  type RdfFeed,
  type RssFeed,
} from "feedsmith";
import { parseJson } from "../../json.ts";
import { plainText } from "../sanitize.ts";
import { NotAFeed } from "./not-a-feed.ts";

export const MOST_ITEMS = 2_000;

export type RawItem = {
  id?: string;
  links: (string | undefined)[];
  title?: string;
  summaryHtml?: string;
  contentHtml?: string;
  people: (string | undefined)[];
  categories: (string | undefined)[];
  images: Picture[];
  published: (string | undefined)[];
  updated: (string | undefined)[];
  base?: string;
};
export type RawFeed = {
  title?: string;
  home?: string;
  language?: string;
  base?: string;
  items: RawItem[];
  /** How many items the feed holds, read or not. */
  count: number;
  /** Atom resolves against the feed's address; RSS says nothing, and means the site's. */
  prefersOwnAddress: boolean;
};
export type Picture = { url?: string; type?: string; medium?: string; width?: number; height?: number };
export type Kind = "rss" | "atom" | "rdf";

export function readJson(text: string): RawFeed {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (cause) {
    throw new NotAFeed("This is JSON that is cut off or damaged. Check the feed at its source.", { cause });
  }
  const count =
    json !== null && typeof json === "object" && "items" in json && Array.isArray(json.items) ? json.items.length : 0;
  try {
    return { ...fromJson(parseJsonFeed(json, { maxItems: MOST_ITEMS })), count };
  } catch (cause) {
    throw new NotAFeed("This is JSON, but no JSON Feed: it needs a version of jsonfeed.org, a title and items.", {
      cause,
    });
  }
}

export function parseKind(kind: Kind, xml: string): Omit<RawFeed, "count"> {
  if (kind === "atom") return fromAtom(parseAtomFeed(xml, { maxItems: MOST_ITEMS }));
  if (kind === "rdf") return fromRdf(parseRdfFeed(xml, { maxItems: MOST_ITEMS }));
  return fromRss(parseRssFeed(xml, { maxItems: MOST_ITEMS }));
}

function fromRss(feed: RssFeed.Feed<string>): Omit<RawFeed, "count"> {
  return {
    title: feed.title ?? feed.dc?.titles?.[0],
    home: feed.link ?? alternate(feed.atom?.links),
    language: feed.language ?? feed.dc?.languages?.[0],
    base: feed.xml?.base,
    prefersOwnAddress: false,
    items: (feed.items ?? []).map((item) => ({
      id: item.guid?.value,
      links: [item.link, alternate(item.atom?.links), item.guid?.isPermaLink === false ? undefined : item.guid?.value],
      title: item.title ?? item.dc?.titles?.[0] ?? item.media?.title?.value,
      summaryHtml: item.description ?? item.dc?.descriptions?.[0],
      contentHtml: item.content?.encoded,
      people: item.dc?.creators ?? item.authors?.map((author) => author.name) ?? [item.itunes?.author],
      categories: [...(item.categories?.map((category) => category.name) ?? []), ...(item.dc?.subjects ?? [])],
      images: [...pictures(item.media), ...(item.enclosures ?? []).filter(({ type }) => type?.startsWith("image/"))],
      published: [
        item.pubDate,
        item.dc?.dates?.[0],
        item.dcterms?.issued?.[0],
        item.dcterms?.created?.[0],
        item.atom?.published,
      ],
      updated: [item.atom?.updated, item.dcterms?.modified?.[0]],
      base: item.xml?.base,
    })),
  };
}

function fromRdf(feed: RdfFeed.Feed<string>): Omit<RawFeed, "count"> {
  return {
    title: feed.title,
    home: feed.link,
    language: feed.dc?.languages?.[0],
    base: feed.xml?.base,
    prefersOwnAddress: false,
    items: (feed.items ?? []).map((item) => ({
      id: item.rdf?.about,
      links: [item.link, item.rdf?.about],
      title: item.title ?? item.dc?.titles?.[0],
      summaryHtml: item.description ?? item.dc?.descriptions?.[0],
      contentHtml: item.content?.encoded,
      people: item.dc?.creators ?? [],
      categories: item.dc?.subjects ?? [],
      images: pictures(item.media),
      published: [item.dc?.dates?.[0], item.dcterms?.issued?.[0]],
      updated: [item.dcterms?.modified?.[0]],
      base: item.xml?.base,
    })),
  };
}

function fromAtom(feed: AtomFeed.Feed<string>): Omit<RawFeed, "count"> {
  return {
    title: atomTitle(feed.title),
    home: alternate(feed.links),
    language: feed.xml?.lang,
    base: feed.xml?.base,
    prefersOwnAddress: true,
    items: (feed.entries ?? []).map((entry) => ({
      id: entry.id,
      links: [alternate(entry.links), entry.content?.src, entry.id],
      title: atomTitle(entry.title) ?? entry.media?.title?.value,
      summaryHtml: atomHtml(entry.summary),
      contentHtml: atomHtml(entry.content),
      people: (entry.authors ?? feed.authors)?.map((author) => author.name) ?? entry.dc?.creators ?? [],
      categories: (entry.categories ?? [])
        .filter(({ scheme }) => !scheme?.endsWith("#kind"))
        .map(({ label, term }) => label ?? term),
      images: [
        ...pictures(entry.media),
        ...(entry.links ?? [])
          .filter(({ rel, type }) => rel === "enclosure" && type?.startsWith("image/"))
          .map(({ href }) => ({ url: href })),
      ],
      published: [entry.published, entry.dc?.dates?.[0], entry.updated],
      updated: [entry.updated],
      base: entry.content?.xml?.base ?? entry.xml?.base,
    })),
  };
}

function fromJson(feed: JsonFeed.Feed<string>): Omit<RawFeed, "count"> {
  return {
    title: feed.title,
    home: feed.home_page_url,
    language: feed.language,
    prefersOwnAddress: false,
    items: (feed.items ?? []).map((item) => ({
      id: item.id,
      links: [item.url, item.external_url, item.id],
      title: item.title,
      summaryHtml: item.summary && escapeText(item.summary),
      contentHtml: item.content_html ?? (item.content_text && escapeText(item.content_text)),
      people: (item.authors ?? feed.authors)?.map((author) => author.name) ?? [],
      categories: item.tags ?? [],
      images: [item.image, item.banner_image].map((url) => ({ url })),
      published: [item.date_published, item.date_modified],
      updated: [item.date_modified],
    })),
  };
}

function alternate(links: { href?: string; rel?: string; type?: string }[] = []): string | undefined {
  const candidates = links.filter(({ rel }) => rel === undefined || rel === "alternate");
  return (candidates.find(({ type }) => type === undefined || type === "text/html") ?? candidates[0])?.href;
}

/** HTML in an Atom title is text once its entities are decoded; RSS never says which one it is. */
function atomTitle(title: AtomFeed.Text | undefined): string | undefined {
  return title && (title.type?.includes("html") ? plainText(title.value) : title.value);
}

function atomHtml(text: AtomFeed.Content | undefined): string | undefined {
  if (!text?.value) return;
  if (text.type?.includes("html")) return text.value;
  return text.type === undefined || text.type.startsWith("text") ? escapeText(text.value) : undefined;
}

function escapeText(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return escaped
    .split(/\n\s*\n/)
    .map((paragraph) => `<p>${paragraph}</p>`)
    .join("");
}

function pictures(media: MediaNs.ItemOrFeed | undefined): Picture[] {
  const groups = media?.groups ?? [];
  return [
    ...[...(media?.contents ?? []), ...groups.flatMap((group) => group.contents ?? [])],
    ...[...(media?.thumbnails ?? []), ...groups.flatMap((group) => group.thumbnails ?? [])],
  ];
}
