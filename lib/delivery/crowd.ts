import type { Ctx, System } from "../context.ts";
import { gates } from "../gates.ts";
import type { Provider } from "../providers.ts";
import type { Outcome } from "./answers.ts";
import { judgeMailing } from "./breakers.ts";
import { type Claimed, claim, exclude, putBack } from "./ledger.ts";
import { closeGate, type DomainRates } from "./pacing.ts";
import { openPurses } from "./purse.ts";
import { longestName } from "./template.ts";

/** A domain whose answers take longer than this shares few conversations, so that it holds nobody else up. */
const slowMs = 2_000;
/** A domain that must wait, or has a rate, has no more rows claimed while so many of them, or those of so many seconds, lie here. */
const mostWaiting = { rows: 50, seconds: 5 };
const mostClaimed = 5_000;
/** Slower than this, five hundred claimed rows would outlast their lease. In mails a second. */
const quick = 20;
/** A mailing may go to any number of domains; what is known of each is small and soon learnt again. */
const mostRooms = 10_000;
/** So many policy refusals of one domain in a row close it for a while. */
const policyRefusals = 5;

/** What became of one provider in this run. */
export type Lane = {
  provider: Provider;
  failures: number;
  answer: string;
  isOut: boolean;
  sent: number;
  movedAt: number;
};

export type Crowd = ReturnType<typeof openCrowd>;

/** The rows that this run has claimed and not begun, shared by its conversations. */
export function openCrowd(
  ctx: Ctx<System>,
  run: { mailingId: string; signal: AbortSignal },
  lanes: Lane[],
  rates: DomainRates,
) {
  const conversations = lanes.reduce((sum, { provider }) => sum + provider.connections, 0);
  const refusals = new Map<string, number>();
  let shut = new Set<string>();
  let queue: Claimed[] = [];
  let head = 0;
  let claiming: Promise<void> | undefined;
  /** Whether nothing was left to claim: at all, or but for the domains that were left out. */
  let dry: "no" | "others" | "all" = "no";
  let leftOut: string[] = [];
  let stopWait: number | undefined;
  let atOnce: 50 | 500 = 50;
  const flying = new Map<string, { domain: string; since: number }>();
  const perDomain = new Map<string, number>();
  const queued = new Map<string, number>();
  const isQuick = lanes.some(({ provider }) => (provider.perSecond ?? quick) >= quick);
  const slow = new Map<string, number>();
  const waiters: (() => void)[] = [];
  const tell = () => {
    for (const wake of waiters.splice(0)) wake();
  };
  const now = () => performance.now();
  const isStopped = () => stopWait !== undefined || run.signal.aborted;
  // While a conversation waits for an answer, the next mail's envelope is said already.
  const mostUnderWay = conversations * 2;
  const mostOfSlow = Math.max(1, Math.floor(conversations / 10));

  const purses = openPurses(
    ctx,
    lanes.map(({ provider }) => provider),
    rates,
    tell,
  );

  /** Whether another provider, which is at work, is behind its share. */
  function isAhead(lane: Lane): boolean {
    const share = (one: Lane) => one.sent / one.provider.weight;
    return lanes.some(
      (other) =>
        other !== lane &&
        !other.isOut &&
        now() - other.movedAt < 1_000 &&
        share(other) + 20 < share(lane) &&
        purses.allows(`provider:${other.provider.name}`),
    );
  }

  /** Nobody knows a domain's pace before its first answers: it gets a conversation more with each quick one. */
  const room = new Map<string, number>();
  const roomOf = (domain: string) => (slow.has(domain) ? mostOfSlow : (room.get(domain) ?? mostOfSlow));
  /** Where all that is at hand goes to one domain, nobody else could use the conversations. */
  let isOneDomain = true;
  const isHeld = (domain: string) =>
    (slow.has(domain) || !isOneDomain) && (perDomain.get(domain) ?? 0) >= roomOf(domain);
  const mayGo = ({ domain }: Claimed) => !isHeld(domain) && purses.allows(`domain:${domain}`);

  /** A mail that has been under way for long makes its domain slow before its answer comes. */
  function watch() {
    const at = now();
    for (const { domain, since } of flying.values()) if (at - since > slowMs) slow.set(domain, at);
    for (const [domain, seen] of slow) if (at - seen > 60_000) slow.delete(domain);
  }
  const watching = setInterval(() => {
    watch();
    tell();
  }, 500);
  watching.unref();

  function pick(lane: Lane): Claimed | undefined {
    const key = `provider:${lane.provider.name}`;
    if (isStopped() || lane.isOut || queue.length === head || !purses.allows(key)) return undefined;
    if (lanes.length > 1 && isAhead(lane)) return undefined;
    for (let at = head; at < queue.length; at += 1) {
      const row = queue[at] as Claimed;
      if (!mayGo(row)) continue;
      purses.spend(key);
      purses.spend(`domain:${row.domain}`);
      if (at === head) head += 1;
      else queue.splice(at, 1);
      count(row, -1);
      flying.set(row.id, { domain: row.domain, since: Number.POSITIVE_INFINITY });
      perDomain.set(row.domain, (perDomain.get(row.domain) ?? 0) + 1);
      return row;
    }
    return undefined;
  }

  function count({ domain }: Claimed, change: 1 | -1) {
    const rows = (queued.get(domain) ?? 0) + change;
    if (rows > 0) queued.set(domain, rows);
    else queued.delete(domain);
  }

  /** Domains whose rows would only lie here: they are slow, or must wait or have a rate while enough of them lie here. */
  const toLeaveOut = () => [...[...slow.keys()].filter(isHeld), ...[...queued.keys()].filter(isPlenty)];
  function isPlenty(domain: string): boolean {
    const perSecond = purses.rateOf(domain);
    const most = Math.max(mostWaiting.rows, (perSecond ?? 0) * mostWaiting.seconds);
    return (perSecond !== undefined || isHeld(domain)) && (queued.get(domain) ?? 0) >= most;
  }

  /**
   * Whether claiming more would give the lane something to do. What it waits for may be its own rate or its share, and then
   * it would not: rows that are claimed and lie about are nobody else's, and their leases run out.
   */
  function wantsMore(lane: Lane): boolean {
    if (dry === "all" || queue.length - head >= mostClaimed) return false;
    if (queue.length > head && (isAhead(lane) || !purses.allows(`provider:${lane.provider.name}`))) return false;
    if (dry === "no") return true;
    const out = new Set(toLeaveOut());
    return leftOut.some((domain) => !out.has(domain));
  }

  function refill() {
    const from = now();
    claiming ??= gates(ctx)
      .then(async (closed) => {
        shut = new Set([...closed.keys()].filter((key) => key.startsWith("domain:")).map((key) => key.slice(7)));
        if (await judgeMailing(ctx, run.mailingId)) stopWait ??= 0;
        leftOut = toLeaveOut();
        return claim(ctx, run.mailingId, atOnce, [...shut, ...leftOut]);
      })
      .then(async (rows) => {
        const bad = rows.filter((row) => !isWritable(row.address));
        const loud = rows.filter((row) => isWritable(row.address) && Buffer.byteLength(row.name ?? "") > longestName);
        if (bad.length > 0) await exclude(ctx, bad, "this is not an address that a mail can be sent to");
        if (loud.length > 0) await exclude(ctx, loud, `the name is longer than ${longestName} bytes`);
        const fit =
          bad.length + loud.length > 0 ? rows.filter((row) => !bad.includes(row) && !loud.includes(row)) : rows;
        queue = queue.slice(head).concat(fit);
        head = 0;
        for (const row of fit) count(row, 1);
        dry = rows.length > 0 ? "no" : leftOut.length > 0 ? "others" : "all";
        isOneDomain = queue.every((row) => row.domain === queue[0]?.domain);
        if (isQuick && now() - from < 2_000) atOnce = 500;
      })
      .finally(() => {
        claiming = undefined;
        tell();
      });
    return claiming;
  }

  return {
    /** The next row, when there is one at hand. */
    takeNow(lane: Lane): Claimed | undefined {
      if (queue.length - head < atOnce / 2 && !claiming && !isStopped() && wantsMore(lane)) refill().catch(() => {});
      return pick(lane);
    },
    /** The next row; undefined when nothing is left that is due, or when there is none at hand and it may not wait. */
    async take(lane: Lane, mayWait = () => true): Promise<Claimed | undefined> {
      for (;;) {
        if (isStopped() || lane.isOut || purses.isSpent(`provider:${lane.provider.name}`)) return undefined;
        const row = pick(lane);
        if (row) return row;
        // Rows of slow domains wait for their turn; meanwhile others may be due.
        if (claiming || wantsMore(lane)) await refill();
        else if (!mayWait()) return undefined;
        else if (queue.length > head || flying.size > 0 || dry === "others")
          await new Promise<void>((resolve) => waiters.push(resolve));
        else return undefined;
      }
    },
    isFlying: (row: Claimed) => flying.has(row.id),
    left(row: Claimed) {
      const flight = flying.get(row.id);
      if (!flight) return;
      flying.delete(row.id);
      const under = (perDomain.get(row.domain) ?? 1) - 1;
      if (under > 0) perDomain.set(row.domain, under);
      else perDomain.delete(row.domain);
      if (now() - flight.since > slowMs) {
        slow.set(row.domain, now());
        room.delete(row.domain);
      } else slow.delete(row.domain);
      if (Number.isFinite(flight.since) && !slow.has(row.domain) && roomOf(row.domain) < mostUnderWay) {
        if (room.size > mostRooms) room.clear();
        room.set(row.domain, roomOf(row.domain) + 1);
      }
      if (waiters.length > 0) tell();
    },
    tell,
    /** The row's envelope is said: from now on its domain's slowness counts. */
    speak(row: Claimed) {
      const flight = flying.get(row.id);
      if (flight) flight.since = now();
    },
    /** Whether no other provider is left. */
    isLast: (lane: Lane) => lanes.every((one) => one === lane || one.isOut),
    /** A domain took a mail. */
    kind(domain: string) {
      if (refusals.size > 0) refusals.delete(domain);
    },
    /** Policy refusals of a domain, one behind the other, mean that it does not want us for now. */
    async hear(domain: string, outcome: Outcome) {
      if (outcome.kind !== "bounced" || outcome.meaning !== "policy") return;
      const count = (refusals.get(domain) ?? 0) + 1;
      refusals.set(domain, count);
      if (count < policyRefusals || shut.has(domain)) return;
      shut.add(domain);
      await closeGate(ctx, `domain:${domain}`, `${count} refusals in a row by policy (5.7.x)`, { minutes: 15 });
      const theirs = queue.slice(head).filter((row) => row.domain === domain);
      queue = queue.slice(head).filter((row) => row.domain !== domain);
      head = 0;
      queued.delete(domain);
      await putBack(ctx, theirs, 900, "The domain refuses us by its policy for now.");
    },
    /** A row that was not begun, for another conversation. */
    back(row: Claimed) {
      this.left(row);
      queue.push(row);
      count(row, 1);
      tell();
    },
    /** A row may have gone back to the ledger: it is asked again. */
    look() {
      dry = "no";
    },
    /** Nothing more is begun; what is claimed goes back to wait so long. */
    stop(waitSeconds: number) {
      stopWait ??= waitSeconds;
      tell();
    },
    async close(answer: string) {
      clearInterval(watching);
      await claiming?.catch(() => {});
      await purses.close();
      await putBack(ctx, queue.slice(head), stopWait ?? 0, stopWait ? answer || null : null);
    },
  };
}

/** An address as SMTP writes it (RFC 5321, in ASCII): one mailbox, no quotes, nothing that could end the line. */
const isWritable = (address: string) =>
  address.length <= 254 &&
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(address);
