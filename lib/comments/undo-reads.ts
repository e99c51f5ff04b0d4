import type { Ctx, Member } from "../context.ts";
import type { CommentState } from "./schema.ts";

/** A decision that its maker can still take back. */
export type Undoable = {
  id: string;
  commentId: string;
  /** The press that decided it together with others. */
  press: string | null;
  state: "published" | "rejected";
  before: CommentState;
  /** How the comment begins. */
  words: string;
  /** For how many milliseconds more. */
  forMs: number;
};

/** What whoever asks decided last and can still take back, the newest first. */
export async function undoableBy(ctx: Ctx<Member>): Promise<Undoable[]> {
  return ctx.sql<Undoable>`
    select d.id, d.comment_id as "commentId", d.press_id as press, d.state::text, d.before::text, left(c.text, 80) as words,
           ceil(extract(epoch from d.undo_until - now()) * 1000)::int as "forMs"
    from comment_decisions d join comments c on c.id = d.comment_id
    where d.decided_by_id = ${ctx.actor.id}::uuid and d.undo_until > now() and c.version = d.version + 1 and c.state = d.state
    order by d.undo_until desc, d.id desc limit 200`;
}
