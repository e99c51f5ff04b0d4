import type { Ctx } from "../../context.ts";
import { notFound } from "../../errors.ts";
import type { IssueDocument } from "../document.ts";
import { ownPicture, pictureKinds } from "./address.ts";

/** How many pictures lie here, and how many bytes they have together. */
export async function picturesInAll(ctx: Pick<Ctx, "sql">): Promise<{ count: number; bytes: number }> {
  const [row] = await ctx.sql<{ count: number; bytes: string }>`
    select count(*)::int as count, coalesce(sum(octet_length(bytes)), 0)::text as bytes from pictures`;
  return { count: row?.count ?? 0, bytes: Number(row?.bytes ?? 0) };
}

type Shown = { type: string; bytes: Buffer };

/** Those asked for last. An issue that has just gone out is opened by thousands at once, and what an address shows never changes. */
const lately = new Map<string, Shown>();
const mostLately = 24 * 1024 * 1024;
let held = 0;

/** A picture as readers get it. @throws Refusal not_found */
export async function showPicture(ctx: Pick<Ctx, "sql">, file: string): Promise<Shown> {
  const asked = ownPicture(`/media/${file}`);
  if (!asked) throw notFound("picture");
  const known = lately.get(file);
  if (known) {
    lately.delete(file);
    lately.set(file, known);
    return known;
  }
  const [row] = await ctx.sql<{ bytes: Buffer }>`
    select bytes from pictures where hash = ${asked.hash} and kind = ${asked.kind}`;
  if (!row) throw notFound("picture");
  const shown = { type: pictureKinds[asked.kind], bytes: row.bytes };
  if (!lately.has(file)) held += shown.bytes.length;
  lately.set(file, shown);
  for (const [oldest, { bytes }] of lately) {
    if (held <= mostLately) break;
    lately.delete(oldest);
    held -= bytes.length;
  }
  return shown;
}

/** How many pictures of ours a document shows that are not here any more. */
export async function picturesGone(ctx: Pick<Ctx, "sql">, { blocks }: IssueDocument): Promise<number> {
  const hashes = new Set(
    blocks.flatMap((block) => {
      const address = block.kind === "image" ? block.address : block.kind === "story" ? block.imageAddress : "";
      return ownPicture(address)?.hash ?? [];
    }),
  );
  if (hashes.size === 0) return 0;
  const [row] = await ctx.sql<{ here: number }>`
    select count(*)::int as here from pictures where hash = any(${[...hashes]}::text[])`;
  return hashes.size - (row?.here ?? 0);
}
