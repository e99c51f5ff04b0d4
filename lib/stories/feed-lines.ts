import type { Ctx } from "../context.ts";

/** Kept feeds and sitemaps as the desk shows them, with what became of a sitemap's pages. */
export const listFeedLines = (ctx: Ctx) => ctx.sql<FeedLine>`
  select f.id, f.address, f.title, f.problem, f.read_at as "readAt", f.pages_since is not null as "isSitemap",
    count(*) filter (where p.state = 'taken')::int as taken, count(*) filter (where p.state = 'none')::int as none,
    count(*) filter (where p.state = 'waiting')::int as waiting, count(*) filter (where p.state = 'left')::int as "left",
    (select jsonb_build_object('address', l.address, 'reason', l.reason) from feed_pages l
      where l.feed_id = f.id and l.reason is not null and l.state in ('left', 'waiting') order by l.read_at desc nulls last limit 1) as failure
  from feeds f left join feed_pages p on p.feed_id = f.id where f.removed_at is null group by f.id order by f.added_at`;

export type FeedLine = {
  id: string;
  address: string;
  title: string | null;
  problem: string | null;
  readAt: Date | null;
  isSitemap: boolean;
  taken: number;
  none: number;
  waiting: number;
  left: number;
  /** The page that failed last. */
  failure: { address: string; reason: string } | null;
};
