import { Prisma } from "../db.ts";
import { didNotWithMails, didWithMails } from "./mails.ts";
import { type Did, isOfRow, isSet, type OfRow, type Plain, plain } from "./plain.ts";
import { type ActivityKind, asksOfMails, type Condition, type Who } from "./schema.ts";

/** When it is asked, and where the days of its conditions begin. */
export type Moment = { at: Date; zone: string };

/** Everybody: for a mailing that asks nothing of its readers. */
export const everybody = Prisma.sql`true`;

/**
 * Whether the member `m` of a statement is one of them, as a piece of SQL for its `where`. It is put together of the pieces below alone;
 * whatever a person wrote travels as a parameter. It is never null, so that `not` means what it says.
 *
 * What must hold is said as a set of members where it can be, so that PostgreSQL begins with the few who commented and not with the
 * million who may have. Of a group of which any must hold, each part is a list of members, and they are put together: an "or" between
 * such questions would be asked of each member, one after another.
 */
export const fits = (who: Who, moment: Moment): Prisma.Sql => must(plain(who, false), moment);

/**
 * The same for a statement that counts them. Where those who fit begin with what somebody did and the rest says something of their own row
 * alone, `begins` is the list of those (some of them may stand there more than once) and `piece` is the rest. `needsRow` where the piece
 * says something of the row of `m`, and not of their id alone.
 */
export type Counting = { begins: Prisma.Sql | null; piece: Prisma.Sql; needsRow: boolean; isOfOthers: boolean };

/**
 * Of some audiences it is quicker to count who does not fit, and to take these off. Where these are a set and those who fit are none, and each
 * is one or the other, the piece is of these.
 */
export function fitsForCounting(who: Who, moment: Moment): Counting {
  const [those, others] = [plain(who, false), plain(who, true)];
  const isOfOthers = !asksOfMails(who) && !isSet(those) && isSet(others);
  return counting(isOfOthers ? others : those, moment, isOfOthers);
}

/** Who is known not to be one of them. Who neither fits nor does not is somebody of whom what is asked is not known. */
export const fitsNotForCounting = (who: Who, moment: Moment): Counting => counting(plain(who, true), moment, false);

function counting(node: Plain, moment: Moment, isOfOthers: boolean): Counting {
  const parts = "of" in node && node.kind === "all" ? node.of : [node];
  const first = parts.find(isSet);
  const rest = parts.filter((part) => part !== first);
  if (!first || !rest.every(isOfRow))
    return { begins: null, piece: must(node, moment), needsRow: needsRow(node), isOfOthers };
  const piece = all(rest.map((part) => must(part, moment)));
  const lists = "of" in first && first.kind === "any" ? first.of : [first];
  const begins = Prisma.join(
    lists.map((one) => Prisma.sql`(${listOf(one, moment)})`),
    " union all ",
  );
  return { begins, piece, needsRow: rest.length > 0, isOfOthers };
}

const needsRow = (node: Plain): boolean =>
  isOfRow(node) || ("of" in node && node.kind === "all" && node.of.some(needsRow));

/** Who is asked about: the id of a member, and their row where the statement has it. */
type Asked = { id: Prisma.Sql; row: Prisma.Sql | null };
const theMember: Asked = { id: Prisma.sql`m.id`, row: Prisma.sql`m` };

function must(node: Plain, moment: Moment, asked = theMember): Prisma.Sql {
  if (isOfRow(node)) return holds(node, moment, asked);
  if (!("of" in node)) {
    if (isSet(node)) return Prisma.sql`${asked.id} in (${listOf(node, moment)})`;
    const { member, where } = evidence(node as Did, moment);
    return Prisma.sql`not exists (select from ${where} and ${member} = ${asked.id})`;
  }
  if (node.kind === "any") return Prisma.sql`${asked.id} in (${listOf(node, moment)})`;
  return Prisma.sql`(${Prisma.join(
    node.of.map((one) => must(one, moment, asked)),
    " and ",
  )})`;
}

/** The ids of everybody of whom it holds; some of them may stand there more than once. It begins with all members where it must. */
function listOf(node: Plain, moment: Moment): Prisma.Sql {
  if ("of" in node && node.of.length === 1) return listOf(node.of[0] as Plain, moment);
  if (!("of" in node) && isSet(node)) {
    const { member, where } = evidence(node as Did, moment);
    return Prisma.sql`select ${member} from ${where}`;
  }
  if ("of" in node && node.kind === "any")
    return Prisma.join(
      node.of.map((one) => Prisma.sql`(${listOf(one, moment)})`),
      " union ",
    );
  const first = "of" in node ? node.of.find(isSet) : undefined;
  if (!("of" in node) || !first)
    return Prisma.sql`select t.id from members t where ${must(node, moment, { id: Prisma.sql`t.id`, row: Prisma.sql`t` })}`;
  const rest = node.of.filter((one) => one !== first);
  return Prisma.sql`select i.id from (${listOf(first, moment)}) i(id)
    where ${must({ kind: "all", of: rest }, moment, { id: Prisma.sql`i.id`, row: null })}`;
}

/** What is said of the member's own row, asked of one member. */
function holds(node: OfRow, moment: Moment, { id, row }: Asked): Prisma.Sql {
  return row === null
    ? Prisma.sql`exists (select from members t where t.id = ${id} and ${ofRow(node, moment, Prisma.sql`t`)})`
    : ofRow(node, moment, row);
}

function ofRow(node: OfRow, moment: Moment, row: Prisma.Sql): Prisma.Sql {
  if ("of" in node)
    return Prisma.sql`(${Prisma.join(
      node.of.map((one) => ofRow(one, moment, row)),
      node.kind === "all" ? " and " : " or ",
    )})`;
  const is =
    node.kind === "joined"
      ? joinedThen(node, moment, row)
      : Prisma.sql`coalesce(${row}.language = ${node.language} or starts_with(${row}.language, ${`${node.language}-`}), false)`;
  return node.isNot ? Prisma.sql`not (${is})` : is;
}

type Joined = Extract<Condition, { kind: "joined" }>;
type Activity = Extract<Condition, { kind: ActivityKind }>;

const joinedThen = ({ withinDays, since, before }: Joined, moment: Moment, row: Prisma.Sql) =>
  all([
    withinDays === null ? null : Prisma.sql`${row}.created_at > ${daysBefore(moment, withinDays)}`,
    since === null ? null : Prisma.sql`${row}.created_at >= ${startOf(since, moment)}`,
    before === null ? null : Prisma.sql`${row}.created_at < ${startOf(before, moment)}`,
  ]);

type Evidence = { member: Prisma.Sql; where: Prisma.Sql };
const ofMember = Prisma.sql`f.member_id`;

/**
 * The rows that prove it, and whose they are. Of mails they prove as well that somebody did not: of all others they say that they did,
 * whether or not that is turned round.
 */
function evidence(condition: Did, moment: Moment): Evidence {
  switch (condition.kind) {
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
