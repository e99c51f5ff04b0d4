import { randomUUID } from "node:crypto";
import type { Ctx, System } from "../context.ts";
import { handOver } from "../members/hand-over.ts";

type Mail = { id: string; memberId: string; tries: number };
export type Told = {
  id: string;
  threadId: string;
  text: string;
  name: string;
  answered: string;
  title: string;
  email: string;
  rhythm: "at_once" | "hourly" | "daily";
};

/** After so many tries a mail is given up, about a day and a half later. */
const mostTries = 12;
const longestWaitMinutes = 360;
/** Longer than every provider together may keep a mail waiting: for so long it is in the hands of one worker. */
const inHandMinutes = 30;

/**
 * Sends the mails about replies that are due, one behind the other, until there is none. Any number may do so at once: a mail is in
 * the hands of one of them. Whether each reply still stands, and whether its reader still wants to hear of it, is asked at the moment
 * of sending. A mail is over with its handing over and not sent again; should a worker die between the two, a second copy has the
 * same Message-ID.
 */
export async function mailReplies(ctx: Ctx<System>, signal: AbortSignal) {
  while (!signal.aborted) {
    const mail = (await takeOpen(ctx)) ?? (await makeNext(ctx));
    if (!mail) return;
    if (mail === "again") continue;
    try {
      const told = await stillToTell(ctx, mail.id);
      if (told.length > 0) {
        // What writes mails is large, and the clock asks every minute: it is loaded when there is something to write.
        const { writeReplyMail } = await import("./write-reply-mail.ts");
        await handOver(ctx, "replies", mail.id, await writeReplyMail(ctx, mail.memberId, told));
      }
      await end(ctx, mail, told);
    } catch (problem) {
      // One mail that cannot be sent holds up no other.
      await tryLater(ctx, mail, problem);
    }
  }
}

/** A mail that was made before and did not go out: its worker died, or no mail server took it. */
async function takeOpen(ctx: Ctx<System>): Promise<Mail | undefined> {
  const [mail] = await ctx.sql<Mail>`
    update comment_reply_mails set tries = tries + 1, next_try_at = now() + make_interval(mins => ${inHandMinutes}::int)
    where id = (select id from comment_reply_mails where outcome is null and next_try_at <= now()
                order by next_try_at limit 1 for update skip locked)
    returning id, member_id as "memberId", tries`;
  return mail;
}

/** A new mail to a member for whom one is due, with everything that they were not told yet. */
async function makeNext(ctx: Ctx<System>): Promise<Mail | "again" | undefined> {
  return ctx.db.$transaction(async (tx) => {
    // Of two who look for the same member one waits for nothing and takes the next.
    const [due] = await tx.$queryRaw<{ memberId: string }[]>`
      select w.member_id as "memberId" from comment_reply_notices n join comment_mail_choices w on w.member_id = n.member_id
      where n.mail_id is null and n.due_at <= ${ctx.now()} order by n.due_at limit 1 for update of w skip locked`;
    if (!due) return undefined;
    const { memberId } = due;
    // Read again, now that nobody else makes one for this member.
    const waiting = await tx.replyNotice.findMany({ where: { memberId, mailId: null }, select: { replyId: true } });
    if (waiting.length === 0) return "again";
    const mail = { id: randomUUID(), memberId, tries: 1 };
    await tx.$executeRaw`
      insert into comment_reply_mails (id, member_id, made_at, tries, next_try_at)
      values (${mail.id}::uuid, ${memberId}::uuid, ${ctx.now()}, 1, now() + make_interval(mins => ${inHandMinutes}::int))`;
    const replyId = { in: waiting.map((notice) => notice.replyId) };
    await tx.replyNotice.updateMany({ where: { replyId, mailId: null }, data: { mailId: mail.id } });
    return mail;
  });
}

/**
 * What of a mail may still be told: replies that are published, by members in good standing whom the reader has not muted, to a
 * comment that is published, in a thread that is not muted; under a story that was not withdrawn; to a reader who wants such mails,
 * is not banned, and whose mailbox takes mail.
 */
const stillToTell = (ctx: Ctx<System>, mailId: string) =>
  ctx.sql<Told>`
    select r.id, r.thread_id as "threadId", r.text, coalesce(a.display_name, r.author_name, 'A member') as name, p.text as answered, s.title, m.email,
           w.replies::text as rhythm
    from comment_reply_notices n
    join comments r on r.id = n.reply_id and r.state = 'published'
    join comments p on p.id = r.parent_id and p.state = 'published' and p.author_id = n.member_id
    left join members a on a.id = r.author_id
    join members m on m.id = n.member_id and m.banned_at is null
    join comment_mail_choices w on w.member_id = m.id and w.replies <> 'never'
    join stories s on s.id = r.story_id and s.withdrawn_at is null
    where n.mail_id = ${mailId} and a.banned_at is null
      and not exists (select from comment_muted_threads q where q.member_id = m.id and q.thread_id = r.thread_id)
      and not exists (select from comment_mutes u where u.member_id = m.id and u.muted_id = r.author_id)
      and not exists (select from suppressions x where x.address_key = m.email_key and x.lifted_at is null)
    order by r.published_at, r.id`;

/** What was not told loses its notice, so that it is told should it be published again. */
async function end(ctx: Ctx<System>, mail: Mail, told: Told[]) {
  const outcome = told.length > 0 ? "handed_over" : "nothing_left";
  await ctx.db.$transaction(async (tx) => {
    await tx.replyMail.update({ where: { id: mail.id }, data: { outcome, endedAt: ctx.now() } });
    await tx.replyNotice.deleteMany({ where: { mailId: mail.id, replyId: { notIn: told.map(({ id }) => id) } } });
  });
}

async function tryLater(ctx: Ctx<System>, { id, tries }: Mail, problem: unknown) {
  if (tries >= mostTries) {
    ctx.log.error({ err: problem, mailId: id }, "a mail about replies is given up");
    await ctx.db.replyMail.update({ where: { id }, data: { outcome: "given_up", endedAt: ctx.now() } });
    return;
  }
  ctx.log.warn({ err: problem, mailId: id, tries }, "a mail about replies did not go out, and is tried again");
  const minutes = Math.min(2 ** tries, longestWaitMinutes);
  await ctx.sql`update comment_reply_mails set next_try_at = now() + make_interval(mins => ${minutes}::int) where id = ${id}`;
}
