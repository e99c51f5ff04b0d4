import type { Pool } from "pg";
import type { House } from "../context.ts";
import { Ready, type Reply } from "../contract.ts";
import { etagOf, isKnown } from "../etag.ts";
import { type Talk, talksOf } from "./talks.ts";

export type Page = { version: number; bytes: Buffer; etag: string };

const mostBytes = 32 * 1_048_576;

/** Pages as bytes, those that were read last; what there is no room for goes. */
class Shelf {
  private readonly pages = new Map<string, Page>();
  private readonly making = new Map<string, { version: number; page: Promise<Page> }>();
  private bytes = 0;

  /** The page at this version; made by one asker, while the others who want that version wait for it. */
  async page(key: string, version: number, make: () => Promise<unknown>): Promise<Page> {
    const kept = this.pages.get(key);
    if (kept?.version === version) {
      this.pages.delete(key);
      this.pages.set(key, kept);
      return kept;
    }
    const inHand = this.making.get(key);
    if (inHand?.version === version) return inHand.page;
    const page = this.make(key, version, make);
    this.making.set(key, { version, page });
    try {
      return await page;
    } finally {
      if (this.making.get(key)?.page === page) this.making.delete(key);
    }
  }

  private async make(key: string, version: number, make: () => Promise<unknown>): Promise<Page> {
    const bytes = Buffer.from(JSON.stringify(await make()));
    const etag = etagOf(bytes);
    const page = { version, bytes, etag };
    this.drop(key);
    this.pages.set(key, page);
    this.bytes += bytes.length + key.length;
    for (const oldest of this.pages.keys()) {
      if (this.bytes <= mostBytes) break;
      this.drop(oldest);
    }
    return page;
  }

  private drop(key: string) {
    const page = this.pages.get(key);
    if (!page) return;
    this.pages.delete(key);
    this.bytes -= page.bytes.length + key.length;
  }
}

const place = globalThis as unknown as { mastheadShelves?: WeakMap<Pool, Shelf> };
place.mastheadShelves ??= new WeakMap();
const shelves = place.mastheadShelves;

/**
 * A page of a talk that is the same for everybody, as bytes, kept for as long as the talk's version stands. The version is
 * read before the comments are, so what is kept under it is never older than it says.
 * @param key says which page of this talk
 */
export async function keptPage(
  ctx: Pick<House, "sql" | "pool" | "env">,
  storyId: string,
  key: string,
  make: (talk: Talk) => Promise<unknown>,
): Promise<Page> {
  const talk = await talksOf(ctx).at(ctx, storyId);
  const shelf = shelves.get(ctx.pool) ?? new Shelf();
  shelves.set(ctx.pool, shelf);
  return shelf.page(`${storyId} ${key}`, talk.version, () => make(talk));
}

/** The page as an answer, or 304 to who has it already. */
export function pageReply({ bytes, etag }: Page, request: Request): Ready {
  const headers: Reply["headers"] = { etag, "cache-control": "public, no-cache" };
  if (isKnown(etag, request.headers.get("if-none-match"))) return new Ready({ status: 304, headers, body: null });
  return new Ready({ status: 200, headers: { "content-type": "application/json", ...headers }, body: bytes });
}
