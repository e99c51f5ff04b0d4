import type { Metadata } from "next";
import Link from "next/link";
import { countSaved, listSaved } from "@/lib/bookmarks/reads.ts";
import { shelf } from "@/lib/bookmarks/schema.ts";
import { cursorFrom } from "@/lib/cursor.ts";
import { memberCtx, type Search, wordOf } from "../../page-context.ts";
import { Said } from "../parts/said.tsx";
import { SavedStory } from "../parts/saved-story.tsx";

export const metadata: Metadata = { title: "Reading list", robots: "noindex" };

export default async function ReadingList({ searchParams }: { searchParams: Search }) {
  const ctx = await memberCtx("/reading-list");
  const shown = shelf.catch("unread").parse(await wordOf(searchParams, "shelf"));
  const after = await wordOf(searchParams, "after");
  const [counts, page] = await Promise.all([
    countSaved(ctx),
    listSaved(ctx, shown, after && /^\d+_[0-9a-f-]{36}$/.test(after) ? cursorFrom(after) : undefined),
  ]);
  const now = ctx.now().toISOString();
  return (
    <div className="narrow">
      <h1>Reading list</h1>
      <Said search={searchParams} />
      <nav aria-label="Shelves" className="tabs">
        <Link aria-current={shown === "unread" ? "page" : undefined} href="/reading-list">
          Unread {counts.unread}
        </Link>
        <Link aria-current={shown === "read" ? "page" : undefined} href="/reading-list?shelf=read">
          Read {counts.read}
        </Link>
      </nav>
      {page.items.length === 0 ? (
        <p className="empty">
          {shown === "unread"
            ? "Nothing is waiting. Press “Bookmark” on a story, and it stands here until you have read it."
            : "Stories that you mark as read move here."}
        </p>
      ) : null}
      {page.items.map(({ story, savedAt }) => (
        <SavedStory
          key={`${shown} ${story.id}`}
          now={now}
          savedAt={savedAt.toISOString()}
          shelf={shown}
          story={{
            id: story.id,
            title: story.title,
            standfirst: story.standfirst,
            section: story.section,
            byline: story.byline,
          }}
        />
      ))}
      {page.next ? (
        <p className="onward">
          <Link className="button quiet" href={`/reading-list?shelf=${shown}&after=${page.next}`}>
            Saved earlier
          </Link>
        </p>
      ) : null}
    </div>
  );
}
