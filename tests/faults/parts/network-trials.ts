import fs from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { type Ground, linesOf } from "./ground.ts";
import type { Fault, Stage } from "./sink-words.ts";
import { everybody, on, type Trial } from "./trials.ts";

const quick = ["one.test", "two.test"];

/**
 * A7: one of three domains answers after `delaySeconds`. The other two are done while it holds few conversations, and
 * `leastShare` of their rate is kept, against the same mailing before the tarpit; null measures and does not judge, for a
 * short mailing on a busy machine says little of rates.
 */
export const tarpit =
  (delaySeconds: number, leastShare: number | null): Trial =>
  (place) =>
    on(place, async (ground, expect) => {
      ground.worker();
      const domains = [...quick, "slow.test"];
      const before = await ground.mailing({ resends: false, domains });
      expect((await ground.untilOver(before)) === "finished", "A7: the mailing without a tarpit did not finish");
      const seconds = { without: await secondsOf(ground, before), with: 0 };
      const since = Date.now();

      await ground.sink.misbehave([{ stage: "dot", domain: "slow.test", delayMs: delaySeconds * 1_000 }], place.seed);
      const id = await ground.again();
      await ground.until("the other two domains are not done", async () => (await leftOf(ground, id)) === 0, 300_000);
      seconds.with = await secondsOf(ground, id);
      // Asked for its figures, the mail server writes its log out.
      await ground.sink.figures();
      const held = await mostAtOnce(ground, since);
      // From now on it is quick again, so that the oracle can judge the whole.
      await ground.sink.misbehave([], place.seed);
      expect(held <= 2, `A7: the tarpit held ${held} of 10 conversations`);
      const share = seconds.without / seconds.with;
      expect(
        leastShare === null || share >= leastShare,
        `A7: the others kept ${Math.round(share * 100)} % of their rate`,
      );
      expect((await ground.untilOver(id, 300_000)) === "finished", "A7: the mailing did not finish");
      expect(everybody(await ground.counts(id), place.recipients), "A7: not everybody got it");
      const verdict = await ground.reconcile(id, { since });
      expect(verdict.figures.copies === 0, "A7: somebody got a copy");
      return { ...verdict, figures: { ...verdict.figures, held, sharePercent: Math.round(share * 100) } };
    });

/** From the first body of a mailing to the last answer of the two quick domains, on the database's clock. */
async function secondsOf(ground: Ground, id: string): Promise<number> {
  const { rows } = await ground.house.pool.query<{ seconds: number }>(
    `select extract(epoch from max(settled_at) filter (where domain = any($2)) - min(in_data_at))::float8 as seconds
     from deliveries where mailing_id = $1`,
    [id, quick],
  );
  return rows[0]?.seconds ?? 0;
}

async function leftOf(ground: Ground, id: string): Promise<number> {
  return ground.house.db.delivery.count({
    where: { mailingId: id, domain: { in: quick }, state: { not: "accepted" } },
  });
}

/**
 * How many bodies to the slow domain were with the mail server at once, as long as it had not taken everybody else's: after
 * that nobody could use the conversations but the slow domain, which may have more of them.
 */
async function mostAtOnce(ground: Ground, since: number): Promise<number> {
  const open = new Set<string>();
  let [soFar, most] = [0, 0];
  for await (const { at, event, to } of linesOf(ground.sink.logFile)) {
    if (at < since) continue;
    if (!to.endsWith("@slow.test")) {
      if (event === "taken") most = soFar;
      continue;
    }
    if (event === "taken") open.delete(to);
    else open.add(to);
    soFar = Math.max(soFar, open.size);
  }
  return most;
}

/**
 * A8: at one stage after the other every conversation's peer vanishes: it neither reads, nor answers, nor closes. The mailing
 * goes on after the provider's patience, and no socket is left behind.
 */
export const vanish =
  (stages: Stage[], { patience = 60, verdict = 60 } = {}): Trial =>
  (place) =>
    on(
      place,
      async (ground, expect) => {
        await ground.sink.misbehave(
          stages.map((stage): Fault => ({ stage, halfOpen: true, most: 2 })),
          place.seed,
        );
        const worker = ground.worker();
        await worker.ready;
        const id = await ground.mailing({ resends: false });
        const stillMs = await longestStillness(ground, id);
        const { struck } = await ground.sink.figures();
        expect(struck === stages.length * 2, `A8: ${struck} faults struck, and not ${stages.length * 2}`);
        expect(stillMs <= 65_000, `A8: it stood still for ${Math.round(stillMs / 1_000)} s`);
        await ground.untilQuiet(id);
        const { accepted = 0, uncertain = 0 } = await ground.counts(id);
        const spoken = stages.filter(isAfterBody).length * 2;
        expect(accepted === place.recipients - spoken, `A8: ${accepted} got it`);
        expect(uncertain === spoken, `A8: ${uncertain} are uncertain, and not ${spoken}`);
        const port = Number(new URL(ground.sink.url).port);
        await ground.until("sockets are left open", async () => socketsTo(worker.pid, port) === 0);
        const verdictOfAll = await ground.reconcile(id);
        expect(verdictOfAll.figures.copies === 0, "A8: somebody got a copy");
        return { ...verdictOfAll, figures: { ...verdictOfAll.figures, struck, stillMs: Math.round(stillMs) } };
      },
      { auth: true },
      { smtp: `connections=2&patience=${patience}&verdict=${verdict}` },
    );

const isAfterBody = (stage: Stage) => stage === "dot" || stage === "taken";

/** Follows a mailing to its end; answers how long at most nothing happened at the mail server. */
async function longestStillness(ground: Ground, id: string): Promise<number> {
  let [seen, since, longest] = ["", performance.now(), 0];
  for (let turn = 0; (await ground.state(id)) === "sending"; turn++) {
    const { bodies, taken, conversations, struck } = await ground.sink.figures();
    const mark = `${bodies} ${taken} ${conversations} ${struck}`;
    if (mark !== seen) [seen, since] = [mark, performance.now()];
    longest = Math.max(longest, performance.now() - since);
    if (longest > 180_000) throw new Error(`It stands still: ${JSON.stringify(await ground.counts(id))}`);
    if (turn % 10 === 9) await ground.passTime();
    await wait(50);
  }
  return longest;
}

/** How many connections to a port a process has. Only Linux tells; elsewhere there are none to be seen. */
function socketsTo(pid: number | undefined, port: number): number {
  const folder = `/proc/${pid}/fd`;
  if (!fs.existsSync(folder)) return 0;
  const hex = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const inodes = new Set(
    ["tcp", "tcp6"].flatMap((family) => {
      const file = `/proc/${pid}/net/${family}`;
      if (!fs.existsSync(file)) return [];
      const lines = fs.readFileSync(file, "utf8").trim().split("\n").slice(1);
      return lines
        .map((line) => line.trim().split(/\s+/))
        .filter((cells) => cells[2]?.endsWith(hex))
        .map((cells) => `socket:[${cells[9]}]`);
    }),
  );
  return fs.readdirSync(folder).filter((name) => inodes.has(linkOf(`${folder}/${name}`))).length;
}

function linkOf(file: string): string {
  try {
    return fs.readlinkSync(file);
  } catch {
    // It was closed meanwhile.
    return "";
  }
}
