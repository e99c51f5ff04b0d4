import { Parser } from "htmlparser2";
import { storable } from "../../json.ts";
import { canonicalAddress } from "../address.ts";
import { plainText } from "../sanitize.ts";
import { readDate } from "./dates.ts";
import { type FeedItem, LONGEST_STANDFIRST, sectionName, tagNames } from "./feed-item.ts";
import { type LinkedStory, storiesIn } from "./json-ld.ts";
import { absolute, shorten, tidy, titleText } from "./words.ts";

/** `reason` says why it is no story; `isBroken` when it may well be one, and cannot be read. */
export type PageReading = { story: FeedItem } | { reason: string; isBroken: boolean };

const LONGEST_TITLE = 500;
const DEEPEST = 400;

/**
 * What a page says of the story that it shows: its JSON-LD, and where that is silent its Open Graph. Of the story's own words nothing is read.
 * @param address where the page was found in the end
 */
export function readPage(html: string, address: string): PageReading {
  const head = scan(html);
  const canonical = ownAddress(head.canonical, address);
  const read = head.linked.map(storiesIn);
  const linked = pickStory(
    read.flatMap((stories) => stories ?? []),
    [address, canonical],
    head,
  );
  const graph = (name: string) => tidy(plainText(head.meta.get(name)?.[0] ?? ""));
  const isArticle = graph("og:type").toLowerCase() === "article" || head.meta.has("article:published_time");
  const title = shorten(titleText(linked?.title || (linked || isArticle ? graph("og:title") : "")), LONGEST_TITLE);
  if (title === "") {
    const isBroken = read.includes(null);
    return {
      isBroken,
      reason: isBroken
        ? "Its JSON-LD is no JSON, and Open Graph names no article. Check the page with a validator of structured data."
        : "Neither JSON-LD nor Open Graph says that it is a story.",
    };
  }
  const names = (linked?.author ?? []).map(tidy).filter((name) => name && !/@|:\/\//.test(name));
  const sections = [...(linked?.articleSection ?? []), ...(head.meta.get("article:section") ?? []).map(plainText)];
  const keywords = [
    ...(linked?.keywords ?? []).flatMap((words) => words.split(",")),
    ...(head.meta.get("article:tag") ?? []).map(plainText),
  ];
  const image = [...(linked?.image ?? []), ...(head.meta.get("og:image") ?? [])];
  return {
    story: {
      externalId: canonical,
      address: canonical,
      title,
      standfirst: shorten(tidy(linked?.description) || graph("og:description"), LONGEST_STANDFIRST),
      bodyHtml: null,
      byline: shorten([...new Set(names)].join(", "), 200) || null,
      section: sectionName(tagNames(sections)),
      tags: tagNames(keywords),
      imageAddress: image.map((one) => absolute(one, address)).find((one) => one && one.length <= 2_048) ?? null,
      publishedAt: firstDate([linked?.datePublished, graph("article:published_time")]),
      updatedAt: firstDate([linked?.dateModified, graph("article:modified_time")]),
    },
  };
}

type Head = { meta: Map<string, string[]>; canonical: string | undefined; linked: string[] };

/** Reads tags and scripts alone. A page whose tags tower up is read as far as the tower. */
function scan(html: string): Head {
  const head: Head = { meta: new Map(), canonical: undefined, linked: [] };
  let depth = 0;
  let script: string[] | null = null;
  const parser = new Parser({
    onopentag(name, attributes) {
      depth += 1;
      if (depth > DEEPEST) throw new TooDeep();
      if (name === "meta") keepMeta(head, attributes);
      if (name === "link" && /(?:^|\s)canonical(?:\s|$)/i.test(attributes.rel ?? ""))
        head.canonical ??= attributes.href;
      if (name === "script" && /^application\/ld\+json\b/i.test(tidy(attributes.type))) script = [];
    },
    ontext(text) {
      script?.push(text);
    },
    onclosetag(name) {
      depth -= 1;
      if (name !== "script" || !script) return;
      if (head.linked.length < 50) head.linked.push(script.join(""));
      script = null;
    },
  });
  try {
    parser.end(html);
  } catch (problem) {
    if (!(problem instanceof TooDeep)) throw problem;
  }
  return head;
}

class TooDeep extends Error {}

function keepMeta(head: Head, { property, name, content }: Record<string, string>): void {
  const key = (property ?? name ?? "").trim().toLowerCase();
  if (!/^(?:og|article):/.test(key) || !content) return;
  const known = head.meta.get(key) ?? [];
  if (known.length < 50) head.meta.set(key, [...known, storable(content.slice(0, 20_000))]);
}

/** Only the page's own site is believed, and never a front page that all stories name by mistake. */
function ownAddress(canonical: string | undefined, address: string): string {
  const given = absolute(canonical, address);
  if (!given || given.length > 2_048 || !isSameSite(given, address)) return address;
  return new URL(given).pathname === "/" && new URL(address).pathname !== "/" ? address : given;
}

/** Whether two addresses are of one site, with or without `www.`; for what is no address it is no. */
export function isSameSite(one: string, other: string): boolean {
  try {
    return new URL(canonicalAddress(one)).host === new URL(canonicalAddress(other)).host;
  } catch {
    return false;
  }
}

/** A page may describe others that it leads to: the story is the one that names this page, or the only one there is. */
function pickStory(stories: LinkedStory[], addresses: string[], head: Head): LinkedStory | undefined {
  const here = new Set(addresses.map(keyOf));
  const named = (story: LinkedStory) =>
    [...story.url, ...story.mainEntityOfPage].map((one) => keyOf(absolute(one, addresses[0]) ?? ""));
  const own = stories.find((story) => named(story).some((key) => key !== "" && here.has(key)));
  if (own) return own;
  const [only] = stories.length === 1 ? stories : stories.filter((story) => named(story).every((key) => key === ""));
  if (!only) return;
  const isElsewhere = named(only).some((key) => key !== "");
  return !isElsewhere || head.meta.get("og:type")?.[0]?.toLowerCase() === "article" ? only : undefined;
}

function keyOf(address: string): string {
  try {
    return canonicalAddress(address);
  } catch {
    return "";
  }
}

const firstDate = (dates: (string | undefined)[]): Date | null =>
  dates.map((date) => readDate(tidy(date))).find((date) => date !== undefined) ?? null;
