import { feedAddress } from "@/lib/bookmarks/feed.ts";
import type { Ctx, Member } from "@/lib/context.ts";

const files = [
  ["epub", "Book for e-readers (EPUB)"],
  ["html", "Bookmarks for a browser"],
  ["csv", "Table (CSV)"],
  ["json", "Data (JSON)"],
] as const;

/** The reading list elsewhere: as a file, and as a feed that only its owner knows. */
export async function TakeAlong({ ctx }: { ctx: Ctx<Member> }) {
  const address = await feedAddress(ctx);
  return (
    <section aria-labelledby="take-along" className="take-along">
      <h2 className="section-title" id="take-along">
        Take it along
      </h2>
      <p>Everything that you saved, with your tags, notes and highlights:</p>
      <ul>
        {files.map(([form, label]) => (
          <li key={form}>
            <a download href={`/api/v1/bookmarks/export/${form}`}>
              {label}
            </a>
          </li>
        ))}
      </ul>
      {ctx.env.readingList.isOffline ? (
        <p className="meta">
          This device keeps the newest 200 for when there is no network, where its browser can. Signing out takes them
          away.
        </p>
      ) : null}
      {address ? (
        <>
          <p>
            <label className="field">
              <span>Your private feed of unread stories</span>
              <input readOnly type="text" value={address} />
            </label>
          </p>
          <p className="meta">
            Put this address into your feed reader. Whoever has it sees the titles of what you saved, so keep it to
            yourself. A new address ends this one at once.
          </p>
          <div className="row">
            <form action="/api/v1/bookmarks/feed" method="post">
              <button type="submit">Give it a new address</button>
            </form>
            <form action="/api/v1/bookmarks/feed/stop" method="post">
              <button type="submit">End the feed</button>
            </form>
          </div>
        </>
      ) : (
        <form action="/api/v1/bookmarks/feed" method="post">
          <p>Your unread stories in your feed reader, at an address that only you know.</p>
          <button className="button quiet" type="submit">
            Make a private feed
          </button>
        </form>
      )}
    </section>
  );
}
