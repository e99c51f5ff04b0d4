import type { Ctx } from "../context.ts";
import type { Sql, Tx } from "../db.ts";
import { enqueue } from "../jobs.ts";
import { mailDueReplies } from "./jobs.ts";
import { nextMailAt } from "./rhythm.ts";
import type { ReplyRhythm } from "./rhythm-words.ts";

type Reader = {
  replyId: string;
  memberId: string;
  rhythm: Exclude<ReplyRhythm, "never">;
  timeZone: string | null;
  lastMailAt: Date | null;
};

/**
 * Puts down that whoever is answered by a comment is to be told, now that it is published; in the transaction that publishes
 * it. Who never chose to be told is not, nor is who answers themselves. Publishing it again tells nobody twice.
 */
export async function noteReply(tx: Tx, ctx: Pick<Ctx, "now">, replyId: string) {
  const sql: Sql = (text, ...values) => tx.$queryRaw(text, ...values);
  // Without a key: all who post would wait for its row, and for each other. What is left over comes with the next minute.
  if (await noteReplies(sql, [replyId], ctx.now())) await enqueue(tx, mailDueReplies, {});
}

/** The same for several; whether any of them is due at once, so that the job is to be put down. */
export async function noteReplies(sql: Sql, replyIds: string[], now: Date): Promise<boolean> {
  const readers = await sql<Reader>`
    select r.id::text as "replyId", p.author_id::text as "memberId", w.replies::text as rhythm, m.time_zone as "timeZone",
           (select max(made_at) from comment_reply_mails s where s.member_id = p.author_id) as "lastMailAt"
    from comments r join comments p on p.id = r.parent_id
    join comment_mail_choices w on w.member_id = p.author_id and w.replies <> 'never'
    join members m on m.id = p.author_id
    where r.id = any(${replyIds}::uuid[]) and r.author_id is distinct from p.author_id
      and not exists (select from comment_muted_threads q where q.member_id = p.author_id and q.thread_id = r.thread_id)`;
  if (readers.length === 0) return false;
  const dueAt = readers.map((reader) => nextMailAt(reader, now));
  const noted = await sql<{ dueAt: Date }>`
    insert into comment_reply_notices (reply_id, member_id, due_at)
    select * from unnest(${readers.map(({ replyId }) => replyId)}::uuid[], ${readers.map(({ memberId }) => memberId)}::uuid[], ${dueAt}::timestamptz[])
    on conflict (reply_id) do nothing returning due_at as "dueAt"`;
  return noted.some((notice) => notice.dueAt <= now);
}
