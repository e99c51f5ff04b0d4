import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";

/**
 * Ends the mails about replies that are due or under way, unsent: they may have gone out before. The replies stand where they were said, and the
 * next one is mailed again. @returns how many members it was about
 */
export async function holdReplies(tx: Tx, ctx: Pick<Ctx, "now">): Promise<number> {
  const now = ctx.now();
  const open = await tx.$executeRaw`
    update comment_reply_mails set outcome = 'given_up', ended_at = ${now} where outcome is null`;
  // What is not due yet goes out with what is, so it may have been among it.
  const [due] = await tx.$queryRaw<{ members: number }[]>`
    with due as (
      select distinct member_id from comment_reply_notices where mail_id is null and due_at <= ${now}),
    made as (
      insert into comment_reply_mails (id, member_id, made_at, outcome, ended_at)
      select gen_random_uuid(), member_id, ${now}, 'given_up', ${now} from due returning id, member_id),
    ended as (
      update comment_reply_notices n set mail_id = made.id from made where n.member_id = made.member_id and n.mail_id is null)
    select count(*)::int as members from made`;
  return open + (due?.members ?? 0);
}
