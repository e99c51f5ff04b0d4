import { type ChildProcess, execFileSync } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { actingAs } from "../lib/context.ts";
import { askToSignIn } from "../lib/members/sign-in.ts";
import { atLeast, atMost, type Claim, median } from "./claims.ts";
import {
  assertSettled,
  type BenchHouse,
  freezeMailing,
  freshTopic,
  type Ground,
  openGround,
  openHouse,
  seedMembers,
} from "./mailings.ts";
import { ownSink } from "./sinks.ts";

const many = Number(process.env.BENCH_RECIPIENTS ?? 1_000_000);
const few = Math.min(10_000, many / 10);
const fewest = Math.min(1_000, few / 10);
const conversations = 80;

/**
 * What a million readers cost: freezing them, the memory of a real worker, the rate beside that of a small mailing, and how
 * long a sign-in mail takes that is asked for in the middle of it all.
 */
export async function benchAudience(say: (line: string) => void): Promise<Claim[]> {
  const ground = await openGround();
  try {
    const sink = await ownSink(ground);
    const settings = ground.settings(sink.port, conversations);
    const house = openHouse(settings);
    try {
      say(`${many} members are made`);
      await seedMembers(house, many);
      const topics = {
        many: await freshTopic(house, many),
        few: await freshTopic(house, few),
        fewest: await freshTopic(house, fewest),
      };

      // The first of each warms files and pages for both.
      const frozen: number[] = [];
      const bare: number[] = [];
      for (let round = 0; round < 4; round += 1) {
        const [ms, id] = await timed(() => freezeMailing(house, topics.many));
        const bareMs = await bareInsert(house, id);
        if (round > 0) {
          frozen.push(ms);
          bare.push(bareMs);
          say(`frozen in ${seconds(ms)}, the bare INSERT of the same rows in ${seconds(bareMs)}`);
        }
        await forget(house);
      }

      const small = await sendByWorker(ground, house, settings, topics.fewest, fewest);
      say(`${fewest}: memory at most ${small.peakMb} MB`);
      // The rate of the small one: three beside the large one, the middle counts.
      const rates: number[] = [];
      for (let round = 0; round < 3; round += 1) {
        const { rate } = await sendByWorker(ground, house, settings, topics.few, few);
        rates.push(rate);
        say(`${few}: ${Math.round(rate)} mails a second`);
      }
      const large = await sendByWorker(ground, house, settings, topics.many, many);
      say(`${many}: ${Math.round(large.rate)} mails a second, memory at most ${large.peakMb} MB`);
      const busy = await sendByWorker(ground, house, settings, topics.many, many, () => signInsDuring(house, say));
      const waits = (busy.besides ?? []).sort((a, b) => a - b);
      const p99 = waits[Math.ceil(waits.length * 0.99) - 1] ?? Number.NaN;
      say(`${waits.length} sign-in mails in the middle: half within ${Math.round(median(waits))} ms`);
      return [
        atMost("freezing them, beside a bare INSERT of the same rows", median(frozen) / median(bare), 1.5),
        atMost("memory of the worker, more than for a small mailing", large.peakMb - small.peakMb, 60, "MB"),
        atLeast("mails a second, beside a small mailing", large.rate / median(rates), 0.9),
        atMost("a sign-in mail in the middle of it, p99", p99 / 1_000, 2, "s"),
      ];
    } finally {
      await house.close();
    }
  } finally {
    await ground.close();
  }
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

async function timed<Result>(act: () => Promise<Result>): Promise<[number, Result]> {
  const from = performance.now();
  const result = await act();
  return [performance.now() - from, result];
}

/** The frozen rows once more, from a table that holds them as they are, into the ledger with its indexes and references. */
async function bareInsert(house: BenchHouse, mailingId: string): Promise<number> {
  const { rows } = await house.pool.query<{ name: string }>(
    "select column_name as name from information_schema.columns where table_schema = current_schema() and table_name = 'deliveries' and column_name <> 'id' and is_generated = 'NEVER'",
  );
  const columns = rows.map(({ name }) => `"${name}"`).join(", ");
  await house.pool.query(`create table bench_rows as select ${columns} from deliveries where mailing_id = $1`, [
    mailingId,
  ]);
  await forget(house);
  await house.pool.query("analyze bench_rows");
  const [ms] = await timed(() =>
    house.pool.query(`insert into deliveries (${columns}) select ${columns} from bench_rows`),
  );
  await house.pool.query("drop table bench_rows");
  return ms;
}

/** Leaves the ledger as empty as it was, for the next to be frozen. */
async function forget(house: BenchHouse) {
  await house.pool.query("truncate deliveries, delivery_claims cascade");
  await house.pool.query("delete from graphile_worker._private_jobs");
  await house.pool.query("update mailings set state = 'cancelled' where state = 'sending'");
  await house.pool.query("checkpoint");
}

/** A mailing sent by a worker process of the product, which is told of it as ever. */
async function sendByWorker<Besides>(
  ground: Ground,
  house: BenchHouse,
  settings: Record<string, string>,
  topic: `newsletter:${string}`,
  count: number,
  meanwhile?: () => Promise<Besides>,
) {
  const id = await freezeMailing(house, topic);
  await house.pool.query("vacuum analyze deliveries");
  const { child } = await ground.spawnOne(["lib/cli/main.ts", "worker"], settings);
  const gone = once(child, "exit");
  let peakMb = 0;
  const watching = setInterval(() => {
    peakMb = Math.max(peakMb, memoryOf(child));
  }, 250);
  try {
    const besides = meanwhile?.();
    while ((await stateOf(house, id)) === "sending") await wait(50);
    await assertSettled(house, id, count);
    const { rows } = await house.pool.query<{ ms: number }>(
      `select 1000 * extract(epoch from max(settled_at) - min(in_data_at))::float8 as ms from deliveries where mailing_id = $1`,
      [id],
    );
    return { rate: (count / (rows[0]?.ms ?? 0)) * 1_000, peakMb, besides: await besides };
  } finally {
    clearInterval(watching);
    child.kill("SIGTERM");
    await gone;
    await forget(house);
  }
}

const stateOf = async (house: BenchHouse, id: string) =>
  (await house.pool.query<{ state: string }>("select state from mailings where id = $1", [id])).rows[0]?.state;

/** Resident memory of a process, in MB, as the system tells it. */
function memoryOf({ pid }: ChildProcess): number {
  const text = execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" });
  return Math.round(Number(text) / 1_024);
}

/** Asks for a sign-in mail five times a second and waits for each to leave. @returns milliseconds from asking to sent */
async function signInsDuring(house: BenchHouse, say: (line: string) => void): Promise<number[]> {
  const ctx = () => actingAs(house, { kind: "nobody" } as const, "bench");
  const asked = Math.min(200, Math.floor(many / 200));
  const waits: number[] = [];
  await wait(Math.min(5_000, many / 100));
  await Promise.all(
    Array.from({ length: asked }, async (_, at) => {
      await wait(at * 200);
      const from = performance.now();
      const email = `signin.${at}@reader.test`;
      await askToSignIn(ctx(), { email, browser: `browser-${at}`, returnTo: "/", intentId: null });
      for (;;) {
        const { rows } = await house.pool.query<{ waits: number }>(
          "select count(*)::int as waits from graphile_worker._private_jobs j join sign_in_requests r on r.id::text = j.payload->>'requestId' where r.email = $1",
          [email],
        );
        if (rows[0]?.waits === 0) break;
        await wait(20);
      }
      waits.push(performance.now() - from);
    }),
  );
  say(`${asked} sign-in mails were asked for`);
  return waits;
}
