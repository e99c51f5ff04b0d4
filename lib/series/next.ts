import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";
import { publicationOf } from "../publication.ts";

/**
 * Works out which step is next for each reader of whom that is not known, and when: the first one that is not behind what they had last, and
 * that they have not had. Waits count from when the step before was taken up, so a pause makes none of them shorter. Between two
 * mails lies an hour at least, be the next one for the very beginning by now. With no further step it is over for them.
 * @param options.anew for everybody who is in it: the steps have changed
 */
export async function setNext(tx: Tx, ctx: Ctx, seriesId: string, { anew = false } = {}) {
  const { timeZone } = await publicationOf({ env: ctx.env, sql: (text, ...values) => tx.$queryRaw(text, ...values) });
  if (anew)
    await tx.$executeRaw`
      update series_entries set next_step_id = null, next_at = null where series_id = ${seriesId}::uuid and ended_at is null`;
  await tx.$executeRaw`
    update series_entries e set
      next_step_id = n.step_id,
      next_at = case when n.step_id is not null
                     then series_due(coalesce(n.taken_at, e.began_at),
                                     case when n.taken_at is null then n.wait_hours else greatest(n.wait_hours, 1) end, n.at_hour, n.zone, ${timeZone}) end,
      ended_at = case when n.step_id is null then ${ctx.now()}::timestamptz end,
      ended_as = case when n.step_id is null then 'finished' end
    from (
      select o.member_id, o.round, last.taken_at, m.time_zone as zone, next.id as step_id, next.wait_hours, next.at_hour
      from series_entries o
      join members m on m.id = o.member_id
      left join lateral (
        select p.taken_at, s.position from series_passages p join series_steps s on s.id = p.step_id
        where p.series_id = o.series_id and p.member_id = o.member_id and p.round = o.round
        order by p.taken_at desc, s.position desc limit 1) last on true
      left join lateral (
        select s.id, s.wait_hours, s.at_hour from series_steps s
        where s.series_id = o.series_id and s.taken_out_at is null and not s.is_draft and s.position >= coalesce(last.position, 0)
          and not exists (select from series_passages p where p.step_id = s.id and p.member_id = o.member_id and p.round = o.round)
        order by s.position, s.id limit 1) next on true
      where o.series_id = ${seriesId}::uuid and o.ended_at is null and o.next_step_id is null) n
    where e.series_id = ${seriesId}::uuid and e.member_id = n.member_id and e.round = n.round`;
}
