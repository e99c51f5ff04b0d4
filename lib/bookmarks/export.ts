import { stringify } from "csv-stringify/sync";
import { z } from "zod";
import type { Ctx, Member } from "../context.ts";
import { publicationOf } from "../publication.ts";
import { escaped } from "../xml.ts";
import { epubOf } from "./epub.ts";
import { allSaved, type Saved } from "./reads.ts";

export const form = z.enum(["json", "csv", "html", "epub"]);

type File = { type: string; name: string; body: string | Buffer };

/** A member's whole reading list as a file, the newest first. */
export async function exportAs(ctx: Ctx<Member>, as: z.output<typeof form>): Promise<File> {
  const [saved, publication] = await Promise.all([
    allSaved(ctx, { memberId: ctx.actor.id }),
    publicationOf(ctx).then(({ name }) => name),
  ]);
  const lines = saved.map((one) => lineOf(ctx, one));
  const name = `reading-list-${ctx.now().toISOString().slice(0, 10)}.${as}`;
  const made = { publication, madeAt: ctx.now() };
  switch (as) {
    case "json":
      return { type: "application/json", name, body: `${JSON.stringify({ ...made, bookmarks: lines }, null, 2)}\n` };
    case "csv":
      return { type: "text/csv; charset=utf-8", name, body: asCsv(lines) };
    case "html":
      return { type: "text/html; charset=utf-8", name, body: asBookmarkFile(lines) };
    default:
      return { type: "application/epub+zip", name, body: epubOf({ ...made, lines, memberId: ctx.actor.id }) };
  }
}

/** Where a story is read: at the publisher's own page, or here when it has none. */
export const pageOf = (ctx: Pick<Ctx, "env">, { id, address }: { id: string; address: string | null }) =>
  address ?? new URL(`/stories/${id}`, ctx.env.http.appUrl).href;

/** A saved story as it leaves the house. */
export type Line = ReturnType<typeof lineOf>;

const lineOf = (ctx: Pick<Ctx, "env">, { story, savedAt, readAt, archivedAt, tags, note }: Saved) => ({
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
});

/** Tags are joined by commas, which no tag holds. A cell that a spreadsheet would take for a formula is disarmed. */
const asCsv = (lines: Line[]) =>
  stringify(
    lines.map((line) => ({ ...line, tags: line.tags.join(", ") })),
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
      ],
      escape_formulas: true,
      cast: { date: (date) => date.toISOString() },
    },
  );

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
