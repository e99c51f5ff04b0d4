import { record } from "../audit.ts";
import type { Ctx, System } from "../context.ts";

/** What pauses a mailing until a person has looked, and of how many answers at least. */
const limits = {
  bounced: { share: 0.05, atLeast: 100 },
  complained: { share: 0.001, atLeast: 1000 },
} as const;

type Seen = { isOver: boolean; since: string | null; refused: number; returned: number; complained: number };

/** Of each mailing, how many answers there were at least when somebody last counted. */
const known = new Map<string, { since: string | null; answered: number }>();
const mostKnown = 1_000;

/**
 * Pauses a mailing whose list or whose reputation is in trouble: more than 5 % were refused for good or came back, or more
 * than 0.1 % of its readers called it spam. Only what was settled, and complained of, since a person last let it go on counts:
 * a bounce counts with the mail that it is about, once, however many reports speak of it. One that is finished can be paused no
 * more; the reason stands beside it, for whoever sends the next.
 *
 * Made to be asked after each batch and after each report: bounces and complaints are few, and are counted by their index. The
 * answers may be a million, so they are counted only when there are more bounces than those that are known of would allow, and
 * no further than that they would be enough for twice as many.
 * @returns whether it has paused the mailing
 */
export async function judgeMailing(ctx: Ctx<System>, mailingId: string): Promise<boolean> {
  const [seen] = await ctx.sql<Seen>`
    select m.state = 'finished' as "isOver", m.judged_since::text as since,
           (select count(*)::int from deliveries d
            where d.mailing_id = m.id and d.ended_as = 'bounced' and (m.judged_since is null or d.settled_at > m.judged_since)) as refused,
           (select count(distinct r.delivery_id)::int from mail_returns r join deliveries d on d.id = r.delivery_id
            where r.kind = 'bounced' and r.at > coalesce(m.judged_since, m.frozen_at, m.created_at) and d.mailing_id = m.id
              and d.state = 'accepted' and (m.judged_since is null or d.settled_at > m.judged_since)) as returned,
           (select count(distinct r.delivery_id)::int from mail_returns r join deliveries d on d.id = r.delivery_id
            where r.kind = 'complained' and r.at > coalesce(m.judged_since, m.frozen_at, m.created_at) and d.mailing_id = m.id) as complained
    from mailings m where m.id = ${mailingId} and m.state in ('sending', 'finished')`;
  if (!seen) {
    known.delete(mailingId);
    return false;
  }
  const bounced = seen.refused + seen.returned;
  const enough = Math.max(bounced / limits.bounced.share, seen.complained / limits.complained.share);
  if (enough === 0) return false;
  const before = known.get(mailingId);
  if (before?.since === seen.since && before.answered >= enough) return false;
  const most = Math.max(limits.complained.atLeast, Math.ceil(enough * 2));
  const [counted] = await ctx.sql<{ answered: number }>`
    select count(*)::int as answered from (
      select 1 from deliveries d join mailings m on m.id = d.mailing_id
      where d.mailing_id = ${mailingId} and d.state in ('accepted', 'bounced')
        and (m.judged_since is null or d.settled_at > m.judged_since)
      limit ${most}::int) as answers`;
  const answered = counted?.answered ?? 0;
  if (known.size >= mostKnown) known.clear();
  known.set(mailingId, { since: seen.since, answered });
  const reason = troubleIn(seen, answered);
  if (!reason) return false;
  if (!seen.isOver) return pause(ctx, mailingId, seen.since, reason);
  await note(ctx, mailingId, seen.since, reason);
  return false;
}

/** Undefined when all is well. `answered` is exact where it matters: it was counted up to twice what would be enough. */
function troubleIn({ isOver, refused, returned, complained }: Seen, answered: number): string | undefined {
  const bounced = refused + returned;
  const became = returned === 0 ? "were refused for good" : "were refused for good or came back";
  const then = isOver ? "before you send the next one" : "before you go on";
  const percent = (count: number) => `${((100 * count) / answered).toFixed(1)} %`;
  if (answered >= limits.bounced.atLeast && bounced > answered * limits.bounced.share)
    return `${bounced} of ${answered} mails ${became} (${percent(bounced)}). Look at the list ${then}.`;
  if (answered >= limits.complained.atLeast && complained > answered * limits.complained.share)
    return `${complained} of ${answered} readers called it spam (${percent(complained)}). Find out why ${then}.`;
  return undefined;
}

/** Not when a person let it go on meanwhile: what was judged does not count any more then. */
const pause = (ctx: Ctx<System>, mailingId: string, since: string | null, reason: string) =>
  ctx.db.$transaction(async (tx) => {
    const paused = await tx.$executeRaw`
      update mailings set state = 'paused', state_reason = ${reason}
      where id = ${mailingId}::uuid and state = 'sending' and judged_since is not distinct from ${since}::timestamptz`;
    if (paused === 0) return false;
    await record(tx, ctx, "mailing.paused", { kind: "mailing", id: mailingId }, { after: { reason } });
    ctx.log.warn({ mailingId, reason }, "a mailing was paused; a person must look at it");
    return true;
  });

/** Its figures may still grow; that there is trouble is said once. */
const note = (ctx: Ctx<System>, mailingId: string, since: string | null, reason: string) =>
  ctx.db.$transaction(async (tx) => {
    const [before] = await tx.$queryRaw<{ reason: string | null }[]>`
      select state_reason as reason from mailings
      where id = ${mailingId}::uuid and state = 'finished' and judged_since is not distinct from ${since}::timestamptz for update`;
    if (!before || before.reason === reason) return;
    await tx.$executeRaw`update mailings set state_reason = ${reason} where id = ${mailingId}::uuid`;
    if (before.reason) return;
    await record(tx, ctx, "mailing.troubled", { kind: "mailing", id: mailingId }, { after: { reason } });
    ctx.log.warn({ mailingId, reason }, "a mailing that has gone out is in trouble; a person must look at it");
  });
