import { z } from "zod";
import { record } from "../audit.ts";
import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";
import { type Provider, warmUpLimit } from "../providers.ts";

/** How many mails are wanted of one token bucket, which holds `burst` at most and gains `perSecond`. */
export type Want = { key: string; perSecond: number; burst: number; count: number };
/** How many may go now, from 0 to what was wanted, and in how many milliseconds there would be one more. */
export type Grant = { granted: number; waitMs: number };

/**
 * Takes from several buckets at once, for all workers together and on the database's clock. Exact however many ask: the
 * rows are locked in the order of their keys, so nobody waits in a circle. A bucket that nobody has taken from yet is full.
 * @param wants one for each key
 */
export async function takeTokens(ctx: Pick<Ctx, "sql">, wants: Want[]): Promise<Map<string, Grant>> {
  const grants = await take(ctx, wants);
  const unknown = wants.filter(({ key }) => !grants.has(key));
  if (unknown.length === 0) return grants;
  await ctx.sql`
    insert into send_buckets (key, tokens, at)
    select key, greatest(1, burst), clock_timestamp()
    from unnest(${unknown.map((want) => want.key)}::text[], ${unknown.map((want) => want.burst)}::float8[]) as wanted (key, burst)
    order by key on conflict (key) do nothing`;
  return new Map([...grants, ...(await take(ctx, unknown))]);
}

async function take(ctx: Pick<Ctx, "sql">, wants: Want[]): Promise<Map<string, Grant>> {
  const rows = await ctx.sql<{ key: string } & Grant>`
    with wanted as materialized (
      select key, per_second, greatest(1, burst) as burst, greatest(0, count) as count
      from unnest(${wants.map((want) => want.key)}::text[], ${wants.map((want) => want.perSecond)}::float8[],
                  ${wants.map((want) => want.burst)}::float8[], ${wants.map((want) => want.count)}::int[])
           as wanted (key, per_second, burst, count)),
    locked as materialized (
      select key, tokens, at from send_buckets where key = any(${wants.map((want) => want.key)}::text[]) order by key for update),
    -- The clock is read after the locks are held: what another worker took meanwhile is older than this.
    clocked as materialized (select locked.*, greatest(at, clock_timestamp()) as moment from locked),
    refilled as materialized (
      select key, per_second, count, moment,
             least(burst, tokens + per_second * extract(epoch from moment - at)::float8) as tokens
      from clocked join wanted using (key)),
    granted as materialized (
      select *, greatest(0, least(count, floor(tokens)))::int as granted from refilled)
    update send_buckets b set tokens = g.tokens - g.granted, at = g.moment from granted g where b.key = g.key
    returning b.key, g.granted,
      case when g.tokens - g.granted >= 1 then 0
           else least(86400000, ceil((1 - (g.tokens - g.granted)) / greatest(1e-9, g.per_second) * 1000)) end::int as "waitMs"`;
  return new Map(rows.map(({ key, granted, waitMs }) => [key, { granted, waitMs }]));
}

/** Forgets the buckets of domains that nobody has taken from for a day: they are full again, as one is that nobody knows. */
export const sweepBuckets = (ctx: Pick<Ctx, "sql">) => ctx.sql`
  delete from send_buckets where key in (
    select key from send_buckets where starts_with(key, 'domain:') and at < now() - interval '1 day' for update skip locked)`;

/** Puts back what was taken and not used. The next to take is held to the bucket's size again. */
export async function giveBack(ctx: Pick<Ctx, "sql">, key: string, count: number) {
  await ctx.sql`update send_buckets set tokens = tokens + ${count}::int where key = ${key}`;
}

/** The same for many buckets in one statement, in the order in which `takeTokens` locks them. */
export async function giveBackAll(ctx: Pick<Ctx, "sql">, counts: Map<string, number>) {
  if (counts.size === 0) return;
  await ctx.sql`
    with given as materialized (select * from unnest(${[...counts.keys()]}::text[], ${[...counts.values()]}::int[]) as g (key, count)),
    locked as materialized (select key from send_buckets where key = any(${[...counts.keys()]}::text[]) order by key for update)
    update send_buckets b set tokens = b.tokens + given.count from given join locked using (key) where b.key = given.key`;
}

/**
 * Takes from what a provider may carry in 24 hours, its warm-up included.
 *
 * This is no token bucket. A bucket that never lets more than the limit through in any 24 hours can be full of only a part
 * of it, so a morning newsletter of 40,000 would take most of a day at a provider who takes 50,000 at once. It is a sliding
 * window instead: a row counts the mails of each hour, and an hour's mails come back 24 hours after the last of them. So the
 * limit holds in any 24 hours, and may be used up at once. Providers without a limit ask nothing of the database.
 */
export async function takeToday(ctx: Pick<Ctx, "db" | "now">, provider: Provider, count: number): Promise<Grant> {
  const limit = warmUpLimit(provider, ctx.now());
  if (limit === null) return { granted: count, waitMs: 0 };
  const day = dayOf(provider);
  return ctx.db.$transaction(async (tx) => {
    // One after another for each provider; each statement sees what those before have committed.
    await tx.$executeRaw`
      insert into send_buckets (key, tokens, at) values (${day}, 0, now())
      on conflict (key) do update set at = send_buckets.at`;
    await tx.$executeRaw`delete from send_buckets where starts_with(key, ${`${day}:`}) and at <= clock_timestamp() - interval '24 hours'`;
    const [{ used = 0, waitMs = 0 } = {}] = await tx.$queryRaw<{ used: number; waitMs: number }[]>`
      select coalesce(sum(tokens), 0)::float8 as used,
             coalesce(greatest(1, ceil(extract(epoch from min(at) filter (where tokens > 0) + interval '24 hours' - clock_timestamp()) * 1000)), 86400000)::int as "waitMs"
      from send_buckets where starts_with(key, ${`${day}:`})`;
    const left = Math.max(0, Math.floor(limit - used));
    const granted = Math.max(0, Math.min(count, left));
    if (granted > 0)
      await tx.$executeRaw`
        insert into send_buckets (key, tokens, at)
        values (${day} || to_char(clock_timestamp() at time zone 'UTC', '":"YYYY-MM-DD"T"HH24'), ${granted}, clock_timestamp())
        on conflict (key) do update set tokens = send_buckets.tokens + excluded.tokens, at = excluded.at`;
    return { granted, waitMs: left > granted ? 0 : waitMs };
  });
}

/** Puts back mails of today that did not go out. */
export async function giveBackToday(ctx: Pick<Ctx, "sql" | "now">, provider: Provider, count: number) {
  if (warmUpLimit(provider, ctx.now()) === null) return;
  await ctx.sql`
    update send_buckets set tokens = greatest(0, tokens - ${count}::int)
    where key = (select key from send_buckets where starts_with(key, ${`${dayOf(provider)}:`}) order by at desc limit 1)`;
}

const dayOf = ({ name }: Provider) => `provider:${name}:day`;

const longestMinutes = 720;

/**
 * Closes a gate for so many minutes, each time in a row for twice as long, up to 12 hours; null until a person opens it.
 * What many conversations say at once about a gate that is closed already counts as one.
 */
export async function closeGate(
  ctx: Pick<Ctx, "sql" | "log">,
  key: string,
  reason: string,
  { minutes }: { minutes: number | null },
) {
  const closed = await ctx.sql<{ until: Date | null; closings: number }>`
    insert into send_gates as g (key, closed_until, reason)
    values (${key}, case when ${minutes}::float8 is null then null
                         else now() + make_interval(secs => least(${longestMinutes}::float8, ${minutes}::float8) * 60) end, ${reason})
    on conflict (key) do update set
      closings = g.closings + 1, reason = excluded.reason, at = now(),
      closed_until = case when ${minutes}::float8 is null then null
        else now() + make_interval(secs => least(${longestMinutes}::float8, ${minutes}::float8 * 2 ^ least(g.closings, 20)) * 60) end
    -- One that is closed stays as it is; only "until a person opens it" is more than that.
    where g.closed_until <= now() or (${minutes}::float8 is null and g.closed_until is not null)
    returning closed_until as until, closings`;
  for (const { until, closings } of closed) ctx.log.warn({ gate: key, until, closings }, "a gate is closed");
}

/** A person opens a gate. */
export async function openGate(ctx: Ctx, key: string): Promise<boolean> {
  return ctx.db.$transaction(async (tx) => {
    const opened = await tx.sendGate.findUnique({ where: { key } });
    if (!opened) return false;
    await tx.sendGate.deleteMany({ where: { key } });
    await record(tx, ctx, "gate.opened", { kind: "gate", id: key }, { before: { reason: opened.reason } });
    return true;
  });
}

/** Mails went through: whichever of these gates was closed before is forgotten, so the next closing is a short one again. */
export async function gatesHeld(ctx: Pick<Ctx, "sql">, keys: string[]) {
  await ctx.sql`delete from send_gates where key = any(${keys}::text[]) and closed_until <= now()`;
}

const aDomain = "Write a domain in lower case, like gmail.com, or * for all others.";
const domainName = z.string().regex(/^(\*|[a-z0-9-]+(\.[a-z0-9-]+)+)$/, aDomain);

const sendingSchema = z.strictObject({
  domains: z.record(
    domainName,
    z.strictObject({
      perSecond: z
        .number("perSecond is how many mails a second, like 20.")
        .min(0.001, "perSecond is at least 0.001; pause the mailing to send nothing.")
        .max(100_000, "perSecond is at most 100000; leave the domain out for no limit."),
    }),
  ),
});

/** Mails a second for each recipient domain, "*" for each of the others; who is not there has no limit of their own. */
export type DomainRates = z.infer<typeof sendingSchema>["domains"];

/** Gives a domain a rate, or none (null). */
export async function setDomainRate(ctx: Ctx, domain: string, perSecond: number | null): Promise<DomainRates> {
  const before = await domainRates(ctx);
  const { [domain]: _, ...others } = before;
  const parsed = sendingSchema.safeParse({
    domains: { ...others, ...(perSecond === null ? {} : { [domain]: { perSecond } }) },
  });
  if (!parsed.success) throw new Refusal("invalid_input", parsed.error.issues.map(said).join(" "));
  await ctx.db.$transaction(async (tx) => {
    const value = parsed.data;
    await tx.setting.upsert({
      where: { key: "sending" },
      create: { key: "sending", value, updatedAt: ctx.now() },
      update: { value, updatedAt: ctx.now() },
    });
    await record(tx, ctx, "settings.changed", { kind: "setting", id: "sending" }, { before, after: value.domains });
  });
  return parsed.data.domains;
}

/** What a key of a record breaks is told inside of its issue. */
const said = (issue: z.core.$ZodIssue): string => (issue.code === "invalid_key" ? aDomain : issue.message);

export async function domainRates(ctx: Pick<Ctx, "sql" | "log">): Promise<DomainRates> {
  const [row] = await ctx.sql<{ value: unknown }>`select value from settings where key = 'sending'`;
  if (!row) return {};
  const stored = sendingSchema.safeParse(row.value);
  if (stored.success) return stored.data.domains;
  ctx.log.warn({ problems: stored.error.issues.length }, "the setting 'sending' cannot be read; no domain has a rate");
  return {};
}
