import { z } from "zod";
import { storable } from "../../json.ts";

/** What a file of another system says, row for row, in whichever order. */
export type ImportRow =
  | { kind: "story"; key: string; address: string; title: string; at: Date | null }
  | { kind: "person"; key: string; name: string }
  | ({ kind: "comment"; place: string } & ImportedComment)
  | { kind: "bad"; place: string; reason: string };

const text = (most: number) => z.string().transform(storable).pipe(z.string().max(most));
const name = text(5_000).transform((given) => {
  const plain = given
    .replace(/[\p{Cc}\p{Cf}]/gu, "")
    .replace(/\s+/g, " ")
    .trim();
  return plain.length > 60 ? `${plain.slice(0, 59).toWellFormed()}…` : plain;
});
const key = text(500).pipe(z.string().min(1, "It has no id."));

/** A comment as its source had it. What the source had taken away has no words here, and keeps its place at most. */
export const importedComment = z.object({
  key,
  storyKey: text(2_100).pipe(z.string().min(1, "It says not under which story it stands.")),
  parentKey: text(500).nullable(),
  /** Whom the source names in another place. */
  personKey: text(500).nullable(),
  name: name.nullable(),
  text: text(100_000),
  state: z.enum(["published", "held", "rejected", "deleted"]),
  at: z.date("Its date cannot be read."),
});
type ImportedComment = z.output<typeof importedComment>;

/** One row for a comment: itself, or why it cannot be taken. */
export function commentRow(place: string, given: z.input<typeof importedComment>): ImportRow {
  const isGone = given.state === "rejected" || given.state === "deleted";
  const parsed = importedComment.safeParse(isGone ? { ...given, text: "" } : given);
  if (!parsed.success) return { kind: "bad", place, reason: parsed.error.issues[0]?.message ?? "It cannot be read." };
  if (!isGone && parsed.data.text === "") return { kind: "bad", place, reason: "It has no words." };
  return { kind: "comment", place, ...parsed.data };
}

export const personRow = (key: string, given: string): ImportRow => {
  const parsed = name.safeParse(given);
  return { kind: "person", key: storable(key).slice(0, 500), name: parsed.success ? parsed.data : "" };
};

export const storyRow = (key: string, address: string, title: string, at: Date | null): ImportRow => ({
  kind: "story",
  key: storable(key),
  address: storable(address).trim(),
  title: storable(title).replace(/\s+/g, " ").trim().slice(0, 500),
  at: at && !Number.isNaN(at.getTime()) ? at : null,
});

/** A moment in UTC, as `2012-03-01 10:00:00` or ISO 8601; not a date where it is neither. */
export function momentOf(given: string): Date {
  const plain = given.trim().replace(" ", "T");
  return new Date(/T[\d:.]+$/.test(plain) ? `${plain}Z` : plain);
}
