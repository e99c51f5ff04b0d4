import type { Metadata } from "next";
import Link from "next/link";
import { mayDo } from "@/lib/access.ts";
import { listFeeds } from "@/lib/stories/feeds.ts";
import { listStories } from "@/lib/stories/reads.ts";
import { Said } from "../../../(reader)/parts/said.tsx";
import { When } from "../../../(reader)/parts/when.tsx";
import { deskCtx, type Search } from "../../../page-context.ts";

export const metadata: Metadata = { title: "Stories", robots: "noindex" };

export default async function DeskStories({ searchParams }: { searchParams: Search }) {
  const ctx = await deskCtx("stories.import");
  const [feeds, stories] = await Promise.all([listFeeds(ctx), listStories(ctx, { most: 30 })]);
  const now = ctx.now();
  const mayModerate = mayDo(ctx.actor.roles, "comments.moderate");
  return (
    <>
      <div className="top">
        <h1>Stories</h1>
      </div>
      <div className="sheet">
        <h2>Feeds</h2>
        <p className="meta">RSS, Atom or JSON Feed. Each is read now and every ten minutes from then on.</p>
        <Said search={searchParams} />
        {feeds.map((feed) => (
          <form action={`/api/v1/desk/feeds/${feed.id}/drop`} className="keys" key={feed.id} method="post">
            <span>
              <b>{feed.title ?? feed.address}</b> {feed.readAt ? <When at={feed.readAt} now={now} /> : null}
              <br />
              <span className="meta">{feed.problem ?? feed.address}</span>
            </span>
            <button aria-label={`Stop reading ${feed.title ?? feed.address}`} className="button quiet" type="submit">
              Stop reading
            </button>
          </form>
        ))}
        <form action="/api/v1/desk/feeds" className="form" method="post">
          <label className="field">
            <span>Address of a feed</span>
            <input name="address" placeholder="https://www.example.org/feed.xml" required type="url" />
          </label>
          <div>
            <button className="button" type="submit">
              Read it
            </button>
          </div>
        </form>
        <h2>Newest</h2>
        <table className="table">
          <tbody>
            {stories.map((story) => (
              <tr key={story.id}>
                <td>
                  <Link href={`/stories/${story.id}`}>{story.title}</Link>
                </td>
                <td>
                  {mayModerate ? (
                    <Link aria-label={`Comments on ${story.title}`} href={`/desk/comments/on/${story.id}`}>
                      Comments
                    </Link>
                  ) : null}
                </td>
                <td className="num">
                  <When at={story.publishedAt} now={now} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
