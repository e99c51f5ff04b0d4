import { stringify } from "csv-stringify/sync";
import { z } from "zod";
import type { Ctx, Member } from "../context.ts";
import { publicationOf } from "../publication.ts";
import { escaped } from "../xml.ts";
import { epubOf } from "./epub.ts";
import { allHighlights, type HighlightInList } from "./highlight-reads.ts";
import { allSaved, type Saved } from "./reads.ts";

export const form = z.enum(["json", "csv", "html", "epub"]);

type File = { type: string; name: string; body: string | Buffer };

/** A member's whole reading list as a file, the newest first. */
export async function exportAs(ctx: Ctx<Member>, as: z.output<typeof form>): Promise<File> {
  const [saved, highlights, publication] = await Promise.all([
    allSaved(ctx, { memberId: ctx.actor.id }),
    allHighlights(ctx, ctx.actor.id).then(byStory),
    publicationOf(ctx).then(({ name }) => name),
  ]);
  const lines = saved.map((one) => lineOf(ctx, one, highlights.get(one.story.id) ?? []));
  const isSaved = new Set(saved.map(({ story }) => story.id));
  const others = [...highlights].flatMap(([id, [first, ...more]]) =>
    first && !isSaved.has(id) ? [otherOf(ctx, [first, ...more])] : [],
  );
  const name = `reading-list-${ctx.now().toISOString().slice(0, 10)}.${as}`;
  const made = { publication, madeAt: ctx.now() };
  switch (as) {
    case "json":
      return {
        type: "application/json",
        name,
        body: `${JSON.stringify({ ...made, bookmarks: lines, highlightsElsewhere: others }, null, 2)}\n`,
      };
    case "csv":
      return { type: "text/csv; charset=utf-8", name, body: asCsv(lines, others) };
    case "html":
      return { type: "text/html; charset=utf-8", name, body: asBookmarkFile(lines) };
    default:
      return { type: "application/epub+zip", name, body: epubOf({ ...made, lines, others, memberId: ctx.actor.id }) };
  }
}

/** Where a story is read: at the publisher's own page, or here when it has none. */
export const pageOf = (ctx: Pick<Ctx, "env">, { id, address }: { id: string; address: string | null }) =>
  address ?? new URL(`/stories/${id}`, ctx.env.http.appUrl).href;

/** A saved story as it leaves the house. */
export type Line = ReturnType<typeof lineOf>;
/** A story that is off the list, with what was highlighted in it. */
export type Other = ReturnType<typeof otherOf>;

const lineOf = (
  ctx: Pick<Ctx, "env">,
  { story, savedAt, readAt, archivedAt, tags, note }: Saved,
  highlights: HighlightInList[],
) => ({
  address: pageOf(ctx, story),
  title: story.title,
  standfirst: story.standfirst,
  byline: story.byline,
  section: story.section,
  publishedAt: story.publishedAt,
  savedAt,
  readAt,
  archivedAt,
  tags,
  note,
  highlights: highlights.map(wordsOf),
});

const otherOf = (ctx: Pick<Ctx, "env">, highlights: [HighlightInList, ...HighlightInList[]]) => ({
  address: pageOf(ctx, { id: highlights[0].storyId, address: highlights[0].story.address }),
  title: highlights[0].story.title,
  highlights: highlights.map(wordsOf),
});

/** In the shape of the W3C Web Annotation model, so that other programs find the words as we do. */
const wordsOf = ({ target: { exact, prefix, suffix, start, end }, note, madeAt }: HighlightInList) => ({
  words: exact,
  note,
  madeAt,
  selector: [
    { type: "TextQuoteSelector", exact, prefix, suffix },
    { type: "TextPositionSelector", start, end },
  ],
});

function byStory(highlights: HighlightInList[]): Map<string, HighlightInList[]> {
  const stories = new Map<string, HighlightInList[]>();
  for (const one of highlights) stories.set(one.storyId, [...(stories.get(one.storyId) ?? []), one]);
  return stories;
}

/**
 * Tags are joined by commas, which no tag holds; highlights stand one a line, in quotation marks, each with its note. A cell that
 * a spreadsheet would take for a formula is disarmed.
 */
const asCsv = (lines: Line[], others: Other[]) =>
  stringify(
    [
      ...lines.map((line) => ({ ...line, tags: line.tags.join(", "), highlights: asCell(line.highlights) })),
      ...others.map((line) => ({ ...line, highlights: asCell(line.highlights) })),
    ],
    {
      header: true,
      columns: [
        "address",
        "title",
        "standfirst",
        "byline",
        "section",
        "publishedAt",
        "savedAt",
        "readAt",
        "archivedAt",
        "tags",
        "note",
        "highlights",
      ],
      escape_formulas: true,
      cast: { date: (date) => date.toISOString() },
    },
  );

const asCell = (highlights: Line["highlights"]) =>
  highlights.map(({ words, note }) => `“${flat(words)}”${note === "" ? "" : ` (${flat(note)})`}`).join("\n");

const flat = (text: string) => text.replace(/\s+/g, " ").trim();

/** The bookmark file that browsers have written and read since Netscape, with tags as Firefox reads them. */
function asBookmarkFile(lines: Line[]): string {
  const seconds = (at: Date) => Math.floor(at.getTime() / 1000);
  const entries = lines.map(({ address, title, savedAt, tags, note, standfirst }) => {
    const tagged = tags.length > 0 ? ` TAGS="${escaped(tags.join(","))}"` : "";
    const words = escaped((note || standfirst).replace(/\s+/g, " "));
    return `        <DT><A HREF="${escaped(address)}" ADD_DATE="${seconds(savedAt)}"${tagged}>${escaped(title)}</A>${words ? `\n        <DD>${words}` : ""}`;
  });
  return [
    "<!DOCTYPE NETSCAPE-Bookmark-file-1>",
    '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">',
    "<TITLE>Bookmarks</TITLE>",
    "<H1>Bookmarks</H1>",
    "<DL><p>",
    "    <DT><H3>Reading list</H3>",
    "    <DL><p>",
    ...entries,
    "    </DL><p>",
    "</DL><p>",
    "",
  ].join("\n");
}
