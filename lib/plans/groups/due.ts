import type { Ctx, System } from "../../context.ts";
import { enqueue } from "../../jobs.ts";
import { mailSeatInvitation } from "./jobs.ts";
import { endSeats, lockGroup, settleSeats } from "./settle.ts";

const keptUnpaidDays = 2;
const keptAddressDays = 30;

/**
 * What the clock does for groups: ends the seats of those whose address has left the domain by which they came (they read by it no more from that moment), gives seats that were
 * freed to who waits, mails invitations whose job was lost, and forgets what came to nothing and addresses that are of no use any more.
 */
export async function seeToGroups(ctx: Ctx<System>): Promise<void> {
  const now = ctx.now();
  const left = await ctx.sql<{ id: string; groupId: string }>`
    select m.id, m.group_id as "groupId" from memberships m join members r on r.id = m.member_id
    where m.seat_domain is not null and m.ended_at is null and m.seat_domain <> split_part(r.email, '@', 2) limit 1000`;
  for (const { id, groupId } of left)
    await ctx.db.$transaction(async (tx) => {
      const group = await lockGroup(tx, groupId);
      if (!group) return;
      await endSeats(tx, ctx, group, { id }, now, "address");
      await settleSeats(tx, ctx, group);
    });
  const freed = await ctx.sql<{ id: string }>`
    select g.id from plan_groups g where g.ended_at is null
      and exists (select from memberships m where m.group_id = g.id and m.ended_at is null and m.status = 'waiting')
      and (select count(*) from memberships m where m.group_id = g.id and m.ended_at is null and m.status <> 'waiting') < g.seats limit 1000`;
  for (const { id } of freed)
    await ctx.db.$transaction(async (tx) => {
      const group = await lockGroup(tx, id);
      if (group) await settleSeats(tx, ctx, group);
    });
  const unmailed = await ctx.sql<{ id: string }>`
    select i.id from plan_seat_invitations i join plan_groups g on g.id = i.group_id
    where i.taken_at is null and i.withdrawn_at is null and i.email is not null and i.mailed_at is null and i.mail_failed_at is null
      and i.expires_at > ${now} and g.ended_at is null limit 1000`;
  for (const { id } of unmailed)
    await enqueue(
      ctx.db,
      mailSeatInvitation,
      { invitationId: id },
      { key: `seat-invitation:${id}`, keepsMoment: true },
    );
  await ctx.sql`
    delete from plan_groups where stripe_id is null and (closed_at is not null or session_id is null or expires_at < ${now}::timestamptz - interval '1 day')
      and expires_at < ${now}::timestamptz - make_interval(days => ${keptUnpaidDays})`;
  // Whose seat it became is kept with that; all others are of no use a month after they ran out, and at once where the seat or the group has ended.
  await ctx.sql`
    update plan_seat_invitations i set email = null where i.email is not null and (
      (i.taken_at is not null and not exists (select from memberships m where m.id = i.membership_id and m.ended_at is null))
      or (i.taken_at is null and i.expires_at < ${now}::timestamptz - make_interval(days => ${keptAddressDays}))
      or (i.taken_at is null and i.withdrawn_at is not null)
      or exists (select from plan_groups g where g.id = i.group_id and g.ended_at is not null))`;
}
