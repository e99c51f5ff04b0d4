import { Prisma } from "../db.ts";
import type { ActivityKind, Condition, Node, Who } from "./schema.ts";

/** When it is asked, and where the days of its conditions begin. */
export type Moment = { at: Date; zone: string };

/** Everybody: for a mailing that asks nothing of its readers. */
export const everybody = Prisma.sql`true`;

/**
 * Whether the member `m` of a statement is one of them, as a piece of SQL. It is put together of the pieces below alone; whatever a
 * person wrote travels as a parameter. It is never null, so that `not` means what it says; and every question is asked by an index
 * that begins with the member.
 */
export const fits = (who: Who, moment: Moment): Prisma.Sql => sqlOf(who, moment);

function sqlOf(node: Node, moment: Moment): Prisma.Sql {
  if (!("of" in node)) {
    const holds = sqlOfCondition(node, moment);
    return node.isNot ? Prisma.sql`not (${holds})` : holds;
  }
  const parts = node.of.map((one) => sqlOf(one, moment));
  if (node.kind === "all") return Prisma.sql`(${Prisma.join(parts, " and ")})`;
  const any = Prisma.sql`(${Prisma.join(parts, " or ")})`;
  return node.kind === "any" ? any : Prisma.sql`not ${any}`;
}

function sqlOfCondition(condition: Condition, moment: Moment): Prisma.Sql {
  switch (condition.kind) {
    case "newsletter":
      return Prisma.sql`exists (select from consent_standings f
        where f.member_id = m.id and f.topic = ${`newsletter:${condition.newsletterId}`} and f.act = 'confirmed')`;
    case "joined": {
      const { withinDays, since, before } = condition;
      return all([
        withinDays === null ? null : Prisma.sql`m.created_at > ${daysBefore(moment, withinDays)}`,
        since === null ? null : Prisma.sql`m.created_at >= ${startOf(since, moment)}`,
        before === null ? null : Prisma.sql`m.created_at < ${startOf(before, moment)}`,
      ]);
    }
    case "place":
      return Prisma.sql`exists (select from consents f
        where f.member_id = m.id and f.act <> 'withdrawn' and f.source = ${condition.source})`;
    default:
      return did[condition.kind](condition, moment);
  }
}

type Activity = Extract<Condition, { kind: ActivityKind }>;

const did: Record<ActivityKind, (activity: Activity, moment: Moment) => Prisma.Sql> = {
  saved: (activity, moment) => Prisma.sql`exists (select from bookmarks f ${ofStory(activity)}
    where f.member_id = m.id and ${since(Prisma.sql`f.saved_at`, activity, moment)} and ${isAbout(activity)})`,
  // Marked as read, or begun: what a member's reading list knows. Nothing else is known of what anybody reads.
  read: (activity, moment) => Prisma.sql`exists (select from bookmarks f ${ofStory(activity)}
    where f.member_id = m.id and (f.read_at is not null or f.placed_at is not null)
      and ${since(Prisma.sql`greatest(f.read_at, f.placed_at)`, activity, moment)} and ${isAbout(activity)})`,
  // What was taken down or waits for a moderator is nothing that a reader is known by.
  commented: (activity, moment) => Prisma.sql`exists (select from comments f ${ofStory(activity)}
    where f.author_id = m.id and f.state = 'published'
      and ${since(Prisma.sql`f.created_at`, activity, moment)} and ${isAbout(activity)})`,
};

const ofStory = ({ section, tag }: Activity) =>
  section === null && tag === null ? Prisma.empty : Prisma.sql`join stories s on s.id = f.story_id`;

const isAbout = ({ section, tag }: Activity) =>
  all([
    section === null ? null : Prisma.sql`s.section = ${section}`,
    tag === null ? null : Prisma.sql`${tag} = any(s.tags)`,
  ]);

const since = (column: Prisma.Sql, { withinDays }: Activity, moment: Moment) =>
  withinDays === null ? everybody : Prisma.sql`${column} > ${daysBefore(moment, withinDays)}`;

/** A day is 24 hours here, whatever the clocks do. */
const daysBefore = ({ at }: Moment, days: number) =>
  Prisma.sql`${new Date(at.getTime() - days * 86_400_000)}::timestamptz`;

const startOf = (day: string, { zone }: Moment) => Prisma.sql`(${day}::text::date::timestamp at time zone ${zone})`;

function all(parts: (Prisma.Sql | null)[]): Prisma.Sql {
  const asked = parts.filter((part) => part !== null);
  return asked.length === 0 ? everybody : Prisma.sql`(${Prisma.join(asked, " and ")})`;
}
