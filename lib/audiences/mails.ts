import type { Ctx } from "../context.ts";
import { Prisma } from "../db.ts";
import { Refusal } from "../errors.ts";
import { asksOfMails, type Who, type WithMails } from "./schema.ts";

/** The first version of the sentence by which members agree to being counted by name that says that mails are chosen by it. */
export const leastWording = 2;

/**
 * Of whom it may be asked: whose agreement stands, in words that say so. Their row is `f`. What is taken back takes the rest along, so
 * that they neither did nor did not. What is asked of each has an offset, which PostgreSQL cannot see through: it is looked up for them by
 * an index, and never as the join of all who agreed with the whole ledger.
 */
const agreed = Prisma.sql`
  consent_standings f
  where f.topic = 'mail-figures' and f.act = 'confirmed'
    and exists (select from consents w where w.id = f.consent_id and w.topic = 'mail-figures' and w.wording_version >= ${leastWording}::int offset 0)`;

/**
 * That they opened one of these issues, or pressed in one: a person, and no program. A press is an opening, for who sees no pictures.
 * @param since in days, from when on; null for ever, or where the last issues are meant
 */
export const didWithMails = (asked: WithMails, since: Prisma.Sql | null): Prisma.Sql =>
  Prisma.sql`${agreed} and exists (${hits(asked, since)} and h.verdict = 'human' offset 0)`;

/**
 * That they are known to have done it with none: they got one of these issues at least, each that they got named them, and nothing says
 * that they did. Of whom Apple's proxy opened something it is not known whether they did.
 */
export const didNotWithMails = (asked: WithMails, since: Prisma.Sql | null): Prisma.Sql =>
  Prisma.sql`${agreed}
    and not exists (${hits(asked, since)} and h.verdict <> 'machine' offset 0)
    and exists (${got(asked, since)} offset 0)
    and not (f.confirmed_at > ${soonest(asked, since)} - interval '1 hour'
             and exists (${got(asked, since)} and d.in_data_at < f.confirmed_at + interval '10 minutes' offset 0))`;

/** What is kept of them and these issues. */
const hits = (asked: WithMails, since: Prisma.Sql | null) => Prisma.sql`
  select from reader_hits h
  where h.member_id = f.member_id and h.mailing_id = any(${issues(asked)})
    ${asked.kind === "pressed" ? Prisma.sql`and h.link > 0` : Prisma.empty}
    ${since === null ? Prisma.empty : Prisma.sql`and h.last_at > ${since}`}`;

/**
 * Which of these issues a mail server took for them. Whose mail it is, is asked when it is claimed, which its lease lets be five minutes
 * before its body: what went so soon after they agreed may not have named them.
 */
const got = (asked: WithMails, since: Prisma.Sql | null) => Prisma.sql`
  select from deliveries d
  where d.member_id = f.member_id and d.state = 'accepted' and d.mailing_id = any(${issues(asked)})
    ${since === null ? Prisma.empty : Prisma.sql`and d.in_data_at > ${since}`}`;

/** No mail that is asked about went before: who agreed an hour earlier need not be looked up. */
const soonest = (asked: WithMails, since: Prisma.Sql | null) => {
  const first = Prisma.sql`(select min(g.frozen_at) from mailings g where g.id = any(${issues(asked)}))`;
  return since === null ? first : Prisma.sql`greatest(${first}, ${since})`;
};

/** Issues that were counted by name: of others it is known of nobody. An array, so that an index is asked for all of them at once. */
const issues = ({ newsletterId, lastIssues }: WithMails) => Prisma.sql`array(
  select g.id from mailings g
  where g.figures = 'per_reader' and g.frozen_at is not null
    and ${newsletterId === null ? Prisma.sql`starts_with(g.topic, 'newsletter:')` : Prisma.sql`g.topic = ${`newsletter:${newsletterId}`}`}
  ${lastIssues === null ? Prisma.empty : Prisma.sql`order by g.frozen_at desc, g.id desc limit ${lastIssues}::int`})`;

export const notCounted =
  "It asks what readers opened or pressed, and here that is not counted by name. An administrator can switch that on under Settings, at “What is counted of issues that are sent from now on”; or take the condition out.";

/** Whether what it asks is counted at all, as the newsroom has it now. */
export async function isCounted(ctx: Pick<Ctx, "sql">, who: Who | null): Promise<boolean> {
  if (!who || !asksOfMails(who)) return true;
  const [row] = await ctx.sql<{
    mode: string | null;
  }>`select value ->> 'mode' as mode from settings where key = 'figures'`;
  return row?.mode === "per_reader";
}

/** What was counted once grows old when it is counted no more, so nobody is chosen by it. @throws Refusal invalid_input */
export async function assertCounted(ctx: Pick<Ctx, "sql">, who: Who | null) {
  if (!(await isCounted(ctx, who))) throw new Refusal("invalid_input", notCounted);
}
