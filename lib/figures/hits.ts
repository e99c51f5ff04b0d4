import { createHmac, randomBytes } from "node:crypto";
import type { Pool } from "pg";
import type { House } from "../context.ts";
import type { Place } from "./address.ts";
import { openFirsts } from "./firsts.ts";
import type { Seen } from "./rule.ts";
import { writeHits } from "./write-hits.ts";

/** One opening or press, as it comes in. Who it was is used to see what belongs together, in memory, and is never written. */
export type Hit = Place & { agent: string; network: string; deliveryId: string | undefined };

/** What one reader, or one browser, does with one mail within a short while. */
export type Group = { who: string; mailingId: string; deliveryId: string | undefined; since: number; seen: Seen[] };

/** So long after its first a group is judged, all of it together. */
const groupMs = 10_000;
/** Whoever showed itself as a program is taken for one for so long. */
const rememberMs = 60_000;
const everyMs = 1_000;
/** One that does more within ten seconds is judged at once; so are all when so many hits wait. */
const mostInGroup = 200;
const mostWaiting = 50_000;
/** While the database is away, so many wait at most; what comes then is lost, and the log says how many. */
const mostKept = 200_000;

const place = globalThis as unknown as { mastheadHits?: WeakMap<Pool, Counter> };
place.mastheadHits ??= new WeakMap();
const counters = place.mastheadHits;

type Reader = Pick<House, "pool" | "db" | "sql" | "log">;

/** Takes a hit in: in memory, so that whoever opens a mail waits for nothing, and needs no database. */
export function takeHit(house: Reader, hit: Hit) {
  counterOf(house).take(hit);
}

/** Judges and writes down all that waits, whether or not more may belong to it: when a process stops. */
export async function settleHits(house: Reader) {
  await counters.get(house.pool)?.settle(true);
}

function counterOf(house: Reader): Counter {
  const counter = counters.get(house.pool) ?? openCounter(house);
  counters.set(house.pool, counter);
  return counter;
}

type Counter = ReturnType<typeof openCounter>;

/** What waits in this process to be judged. */
function openCounter(house: Reader) {
  // It dies with the process, so nobody can ever say whose digest one was.
  const key = randomBytes(32);
  const firsts = openFirsts();
  const programs = new Map<string, number>();
  const groups = new Map<string, Group>();
  let late: Group[] = [];
  let waiting = 0;
  let lost = 0;
  let isDue = false;
  let settling: Promise<void> | undefined;

  function take(hit: Hit) {
    if (waiting >= mostKept) {
      lost += 1;
      return;
    }
    const now = performance.now();
    const who = whoOf(hit);
    const group = groups.get(who) ?? {
      who,
      mailingId: hit.mailingId,
      deliveryId: hit.deliveryId,
      since: now,
      seen: [],
    };
    groups.set(who, group);
    group.seen.push({ link: hit.link, variant: hit.variant, at: now, agent: hit.agent });
    waiting += 1;
    if (group.seen.length >= mostInGroup) {
      groups.delete(who);
      late.push(group);
    }
    if (waiting === mostWaiting) void settle(true);
    tickSoon();
  }

  /** By the mail itself where it names its reader; otherwise by network and browser, under a key that nobody has. */
  const whoOf = ({ mailingId, deliveryId, network, agent }: Hit) =>
    createHmac("sha256", key)
      .update(deliveryId ? `d\n${mailingId}\n${deliveryId}` : `b\n${mailingId}\n${network}\n${agent}`)
      .digest("base64url")
      .slice(0, 16);

  function tickSoon() {
    if (isDue) return;
    isDue = true;
    setTimeout(tick, everyMs).unref();
  }

  async function tick() {
    isDue = false;
    await settle(false);
    if (waiting > 0) tickSoon();
  }

  async function settle(all: boolean) {
    while (settling) await settling;
    settling = work(all).finally(() => {
      settling = undefined;
    });
    await settling;
  }

  async function work(all: boolean) {
    const now = performance.now();
    for (const [who, until] of programs) if (until < now) programs.delete(who);
    const due = [...late, ...[...groups.values()].filter(({ since }) => all || now - since >= groupMs)];
    if (due.length === 0) return;
    late = [];
    for (const { who } of due) groups.delete(who);
    try {
      const judged = await writeHits(house, due, { now, isProgram: (who) => programs.has(who), firsts });
      for (const who of judged.programs) programs.set(who, now + rememberMs);
      waiting -= due.reduce((sum, { seen }) => sum + seen.length, 0);
      if (lost > 0)
        house.log.error({ lost }, "openings and presses were not counted: the database was away for too long");
      lost = 0;
    } catch (err) {
      if (late.length === 0) house.log.warn({ err }, "openings and presses cannot be written down; trying again");
      late = [...due, ...late];
    }
  }

  return { take, settle };
}
