import type { Pool } from "pg";
import type { House } from "../context.ts";
import { Ready, type Reply } from "../contract.ts";
import { compressed, type Encoding, encodingFor } from "../encodings.ts";
import { etagOf, isKnown } from "../etag.ts";
import { type Talk, talksOf } from "./talks.ts";

/** A page in its bytes, and what it was made of, where the next one can be made of that. */
export type Made<Parts = unknown> = { bytes: Buffer; etag: string; parts?: Parts };
export type Page = Made & { version: number; packed: Partial<Record<Encoding, Promise<Buffer>>> };

const mostBytes = 32 * 1_048_576;

/** With what both compressed forms of it may take, less than as much again; and its parts. */
const roomOf = (key: string, { bytes, parts }: Page) => (parts ? 3 : 2) * bytes.length + key.length;

/** Pages as bytes, those that were read last; what there is no room for goes. */
class Shelf {
  private readonly pages = new Map<string, Page>();
  private readonly making = new Map<string, { version: number; page: Promise<Page> }>();
  private bytes = 0;

  /** The page at this version; made by one asker, while the others who want that version wait for it. */
  async page(key: string, version: number, make: (before?: Page) => Promise<Made>): Promise<Page> {
    const kept = this.pages.get(key);
    if (kept?.version === version) {
      this.pages.delete(key);
      this.pages.set(key, kept);
      return kept;
    }
    const inHand = this.making.get(key);
    if (inHand?.version === version) return inHand.page;
    const page = this.make(key, version, () => make(kept));
    this.making.set(key, { version, page });
    try {
      return await page;
    } finally {
      if (this.making.get(key)?.page === page) this.making.delete(key);
    }
  }

  /** The version of a page that the next one may be made of. */
  versionOfParts(key: string): number | undefined {
    const kept = this.pages.get(key);
    return kept?.parts === undefined ? undefined : kept.version;
  }

  private async make(key: string, version: number, make: () => Promise<Made>): Promise<Page> {
    const page: Page = { ...(await make()), version, packed: {} };
    this.drop(key);
    this.pages.set(key, page);
    this.bytes += roomOf(key, page);
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
    this.bytes -= roomOf(key, page);
  }
}

const place = globalThis as unknown as { mastheadShelves?: WeakMap<Pool, Shelf> };
place.mastheadShelves ??= new WeakMap();
const shelves = place.mastheadShelves;

/**
 * A page of a talk that is the same for everybody, as bytes, kept for as long as the talk's version stands. The version is
 * read before the comments are, so what is kept under it is never older than it says.
 * @param key says which page of this talk
 * @param make is given what the page was made of before, when that is still kept
 */
export async function keptPage<Parts>(
  ctx: Pick<House, "sql" | "pool" | "env">,
  storyId: string,
  key: string,
  make: (talk: Talk, before: Parts | undefined) => Promise<Made<Parts>>,
): Promise<Page> {
  const shelf = shelves.get(ctx.pool) ?? new Shelf();
  shelves.set(ctx.pool, shelf);
  const name = `${storyId} ${key}`;
  const talk = await talksOf(ctx).at(ctx, storyId, shelf.versionOfParts(name));
  return shelf.page(name, talk.version, (before) => make(talk, before?.parts as Parts | undefined));
}

/** A page that is made anew each time. */
export function wholePage(view: unknown): Made<never> {
  const bytes = Buffer.from(JSON.stringify(view));
  return { bytes, etag: etagOf(bytes) };
}

/** What is shorter than a packet or so is not worth it. */
const leastToPack = 1_400;

/** The page as an answer, or 304 to who has it already. It is compressed once, when somebody first asks who takes it so. */
export async function pageReply({ bytes, etag, packed }: Page, request: Request): Promise<Ready> {
  const encoding = bytes.length < leastToPack ? undefined : encodingFor(request.headers.get("accept-encoding"));
  const headers: Reply["headers"] = {
    // The same words in other bytes: weakly the same.
    etag: encoding ? `W/${etag}` : etag,
    "cache-control": "public, no-cache",
    vary: "accept-encoding",
  };
  if (isKnown(etag, request.headers.get("if-none-match"))) return new Ready({ status: 304, headers, body: null });
  const answer = { "content-type": "application/json", ...headers };
  if (!encoding) return new Ready({ status: 200, headers: answer, body: bytes });
  packed[encoding] ??= compressed(bytes, encoding).catch((problem: unknown) => {
    // The next who asks has it tried anew.
    delete packed[encoding];
    throw problem;
  });
  return new Ready({
    status: 200,
    headers: { ...answer, "content-encoding": encoding },
    body: await packed[encoding],
  });
}
