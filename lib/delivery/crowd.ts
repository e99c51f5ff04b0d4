import type { Ctx, System } from "../context.ts";
import { gates } from "../gates.ts";
import type { Provider } from "../providers.ts";
import type { Outcome } from "./answers.ts";
import { openAtHand } from "./at-hand.ts";
import { judgeMailing } from "./breakers.ts";
import { notKeptBack } from "./contact.ts";
import { type Claimed, claim, exclude, noteVariants, noteWhoAgreed, putBack } from "./ledger.ts";
import { openPaceOfDomains } from "./pace-of-domains.ts";
import { closeGate, type DomainRates } from "./pacing.ts";
import { openPurses } from "./purse.ts";
import { longestName } from "./template.ts";

/** A domain that must wait, or has a rate, has no more rows claimed while so many of them, or those of so many seconds, lie here. */
const mostWaiting = { rows: 50, seconds: 5 };
const mostClaimed = 5_000;
/** Slower than this, five hundred claimed rows would outlast their lease. In mails a second. */
const quick = 20;
/** Rows that have lain here for so long go back before their lease is over: a lease that runs out costs a row a try. */
const oldMs = 200_000;
/** When nothing was left to claim, it is looked again after so long: rows that were put off have come due meanwhile. */
const dryMs = 60_000;
/** So often, at most, the log says that nothing moves. */
const stillMs = 60_000;
/** So many policy refusals of one domain in a row close it for a while. */
const policyRefusals = 5;
const mostKind = 10_000;

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
  run: { mailingId: string; signal: AbortSignal; namesReaders: boolean; hasVariants: boolean; isAboutOffers: boolean },
  lanes: Lane[],
  rates: DomainRates,
) {
  const now = () => performance.now();
  const pace = openPaceOfDomains(lanes.reduce((sum, { provider }) => sum + provider.connections, 0));
  const atHand = openAtHand();
  const claimedAt = new WeakMap<Claimed, number>();
  const refusals = new Map<string, number>();
  const kind = new Set<string>();
  let shut = new Set<string>();
  let claiming: Promise<void> | undefined;
  /** Whether nothing was left to claim: at all, or but for the domains that were left out. */
  let dry: "no" | "others" | "all" = "no";
  let dryAt = 0;
  let leftOut: string[] = [];
  /** Where all that is left goes to one domain, nobody else could use the conversations. */
  let isOneDomain = true;
  /** Nothing that is at hand may go, until something happens. */
  let isBarren = false;
  let stopWait: number | undefined;
  const goingBack = new Set<Promise<void>>();
  /** Rows whose envelope is said behind a mail that waits for its answer, by their id, with that mail. */
  const followers = new Map<string, { row: Claimed; behind: Claimed }>();
  /** Mails that had somebody behind them who went to another conversation. */
  const deserted = new WeakSet<Claimed>();
  let atOnce: 50 | 500 = 50;
  let stillSince = now();
  const isQuick = lanes.some(({ provider }) => (provider.perSecond ?? quick) >= quick);
  const waiters: (() => void)[] = [];
  const tell = () => {
    isBarren = false;
    for (const wake of waiters.splice(0)) wake();
  };
  const isStopped = () => stopWait !== undefined || run.signal.aborted;
  const isOld = (row: Claimed) => now() - (claimedAt.get(row) ?? 0) > oldMs;
  const mayBegin = (row: Claimed) => !isStopped() && !isOld(row);
  const isSpent = ({ provider }: Lane) => purses.isSpent(`provider:${provider.name}`);

  const purses = openPurses(
    ctx,
    lanes.map(({ provider }) => provider),
    rates,
    tell,
  );

  const watching = setInterval(() => {
    for (const id of pace.watch()) sendElsewhere(id);
    const old = atHand.dropOld(isOld);
    if (old.length > 0) giveBack(old);
    if (now() - stillSince > stillMs && !isStopped()) sayWhyStill();
    tell();
  }, 500);
  watching.unref();

  /** For whoever looks why nothing moves; it names no address. */
  function sayWhyStill() {
    stillSince = now();
    const waiting = atHand.domains();
    ctx.log.info(
      {
        mailingId: run.mailingId,
        providers: Object.fromEntries(lanes.map((lane) => [lane.provider.name, stateOf(lane)])),
        rowsAtHand: atHand.size,
        underWay: pace.size,
        domains: {
          atHand: waiting.length,
          slow: pace.slowDomains.length,
          atTheirRate: waiting.filter((domain) => !purses.allows(`domain:${domain}`)).length,
          leftAlone: shut.size,
        },
      },
      "a mailing that is going out has not moved for a minute",
    );
  }
  function stateOf(lane: Lane): string {
    if (lane.isOut) return "left alone";
    if (isSpent(lane)) return "its mails of the day have gone";
    return purses.allows(`provider:${lane.provider.name}`) ? "ready" : "at its rate";
  }

  /** Nothing of this row but its envelope is said, and that is taken back by hanging up, which its conversation does. */
  function sendElsewhere(id: string) {
    const follower = followers.get(id);
    if (!follower) return;
    deserted.add(follower.behind);
    goBack(follower.row);
  }
  function leave(row: Claimed) {
    pace.end(row.id);
    followers.delete(row.id);
    isBarren = false;
    if (waiters.length > 0) tell();
  }
  function goBack(row: Claimed) {
    leave(row);
    if (mayBegin(row)) atHand.add(row);
    else giveBack([row]);
    tell();
  }

  /** What is not written here within ten minutes is free when its lease is over. */
  function giveBack(rows: Claimed[]) {
    if (rows.length === 0) return;
    const answer = stopWait ? lanes.find(({ answer }) => answer)?.answer || null : null;
    const going = putBack(ctx, rows, stopWait ?? 0, answer)
      .catch((err: unknown) => ctx.log.warn({ err, rows: rows.length }, "claimed rows could not be put back"))
      .finally(() => goingBack.delete(going));
    goingBack.add(going);
    dry = "no";
  }

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

  const isHeld = (domain: string, behind?: string) => pace.isHeld(domain, isOneDomain, behind);

  function pick(lane: Lane, behind?: Claimed): Claimed | undefined {
    const key = `provider:${lane.provider.name}`;
    if (isStopped() || lane.isOut || atHand.size === 0 || (isBarren && !behind) || !purses.allows(key))
      return undefined;
    if (lanes.length > 1 && isAhead(lane)) return undefined;
    const row = atHand.take((domain) => !isHeld(domain, behind?.id) && purses.allows(`domain:${domain}`));
    if (!row) {
      // Behind a mail of its own domain more may go than elsewhere.
      isBarren ||= !behind;
      return undefined;
    }
    purses.spend(key);
    purses.spend(`domain:${row.domain}`);
    pace.begin(row.id, row.domain, behind?.id);
    if (behind) followers.set(row.id, { row, behind });
    return row;
  }

  /** Domains whose rows would only lie here: they are slow, or must wait or have a rate while enough of them lie here. */
  const toLeaveOut = () => [
    ...new Set([...pace.slowDomains.filter((domain) => isHeld(domain)), ...atHand.domains().filter(isPlenty)]),
  ];
  function isPlenty(domain: string): boolean {
    const count = atHand.count(domain);
    if (count < mostWaiting.rows) return false;
    const perSecond = purses.rateOf(domain);
    return (perSecond !== undefined || isHeld(domain)) && count >= (perSecond ?? 0) * mostWaiting.seconds;
  }

  /**
   * Whether claiming more would give the lane something to do. What it waits for may be its own rate or its share, and then
   * it would not: rows that are claimed and lie about are nobody else's, and their leases run out.
   */
  function wantsMore(lane: Lane): boolean {
    if (dry !== "no" && now() - dryAt > dryMs) dry = "no";
    if (dry === "all" || atHand.size >= mostClaimed) return false;
    if (atHand.size > 0 && (isAhead(lane) || !purses.allows(`provider:${lane.provider.name}`))) return false;
    if (dry === "no") return true;
    return leftOut.some((domain) => !isHeld(domain) && !isPlenty(domain));
  }

  function refill() {
    claiming ??= claimMore().finally(() => {
      claiming = undefined;
      tell();
    });
    return claiming;
  }

  async function claimMore() {
    const from = now();
    shut = new Set(
      [...(await gates(ctx)).keys()].filter((key) => key.startsWith("domain:")).map((key) => key.slice(7)),
    );
    if (await judgeMailing(ctx, run.mailingId)) stopWait ??= 0;
    leftOut = toLeaveOut();
    const rows = await claim(ctx, run.mailingId, atOnce, [...shut, ...leftOut]);
    const writable = await onlyFit(ctx, rows);
    const fit = run.isAboutOffers ? await notKeptBack(ctx, writable) : writable;
    if (run.namesReaders) await noteWhoAgreed(ctx, fit);
    if (run.hasVariants) await noteVariants(ctx, fit);
    for (const row of fit) claimedAt.set(row, from);
    if (isStopped()) return giveBack(fit);
    for (const row of fit) atHand.add(row);
    dry = rows.length > 0 ? "no" : leftOut.length > 0 ? "others" : "all";
    dryAt = now();
    isOneDomain = new Set([...atHand.domains(), ...leftOut]).size <= 1;
    if (isQuick && now() - from < 2_000) atOnce = 500;
  }

  return {
    /** The next row, when there is one at hand. */
    takeNow(lane: Lane, behind: Claimed): Claimed | undefined {
      if (atHand.size < atOnce / 2 && !claiming && !isStopped() && wantsMore(lane)) refill().catch(() => {});
      return pick(lane, behind);
    },
    /** The next row; undefined when nothing is left that is due, or when there is none at hand and it may not wait. */
    async take(lane: Lane, mayWait = () => true): Promise<Claimed | undefined> {
      for (;;) {
        if (isStopped() || lane.isOut || isSpent(lane)) return undefined;
        const row = pick(lane);
        if (row) return row;
        // Rows of slow domains wait for their turn; meanwhile others may be due.
        if (claiming || wantsMore(lane)) await refill();
        else if (!mayWait()) return undefined;
        else if (atHand.size > 0 || pace.size > 0 || dry === "others")
          await new Promise<void>((resolve) => waiters.push(resolve));
        else return undefined;
      }
    },
    isFlying: (row: Claimed) => pace.isFlying(row.id),
    /** Whether a row that was taken a while ago may still be begun. */
    mayBegin,
    left: leave,
    tell,
    /** The row's envelope is said: from now on its domain's slowness counts. */
    speak(row: Claimed) {
      followers.delete(row.id);
      pace.speak(row.id);
    },
    /** Whether no other provider is left. */
    isLast: (lane: Lane) => lanes.every((one) => one === lane || one.isOut),
    /** A domain took a mail. */
    kind(domain: string) {
      stillSince = now();
      if (refusals.size > 0) refusals.delete(domain);
      if (kind.size < mostKind) kind.add(domain);
    },
    /** Domains that took a mail, as many as are remembered. */
    kindDomains: () => [...kind],
    /** Policy refusals of a domain, one behind the other, mean that it does not want us for now. */
    async hear(domain: string, outcome: Outcome) {
      stillSince = now();
      if (outcome.kind !== "bounced" || outcome.meaning !== "policy") return;
      const count = (refusals.get(domain) ?? 0) + 1;
      refusals.set(domain, count);
      if (count < policyRefusals || shut.has(domain)) return;
      shut.add(domain);
      kind.delete(domain);
      await closeGate(ctx, `domain:${domain}`, `${count} refusals in a row by policy (5.7.x)`, { minutes: 15 });
      await putBack(ctx, atHand.drop(domain), 900, "The domain refuses us by its policy for now.");
    },
    /** A row that was not begun, for another conversation, or for another run when this one is over or the row is old. */
    back: goBack,
    /** Whether the row that was said behind this mail is no longer this conversation's: the mail's domain is slow. */
    isDeserted: (mail: Claimed) => deserted.has(mail),
    /** A row may have gone back to the ledger: it is asked again. */
    look() {
      dry = "no";
    },
    /** Nothing more is begun; what is claimed goes back to wait so long, and not only when the last answer has come. */
    stop(waitSeconds: number) {
      stopWait ??= waitSeconds;
      giveBack(atHand.dropAll());
      tell();
    },
    async close() {
      clearInterval(watching);
      const spent = lanes.filter(isSpent).map(({ provider }) => provider.name);
      if (spent.length > 0)
        ctx.log.info(
          { mailingId: run.mailingId, providers: spent },
          "a mailing waits: these providers' mails of the day have gone",
        );
      await claiming?.catch(() => {});
      giveBack(atHand.dropAll());
      await Promise.all(goingBack);
      await purses.close();
    },
  };
}

/** Leaves out whoever no mail can be made for. */
async function onlyFit(ctx: Ctx, rows: Claimed[]): Promise<Claimed[]> {
  const isLoud = ({ name }: Claimed) => Buffer.byteLength(name ?? "") > longestName;
  const bad = rows.filter((row) => !isWritable(row.address));
  const loud = rows.filter((row) => isWritable(row.address) && isLoud(row));
  if (bad.length > 0) await exclude(ctx, bad, "this is not an address that a mail can be sent to");
  if (loud.length > 0) await exclude(ctx, loud, `the name is longer than ${longestName} bytes`);
  return rows.filter((row) => isWritable(row.address) && !isLoud(row));
}

/** An address as SMTP writes it (RFC 5321, in ASCII): one mailbox, no quotes, nothing that could end the line. */
const isWritable = (address: string) =>
  address.length <= 254 &&
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(address);
