import fs from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { splitSentences } from "../lib/comments/rules/split.ts";
import { type Example, example, parts } from "../lib/comments/training/examples.ts";

/** The public labelled comments that the model learns from, as the files lie in one folder. */
export function readSources(folder: string): Example[] {
  const read = <T>(name: string, row: z.ZodType<T>): T[] =>
    row.array().parse(parse(fs.readFileSync(path.join(folder, name)), { columns: true }));
  const news = read("news-comments-spans.csv", z.object({ text: z.string(), spans: offsets }));
  const talk = read("talk-pages.csv", labelled);
  const tweets = read("tweets.csv", z.object({ text: z.string(), class: z.enum(["0", "1", "2"]) }));
  const social = read("news-social-dev.csv", labelled);
  return [
    ...news.flatMap(({ text, spans }, at) => ofNews(text, spans, partOf(at))),
    ...talk.map(({ text, abusive }, at) =>
      example(text, abusive === "1", abusive === "1" ? "talk abusive" : "talk clean", partOf(at + news.length)),
    ),
    ...tweets.map((tweet, at) =>
      example(
        withoutMarkup(tweet.text),
        tweet.class !== "2",
        tweetSources[tweet.class],
        partOf(at),
        tweet.class === "2" ? undefined : "listed",
      ),
    ),
    ...social.map(({ text, abusive }, at) =>
      abusive === "1"
        ? example(text, true, "social abusive", partOf(at), "listed")
        : example(text, false, "social clean", partOf(at)),
    ),
  ];
}

const labelled = z.object({ text: z.string(), abusive: z.enum(["0", "1"]) });

const offsets = z
  .string()
  .transform((text) => JSON.parse(text))
  .pipe(z.array(z.int()));
const tweetSources = { 0: "tweet hateful", 1: "tweet offensive", 2: "tweet clean" };

/** Spreads neighbours, which are often alike, over the parts, the same way every time. */
const partOf = (at: number) => (Math.imul(at + 1, 0x9e3779b1) >>> 8) % parts;

/** A comment as a whole, and each of its sentences: those that hold marked words, and those that do not. */
function ofNews(text: string, spans: number[], part: number): Example[] {
  if (spans.length === 0) return [example(text, true, "news abusive, unmarked", part)];
  const marks = marksOf(text, new Set(spans));
  const share = (start: number, end: number) => marks.slice(start, end).reduce((sum, mark) => sum + mark, 0);
  return [
    example(text, true, "news abusive", part, ({ start, end }) => share(start, end) * 2 > end - start),
    ...splitSentences(text, []).map(({ start, end }) => {
      const isMarked = share(start, end) > 0;
      return example(
        text.slice(start, end),
        isMarked,
        isMarked ? "news sentence, marked" : "news sentence, clean",
        part,
      );
    }),
  ];
}

/** The data counts characters as Python does; we count UTF-16 units. */
function marksOf(text: string, spans: Set<number>): Uint8Array {
  const marks = new Uint8Array(text.length);
  let at = 0;
  for (const [nth, character] of [...text].entries()) {
    if (spans.has(nth)) marks.fill(1, at, at + character.length);
    at += character.length;
  }
  return marks;
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"' };

/** What only tweets have tells where a text is from, and must not teach what it says. */
function withoutMarkup(tweet: string): string {
  return tweet
    .replace(/&(?:#(\d+)|(\w+));/g, (_, code?: string, name?: string) =>
      code ? String.fromCodePoint(Number(code)) : (entities[name ?? ""] ?? " "),
    )
    .replace(/\bRT\b/g, " ")
    .replace(/@\w+:?/g, " ")
    .replace(/^[\s!"“”:]+/, "")
    .trim();
}
