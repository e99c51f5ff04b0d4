import type { Metadata } from "next";
import Link from "next/link";
import { countHighlights, type Glimpse, glimpsesAmong } from "@/lib/bookmarks/highlight-reads.ts";
import { type Counts, countSaved, listSaved, listTags, type Saved } from "@/lib/bookmarks/reads.ts";
import { order as orderOf, type Shelf, shelf as shelfOf } from "@/lib/bookmarks/schema.ts";
import { cursorFrom } from "@/lib/cursor.ts";
import { cursorWord, memberCtx, type Search, wordOf } from "../../page-context.ts";
import { Said } from "../parts/said.tsx";
import type { SavedLine } from "../parts/saved-acts.ts";
import { SavedList } from "../parts/saved-list.tsx";
import { StillUnread } from "../parts/still-unread.tsx";
import { TakeAlong } from "../parts/take-along.tsx";

export const metadata: Metadata = {
  title: "Reading list",
  description: "The stories that you saved to read later, on all of your devices.",
  // Whoever has none is led to sign in, a search engine as well, so it is in no index.
  alternates: { canonical: "/reading-list" },
};

const shelves: Record<Shelf, string> = { unread: "Unread", read: "Read", archived: "Archive" };
const orders = { newest: "Newest saved", oldest: "Oldest saved", published: "Newest story" } as const;
const mostTagsShown = 12;

type View = { shelf: Shelf; order: keyof typeof orders; tag?: string | undefined; words?: string | undefined };

export default async function ReadingList({ searchParams }: { searchParams: Search }) {
  const ctx = await memberCtx("/reading-list");
  const view: View = {
    shelf: shelfOf.catch("unread").parse(await wordOf(searchParams, "shelf")),
    order: orderOf.catch("newest").parse(await wordOf(searchParams, "order")),
    tag: (await wordOf(searchParams, "tag"))?.slice(0, 100),
    words: (await wordOf(searchParams, "words"))?.slice(0, 200),
  };
  const after = await cursorWord(searchParams);
  const [counts, page, tags, highlights] = await Promise.all([
    countSaved(ctx, view),
    listSaved(ctx, view, after ? cursorFrom(after) : undefined),
    listTags(ctx),
    countHighlights(ctx),
  ]);
  const glimpses = await glimpsesAmong(
    ctx,
    page.items.map(({ story }) => story.id),
  );
  const here = addressOf(view);
  return (
    <div className="narrow">
      <h1>Reading list</h1>
      <Said search={searchParams} />
      <search>
        <form action="/reading-list" className="find" method="get">
          {view.shelf === "unread" ? null : <input name="shelf" type="hidden" value={view.shelf} />}
          {view.tag ? <input name="tag" type="hidden" value={view.tag} /> : null}
          <input
            aria-label="Search your reading list"
            defaultValue={view.words}
            maxLength={200}
            name="words"
            placeholder="Search titles, bylines, notes and highlights"
            type="search"
          />
          <button className="button quiet" type="submit">
            Search
          </button>
        </form>
      </search>
      <nav aria-label="Shelves" className="tabs">
        {shelfOf.options.map((shelf) => (
          <Link
            aria-current={shelf === view.shelf ? "page" : undefined}
            href={addressOf({ ...view, shelf })}
            key={shelf}
            prefetch={false}
          >
            {shelves[shelf]} {counts[shelf]}
          </Link>
        ))}
        <Link href="/reading-list/highlights" prefetch={false}>
          Highlights {highlights}
        </Link>
      </nav>
      <div className="view">
        <nav aria-label="Order" className="orders">
          {orderOf.options.map((order) => (
            <Link
              aria-current={order === view.order ? "true" : undefined}
              href={addressOf({ ...view, order })}
              key={order}
              prefetch={false}
            >
              {orders[order]}
            </Link>
          ))}
        </nav>
        {tags.length > 0 ? (
          <nav aria-label="Tags" className="tags">
            {tags.slice(0, mostTagsShown).map(({ tag, count }) => {
              const isThis = tag.toLowerCase() === view.tag?.toLowerCase();
              return (
                <Link
                  aria-current={isThis ? "true" : undefined}
                  href={addressOf({ ...view, tag: isThis ? undefined : tag })}
                  key={tag}
                  prefetch={false}
                >
                  {tag} <span className="meta">{count}</span>
                </Link>
              );
            })}
          </nav>
        ) : null}
      </div>
      {view.words || view.tag ? <Narrowed counts={counts} view={view} /> : null}
      {page.items.length === 0 ? (
        <p className="empty">{emptyWords(view)}</p>
      ) : (
        <SavedList
          here={after ? `${here}${here.includes("?") ? "&" : "?"}after=${after}` : here}
          key={`${here} ${after ?? ""} ${counts.unread} ${counts.read} ${counts.archived}`}
          lines={page.items.map((saved) => lineOf(saved, glimpses.get(saved.story.id)))}
          now={ctx.now().toISOString()}
          shelf={view.shelf}
        />
      )}
      {page.next ? (
        <p className="onward">
          <Link className="button quiet" href={`${here}${here.includes("?") ? "&" : "?"}after=${page.next}`}>
            {view.order === "oldest" ? "Saved later" : "Further back"}
          </Link>
        </p>
      ) : null}
      <StillUnread ctx={ctx} />
      <TakeAlong ctx={ctx} />
    </div>
  );
}

/** What the list is narrowed to, what that leaves on the other shelves, and the way back to all of it. */
function Narrowed({ view, counts }: { view: View; counts: Counts }) {
  const elsewhere = shelfOf.options.filter((shelf) => shelf !== view.shelf && counts[shelf] > 0);
  return (
    <p className="meta narrowed" role="status">
      {counts[view.shelf]} on this shelf
      {view.words ? ` with “${view.words}”` : ""}
      {view.tag ? ` tagged “${view.tag}”` : ""}
      {elsewhere.map((shelf) => (
        <span key={shelf}>
          , <Link href={addressOf({ ...view, shelf })}>{`${counts[shelf]} in ${shelves[shelf].toLowerCase()}`}</Link>
        </span>
      ))}
      . <Link href={addressOf({ ...view, words: undefined, tag: undefined })}>Show everything</Link>
    </p>
  );
}

function emptyWords({ shelf, words, tag }: View): string {
  if (words || tag) return "Nothing on this shelf fits. Try fewer words, or another shelf.";
  if (shelf === "unread")
    return "Nothing is waiting. Press “Bookmark” on a story, and it stands here until you have read it.";
  if (shelf === "read") return "Stories that you mark as read move here.";
  return "Stories that you archive rest here: off both lists, and still found by search.";
}

/** The address of a view; what is as usual is left out. */
function addressOf({ shelf, order, tag, words }: View): string {
  const search = new URLSearchParams();
  if (shelf !== "unread") search.set("shelf", shelf);
  if (order !== "newest") search.set("order", order);
  if (tag) search.set("tag", tag);
  if (words) search.set("words", words);
  return search.size > 0 ? `/reading-list?${search}` : "/reading-list";
}

const lineOf = (
  { story, savedAt, tags, note, place, correction }: Saved,
  highlights: Glimpse | undefined,
): SavedLine => ({
  id: story.id,
  title: story.title,
  standfirst: story.standfirst,
  section: story.section,
  byline: story.byline,
  savedAt: savedAt.toISOString(),
  tags,
  note,
  highlights: highlights ?? null,
  read: place && Math.round((100 * (place.block + 1)) / place.of),
  correction: correction && { at: correction.at.toISOString(), before: correction.before },
});
