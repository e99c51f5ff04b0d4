import Link from "next/link";
import { savedAmong } from "@/lib/bookmarks/reads.ts";
import { cursorFrom, cursorText } from "@/lib/cursor.ts";
import { listStories } from "@/lib/stories/reads.ts";
import { isMember, pageCtx, publication, type Search, wordOf } from "../page-context.ts";
import { Piece } from "./parts/piece.tsx";
import { Said } from "./parts/said.tsx";
import { fullDay } from "./parts/times.ts";

const onAPage = 28;

export default async function FrontPage({ searchParams }: { searchParams: Search }) {
  const [ctx, { name }] = await Promise.all([pageCtx(), publication()]);
  const after = await wordOf(searchParams, "after");
  const lines = await listStories(ctx, {
    most: onAPage + 1,
    before: after && /^\d+_[0-9a-f-]{36}$/.test(after) ? cursorFrom(after) : undefined,
  });
  const stories = lines.slice(0, onAPage);
  const saved = isMember(ctx)
    ? await savedAmong(
        ctx,
        stories.map((story) => story.id),
      )
    : new Set<string>();
  const now = ctx.now();
  const [lead, ...rest] = stories;
  const last = stories.at(-1);
  const piece = (story: (typeof stories)[number], isLead = false) => (
    <Piece
      isLead={isLead}
      isMember={isMember(ctx)}
      isSaved={saved.has(story.id)}
      key={story.id}
      now={now}
      returnTo="/"
      story={story}
    />
  );
  if (!lead)
    return (
      <div className="narrow">
        <h1>{name}</h1>
        <Said search={searchParams} />
        <p className="empty">
          No stories yet. They come in from the publication’s feed: <code>masthead stories import</code>, or the page
          “Stories” at the desk.
        </p>
      </div>
    );
  return (
    <div className="front">
      <h1 className="hidden">{name}</h1>
      <p className="meta dateline">{after ? "Earlier stories" : fullDay(now)}</p>
      <Said search={searchParams} />
      <div>
        {piece(lead, true)}
        <div className="under-lead">{rest.slice(0, 4).map((story) => piece(story))}</div>
      </div>
      <div className="aside-stories">{rest.slice(4, 8).map((story) => piece(story))}</div>
      <div className="more-stories">{rest.slice(8).map((story) => piece(story))}</div>
      {lines.length > onAPage && last ? (
        <p className="more">
          <Link className="button quiet" href={`/?after=${cursorText({ at: last.publishedAt, id: last.id })}`}>
            Earlier stories
          </Link>
        </p>
      ) : null}
    </div>
  );
}
