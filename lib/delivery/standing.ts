import type { Ctx } from "../context.ts";
import { type Gate, gates } from "../gates.ts";
import { warmUpLimit } from "../providers.ts";
import { domainRates } from "./pacing.ts";
import { announcedSizes } from "./reads.ts";
import { largestOf } from "./sizes.ts";

/** A provider as it stands now, over all workers. */
export type ProviderStanding = {
  name: string;
  carries: "all" | "mailings" | "prompt";
  weight: number;
  connections: number;
  perSecond: number | null;
  /** What it may carry in 24 hours as of today, its warm-up included; null for any number. */
  today: number | null;
  isWarmingUp: boolean;
  /** Of that, what has gone; null where nothing is counted, because there is no limit. */
  usedToday: number | null;
  /** The largest mail that it takes, in bytes; null when nobody knows. */
  largest: number | null;
  signs: boolean;
  gate: { key: string; until: Date | null; reason: string } | null;
};

/** Every provider of the settings, in their order. No address and no password is among it. */
export async function providerStandings(ctx: Pick<Ctx, "sql" | "env" | "now">): Promise<ProviderStanding[]> {
  const [closed, announced, used] = await Promise.all([
    gates(ctx),
    announcedSizes(ctx),
    ctx.sql<{ name: string; used: number }>`
      select split_part(substring(key from 10), ':day:', 1) as name, sum(tokens)::int as used from send_buckets
      where key like 'provider:%:day:%' and at > now() - interval '24 hours' group by 1`,
  ]);
  const usedBy = new Map(used.map((row) => [row.name, row.used]));
  return ctx.env.providers.map((provider) => {
    const today = warmUpLimit(provider, ctx.now());
    const key = `provider:${provider.name}`;
    const gate = closed.get(key);
    const { name, carries, weight, connections, perSecond, signs } = provider;
    return {
      name,
      carries,
      weight,
      connections,
      perSecond,
      today,
      isWarmingUp: provider.warmUpSince !== null && today !== provider.perDay,
      usedToday: today === null ? null : (usedBy.get(name) ?? 0),
      largest: largestOf(provider, announced),
      signs,
      gate: gate ? { key, ...gate } : null,
    };
  });
}

/** A recipient domain that has a rate of its own or is left alone for now. "*" is each of the others. */
export type DomainStanding = {
  domain: string;
  perSecond: number | null;
  gate: { key: string; until: Date | null; reason: string } | null;
};

export async function domainStandings(ctx: Pick<Ctx, "sql" | "log">): Promise<DomainStanding[]> {
  const [rates, closed] = await Promise.all([domainRates(ctx), gates(ctx)]);
  const gateOf = (domain: string) => {
    const gate: Gate | undefined = closed.get(`domain:${domain}`);
    return gate ? { key: `domain:${domain}`, ...gate } : null;
  };
  const shut = [...closed.keys()].filter((key) => key.startsWith("domain:")).map((key) => key.slice("domain:".length));
  return [...new Set([...shut, ...Object.keys(rates)])]
    .sort((a, b) => Number(b === "*") - Number(a === "*") || a.localeCompare(b))
    .map((domain) => ({ domain, perSecond: rates[domain]?.perSecond ?? null, gate: gateOf(domain) }));
}
