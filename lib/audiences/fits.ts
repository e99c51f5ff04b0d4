import { Prisma } from "../db.ts";
import { didNotWithMails, didWithMails } from "./mails.ts";
import { type ActivityKind, type Condition, isOfMails, type Node, type Who } from "./schema.ts";

/** When it is asked, and where the days of its conditions begin. */
export type Moment = { at: Date; zone: string };

/** Everybody: for a mailing that asks nothing of its readers. */
export const everybody = Prisma.sql`true`;

/**
 * Whether the member `m` of a statement is one of them, as a piece of SQL for its `where`. It is put together of the pieces below alone;
 * whatever a person wrote travels as a parameter. It is never null, so that `not` means what it says.
 *
 * What must hold is said as a set of members where it can be, so that PostgreSQL begins with the few who commented and not with the
 * million who may have. What stands below a `not`, or beside what is no set, is asked of each member by an index that begins with
 * them.
 */
export const fits = (who: Who, moment: Moment): Prisma.Sql => must(plain(who, false), moment);

/** Whether they are known not to be one of them. Who neither fits nor does not is somebody of whom what is asked is not known. */
export const fitsNot = (who: Who, moment: Moment): Prisma.Sql => must(plain(who, true), moment);

/** Conditions of which all or any must hold, each of them as it is or turned round. */
type Plain = Condition | { kind: "all" | "any"; of: Plain[] };

/**
 * Carries each "none" and "not" down to the conditions. What somebody did with a mail has three answers: they did, they did not, nobody
 * knows. A "not" around it would take who is not known for one who did not.
 */
function plain(node: Node, isTurned: boolean): Plain {
  if (!("of" in node)) return { ...node, isNot: node.isNot !== isTurned };
  const turnsParts = isTurned !== (node.kind === "none");
  const isAll = (node.kind === "all") !== turnsParts;
  return { kind: isAll ? "all" : "any", of: node.of.map((one) => plain(one, turnsParts)) };
}

function must(node: Plain, moment: Moment): Prisma.Sql {
  if ("of" in node && node.kind === "all")
    return Prisma.sql`(${Prisma.join(
      node.of.map((one) => must(one, moment)),
      " and ",
    )})`;
  const members = setOf(node, moment);
  return members ? Prisma.sql`m.id in (${members})` : holds(node, moment);
}

/** Everybody of whom it holds, as a set of ids; null where that is no set that begins with what somebody did. */
function setOf(node: Plain, moment: Moment): Prisma.Sql | null {
  if (!("of" in node)) {
    const done = node.isNot && !isOfMails(node) ? null : evidence(node, moment);
    return done && Prisma.sql`(select ${done.member} from ${done.where})`;
  }
  const sets = node.of.map((one) => setOf(one, moment));
  const known = sets.filter((one) => one !== null);
  if (known.length < sets.length) return null;
  return Prisma.sql`(${Prisma.join(known, node.kind === "all" ? " intersect " : " union ")})`;
}

/** The same, asked of the member `m` alone. */
function holds(node: Plain, moment: Moment): Prisma.Sql {
  if ("of" in node) {
    const parts = node.of.map((one) => holds(one, moment));
    return Prisma.sql`(${Prisma.join(parts, node.kind === "all" ? " and " : " or ")})`;
  }
  const done = evidence(node, moment);
  const is = done
    ? Prisma.sql`exists (select from ${done.where} and ${done.member} = m.id)`
    : ofThemselves(node as Joined | Spoken, moment);
  return node.isNot && !isOfMails(node) ? Prisma.sql`not (${is})` : is;
}

type Spoken = Extract<Condition, { kind: "language" }>;
type Joined = Extract<Condition, { kind: "joined" }>;
type Activity = Extract<Condition, { kind: ActivityKind }>;

/** What is said of the member itself. */
const ofThemselves = (node: Joined | Spoken, moment: Moment) =>
  node.kind === "joined"
    ? joinedThen(node, moment)
    : Prisma.sql`coalesce(m.language = ${node.language} or starts_with(m.language, ${`${node.language}-`}), false)`;

const joinedThen = ({ withinDays, since, before }: Joined, moment: Moment) =>
  all([
    withinDays === null ? null : Prisma.sql`m.created_at > ${daysBefore(moment, withinDays)}`,
    since === null ? null : Prisma.sql`m.created_at >= ${startOf(since, moment)}`,
    before === null ? null : Prisma.sql`m.created_at < ${startOf(before, moment)}`,
  ]);

export type Evidence = { member: Prisma.Sql; where: Prisma.Sql };
const ofMember = Prisma.sql`f.member_id`;

/**
 * The rows that prove it, and whose they are; null for what is said of the member itself. Of mails they prove as well that somebody did
 * not: of all others they say that they did, whether or not that is turned round.
 */
function evidence(condition: Condition, moment: Moment): Evidence | null {
  switch (condition.kind) {
    case "joined":
    case "language":
      return null;
    case "newsletter":
      return {
        member: ofMember,
        where: Prisma.sql`consent_standings f
          where f.topic = ${`newsletter:${condition.newsletterId}`} and f.act = 'confirmed'`,
      };
    case "place":
      return {
        member: ofMember,
        where: Prisma.sql`consents f where f.act <> 'withdrawn' and f.source = ${condition.source}`,
      };
    case "plan":
      return { member: ofMember, where: Prisma.sql`memberships f where ${holdsPlan(condition.planId, moment)}` };
    case "opened":
    case "pressed": {
      const since = condition.withinDays === null ? null : daysBefore(moment, condition.withinDays);
      const ask = condition.isNot ? didNotWithMails : didWithMails;
      return { member: ofMember, where: ask(condition, since) };
    }
    default:
      return did[condition.kind](condition, moment);
  }
}

/** The same of any plan and of one member, who is a piece of SQL: whether they pay, or were given what others pay for. */
export const holdsSomePlan = (member: Prisma.Sql, at: Date) =>
  Prisma.sql`exists (select from memberships f where f.member_id = ${member} and ${holdsPlan(null, { at })})`;

/** It began and has not ended: paused, and behind with a payment, is had as well. What that opens is another question, for `plans`. */
const holdsPlan = (planId: string | null, { at }: Pick<Moment, "at">) =>
  all([
    planId === null ? null : Prisma.sql`f.plan_id = ${planId}::uuid`,
    Prisma.sql`f.ended_at is null and f.starts_at <= ${at}::timestamptz and (f.ends_at is null or f.ends_at > ${at}::timestamptz)
      and f.status not in ('incomplete', 'incomplete_expired', 'canceled', 'waiting')`,
  ]);

const did: Record<ActivityKind, (activity: Activity, moment: Moment) => Evidence> = {
  saved: (activity, moment) => ({
    member: ofMember,
    where: Prisma.sql`bookmarks f ${ofStory(activity)}
      where ${lately(Prisma.sql`f.saved_at`, activity, moment)} and ${isAbout(activity)}`,
  }),
  // Marked as read, or begun: what a member's reading list knows. Nothing else is known of what anybody reads.
  read: (activity, moment) => ({
    member: ofMember,
    where: Prisma.sql`bookmarks f ${ofStory(activity)}
      where (f.read_at is not null or f.placed_at is not null)
        and ${lately(Prisma.sql`greatest(f.read_at, f.placed_at)`, activity, moment)} and ${isAbout(activity)}`,
  }),
  // What was taken down or waits for a moderator is nothing that a reader is known by; what was imported is nobody's.
  commented: (activity, moment) => ({
    member: Prisma.sql`f.author_id`,
    where: Prisma.sql`comments f ${ofStory(activity)}
      where f.state = 'published' and f.author_id is not null
        and ${lately(Prisma.sql`f.created_at`, activity, moment)} and ${isAbout(activity)}`,
  }),
};

const ofStory = ({ section, tag }: Activity) =>
  section === null && tag === null ? Prisma.empty : Prisma.sql`join stories s on s.id = f.story_id`;

const isAbout = ({ section, tag }: Activity) =>
  all([
    section === null ? null : Prisma.sql`s.section = ${section}`,
    tag === null ? null : Prisma.sql`${tag} = any(s.tags)`,
  ]);

const lately = (column: Prisma.Sql, { withinDays }: Activity, moment: Moment) =>
  withinDays === null ? everybody : Prisma.sql`${column} > ${daysBefore(moment, withinDays)}`;

/** A day is 24 hours here, whatever the clocks do. */
const daysBefore = ({ at }: Moment, days: number) =>
  Prisma.sql`${new Date(at.getTime() - days * 86_400_000)}::timestamptz`;

const startOf = (day: string, { zone }: Moment) => Prisma.sql`(${day}::text::date::timestamp at time zone ${zone})`;

function all(parts: (Prisma.Sql | null)[]): Prisma.Sql {
  const asked = parts.filter((part) => part !== null);
  return asked.length === 0 ? everybody : Prisma.sql`(${Prisma.join(asked, " and ")})`;
}
