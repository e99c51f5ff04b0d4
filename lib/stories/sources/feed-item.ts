import { type StoryBlock, storyBlocks } from "../sanitize.ts";
import { readDate } from "./dates.ts";
import type { Picture, RawFeed, RawItem } from "./feed-kinds.ts";
import type { FeedProblem } from "./not-a-feed.ts";
import { absolute, shorten, tidy, titleText, withoutControls } from "./words.ts";

export type FeedItem = {
  /** The publisher's id (guid, id), else the address. */
  externalId: string;
  /** Absolute, http(s), as the publisher wrote it. */
  address: string;
  title: string;
  /** One paragraph of plain text, at most 400 characters, "" when there is none. */
  standfirst: string;
  bodyHtml: string | null;
  byline: string | null;
  section: string | null;
  tags: string[];
  imageAddress: string | null;
  publishedAt: Date | null;
  updatedAt: Date | null;
};

export const LONGEST_STANDFIRST = 400;

export function readItem(
  raw: RawItem,
  index: number,
  feed: Pick<RawFeed, "base">,
  problems: FeedProblem[],
): FeedItem[] {
  const title = titleText(raw.title);
  const report = (reason: string) => {
    problems.push({ at: `item ${index + 1}${title ? ` (${shorten(title, 60)})` : ""}`, reason });
  };
  const base = absolute(raw.base, feed.base) ?? feed.base;
  const address = raw.links.map((link) => absolute(link, base)).find(Boolean);
  const given = raw.links.map(tidy).find(Boolean);
  if (!address) {
    report(
      given
        ? `Its address "${shorten(given, 100)}" is no web address, and there is nothing to complete it by.`
        : "It has no address and was left out.",
    );
    return [];
  }
  if (title === "") {
    report(`It has no title and was left out: ${address}`);
    return [];
  }

  const id = tidy(raw.id);
  const tags = tagNames(raw.categories);
  return [
    {
      externalId: id && id.length <= 1000 ? id : address,
      address,
      title,
      ...readWords(raw, absolute(raw.base, feed.base) ?? address),
      byline:
        shorten([...new Set(raw.people.map(tidy).filter((name) => name && !name.includes("@")))].join(", "), 200) ||
        null,
      section: sectionName(tags),
      tags,
      imageAddress: largest(raw.images, base) ?? null,
      publishedAt: firstDate(raw.published, report),
      updatedAt: firstDate(raw.updated, report),
    },
  ];
}

/** The standfirst is the summary's first paragraph. Where there is one text only, the body is what follows it. */
function readWords(raw: RawItem, base: string): { standfirst: string; bodyHtml: string | null } {
  const summary = wordsOf(raw.summaryHtml, base);
  const content = wordsOf(raw.contentHtml, base);
  const words = summary.length > 0 ? summary : content;
  const first = words.find((block) => block.tag === "p") ?? words[0];
  const text = (first?.text ?? "").replace(/\s*\[(?:…|\.\.\.)\]$/, "…");
  const standfirst = shorten(text, LONGEST_STANDFIRST);

  // A standfirst that had to be cut stays whole in the body, and one that opens the content is not shown twice.
  const body = content.length > 0 ? content : summary;
  const isTold = (block: StoryBlock | undefined) =>
    block !== undefined && block.text === standfirst && block.tag === "p";
  const told = isTold(body[0]) || body === words ? body.findIndex(isTold) : -1;
  return {
    standfirst,
    bodyHtml: body.flatMap((block, index) => (index === told ? [] : [block.html])).join("") || null,
  };
}

function wordsOf(html: string | undefined, base: string): StoryBlock[] {
  return storyBlocks(withoutControls(html ?? ""), base).filter(({ text }) => text !== "" && !NOT_THE_STORY.test(text));
}

const NOT_THE_STORY =
  /^(?:related:.{0,300}|(?:continue reading|read more|read the full (?:story|article))\b.{0,80}|the post .{1,300} appeared first on .{1,100})$/i;

export function tagNames(categories: (string | undefined)[]): string[] {
  const names = new Map(
    categories.map((name) => [tidy(name).replace(/\/+$/, "").toLowerCase(), tidy(name).replace(/\/+$/, "")]),
  );
  return [...names.values()].filter((name) => name !== "" && name.length <= 100).slice(0, 30);
}

/** A category may be a path (`Business/Industries/Publishing`): the section is where it begins. */
export function sectionName(tags: string[]): string | null {
  const meaningful = tags.find((tag) => /\p{L}/u.test(tag) && !NO_SECTION.test(tag));
  return (
    meaningful
      ?.split("/")
      .find((part) => part.trim() !== "")
      ?.trim() ?? null
  );
}

const NO_SECTION =
  /^(?:uncategori[sz]ed|default|general|all|home|featured?|front ?page|articles?|posts?|stor(?:y|ies)|top stories|type\/.*|tone\/.*)$/i;

function largest(images: Picture[], base: string | undefined): string | undefined {
  const usable = images.filter(
    ({ url, type, medium }) => url && (medium ?? "image") === "image" && (type ?? "image/").startsWith("image/"),
  );
  const size = ({ width = 0, height = 0 }: Picture) => width * (height || width);
  const sorted = usable
    .filter(({ url }) => !/\.(?:mp[34]|m4[av]|webm|mov|ogg)(?:$|\?)/i.test(url ?? ""))
    .sort((a, b) => size(b) - size(a));
  return sorted.map(({ url }) => absolute(url, base)).find(Boolean);
}

function firstDate(dates: (string | undefined)[], report: (reason: string) => void): Date | null {
  const written = dates.find((date) => tidy(date) !== "");
  if (!written) return null;
  const read = dates.map((date) => readDate(tidy(date))).find((date) => date !== undefined);
  if (!read)
    report(
      `Its date "${shorten(tidy(written), 60)}" cannot be read. Write dates like "Thu, 14 Mar 2024 08:00:00 GMT".`,
    );
  return read ?? null;
}
