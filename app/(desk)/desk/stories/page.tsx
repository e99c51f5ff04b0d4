import type { Metadata } from "next";
import Link from "next/link";
import { mayDo } from "@/lib/access.ts";
import { type FeedLine, listFeedLines } from "@/lib/stories/feed-lines.ts";
import { listPicks } from "@/lib/stories/pick.ts";
import { listStories, searchStories } from "@/lib/stories/reads.ts";
import { listWithdrawn } from "@/lib/stories/withdraw.ts";
import { Said } from "../../../(reader)/parts/said.tsx";
import { When } from "../../../(reader)/parts/when.tsx";
import { deskCtx, type Search } from "../../../page-context.ts";
import { PickStory, Picks } from "../../parts/picks.tsx";

export const metadata: Metadata = { title: "Stories", robots: "noindex" };

export default async function DeskStories({ searchParams }: { searchParams: Search }) {
  const ctx = await deskCtx("stories.import");
  const words = wordsIn(await searchParams);
  const [feeds, stories, withdrawn, picks] = await Promise.all([
    listFeedLines(ctx),
    words ? searchStories(ctx, words) : listStories(ctx, { most: 30 }),
    listWithdrawn(ctx),
    listPicks(ctx),
  ]);
  const picked = new Set(picks.map(({ id }) => id));
  const now = ctx.now();
  const mayModerate = mayDo(ctx.actor.roles, "comments.moderate");
  return (
    <>
      <div className="top">
        <h1>Stories</h1>
      </div>
      <div className="sheet">
        <h2>Feeds</h2>
        <p className="meta">
          RSS, Atom, JSON Feed or a sitemap. Each is read now and every ten minutes from then on. Of a sitemap, pages of
          the last two days come first, or the newest twenty, and what they say of their stories is taken: never the
          text.
        </p>
        <Said search={searchParams} />
        {feeds.map((feed) => (
          <form action={`/api/v1/desk/feeds/${feed.id}/drop`} className="feed-line" key={feed.id} method="post">
            <span>
              <b>{feed.title ?? feed.address}</b> {feed.readAt ? <When at={feed.readAt} now={now} /> : null}
              <br />
              <span className="meta">{feed.problem ?? feed.address}</span>
              {feed.isSitemap ? <SitemapSaid feed={feed} /> : null}
            </span>
            <button aria-label={`Stop reading ${feed.title ?? feed.address}`} className="button quiet" type="submit">
              Stop reading
            </button>
          </form>
        ))}
        <form action="/api/v1/desk/feeds" className="form" method="post">
          <label className="field">
            <span>Address of a feed or sitemap</span>
            <input name="address" placeholder="https://www.example.org/feed.xml" required type="url" />
          </label>
          <div>
            <button className="button" type="submit">
              Read it
            </button>
          </div>
        </form>
        <Picks now={now} picks={picks} />
        <h2>{words ? "Found" : "Newest"}</h2>
        <form action="/desk/stories" className="form find-story" method="get">
          <label className="field">
            <span>Find a story by words, or by its address</span>
            <input defaultValue={words} maxLength={500} name="q" type="search" />
          </label>
          <div className="keys">
            <button className="button quiet" type="submit">
              Find
            </button>
            {words ? (
              <Link href="/desk/stories" prefetch={false}>
                The newest
              </Link>
            ) : null}
          </div>
        </form>
        {stories.length === 0 ? (
          <p className="empty">{words ? "No story fits these words." : "No story yet."}</p>
        ) : null}
        <ul className="stories-in">
          {stories.map((story) => (
            <li key={story.id}>
              <div className="story-in">
                <Link href={`/stories/${story.id}`}>{story.title}</Link>
                <When at={story.publishedAt} now={now} />
              </div>
              <div className="story-in-acts">
                <PickStory isPicked={picked.has(story.id)} story={story} />
                {mayModerate ? (
                  <Link aria-label={`Comments on ${story.title}`} href={`/desk/comments/on/${story.id}`}>
                    Comments
                  </Link>
                ) : null}
                <details>
                  <summary aria-label={`Withdraw ${story.title}`}>Withdraw …</summary>
                  <form action={`/api/v1/desk/stories/${story.id}/withdrawal`} className="stack" method="post">
                    <p className="meta">
                      Its words go from here, and its talk closes. No feed brings it back; your CMS does when it sends
                      it again. Readers keep what they noted.
                    </p>
                    <div>
                      <button aria-label={`Withdraw ${story.title} now`} className="button quiet" type="submit">
                        Withdraw it
                      </button>
                    </div>
                  </form>
                </details>
              </div>
            </li>
          ))}
        </ul>
        {withdrawn.length > 0 ? <h2>Withdrawn</h2> : null}
        {withdrawn.map((story) => (
          <form action={`/api/v1/desk/stories/${story.id}/return`} className="keys" key={story.id} method="post">
            <span>
              <b>{story.address ?? "A story without an address"}</b> <When at={story.withdrawnAt} now={now} />
              {story.mayReturn ? (
                <>
                  <br />
                  <span className="meta">The next feed that holds it brings it back.</span>
                </>
              ) : null}
            </span>
            {story.mayReturn ? null : (
              <button aria-label={`Let it return: ${story.address ?? story.id}`} className="button quiet" type="submit">
                Let it return
              </button>
            )}
          </form>
        ))}
      </div>
    </>
  );
}

/** What became of the pages that a sitemap lists, and of the one that failed last. */
function SitemapSaid({ feed }: { feed: FeedLine }) {
  const said = [
    `${counted(feed.taken, "page")} taken`,
    ...(feed.none > 0 ? [`${feed.none.toLocaleString("en")} that ${feed.none === 1 ? "is" : "are"} no story`] : []),
    ...(feed.waiting > 0 ? [`${feed.waiting.toLocaleString("en")} to be read`] : []),
    ...(feed.left > 0 ? [`${feed.left.toLocaleString("en")} left unread`] : []),
  ];
  return (
    <>
      <br />
      <span className="meta">{said.join(" · ")}</span>
      {feed.failure ? (
        <>
          <br />
          <span className="meta feed-failure">
            Failed last: {feed.failure.address} – {feed.failure.reason}
          </span>
        </>
      ) : null}
    </>
  );
}

const counted = (count: number, one: string) => `${count.toLocaleString("en")} ${count === 1 ? one : `${one}s`}`;

const wordsIn = ({ q }: Awaited<Search>) => (typeof q === "string" ? q.trim().slice(0, 500) : "");
