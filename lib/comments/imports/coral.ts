import type { Readable } from "node:stream";
import { z } from "zod";
import { parseJson } from "../../json.ts";
import { objectsIn } from "./json.ts";
import { commentRow, type ImportRow, personRow, storyRow } from "./rows.ts";
import { wordsOf } from "./words.ts";

/** A moment as JSON, as mongoexport writes it, or as a number. */
const moment = z
  .union([
    z.string(),
    z.number(),
    z.object({ $date: z.union([z.string(), z.number(), z.object({ $numberLong: z.string() })]) }),
  ])
  .transform((given) => {
    const plain = typeof given === "object" ? given.$date : given;
    return new Date(typeof plain === "object" ? Number(plain.$numberLong) : plain);
  });
const id = z.string().min(1);
const maybe = z.string().nullish();

/** The collections of Coral 5 and later, and of Talk 4 under their older names. A document is told by what it has. */
const commentDoc = z.object({
  id,
  storyID: maybe,
  asset_id: maybe,
  parentID: maybe,
  parent_id: maybe,
  authorID: maybe,
  author_id: maybe,
  status: z.string(),
  revisions: z.array(z.object({ body: maybe })).nullish(),
  body: maybe,
  createdAt: moment.nullish(),
  created_at: moment.nullish(),
  deletedAt: moment.nullish(),
  deleted_at: moment.nullish(),
});
const storyDoc = z.object({
  id,
  url: z.string(),
  title: maybe,
  metadata: z.object({ title: maybe, publishedAt: moment.nullish() }).nullish(),
  createdAt: moment.nullish(),
});
const userDoc = z.object({ id, username: maybe });
const lists = ["users", "stories", "assets", "comments"];

const states: Record<string, "published" | "held" | "rejected"> = {
  NONE: "published",
  APPROVED: "published",
  ACCEPTED: "published",
  PREMOD: "held",
  SYSTEM_WITHHELD: "held",
  REJECTED: "rejected",
};

/** Coral's collections of comments, stories and users, in one file or several: JSON, or an object a line. */
export async function* readCoral(file: Readable): AsyncGenerator<ImportRow> {
  for await (const { text, line } of objectsIn(file)) {
    let object: unknown;
    try {
      object = parseJson(text);
    } catch {
      yield { kind: "bad", place: `line ${line}`, reason: "It is no JSON." };
      continue;
    }
    const held = object as Record<string, unknown>;
    const whole = lists.filter((name) => Array.isArray(held[name]));
    if (whole.length === 0) yield rowOf(object, `line ${line}`);
    else
      for (const name of whole)
        for (const [at, one] of (held[name] as unknown[]).entries()) yield rowOf(one, `${name}, number ${at + 1}`);
  }
}

function rowOf(object: unknown, place: string): ImportRow {
  const held = (object ?? {}) as Record<string, unknown>;
  if ("storyID" in held || "asset_id" in held) return commentOf(held, place);
  if ("url" in held) {
    const story = storyDoc.safeParse(held);
    if (!story.success) return { kind: "bad", place, reason: "It is no story: its id or its address is missing." };
    const { id: key, url, title, metadata, createdAt } = story.data;
    return storyRow(key, url, metadata?.title ?? title ?? "", metadata?.publishedAt ?? createdAt ?? null);
  }
  const user = userDoc.safeParse(held);
  if (user.success && "username" in held) return personRow(user.data.id, user.data.username ?? "");
  return { kind: "bad", place, reason: "It is no comment, story or user of Coral." };
}

function commentOf(held: Record<string, unknown>, place: string): ImportRow {
  const parsed = commentDoc.safeParse(held);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { kind: "bad", place, reason: `Its field “${issue?.path.join(".")}” cannot be read.` };
  }
  const comment = parsed.data;
  const state = comment.deletedAt || comment.deleted_at ? "deleted" : states[comment.status];
  const named = `${place}, comment ${comment.id}`;
  if (!state) return { kind: "bad", place: named, reason: `Its state “${comment.status.slice(0, 40)}” is not known.` };
  return commentRow(named, {
    key: comment.id,
    storyKey: comment.storyID ?? comment.asset_id ?? "",
    parentKey: comment.parentID ?? comment.parent_id ?? null,
    personKey: comment.authorID ?? comment.author_id ?? null,
    name: null,
    text: wordsOf(comment.revisions?.at(-1)?.body ?? comment.body ?? "", comment.revisions === undefined),
    state,
    at: comment.createdAt ?? comment.created_at ?? new Date(Number.NaN),
  });
}
