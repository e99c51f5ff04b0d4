/** A domain whose answers take longer than this shares few conversations, so that it holds nobody else up. */
const slowMs = 2_000;
/** For so long a domain that was slow counts as slow. */
const slowForMs = 60_000;
/** A mailing may go to any number of domains; what is known of each is small and soon learnt again. */
const mostRooms = 10_000;

/** A mail under way. `since` is when its envelope was said; `opens`: its domain holds one conversation more because of it. */
type Flight = { id: string; domain: string; since: number; opens: boolean; behind?: Flight };

/**
 * How many mails to each domain are under way, and how many may be while others could use the conversations. Nobody knows a
 * domain's pace before its first answers: it gets room for a mail more with each quick one, and loses it when it is slow. Quick
 * or not, it never holds all conversations at once, for then a domain that stops answering would stop everybody.
 */
export function openPaceOfDomains(conversations: number) {
  const mostOfSlow = Math.max(1, Math.floor(conversations / 10));
  const mostOfOne = Math.max(1, Math.floor(conversations * 0.8));
  // While a conversation waits for an answer, the next mail's envelope is said already.
  const mostUnderWay = conversations * 2;
  const flying = new Map<string, Flight>();
  const underWay = new Map<string, number>();
  const held = new Map<string, number>();
  const slow = new Map<string, number>();
  const room = new Map<string, number>();
  const now = () => performance.now();
  const roomOf = (domain: string) => (slow.has(domain) ? mostOfSlow : (room.get(domain) ?? mostOfSlow));

  return {
    get size() {
      return flying.size;
    },
    get slowDomains() {
      return [...slow.keys()];
    },
    isFlying: (id: string) => flying.has(id),
    /**
     * @param isAlone whether nobody else has mails that wait
     * @param behind the mail that the same conversation waits for
     */
    isHeld(domain: string, isAlone: boolean, behind?: string): boolean {
      const count = underWay.get(domain) ?? 0;
      const before = behind === undefined ? undefined : flying.get(behind)?.domain;
      const isMore = before !== domain;
      if (isMore && before !== undefined && slow.has(before)) return true;
      // A mail of somebody else's may come back while it is under way.
      if (isAlone && underWay.size === (count > 0 ? 1 : 0)) return slow.has(domain) && count >= mostOfOne;
      if (count >= roomOf(domain)) return true;
      return isMore && (held.get(domain) ?? 0) >= mostOfOne;
    },
    begin(id: string, domain: string, behind?: string) {
      const before = behind === undefined ? undefined : flying.get(behind);
      const opens = before?.domain !== domain;
      const flight: Flight = { id, domain, since: Number.POSITIVE_INFINITY, opens };
      if (before) before.behind = flight;
      flying.set(id, flight);
      change(underWay, domain, 1);
      if (opens) change(held, domain, 1);
    },
    /** The envelope is said: from now on the domain's slowness counts. */
    speak(id: string) {
      const flight = flying.get(id);
      if (flight) flight.since = now();
    },
    end(id: string) {
      const flight = flying.get(id);
      if (!flight) return;
      const { domain, since, opens, behind } = flight;
      flying.delete(id);
      change(underWay, domain, -1);
      if (opens && behind?.domain === domain) behind.opens = true;
      else if (opens) change(held, domain, -1);
      flight.opens = false;
      // What was never said tells nothing of its domain.
      if (!Number.isFinite(since)) return;
      if (now() - since > slowMs) {
        slow.set(domain, now());
        room.delete(domain);
        return;
      }
      slow.delete(domain);
      if (roomOf(domain) >= mostUnderWay) return;
      if (room.size > mostRooms) room.clear();
      room.set(domain, roomOf(domain) + 1);
    },
    /**
     * A mail that has been under way for long makes its domain slow before its answer comes. Answers the mails of other
     * domains that were said behind one of a slow domain, before anybody knew: they need not wait there.
     */
    watch(): string[] {
      const at = now();
      for (const { domain, since } of flying.values()) if (at - since > slowMs) slow.set(domain, at);
      for (const [domain, seen] of slow) if (at - seen > slowForMs) slow.delete(domain);
      const stuck: string[] = [];
      for (const { domain, behind } of flying.values())
        if (behind && behind.domain !== domain && slow.has(domain) && flying.get(behind.id) === behind)
          stuck.push(behind.id);
      return stuck;
    },
  };
}

function change(counts: Map<string, number>, key: string, by: 1 | -1) {
  const count = (counts.get(key) ?? 0) + by;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}
