import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Parser } from "htmlparser2";
import { z } from "zod";
import { storable } from "../../json.ts";
import { readDate } from "./dates.ts";
import { LONGEST_STANDFIRST, tagNames } from "./feed-item.ts";
import { NotAFeed } from "./not-a-feed.ts";
import { absolute, shorten, tidy, titleText } from "./words.ts";

/** What a news sitemap says of a story, for a page that says nothing of itself. */
export const toldBySitemap = z.object({
  title: z.string(),
  publishedAt: z.string().nullable(),
  tags: z.array(z.string()),
  imageAddress: z.string().nullable(),
});
type Told = z.output<typeof toldBySitemap>;

export type SitemapEntry = { address: string; changedAt: Date | null; told: Told | null };
export type SitemapReading = {
  kind: "pages" | "index";
  /** The publication's name, where a news sitemap gives it. */
  title: string | null;
  entries: SitemapEntry[];
  /** How many entries have no address that can be read. */
  broken: number;
};

const MOST_BYTES = 10_000_000;
const MOST_ENTRIES = 50_000;
const LONGEST_TEXT = 5_000;

/**
 * Reads a sitemap, a news sitemap or an index of sitemaps, gzip'd or not; null when it is something else. Nothing is fetched, and no entity
 * but XML's own is expanded. @throws NotAFeed for one that is too large or damaged
 */
export async function readSitemap(bytes: Uint8Array, address: string): Promise<SitemapReading | null> {
  const plain = await unpacked(bytes);
  const text = new TextDecoder("utf-8").decode(plain);
  const root = /^(?:[\w-]+:)?(urlset|sitemapindex)$/i.exec(rootOf(text))?.[1]?.toLowerCase();
  if (!root) return null;
  const kind = root === "urlset" ? "pages" : "index";
  const found = collect(text, kind === "pages" ? "url" : "sitemap");
  const entries = found.entries.flatMap((raw) => entryOf(raw, address));
  if (found.isDamaged)
    throw new NotAFeed(
      "This begins like a sitemap, but nothing in it can be read. Check it at its source with a validator.",
    );
  return {
    kind,
    title: titleText(found.publication) || null,
    entries: entries.slice(0, MOST_ENTRIES),
    broken: found.entries.length - entries.length,
  };
}

/** A child of an index is often a file that is compressed itself. */
async function unpacked(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: MOST_BYTES });
  } catch (cause) {
    throw new NotAFeed(
      "This compressed file is damaged, or larger than 10 MB when unpacked. Give a sitemap of the newest pages only.",
      { cause },
    );
  }
}

/** The first element's name; declarations begin with other signs. */
function rootOf(text: string): string {
  const head = text.slice(0, 20_000).replace(/<!--[\s\S]*?-->/g, "");
  return head.match(/<([a-z][\w.:-]*)/i)?.[1] ?? "";
}

type Raw = Map<string, string>;
const OWN = new Set(["url", "sitemap", "news", "publication"]);

/** What the sitemap says, by the names of its elements without their prefixes; those of a picture are `image loc` and so on. */
function collect(xml: string, item: "url" | "sitemap") {
  const entries: Raw[] = [];
  const path: string[] = [];
  let current: Raw | null = null;
  let text = "";
  let publication = "";
  const parser = new Parser(
    {
      onopentag(name) {
        if (path.length > 20) throw new TooDeep();
        const plain = name.replace(/^.*:/, "").toLowerCase();
        if (plain === item && entries.length < MOST_ENTRIES) current = new Map();
        path.push(plain);
        text = "";
      },
      ontext(more) {
        if (text.length < LONGEST_TEXT) text += more.slice(0, LONGEST_TEXT);
      },
      onclosetag(_, isImplied) {
        const plain = path.pop() ?? "";
        if (plain === item) {
          if (current && !isImplied) entries.push(current);
          current = null;
        } else if (current) {
          const parent = path.at(-1) ?? "";
          const key = OWN.has(parent) ? plain : `${parent} ${plain}`;
          if (!current.has(key)) current.set(key, text);
          if (plain === "name" && publication === "") publication = text;
        }
        text = "";
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  try {
    parser.end(xml);
  } catch (problem) {
    if (!(problem instanceof TooDeep)) throw problem;
  }
  const isDamaged = entries.length === 0 && /<(?:[\w-]+:)?(?:url|sitemap)[\s>]/i.test(xml);
  return { entries, publication, isDamaged };
}

/** No sitemap is deep; a tower of open tags is there to keep the parser busy. */
class TooDeep extends Error {}

function entryOf(raw: Raw, base: string): SitemapEntry[] {
  const address = absolute(storable(raw.get("loc") ?? ""), base);
  if (!address || address.length > 2_048) return [];
  const published = readDate(tidy(raw.get("publication_date"))) ?? null;
  const title = shorten(titleText(storable(raw.get("title") ?? "")), LONGEST_STANDFIRST);
  return [
    {
      address: address.replace(/#.*$/, ""),
      changedAt: readDate(tidy(raw.get("lastmod"))) ?? published,
      told:
        title === ""
          ? null
          : {
              title,
              publishedAt: published?.toISOString() ?? null,
              tags: tagNames(storable(raw.get("keywords") ?? "").split(",")),
              imageAddress: absolute(storable(raw.get("image loc") ?? ""), base) ?? null,
            },
    },
  ];
}
