import type { Ctx } from "../../context.ts";

/** The newest of them: older ones were decided by other people, or of other words. */
const mostDecisions = 20_000;

export type Decision = {
  text: string;
  /** The same for the same person; never kept. */
  author: string;
  isAbusive: boolean;
  /** How much it counts: an appeal was weighed twice, and what a rule had found is what is to be learnt. */
  count: number;
};

type Row = {
  text: string;
  author: string;
  state: "published" | "rejected";
  appeal: "upheld" | "overturned" | null;
  wasFound: boolean;
};

/**
 * What the newsroom decided about abuse and personal attacks, newest first: comments that were rejected for these, and those that a moderator
 * read and let stand, in the words that were decided on. The last decision on a comment counts; one that can still be taken back does not.
 * Nothing is read of a comment that was deleted, or whose author was erased.
 */
export async function decisionsOn(ctx: Pick<Ctx, "sql">): Promise<Decision[]> {
  const rows = await ctx.sql<Row>`
    with last as (
      select distinct on (d.comment_id) d.* from comment_decisions d
      order by d.comment_id, d.decided_at desc, d.id desc
    )
    select coalesce((select r.text from comment_revisions r where r.comment_id = c.id and r.version >= l.version
                     order by r.version limit 1), c.text) as text,
           coalesce(c.author_id::text, c.author_name, c.id::text) as author, l.state,
           (select a.outcome from comment_appeals a join comment_decisions d on d.id = a.decision_id
            where d.comment_id = c.id and a.outcome is not null and d.guideline in ('not-abusive', 'not-personal') limit 1) as appeal,
           jsonb_path_exists(c.findings, '$[*] ? (@.rule == "civility" || @.rule == "personal")') as "wasFound"
    from last l join comments c on c.id = l.comment_id
    where c.state <> 'deleted' and c.erased_at is null and c.text <> '' and (l.undo_until is null or l.undo_until <= now())
      and (l.state = 'published' or (l.state = 'rejected' and l.guideline in ('not-abusive', 'not-personal')))
    order by l.decided_at desc, l.id desc limit ${mostDecisions}`;
  return rows.map(({ text, author, state, appeal, wasFound }) => ({
    text,
    author,
    isAbusive: state === "rejected",
    count: appeal ? 4 : wasFound || state === "rejected" ? 2 : 1,
  }));
}

/** How many there are of both kinds, without reading them. */
export async function countDecisions(ctx: Pick<Ctx, "sql">): Promise<{ rejected: number; letStand: number }> {
  const [counts] = await ctx.sql<{ rejected: number; letStand: number }>`
    with last as (
      select distinct on (d.comment_id) d.* from comment_decisions d
      order by d.comment_id, d.decided_at desc, d.id desc
    )
    select count(*) filter (where l.state = 'rejected' and l.guideline in ('not-abusive', 'not-personal'))::int as rejected,
           count(*) filter (where l.state = 'published')::int as "letStand"
    from last l join comments c on c.id = l.comment_id
    where c.state <> 'deleted' and c.erased_at is null and c.text <> '' and (l.undo_until is null or l.undo_until <= now())`;
  return counts ?? { rejected: 0, letStand: 0 };
}
