import { randomUUID } from "node:crypto";
import type { Ctx, System } from "../context.ts";
import { handOver } from "../members/hand-over.ts";
import { nextMorning } from "./remind.ts";

type Due = { memberId: string; mailId: string; tries: number; weekday: number; timeZone: string | null };
export type Waiting = {
  id: string;
  title: string;
  standfirst: string;
  byline: string | null;
  savedAt: Date;
  isCorrected: boolean;
};

const mostInAMail = 7;
/** What a mail has named is not named again for so long. */
const quietDays = 28;
/** What was saved today is not “still” unread. */
const leastHours = 24;
const mostTries = 8;
const inHandMinutes = 30;

/**
 * Sends the weekly mails about what is still unread that are due, one behind the other. A mail is in the hands of one worker; should
 * that one die, another sends it with the same Message-ID. When there is nothing to say that was not said lately, nothing is sent.
 * A week that was missed is not made up for: the next mail is the next one.
 */
export async function mailReminders(ctx: Ctx<System>, signal: AbortSignal) {
  while (!signal.aborted) {
    const due = await takeDue(ctx);
    if (!due) return;
    try {
      const reader = await readerOf(ctx, due.memberId);
      const waiting = reader ? await unreadOf(ctx, due.memberId) : [];
      if (reader && waiting.length > 0) {
        // What writes mails is large, and the clock asks every minute: it is loaded when there is something to write.
        const { writeReminderMail } = await import("./write-reminder-mail.ts");
        await handOver(ctx, "still-unread", due.mailId, await writeReminderMail(ctx, reader, waiting));
        await ctx.sql`
          update bookmarks set reminded_at = ${ctx.now()}
          where member_id = ${due.memberId}::uuid and story_id = any(${waiting.map(({ id }) => id)}::uuid[])`;
      }
      await rest(ctx, due);
    } catch (problem) {
      await tryLater(ctx, due, problem);
    }
  }
}

async function takeDue(ctx: Ctx<System>): Promise<Due | undefined> {
  const [due] = await ctx.sql<Due>`
    update reading_reminders set mail_id = coalesce(mail_id, ${randomUUID()}::uuid), tries = tries + 1,
                                 taken_to = now() + make_interval(mins => ${inHandMinutes}::int)
    where member_id = (select member_id from reading_reminders where next_at <= ${ctx.now()} and (taken_to is null or taken_to <= now())
                       order by next_at limit 1 for update skip locked)
    returning member_id as "memberId", mail_id as "mailId", tries, weekday,
              (select time_zone from members m where m.id = member_id) as "timeZone"`;
  return due;
}

export type Reader = { id: string; email: string; timeZone: string | null; unread: number };

/** Who still wants the mail, is not banned, and has a mailbox that takes mail. */
async function readerOf(ctx: Ctx<System>, memberId: string): Promise<Reader | undefined> {
  const [reader] = await ctx.sql<Reader>`
    select m.id, m.email, m.time_zone as "timeZone",
           (select count(*)::int from bookmarks b where b.member_id = m.id and b.read_at is null and b.archived_at is null) as unread
    from members m join consent_standings s on s.member_id = m.id and s.topic = 'still-unread' and s.act = 'confirmed'
    where m.id = ${memberId}::uuid and m.banned_at is null
      and not exists (select from suppressions x where x.address_key = m.email_key and x.lifted_at is null)`;
  return reader;
}

/** What was saved last and never named first, then what waits longest; each at most once in four weeks. */
const unreadOf = (ctx: Ctx<System>, memberId: string) =>
  ctx.sql<Waiting>`
    select s.id, s.title, s.standfirst, s.byline, b.saved_at as "savedAt", coalesce(s.corrected_at > greatest(b.saved_at, b.seen_at), false) as "isCorrected"
    from bookmarks b join stories s on s.id = b.story_id and s.withdrawn_at is null
    where b.member_id = ${memberId}::uuid and b.read_at is null and b.archived_at is null
      and b.saved_at <= ${new Date(ctx.now().getTime() - leastHours * 3_600_000)}
      and (b.reminded_at is null or b.reminded_at <= ${new Date(ctx.now().getTime() - quietDays * 86_400_000)})
    order by b.reminded_at nulls first, b.saved_at desc limit ${mostInAMail}`;

/** Until the next week. Who ended the mails meanwhile has no row any more. */
async function rest(ctx: Ctx<System>, { memberId, mailId, weekday, timeZone }: Due) {
  const nextAt = nextMorning(ctx.now(), weekday, timeZone);
  await ctx.sql`
    update reading_reminders set next_at = ${nextAt}, mail_id = null, tries = 0, taken_to = null
    where member_id = ${memberId}::uuid and mail_id = ${mailId}::uuid`;
}

async function tryLater(ctx: Ctx<System>, due: Due, problem: unknown) {
  const { mailId, tries } = due;
  if (tries >= mostTries) {
    ctx.log.error({ err: problem, mailId }, "a weekly mail about unread stories is given up");
    return rest(ctx, due);
  }
  ctx.log.warn(
    { err: problem, mailId, tries },
    "a weekly mail about unread stories did not go out, and is tried again",
  );
  await ctx.sql`
    update reading_reminders set taken_to = now() + make_interval(mins => ${2 ** tries}::int) where mail_id = ${mailId}::uuid`;
}
