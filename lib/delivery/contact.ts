import { z } from "zod";
import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { Prisma, type Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import type { Claimed } from "./ledger.ts";
import { askedForNone } from "./pause.ts";
import { unheardReasons } from "./states.ts";

const key = "contact";

/** Why a mail about offers did not go, as it stands in the ledger, by the word of `offer_kept_back` in the database. */
export const keptBack = {
  paused: askedForNone,
  enough: "had enough mails about offers lately",
  over: "what it tells of was over by then",
  quiet: "waits for the morning where its reader is",
} as const;
/** The same for a statement: `->>` by the word. */
export const keptBackWords = JSON.stringify(keptBack);

/** Longer than this no cap looks back; `offer_mails` is swept after it. */
const mostDays = 31;
const hour = z.int().min(0).max(23);
const contactRules = z.object({
  most: z.int().min(1).nullable().describe("So many mails about offers a member gets at most; null for no limit"),
  days: z.int().min(1).max(mostDays).describe("In so many days"),
  quietFrom: hour.nullable().describe("From this hour on, where the member is, none is sent; null for no quiet hours"),
  quietTo: hour.nullable().describe("Until this hour"),
});
export const contactRulesView = contactRules;
export type ContactRules = z.output<typeof contactRules>;

const isOn = z
  .union([z.boolean(), z.enum(["yes", "no"])], "Write yes or no.")
  .transform((given) => given === true || given === "yes");
const whole = (least: number, most: number, about: string) =>
  z.coerce.number(about).int(about).min(least, about).max(most, about);
const manyWords = "Write how many mails about offers a member gets at most, from 1 to 30.";
const daysWords = `Write in how many days, from 1 to ${mostDays}.`;
const hourWords = "Write a whole hour, from 0 to 23.";
const sameHour = "Quiet hours end at another hour than they begin. To have none, say that mails may come at any hour.";
/** What is left out stays as it is. */
export const contactRulesChange = z
  .strictObject({
    isCapped: isOn,
    most: whole(1, 30, manyWords),
    days: whole(1, mostDays, daysWords),
    isQuiet: isOn,
    quietFrom: whole(0, 23, hourWords),
    quietTo: whole(0, 23, hourWords),
  })
  .partial();
type Change = z.output<typeof contactRulesChange>;

/** The rules for mails about offers, as the database reads them at each mail. */
export async function contactRulesOf(ctx: Pick<Ctx, "sql">): Promise<ContactRules> {
  const [row] = await ctx.sql<ContactRules>`
    select r.most, r.days, r.quiet_from as "quietFrom", r.quiet_to as "quietTo" from contact_rules() r`;
  return contactRules.parse(row);
}

/**
 * They hold from the next mail on, also in mailings that are on their way; what waits for a morning already goes on waiting.
 * @throws Refusal invalid_input
 */
export async function setContactRules(ctx: Ctx<Member>, change: Change): Promise<ContactRules> {
  const before = await contactRulesOf(ctx);
  const [isCapped, isQuiet] = [change.isCapped ?? before.most !== null, change.isQuiet ?? before.quietFrom !== null];
  const [quietFrom, quietTo] = [change.quietFrom ?? before.quietFrom ?? 21, change.quietTo ?? before.quietTo ?? 8];
  if (isQuiet && quietFrom === quietTo) throw new Refusal("invalid_input", `quietTo: ${sameHour}`);
  const value = contactRules.parse({
    most: isCapped ? (change.most ?? before.most ?? 2) : null,
    days: change.days ?? before.days,
    quietFrom: isQuiet ? quietFrom : null,
    quietTo: isQuiet ? quietTo : null,
  });
  await ctx.db.$transaction(async (tx) => {
    const data = { value, updatedAt: ctx.now(), updatedById: ctx.actor.id };
    await tx.setting.upsert({ where: { key }, create: { key, ...data }, update: data });
    await record(tx, ctx, "settings.changed", { kind: "setting", id: key }, { before, after: value });
  });
  return value;
}

/** In the transaction that freezes a mailing about offers: who gets none is left out with the reason, and where it is night the mail waits. */
export const keepBackFrozen = (tx: Tx, mailingId: string): Promise<number> =>
  tx.$executeRaw(keepBack(Prisma.sql`d.mailing_id = ${mailingId}::uuid and d.state = 'queued'`));

/** The same of rows that were claimed, so that no conversation is opened for them. @returns the others */
export async function notKeptBack(ctx: Ctx, rows: Claimed[]): Promise<Claimed[]> {
  if (rows.length === 0) return rows;
  const ids = rows.map(({ id }) => BigInt(id));
  const gone = await ctx.db.$queryRaw<{ id: string }[]>(
    Prisma.sql`${keepBack(Prisma.sql`d.id = any(${ids}::bigint[]) and d.state = 'claimed'`)} returning d.id::text as id`,
  );
  const kept = new Set(gone.map(({ id }) => id));
  return rows.filter(({ id }) => !kept.has(id));
}

/** Nothing was tried for a row that waits, so it costs it no try. */
const keepBack = (which: Prisma.Sql) => Prisma.sql`
  with rules as materialized (select contact_rules() as rules),
  each as materialized (
    select d.id, d.tries, d.state, k.why, k.until
    from deliveries d join mailings g on g.id = d.mailing_id left join members m on m.id = d.member_id cross join rules
    cross join lateral offer_kept_back(m.id, d.id, m.time_zone, greatest(d.next_try_at, now()), g.tells_until, rules.rules) k
    where ${which} and k.why is not null)
  update deliveries d set
    state = case when e.why = 'quiet' then 'queued' else 'excluded' end::delivery_state,
    reason = case when e.why = 'quiet' and d.reason = any(${unheardReasons}::text[]) then d.reason else ${keptBackWords}::jsonb ->> e.why end,
    tries = case when e.why = 'quiet' and d.state = 'claimed' then d.tries - 1 else d.tries end,
    next_try_at = case when e.why = 'quiet' then e.until else d.next_try_at end,
    settled_at = case when e.why = 'quiet' then null else now() end, lease_until = null
  from each e where d.id = e.id and d.tries = e.tries and d.state = e.state`;

/** From now on nobody gets a mailing about offers any more, but for bodies that are being spoken. */
export async function endTelling(tx: Tx, mailingId: string) {
  await tx.$executeRaw`
    update mailings set tells_until = now() where id = ${mailingId}::uuid and (tells_until is null or tells_until > now())`;
  await keepBackFrozen(tx, mailingId);
}

export const sweepOfferMails = (ctx: Pick<Ctx, "sql">) =>
  ctx.sql`delete from offer_mails where at < now() - make_interval(days => ${mostDays + 1}::int)`;
