import { z } from "zod";
import { moment } from "../contract.ts";
import { storyLine } from "../stories/schema.ts";

export const mostTags = 20;
export const mostAtOnce = 200;
const mostNote = 5_000;

export const shelf = z.enum(["unread", "read", "archived"]);
export type Shelf = z.output<typeof shelf>;

export const order = z.enum(["newest", "oldest", "published"]);
export type Order = z.output<typeof order>;

export const tag = z
  .string()
  .transform((text) => text.normalize("NFC").replace(/\s+/g, " ").trim())
  .pipe(
    z
      .string()
      .min(1, "A tag is empty.")
      .max(40, "A tag may have 40 characters. Use a shorter word.")
      .refine((text) => !text.includes(","), "A tag cannot hold a comma: it ends a tag."),
  );
/** Each once, whatever its capitals: the first spelling stands. */
export const tags = z
  .array(tag)
  .transform((list) => list.filter((one, at) => list.findIndex((other) => isSameTag(one, other)) === at))
  .pipe(z.array(z.string()).max(mostTags, `A story may have ${mostTags} tags. Take one away first.`));
export const note = z
  .string()
  .max(mostNote, `A note may have ${mostNote.toLocaleString("en")} characters. Shorten it; nothing was stored.`)
  .transform((text) => text.replace(/\r\n?/g, "\n").trim());

export const isSameTag = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** Words as somebody types them, with commas between. */
export const typedTags = z
  .string()
  .max(2_000)
  .transform((text) => text.split(",").filter((one) => one.trim() !== ""))
  .pipe(tags);

const wording = z.object({ title: z.string(), standfirst: z.string() });

const mostBlocks = 5_000;
/** Where somebody stopped: the nth block (paragraph, heading, picture) of a text that has `of` of them, from 0. */
export const placeBody = z
  .object({ block: z.int().min(0).max(mostBlocks), of: z.int().min(1).max(mostBlocks) })
  .refine(({ block, of }) => block < of, "block: It is not in the text: it has to be below `of`.");
export const placeView = z.object({
  block: z.int(),
  of: z.int(),
  at: moment.describe("When it was left there, on whatever device"),
});

export const bookmarkView = z.object({
  story: storyLine,
  savedAt: moment,
  readAt: moment.nullable(),
  archivedAt: moment.nullable(),
  tags: z.array(z.string()),
  note: z.string(),
  place: placeView.nullable().describe("Where I stopped reading; null when I have not begun"),
  correction: z
    .object({ at: moment, before: wording })
    .nullable()
    .describe("What the story said when it was saved, or last looked at, when the publisher has corrected it since"),
});
export const isSavedView = z.object({ storyId: z.uuid(), isSaved: z.boolean() });

/** A bookmark as it stood: what undoing puts back. */
export const kept = z.object({
  storyId: z.uuid(),
  savedAt: z.iso.datetime(),
  readAt: z.iso.datetime().nullable(),
  archivedAt: z.iso.datetime().nullable(),
  seenAt: z.iso.datetime().nullable(),
  tags,
  note,
  place: z
    .object({ block: z.int().min(0), of: z.int().min(1).max(mostBlocks), at: z.iso.datetime() })
    .refine(({ block, of }) => block < of, "block: It has to be below `of`.")
    .nullable()
    .default(null),
});
export type Kept = z.output<typeof kept>;
const keptView = z.object({
  storyId: z.uuid(),
  savedAt: moment,
  readAt: moment.nullable(),
  archivedAt: moment.nullable(),
  seenAt: moment.nullable(),
  tags: z.array(z.string()),
  note: z.string(),
  place: placeView.nullable(),
});

export const change = z.discriminatedUnion("act", [
  z.object({ act: z.enum(["read", "unread", "archive", "unarchive", "drop", "seen"]) }),
  z.object({ act: z.enum(["tag", "untag"]), tag }),
  z.object({ act: z.literal("describe"), tags, note }),
]);
export type Change = z.output<typeof change>;

const storyIds = z
  .array(z.uuid())
  .min(1, "Choose a story first.")
  .max(mostAtOnce, `Choose at most ${mostAtOnce} stories at once.`);
export const changesBody = z.object({ storyIds, change });
export const changedView = z.object({
  before: z.array(keptView).describe("The bookmarks that were changed, as they stood before"),
});
export const putBackBody = z.object({ bookmarks: z.array(kept).min(1).max(mostAtOnce) });

export const tagView = z.object({ tag: z.string(), count: z.int() });
export const feedView = z.object({ address: z.url().nullable().describe("Null while there is no feed") });
