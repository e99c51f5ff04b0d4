import type { Metadata } from "next";
import Link from "next/link";
import { listHighlights } from "@/lib/bookmarks/highlight-reads.ts";
import { cursorFrom } from "@/lib/cursor.ts";
import { titlesOf } from "@/lib/stories/reads.ts";
import { cursorWord, isUuid, memberCtx, type Search, wordOf } from "../../../page-context.ts";
import { HighlightPage } from "../../parts/highlight-page.tsx";
import { Said } from "../../parts/said.tsx";

export const metadata: Metadata = { title: "Your highlights", robots: "noindex" };

type View = { words?: string | undefined; story?: string | undefined };

export default async function Highlights({ searchParams }: { searchParams: Search }) {
  const ctx = await memberCtx("/reading-list/highlights");
  const story = await wordOf(searchParams, "story");
  const view: View = {
    words: (await wordOf(searchParams, "words"))?.slice(0, 200),
    story: isUuid(story) ? story : undefined,
  };
  const after = await cursorWord(searchParams);
  const [page, titles] = await Promise.all([
    listHighlights(ctx, { words: view.words, storyId: view.story }, after ? cursorFrom(after) : undefined),
    view.story ? titlesOf(ctx, [view.story]) : new Map<string, string>(),
  ]);
  const title = view.story && titles.get(view.story);
  const here = addressOf(view);
  const from = (cursor: string) => `${here}${here.includes("?") ? "&" : "?"}after=${cursor}`;
  return (
    <div className="narrow">
      <p className="meta">
        <Link href="/reading-list">Reading list</Link>
      </p>
      <h1>Your highlights</h1>
      <Said search={searchParams} />
      <search>
        <form action="/reading-list/highlights" className="find" method="get">
          {view.story ? <input name="story" type="hidden" value={view.story} /> : null}
          <input
            aria-label="Search your highlights"
            defaultValue={view.words}
            maxLength={200}
            name="words"
            placeholder="Search words, your notes and titles"
            type="search"
          />
          <button className="button quiet" type="submit">
            Search
          </button>
        </form>
      </search>
      {view.words || title ? (
        <p className="meta narrowed" role="status">
          {title ? `In “${title}”` : "In all stories"}
          {view.words ? `, with “${view.words}”` : ""}. <Link href="/reading-list/highlights">Show everything</Link>
        </p>
      ) : null}
      {page.items.length === 0 ? (
        <p className="empty">{emptyWords(view)}</p>
      ) : (
        <HighlightPage
          here={after ? from(after) : here}
          key={`${here} ${after ?? ""}`}
          lines={page.items.map((one) => ({ ...one, madeAt: one.madeAt.toISOString() }))}
          now={ctx.now().toISOString()}
        />
      )}
      {page.next ? (
        <p className="onward">
          <Link className="button quiet" href={from(page.next)}>
            Further back
          </Link>
        </p>
      ) : null}
    </div>
  );
}

const emptyWords = ({ words, story }: View) =>
  words || story
    ? "Nothing fits. Try fewer words, or show everything."
    : "Nothing yet. Select some words in a story and press “Highlight”: they stand here, with your note, for you alone.";

function addressOf({ words, story }: View): string {
  const search = new URLSearchParams();
  if (story) search.set("story", story);
  if (words) search.set("words", words);
  return search.size > 0 ? `/reading-list/highlights?${search}` : "/reading-list/highlights";
}
