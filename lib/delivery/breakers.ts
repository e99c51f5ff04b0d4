import { record } from "../audit.ts";
import type { Ctx, System } from "../context.ts";

/** What pauses a mailing until a person has looked, and of how many answers at least. */
const limits = {
  bounced: { share: 0.05, atLeast: 100 },
  complained: { share: 0.001, atLeast: 1000 },
} as const;

type Seen = { since: string | null; bounced: number; complained: number };

/** Of each mailing, how many answers there were at least when somebody last counted. */
const known = new Map<string, { since: string | null; answered: number }>();

/**
 * Pauses a mailing whose list or whose reputation is in trouble: more than 5 % bounced for good, or more than 0.1 % of its
 * readers called it spam. Only what was settled, and complained of, since a person last let it go on counts.
 *
 * Made to be asked after each batch: bounces and complaints are few, and are counted by their index. The answers may be a
 * million, so they are counted only when there are more bounces than those that are known of would allow, and no further
 * than that they would be enough for twice as many.
 * @returns whether it has paused the mailing
 */
export async function judgeMailing(ctx: Ctx<System>, mailingId: string): Promise<boolean> {
  const [seen] = await ctx.sql<Seen>`
    select m.judged_since::text as since,
           (select count(*)::int from deliveries d
            where d.mailing_id = m.id and d.state = 'bounced' and (m.judged_since is null or d.settled_at > m.judged_since)) as bounced,
           (select count(distinct r.delivery_id)::int from mail_returns r join deliveries d on d.id = r.delivery_id
            where r.kind = 'complained' and r.at > coalesce(m.judged_since, m.frozen_at, m.created_at) and d.mailing_id = m.id) as complained
    from mailings m where m.id = ${mailingId} and m.state = 'sending'`;
  if (!seen) {
    known.delete(mailingId);
    return false;
  }
  const enough = Math.max(seen.bounced / limits.bounced.share, seen.complained / limits.complained.share);
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
  known.set(mailingId, { since: seen.since, answered });
  const reason = troubleIn(seen, answered);
  return reason ? pause(ctx, mailingId, seen.since, reason) : false;
}

/** Undefined when all is well. `answered` is exact where it matters: it was counted up to twice what would be enough. */
function troubleIn({ bounced, complained }: Seen, answered: number): string | undefined {
  const percent = (count: number) => `${((100 * count) / answered).toFixed(1)} %`;
  if (answered >= limits.bounced.atLeast && bounced > answered * limits.bounced.share)
    return `${bounced} of ${answered} mails were refused for good (${percent(bounced)}). Look at the list before you go on.`;
  if (answered >= limits.complained.atLeast && complained > answered * limits.complained.share)
    return `${complained} of ${answered} readers called it spam (${percent(complained)}). Find out why before you go on.`;
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
