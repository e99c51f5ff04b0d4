import { about } from "../../finding.ts";
import { isUrl } from "../../is-url.ts";
import type { Check } from "./patient.ts";

/** What comes in from other servers, and what goes out to them. Of an address the host alone is told: the rest may hold a key. */
export const traffic: Check = {
  title: "Feeds and webhooks",
  needsDatabase: true,
  look: async ({ sql }) => {
    const feeds = await sql<{ address: string; problem: string | null; isLate: boolean }>`
      select address, problem, coalesce(read_at, added_at) < now() - interval '1 hour' as "isLate" from feeds where removed_at is null order by added_at`;
    const hooks = await sql<{ id: string; address: string; since: Date }>`
      select id, address, failing_since as since from webhook_endpoints
      where failing_since is not null and paused_at is null order by failing_since`;
    const [{ count = 0 } = {}] = await sql<{
      count: number;
    }>`select count(*)::int as count from webhook_endpoints where paused_at is null`;
    const bad = feeds.filter(({ problem, isLate }) => problem !== null || isLate);
    return [
      ...bad.map(({ address, problem, isLate }) =>
        about(`feed-${hostOf(address)}`, `Feed of ${hostOf(address)}`).warning(
          isLate ? "It has not been read for an hour." : "It could not be taken in at the last reading.",
          problem === null ? "See that a worker is alive." : "The desk says why, under Stories.",
        ),
      ),
      ...(feeds.length === 0
        ? [about("feeds", "Feeds").off("No feed is kept.")]
        : bad.length === 0
          ? [
              about("feeds", "Feeds").ok(
                feeds.length === 1 ? "The one that is kept was read." : `All ${feeds.length} were read.`,
              ),
            ]
          : []),
      ...hooks.map(({ id, address, since }) =>
        about(`webhook-${id}`, `Webhook to ${hostOf(address)}`).warning(
          `Every try has failed since ${since.toISOString().slice(0, 16).replace("T", " ")} UTC.`,
          "The desk shows what it answered, under Webhooks, and sends again what was given up.",
        ),
      ),
      ...(count === 0
        ? [about("webhooks", "Webhooks").off("No other server is told anything.")]
        : hooks.length === 0
          ? [
              about("webhooks", "Webhooks").ok(
                count === 1 ? "The one that there is takes what it is sent." : `All ${count} take what they are sent.`,
              ),
            ]
          : []),
    ];
  },
};

const hostOf = (address: string) => (isUrl(address) ? new URL(address).host : "somewhere");
