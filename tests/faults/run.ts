// npm run trials -- delivery [--recipients 10000] [--seeds 20] [--only A1,A3] [--json]
// Runs the long form of the trials and prints a table. Exits 1 on any violation.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { startEmbeddedPostgres } from "@/lib/server/embedded-postgres.ts";
import { migrate } from "@/lib/server/migrate.ts";
import { fillDisk, fillTemporary } from "./parts/database-disk.ts";
import { promoteLagging, promoteSynchronous } from "./parts/database-failover.ts";
import { removeEmptyCluster } from "./parts/database-server.ts";
import { cutOff, killDatabase, killUnderJob } from "./parts/database-trials.ts";
import {
  dropBefore,
  everyFault,
  greylist,
  killWorkers,
  loseAnswers,
  refuseAt,
  replies,
  stopWorkers,
  type Trial,
} from "./parts/trials.ts";

const trials: Record<string, Trial[]> = {
  A1: [killWorkers(20), killWorkers(20, false)],
  A2: [killDatabase(true, 30_000), killDatabase(false, 30_000), killUnderJob],
  A3: [loseAnswers(true), loseAnswers(false)],
  A4: [dropBefore],
  A5: replies.map((reply) => refuseAt(reply)),
  A6: [greylist],
  A9: (["pause", "reset"] as const).flatMap((manner) => [
    cutOff(manner, { resends: true, awayMs: 60_000 }),
    cutOff(manner, { resends: false, awayMs: 60_000 }),
  ]),
  A10: [promoteLagging, promoteSynchronous(true), promoteSynchronous(false)],
  A11: [fillDisk("base"), fillDisk("pg_wal"), fillTemporary],
  A17: [everyFault],
  A18: [stopWorkers(5)],
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    recipients: { type: "string", default: "10000" },
    seeds: { type: "string", default: "20" },
    only: { type: "string", default: Object.keys(trials).join(",") },
    json: { type: "boolean", default: false },
  },
});
const names = values.only.split(",");
const unknown = names.filter((name) => !Object.hasOwn(trials, name));
if (positionals.join() !== "delivery" || unknown.length > 0) {
  say(`npm run trials -- delivery [--only ${Object.keys(trials).join(",")}] [--recipients N] [--seeds N] [--json]`);
  process.exit(2);
}

const dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-trials-"));
const postgres = await startEmbeddedPostgres({ dir, database: "postgres", fast: true });
const rows: { trial: string; seed: number; seconds: number; violations: string[]; figures: Record<string, number> }[] =
  [];
try {
  for (const name of names)
    for (let seed = 1; seed <= Number(values.seeds); seed++)
      for (const trial of trials[name] ?? []) {
        const started = performance.now();
        const result = await trial({
          databaseUrl: await freshDatabase(rows.length),
          recipients: Number(values.recipients),
          seed,
        }).catch((problem: Error) => ({ violations: [`the trial broke off: ${problem.message}`], figures: {} }));
        const row = { trial: name, seed, seconds: Math.round((performance.now() - started) / 100) / 10, ...result };
        rows.push(row);
        if (!values.json)
          say(
            `${name.padEnd(4)} seed ${String(seed).padEnd(3)} ${String(row.seconds).padStart(6)} s  ${row.violations.join("; ") || "holds"}`,
          );
      }
} finally {
  await removeEmptyCluster();
  await postgres.stop();
  fs.rmSync(dir, { recursive: true, force: true });
}
const broken = rows.filter((row) => row.violations.length > 0).length;
say(values.json ? JSON.stringify(rows) : `${rows.length} trials, ${broken} broken`);
process.exit(broken > 0 ? 1 : 0);

async function freshDatabase(number: number): Promise<string> {
  const server = new pg.Client({ connectionString: postgres.url });
  await server.connect();
  await server.query(`create database trial_${number}`).finally(() => server.end());
  const url = new URL(postgres.url);
  url.pathname = `trial_${number}`;
  await migrate(url.href, "prisma/migrations");
  return url.href;
}

function say(line: string) {
  process.stdout.write(`${line}\n`);
}
