import { type DeskAct, mayDo } from "../access.ts";
import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { type Cursor, cursorText, fromTheTop } from "../cursor.ts";
import { notFound, Refusal } from "../errors.ts";
import { publicationOf } from "../publication.ts";
import type { TimelineKind } from "./timeline-schema.ts";

/** Each kind of thing is for whose work it is. What somebody saved is told to nobody, only on which days and how much: lib/desk/CONTEXT.md. */
export const kindActs: Record<TimelineKind, DeskAct> = {
  account: "members.account",
  saves: "members.account",
  comments: "comments.moderate",
  bans: "comments.moderate",
  consents: "mailings.read",
  mail: "mailings.read",
  offers: "mailings.read",
  payments: "plans.read",
};

/** One more is read, to know whether there are older ones. The statement holds that number as it is: a parameter would hide it from the planner. */
export const timelinePage = 50;
/** Somebody who leafs through it has opened it once. */
const openedMinutes = 15;

type Entry = {
  id: string;
  at: Date;
  kind: TimelineKind;
  event: string;
  by: string | null;
  facts: Record<string, unknown>;
};

/** The kinds that somebody at the desk may see; a program sees those that its key is for, too. */
export function kindsFor({ roles, key }: Pick<Member, "roles" | "key">): TimelineKind[] {
  const may = (act: DeskAct) => mayDo(roles, act) && (!key || key.acts.includes(act));
  return (Object.keys(kindActs) as TimelineKind[]).filter((kind) => may(kindActs[kind]));
}

/**
 * What happened with a member, the newest first, in what this actor may see. That it was opened is written down, for the member to find in what they take
 * along; so is it when they see nothing.
 * @throws Refusal not_found, not_allowed
 */
export async function openTimeline(
  ctx: Ctx<Member>,
  memberId: string,
  { kind, after = fromTheTop }: { kind?: TimelineKind | undefined; after?: Cursor | undefined },
) {
  const seen = kindsFor(ctx.actor);
  if (kind && !seen.includes(kind))
    throw new Refusal("not_allowed", "Your role at the desk does not include this. Ask an administrator.");
  const member = await memberHere(ctx, memberId, seen);
  await noteOpened(ctx, memberId);
  const found = await readEntries(ctx, memberId, kind ? [kind] : seen, after);
  const items = found.slice(0, timelinePage);
  const last = items.at(-1);
  return { member, kinds: seen, items, next: found.length > timelinePage && last ? cursorText(last) : null };
}

/** The address is for those alone who answer for accounts or mail. */
async function memberHere(ctx: Ctx, id: string, seen: TimelineKind[]) {
  const member = await ctx.db.member.findUnique({ where: { id } });
  if (!member) throw notFound("member");
  const isForMail = seen.includes("account") || seen.includes("mail");
  return {
    id,
    name: member.displayName ?? (isForMail ? member.email : "A member without a name"),
    email: isForMail ? member.email : null,
    since: member.createdAt,
  };
}

async function noteOpened(ctx: Ctx<Member>, memberId: string) {
  const since = new Date(ctx.now().getTime() - openedMinutes * 60_000);
  const [noted] = await ctx.sql`
    select true as noted from audit_entries
    where subject_kind = 'member' and subject_id = ${memberId} and at > ${since} and actor_id = ${ctx.actor.id}::uuid
      and event = 'member.looked_at' limit 1`;
  if (noted) return;
  await ctx.db.$transaction((tx) => record(tx, ctx, "member.looked_at", { kind: "member", id: memberId }));
}

/**
 * One statement over what each room holds. Each branch reads by an index of its own, from where the page before ended, and no more than a page. Mail alone reads all
 * deliveries of this member, for they have no order in time; and saves read the days of a page, each counted whole. A kind that was not asked for is not read at all.
 */
async function readEntries(ctx: Ctx, memberId: string, kinds: TimelineKind[], { at, id }: Cursor): Promise<Entry[]> {
  const { timeZone } = await publicationOf(ctx);
  return ctx.sql<Entry>`
    with recursive days as (
      (select (date_trunc('day', b.saved_at at time zone ${timeZone}::text)) at time zone ${timeZone}::text as start
       from bookmarks b
       where 'saves' = any(${kinds}::text[]) and b.member_id = ${memberId}::uuid
         and b.saved_at < (date_trunc('day', (${at}::timestamptz - interval '1 millisecond') at time zone ${timeZone}::text) + interval '1 day') at time zone ${timeZone}::text
       order by b.saved_at desc limit 1)
      union all
      select (select (date_trunc('day', b.saved_at at time zone ${timeZone}::text)) at time zone ${timeZone}::text
              from bookmarks b where b.member_id = ${memberId}::uuid and b.saved_at < days.start order by b.saved_at desc limit 1)
      from days where days.start is not null
    ), entries as (
      (select a.id, a.at, 'account' as kind, a.event, a.actor_id as by_id, a.actor_kind as by_kind,
              jsonb_strip_nulls(jsonb_build_object('device', case when a.event = 'member.signed_in' then a.after->'device' end,
                'with', case when a.event = 'member.signed_in' then a.after->'by' end, 'provider', a.after->'provider',
                'role', coalesce(a.after->'role', a.before->'role'))) as facts
       from audit_entries a
       where 'account' = any(${kinds}::text[]) and a.subject_kind = 'member' and a.subject_id = ${memberId}::uuid::text
         and a.at <= ${at}::timestamptz and (a.at, a.id) < (${at}::timestamptz, ${id}::uuid)
         and a.event not like 'consent.%' and a.event not like 'membership.%' and a.event not like 'checkout.%' and a.event not like 'gift.%' and a.event not like 'group.%' and a.event not in ('member.kept-from-commenting', 'member.let-comment-again')
       order by a.at desc, a.id desc limit 51)
      union all
      (select a.id, a.at, 'payments', a.event, a.actor_id, a.actor_kind,
              jsonb_strip_nulls(jsonb_build_object('before', a.before, 'after', a.after, 'plan', coalesce(a.after->>'plan', p.name), 'group', g.name,
                'price', case when c.id is not null then jsonb_build_object('amount', c.amount, 'currency', c.currency, 'every', c.every, 'everyCount', c.every_count) end))
       from audit_entries a left join plan_prices c on c.id::text = a.after->>'priceId' left join plans p on p.id = c.plan_id left join plan_groups g on g.id::text = a.after->>'groupId'
       where 'payments' = any(${kinds}::text[]) and a.subject_kind = 'member' and a.subject_id = ${memberId}::uuid::text
         and a.at <= ${at}::timestamptz and (a.at, a.id) < (${at}::timestamptz, ${id}::uuid)
         and (a.event like 'membership.%' or a.event like 'checkout.%' or a.event like 'gift.%' or a.event like 'group.%')
       order by a.at desc, a.id desc limit 51)
      union all
      (select 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid, days.start, 'saves', 'stories.saved', null, null,
              jsonb_build_object('count', (select count(*) from bookmarks b where b.member_id = ${memberId}::uuid and b.saved_at >= days.start
                and b.saved_at < ((days.start at time zone ${timeZone}::text) + interval '1 day') at time zone ${timeZone}::text),
                'day', to_char(days.start at time zone ${timeZone}::text, 'YYYY-MM-DD'))
       from days where days.start is not null limit 51)
      union all
      (select c.id, c.created_at, 'comments', 'comment.posted', null, null,
              jsonb_build_object('state', c.state, 'text', case when c.state <> 'deleted' then left(c.text, 400) end, 'story', s.title, 'storyId', s.id,
                'decisions', (select coalesce(jsonb_agg(jsonb_build_object('state', d.state, 'at', d.decided_at, 'reason', d.reason, 'note', d.note) order by d.decided_at, d.id), '[]')
                              from comment_decisions d where d.comment_id = c.id))
       from comments c join stories s on s.id = c.story_id
       where 'comments' = any(${kinds}::text[]) and c.author_id = ${memberId}::uuid
         and c.created_at <= ${at}::timestamptz and (c.created_at, c.id) < (${at}::timestamptz, ${id}::uuid)
       order by c.created_at desc, c.id desc limit 51)
      union all
      (select b.id, b.since, 'bans', 'ban.began', b.banned_by_id, 'member',
              jsonb_build_object('until', b.until, 'reason', b.reason, 'note', b.note)
       from comment_bans b
       where 'bans' = any(${kinds}::text[]) and b.member_id = ${memberId}::uuid and (b.since, b.id) < (${at}::timestamptz, ${id}::uuid)
       order by b.since desc, b.id desc limit 51)
      union all
      (select b.id, b.ended_at, 'bans', 'ban.ended', b.ended_by_id, 'member',
              jsonb_build_object('ending', b.ending, 'reason', b.end_words, 'note', b.end_note)
       from comment_bans b
       where 'bans' = any(${kinds}::text[]) and b.member_id = ${memberId}::uuid and (b.ended_at, b.id) < (${at}::timestamptz, ${id}::uuid)
       order by b.ended_at desc, b.id desc limit 51)
      union all
      (select k.id, k.at, 'consents', 'consent.' || k.act::text, null, null,
              jsonb_build_object('topic', k.topic, 'newsletter', n.name, 'wording', k.wording, 'source', k.source)
       from consents k left join newsletters n on k.topic = 'newsletter:' || n.id::text
       where 'consents' = any(${kinds}::text[]) and k.member_id = ${memberId}::uuid
         and k.at <= ${at}::timestamptz and (k.at, k.id) < (${at}::timestamptz, ${id}::uuid)
       order by k.at desc, k.id desc limit 51)
      union all
      (select m.id, m.at, m.kind, m.event, null, null, m.facts
       from (select lpad(to_hex(d.id), 32, '0')::uuid as id, coalesce(d.settled_at, d.in_data_at, g.frozen_at, g.created_at) as at,
                    case when g.topic = 'offers' then 'offers' else 'mail' end as kind, 'mail.' || d.state::text as event,
                    jsonb_build_object('subject', g.subject, 'mailingId', g.id, 'state', d.state, 'reason', d.reason) as facts
             from deliveries d join mailings g on g.id = d.mailing_id
             where ('mail' = any(${kinds}::text[]) or 'offers' = any(${kinds}::text[])) and d.member_id = ${memberId}::uuid) m
       where m.kind = any(${kinds}::text[]) and (m.at, m.id) < (${at}::timestamptz, ${id}::uuid)
       order by m.at desc, m.id desc limit 51)
    )
    select e.id, e.at, e.kind, e.event, e.facts,
           case when e.by_id = ${memberId}::uuid then null
                when e.by_id is not null then coalesce(m.display_name, m.email, 'somebody who left')
                when e.by_kind in ('operator', 'system') then e.by_kind end as by
    from (select * from entries order by at desc, id desc limit 51) e left join members m on m.id = e.by_id
    order by e.at desc, e.id desc`;
}
