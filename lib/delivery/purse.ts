import type { Ctx } from "../context.ts";
import type { Provider } from "../providers.ts";
import { type DomainRates, giveBack, giveBackAll, giveBackToday, takeToday, takeTokens } from "./pacing.ts";

/** How many mails one provider or domain may still get of this worker before it asks the others' bucket again. */
type Purse = {
  credit: number;
  asking: boolean;
  until: number;
  take(count: number): Promise<[number, number]>;
  /** Where it differs from putting it back into the bucket. */
  back?(count: number): Promise<unknown>;
};

/** The next run of the mailing, a minute later, asks again. */
const longestWaitMs = 60_000;
/** With a rate for each domain a crowd may wait for thousands of buckets; the ledger needs connections, too. */
const mostAsking = 4;
const mostPurses = 10_000;

/**
 * Rates and daily limits on the hot path: tokens are fetched in handfuls from the buckets that all workers share, and spent
 * here one by one without asking anybody.
 * @param tell is called when there is something to spend again
 */
export function openPurses(ctx: Ctx, providers: Provider[], rates: DomainRates, tell: () => void) {
  const purses = new Map<string, Purse>();
  let asking = 0;
  let isTurnedAway = false;
  let alarm: { at: number; timer: NodeJS.Timeout } | undefined;

  for (const provider of providers) {
    const key = `provider:${provider.name}`;
    const { perSecond } = provider;
    const isLimited = perSecond !== null || provider.perDay !== null || provider.warmUpSince !== null;
    if (isLimited)
      purses.set(key, {
        credit: 0,
        asking: false,
        until: 0,
        take: async (count) => {
          const today = await takeToday(ctx, provider, count);
          if (perSecond === null || today.granted === 0) return [today.granted, today.waitMs];
          const now = await grant(key, perSecond, today.granted);
          if (now[0] < today.granted) await giveBackToday(ctx, provider, today.granted - now[0]);
          return now;
        },
        back: async (count) => {
          await giveBackToday(ctx, provider, count);
          if (perSecond !== null) await giveBack(ctx, key, count);
        },
      });
  }

  async function grant(key: string, perSecond: number, count: number): Promise<[number, number]> {
    const granted = (await takeTokens(ctx, [{ key, perSecond, burst: Math.max(1, perSecond), count }])).get(key);
    return [granted?.granted ?? 0, granted?.waitMs ?? 1_000];
  }

  const rateOf = (domain: string) => (rates[domain] ?? rates["*"])?.perSecond;

  function purseOf(key: string): Purse | undefined {
    const known = purses.get(key);
    if (known || !key.startsWith("domain:")) return known;
    const perSecond = rateOf(key.slice("domain:".length));
    if (perSecond === undefined) return undefined;
    if (purses.size >= mostPurses) letIdleGo();
    const made: Purse = {
      credit: 0,
      asking: false,
      until: 0,
      take: (count) => grant(key, perSecond, Math.min(count, Math.max(1, Math.ceil(perSecond / 4)))),
    };
    purses.set(key, made);
    return made;
  }

  /** Domains that nobody asks about just now. What they had left goes back, or comes again by itself. */
  function letIdleGo() {
    const left = new Map<string, number>();
    for (const [key, purse] of purses) {
      if (purse.back || purse.asking) continue;
      if (purse.credit > 0) left.set(key, purse.credit);
      purses.delete(key);
    }
    giveBackAll(ctx, left).catch(() => {});
  }

  function ask(purse: Purse) {
    if (purse.asking) return;
    const waitMs = purse.until - performance.now();
    if (waitMs > 0) return wakeIn(waitMs);
    if (asking >= mostAsking) {
      isTurnedAway = true;
      return;
    }
    asking += 1;
    purse.asking = true;
    purse
      .take(50)
      .then(([granted, waitMs]) => {
        purse.credit += granted;
        if (granted > 0) return;
        purse.until = performance.now() + waitMs;
        wakeIn(waitMs);
      })
      // A rate that cannot be asked for lets nothing through; the next try asks again.
      .catch(() => {
        purse.until = performance.now() + 1_000;
        wakeIn(1_000);
      })
      .finally(() => {
        asking -= 1;
        purse.asking = false;
        if (purse.credit <= 0 && !isTurnedAway) return;
        isTurnedAway = false;
        tell();
      });
  }

  /** One alarm for all: whoever it wakes in vain sets it anew. */
  function wakeIn(waitMs: number) {
    // Whoever is woken looks at every domain: tokens may gather for a moment.
    const ms = Math.max(20, Math.min(waitMs, longestWaitMs));
    const at = performance.now() + ms;
    if (alarm && alarm.at <= at) return;
    clearTimeout(alarm?.timer);
    const timer = setTimeout(() => {
      alarm = undefined;
      tell();
    }, ms);
    timer.unref();
    alarm = { at, timer };
  }

  return {
    /** Whether one mail may go now. It is not spent yet. */
    allows(key: string): boolean {
      const purse = purseOf(key);
      if (!purse || purse.credit > 0) return true;
      ask(purse);
      return false;
    },
    /** Mails a second that a recipient domain may get of all workers together; undefined for as many as there are. */
    rateOf,
    /** Whether there is nothing for so long that nobody should wait here for it, as when a day's mails have gone. */
    isSpent(key: string): boolean {
      const purse = purses.get(key);
      return purse !== undefined && purse.credit <= 0 && purse.until - performance.now() > longestWaitMs;
    },
    spend(key: string) {
      const purse = purses.get(key);
      if (purse) purse.credit -= 1;
    },
    /** Gives back what was fetched and not spent. Where that fails, a bucket fills again by itself. */
    async close() {
      clearTimeout(alarm?.timer);
      const left = new Map<string, number>();
      try {
        for (const [key, purse] of purses)
          if (purse.credit > 0 && purse.back) await purse.back(purse.credit);
          else if (purse.credit > 0) left.set(key, purse.credit);
        await giveBackAll(ctx, left);
      } catch (err) {
        ctx.log.warn({ err }, "what was not used of a rate could not be given back");
      }
    },
  };
}
