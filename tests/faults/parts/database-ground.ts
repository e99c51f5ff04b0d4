import fs from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import type { Verdict } from "@/lib/delivery/reconcile.ts";
import { type Door, openProxy } from "./database-proxy.ts";
import type { Server } from "./database-server.ts";
import { type Ground, openGround, type Place } from "./ground.ts";
import { random } from "./sink-words.ts";
import type { Result } from "./trials.ts";

/** A trial's ground on a PostgreSQL of its own, which only the workers reach through `door`. */
export type DatabaseGround = {
  ground: Ground;
  server: Server;
  /** Between the workers and the database. */
  door: Door;
  /** Between the trial itself and the database: it follows a server that moves, and never fails by itself. */
  ownDoor: Door;
  expect(holds: boolean, sentence: string): void;
};

/** Runs on a PostgreSQL of its own; what the oracle found and what the trial expected besides become one list. */
export async function onServer(
  place: Place,
  server: Server,
  act: (parts: DatabaseGround) => Promise<Verdict>,
  { env = {} as Record<string, string> } = {},
): Promise<Result> {
  const violations: string[] = [];
  const expect = (holds: boolean, sentence: string) => {
    if (!holds && !violations.includes(sentence)) violations.push(sentence);
  };
  const [door, ownDoor] = [await openProxy(server.port), await openProxy(server.port)];
  const ground = await openGround(
    { ...place, databaseUrl: ownDoor.through(server.url) },
    {},
    {
      databaseUrl: door.through(server.url),
      env,
    },
  );
  try {
    const verdict = await act({ ground, server, door, ownDoor, expect });
    violations.push(...verdict.violations.map(({ invariant, detail, count }) => `${invariant}: ${count} × ${detail}`));
    return { violations, figures: verdict.figures };
  } finally {
    await ground.close();
    await door.close();
    await ownDoor.close();
    await server.remove();
  }
}

/** How many bodies the mail server has seen begin for which the ledger, as it stands, holds no claim. */
export async function unclaimed(ground: Ground, id: string): Promise<number> {
  // Asked for its figures, the mail server writes its log out; a claim is older than its body, so the ledger is read last.
  await ground.sink.figures();
  const begun = new Map<string, number>();
  for (const line of fs.readFileSync(ground.sink.logFile, "utf8").split("\n")) {
    if (!line) continue;
    const { event, to } = JSON.parse(line) as { event: string; to: string };
    if (event === "body-start") begun.set(to, (begun.get(to) ?? 0) + 1);
  }
  const { rows } = await ground.house.pool.query<{ count: number }>(
    `select count(*)::int as count from unnest($2::text[], $3::int[]) as b (address, times)
     left join deliveries d on d.mailing_id = $1 and d.address = b.address
     where d.in_data_at is null or d.tries < b.times`,
    [id, [...begun.keys()], [...begun.values()]],
  );
  return rows[0]?.count ?? 0;
}

export type Worker = ReturnType<Ground["worker"]>;

/** A worker that has begun a part of the mailing; every other time the mail server keeps its answers back from there. */
export async function sendUntilSomewhere(
  { ground }: DatabaseGround,
  { seed, recipients }: Pick<Place, "seed" | "recipients">,
) {
  const chance = random(seed);
  const at = 1 + Math.floor(chance() * recipients * 0.8);
  const due = ground.sink.wake("bodies", at, chance() < 0.5);
  const worker = ground.worker();
  await due;
  return worker;
}

/** The same worker ends the mailing, and everybody has it. */
export async function goesOn({ ground, expect }: DatabaseGround, id: string, worker: Worker, mostMs = 120_000) {
  const giveUpAt = performance.now() + mostMs;
  while ((await ground.state(id)) === "sending" && worker.isAlive() && performance.now() < giveUpAt) {
    await leasesRunOut(ground);
    await ground.passTime();
    await wait(250);
  }
  const [state, counts] = [await ground.state(id), await ground.counts(id)];
  expect(state === "finished", `the mailing did not finish by itself: it is ${state}`);
  expect(worker.isAlive(), "the worker ended");
  expect(counts.accepted === ground.place.recipients, `not everybody got it: ${JSON.stringify(counts)}`);
  return ground.reconcile(id);
}

/**
 * Leases that nobody holds run out, as they would after minutes: a claim whose answer was lost on its way, say. While a job
 * sends, or is about to, its worker may hold them.
 */
const leasesRunOut = (ground: Ground) =>
  ground.house.pool.query(`
    update deliveries set lease_until = now() - interval '1 second' where lease_until is not null
      and not exists (select from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
                      where t.identifier = 'delivery.send-mailing')`);
