import { createHash } from "node:crypto";
import type { Ctx, Member } from "../context.ts";
import { Ready, type Reply } from "../contract.ts";
import { type Cursor, cursorFrom } from "../cursor.ts";
import { claimFirstOf } from "./claims.ts";
import { listed, onAPage } from "./desk-lists.ts";
import { countWaiting, itemsAt, readersOf } from "./desk-reads.ts";
import type { DeskItemView, DeskNewsQuery, DeskNewsView, DeskQuery } from "./desk-schema.ts";

/**
 * The next comment of a list that nobody else reads, after the one at `after` and from the top again at the end; whoever asks
 * is its reader from then on. Of two moderators who ask at once each gets another one.
 */
export async function takeNext(ctx: Ctx<Member>, asked: DeskQuery): Promise<DeskItemView | null> {
  const here = cursorFrom(asked.after)?.id;
  const { after: _, ...fromTheTop } = asked;
  const places = new Map<string, Cursor>();
  for (const place of [...(await listed(ctx, asked)), ...(asked.after ? await listed(ctx, fromTheTop) : [])])
    if (place.id !== here) places.set(place.id, place);
  const taken = places.get((await claimFirstOf(ctx, [...places.keys()])) ?? "");
  const [item] = taken ? await itemsAt(ctx, ctx.actor.id, [taken]) : [];
  return item ?? null;
}

/**
 * What stands in a page of a list now, for a page that is open. It is asked for every few seconds and not told by events: a
 * queue is open on a few screens, each with a list of its own, and a reader who left moves it without anything being written.
 * What has not changed is answered with 304 and no body.
 */
export async function newsOf(ctx: Ctx<Member>, asked: DeskNewsQuery, request: Request): Promise<Ready> {
  const body = JSON.stringify(await standing(ctx, asked));
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  const headers: Reply["headers"] = { etag, "cache-control": "private, no-cache" };
  if (request.headers.get("if-none-match") === etag) return new Ready({ status: 304, headers, body: null });
  return new Ready({ status: 200, headers: { "content-type": "application/json", ...headers }, body });
}

async function standing(ctx: Ctx<Member>, asked: DeskNewsQuery): Promise<DeskNewsView> {
  const ids = (await listed(ctx, asked)).slice(0, onAPage).map(({ id }) => id);
  const [versions, reading, readers, counts] = await Promise.all([
    ctx.sql<{ id: string; version: number }>`
      select c.id, c.version from unnest(${ids}::uuid[]) with ordinality as w(id, place) join comments c on c.id = w.id order by w.place`,
    ctx.sql<NonNullable<DeskNewsView["reading"]>>`
      select c.id, c.version, c.state::text,
             (select coalesce(m.display_name, m.email) from comment_decisions d join members m on m.id = d.decided_by_id
              where d.comment_id = c.id and d.state = c.state order by d.decided_at desc, d.id desc limit 1) as by
      from comments c where c.id = ${asked.reading ?? null}::uuid`,
    readersOf(ctx, ctx.actor.id, ids),
    countWaiting(ctx),
  ]);
  return {
    items: versions.map(({ id, version }) => ({ id, version, readBy: readers.get(id) ?? null })),
    reading: reading[0] ?? null,
    counts,
  };
}
