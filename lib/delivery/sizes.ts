import type { Ctx } from "../context.ts";
import type { Provider } from "../providers.ts";
import type { AnnouncedSize } from "./reads.ts";

/** What this process has written down, for each database, and when. */
const noted = new WeakMap<object, Map<string, { largest: number; at: number }>>();
const againMs = 3_600_000;

/**
 * Writes down how large a mail a provider takes, as its server has just said; 0 when it did not. It is asked of every
 * conversation and written when it is new, and each hour.
 */
export async function noteSize(ctx: Pick<Ctx, "sql" | "pool">, { name }: Provider, largest: number) {
  const here = noted.get(ctx.pool) ?? new Map<string, { largest: number; at: number }>();
  noted.set(ctx.pool, here);
  const before = here.get(name);
  if (before?.largest === largest && performance.now() - before.at < againMs) return;
  here.set(name, { largest, at: performance.now() });
  if (largest === 0) await ctx.sql`delete from provider_sizes where provider = ${name}`;
  else
    await ctx.sql`
      insert into provider_sizes (provider, largest, heard_at) values (${name}, ${Math.min(largest, Number.MAX_SAFE_INTEGER)}::bigint, now())
      on conflict (provider) do update set largest = excluded.largest, heard_at = excluded.heard_at`;
}

/** The largest mail that a provider takes, in bytes: as the operator says, or else as its server did; null when nobody knows. */
export const largestOf = ({ name, largest }: Provider, announced: AnnouncedSize[]): number | null =>
  largest ?? announced.find(({ provider }) => provider === name)?.largest ?? null;

export const inBytes = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
