import type { House } from "../context.ts";
import type { Tx } from "../db.ts";
import { opening, trap } from "./address.ts";
import type { Firsts } from "./firsts.ts";
import type { Group } from "./hits.ts";
import { judge, ruleVersion, type Verdict } from "./rule.ts";
import { figureModeOf } from "./settings.ts";

type Facts = { id: string; ageMs: number };
type Count = {
  mailingId: string;
  link: number;
  variant: number;
  hour: number;
  verdict: Verdict;
  count: number;
  firsts: number;
};
type Own = { deliveryId: string; link: number; verdict: Verdict; count: number; firstMs: number; lastMs: number };
type Judging = { now: number; isProgram(who: string): boolean; firsts: Firsts };

const hourMs = 3_600_000;

/**
 * Judges groups of hits and writes down how many there were: one statement for all of them, and one for the readers who agreed.
 * Moments are ages, so that only the database's clock counts.
 * @returns who showed itself as a program
 */
export async function writeHits(
  house: Pick<House, "db" | "sql">,
  groups: Group[],
  { now, isProgram, firsts }: Judging,
): Promise<{ programs: string[] }> {
  const mode = await figureModeOf(house);
  // What was sent while it was counted still comes in; nothing of it is kept once that is off.
  if (mode === "off") return { programs: [] };
  const { mailings, deliveries } = await factsOf(house, groups);
  const counts = new Map<string, Count>();
  const owns = new Map<string, Own>();
  const programs: string[] = [];
  const pressed: string[] = [];

  for (const { who, mailingId, deliveryId, seen } of groups) {
    const begun = mailings.get(mailingId);
    if (begun === undefined) continue;
    const own = deliveryId ? deliveries.get(`${mailingId} ${deliveryId}`) : undefined;
    const { verdicts, isProgram: isOne } = judge(seen, now - (own ?? begun), isProgram(who));
    if (isOne) programs.push(who);
    let isFirst = !firsts.isKnown(who);
    for (const [at, { link, variant = 0, at: moment }] of seen.entries()) {
      const verdict = verdicts[at] as Verdict;
      const age = now - moment;
      const hour = hourOf(begun - age);
      const key = `${mailingId} ${link} ${variant} ${hour} ${verdict}`;
      const count = counts.get(key) ?? { mailingId, link, variant, hour, verdict, count: 0, firsts: 0 };
      counts.set(key, count);
      count.count += 1;
      if (isFirst && link !== opening && verdict === "human") {
        count.firsts += 1;
        isFirst = false;
        pressed.push(who);
      }
      if (own !== undefined && deliveryId && mode === "per_reader" && link !== trap)
        addOwn(owns, { deliveryId, link, verdict, count: 1, firstMs: age, lastMs: age });
    }
  }
  await house.db.$transaction(async (tx) => {
    await add(tx, [...counts.values()]);
    await addOwns(tx, [...owns.values()]);
  });
  for (const who of pressed) firsts.keep(who, now);
  return { programs };
}

/** For the chart of the first two days: each of their hours, and later the first hour of each day. */
function hourOf(sinceMs: number): number {
  const hour = Math.max(0, Math.floor(sinceMs / hourMs));
  return hour < 48 ? hour : hour - (hour % 24);
}

function addOwn(owns: Map<string, Own>, own: Own) {
  const key = `${own.deliveryId} ${own.link} ${own.verdict}`;
  const known = owns.get(key);
  if (!known) return owns.set(key, own);
  known.count += 1;
  known.firstMs = Math.max(known.firstMs, own.firstMs);
  known.lastMs = Math.min(known.lastMs, own.lastMs);
}

/** How long ago each mailing began, and each mail was taken by its server. What has not been yet, was just now. */
async function factsOf({ sql }: Pick<House, "sql">, groups: Group[]) {
  const mailingIds = [...new Set(groups.map(({ mailingId }) => mailingId))];
  const deliveryIds = [...new Set(groups.flatMap(({ deliveryId }) => deliveryId ?? []))];
  const mailings = await sql<Facts>`
    select id, coalesce(extract(epoch from clock_timestamp() - frozen_at) * 1000, 0)::float8 as "ageMs"
    from mailings where id = any(${mailingIds}::uuid[]) and figures is not null`;
  const deliveries =
    deliveryIds.length === 0
      ? []
      : await sql<Facts>`
          select d.mailing_id || ' ' || d.id as id,
                 coalesce(extract(epoch from clock_timestamp() - d.settled_at) * 1000, 0)::float8 as "ageMs"
          from deliveries d join mailings m on m.id = d.mailing_id and m.figures = 'per_reader'
          where d.id = any(${deliveryIds}::bigint[])`;
  const byId = (facts: Facts[]) => new Map(facts.map(({ id, ageMs }) => [id, ageMs]));
  return { mailings: byId(mailings), deliveries: byId(deliveries) };
}

/** In one order everywhere, so that two processes never wait for each other in a circle. */
async function add(tx: Tx, counts: Count[]) {
  if (counts.length === 0) return;
  await tx.$executeRaw`
    insert into mailing_counts (mailing_id, link, variant, hour, verdict, rule, count, firsts)
    select u.mailing_id, u.link, u.variant, u.hour, u.verdict, ${ruleVersion}::int, u.count, u.firsts
    from unnest(${counts.map((one) => one.mailingId)}::uuid[], ${counts.map((one) => one.link)}::int[], ${counts.map((one) => one.variant)}::int[],
                ${counts.map((one) => one.hour)}::int[], ${counts.map((one) => one.verdict)}::text[],
                ${counts.map((one) => one.count)}::int[], ${counts.map((one) => one.firsts)}::int[])
      as u(mailing_id, link, variant, hour, verdict, count, firsts)
    order by u.mailing_id, u.link, u.hour, u.verdict, u.variant
    on conflict (mailing_id, link, hour, verdict, rule, variant)
      do update set count = mailing_counts.count + excluded.count, firsts = mailing_counts.firsts + excluded.firsts`;
}

/** Only of who agrees at this moment: their standing is held meanwhile, so that what is taken back takes all of it along. */
async function addOwns(tx: Tx, owns: Own[]) {
  if (owns.length === 0) return;
  await tx.$executeRaw`
    insert into reader_hits (delivery_id, member_id, mailing_id, link, verdict, rule, count, first_at, last_at)
    select d.id, d.member_id, d.mailing_id, u.link, u.verdict, ${ruleVersion}::int, u.count,
           now() - make_interval(secs => u.first_ms / 1000), now() - make_interval(secs => u.last_ms / 1000)
    from unnest(${owns.map((one) => one.deliveryId)}::bigint[], ${owns.map((one) => one.link)}::int[],
                ${owns.map((one) => one.verdict)}::text[], ${owns.map((one) => one.count)}::int[],
                ${owns.map((one) => one.firstMs)}::float8[], ${owns.map((one) => one.lastMs)}::float8[])
      as u(delivery_id, link, verdict, count, first_ms, last_ms)
    join deliveries d on d.id = u.delivery_id
    join consent_standings c on c.member_id = d.member_id and c.topic = 'mail-figures' and c.act = 'confirmed'
    order by d.id, u.link, u.verdict
    for share of c
    on conflict (delivery_id, link, verdict)
      do update set count = reader_hits.count + excluded.count, last_at = greatest(reader_hits.last_at, excluded.last_at)`;
}
