// npm run trials -- wordpress: see plugins/wordpress/trial.ts
// npm run trials -- spam: see spam.ts
// npm run trials -- delivery [--recipients 10000] [--seeds 20] [--from-seed 1] [--only A1,A3] [--json]
// Runs the long form of the trials, prints each as it ends, and a table at the end. Ctrl-C stops it with the table of
// what was done; --from-seed goes on from there. Exits 1 on any violation.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { startEmbeddedPostgres } from "@/lib/server/embedded-postgres.ts";
import { migrate } from "@/lib/server/migrate.ts";
import { leaveMeanwhile, poisonRows } from "./parts/audience-trials.ts";
import { jumpClock } from "./parts/clock-trials.ts";
import { fillDisk, fillTemporary } from "./parts/database-disk.ts";
import { promoteLagging, promoteSynchronous } from "./parts/database-failover.ts";
import { removeEmptyCluster } from "./parts/database-server.ts";
import { cutOff, killDatabase, killUnderJob } from "./parts/database-trials.ts";
import { dropBefore, everyFault, greylist, loseAnswers, refuseAt, replies } from "./parts/mail-server-trials.ts";
import { tarpit, vanish } from "./parts/network-trials.ts";
import { killWorkers, stopWorkers, type Trial } from "./parts/trials.ts";

if (process.argv[2] === "spam") await import("./spam.ts");
if (process.argv[2] === "wordpress") await import("../../plugins/wordpress/trial.ts");

const trials: Record<string, Trial[]> = {
  A1: [killWorkers(20), killWorkers(20, false)],
  A2: [killDatabase(true, 30_000), killDatabase(false, 30_000), killUnderJob],
  A3: [loseAnswers(true), loseAnswers(false)],
  A4: [dropBefore],
  A5: replies.map((reply) => refuseAt(reply)),
  A6: [greylist],
  A7: [tarpit(20, 0.9)],
  A8: [vanish(["banner", "ehlo", "auth"]), vanish(["mail", "rcpt", "data"]), vanish(["dot", "taken"], { verdict: 30 })],
  A9: (["pause", "reset"] as const).flatMap((manner) => [
    cutOff(manner, { resends: true, awayMs: 60_000 }),
    cutOff(manner, { resends: false, awayMs: 60_000 }),
  ]),
  A10: [promoteLagging, promoteSynchronous(true), promoteSynchronous(false)],
  A11: [fillDisk("base"), fillDisk("pg_wal"), fillTemporary],
  A12: [jumpClock],
  A15: [leaveMeanwhile],
  A16: [poisonRows],
  A17: [everyFault],
  A18: [stopWorkers(5)],
};

const { values, positionals } = asked();
const names = values.only.split(",");
const [recipients, from, seeds] = [values.recipients, values["from-seed"], values.seeds].map(Number) as [
  number,
  number,
  number,
];
const isUsable = [recipients, from, seeds].every((number) => Number.isInteger(number) && number > 0);
if (positionals.join() !== "delivery" || names.some((name) => !Object.hasOwn(trials, name)) || !isUsable) sayHow();

type Row = { trial: string; seed: number; seconds: number; violations: string[]; figures: Record<string, number> };
const rows: Row[] = [];
let isStopping = false;
const dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-trials-"));
const postgres = await startEmbeddedPostgres({ dir, database: "postgres", fast: true });
// A terminal tells our children too, so the trial that is under way cannot go on and does not count.
process.once("SIGINT", () => {
  isStopping = true;
  tell();
  void postgres.stop().finally(() => {
    fs.rmSync(dir, { recursive: true, force: true });
    process.exit(1);
  });
});
try {
  // Seed after seed over all trials, so that whoever stops early has seen each of them.
  for (let seed = from; seed < from + seeds && !isStopping; seed++)
    for (const name of names)
      for (const trial of isStopping ? [] : (trials[name] ?? [])) {
        const row = await run(name, trial, seed);
        rows.push(row);
        if (!values.json)
          say(
            `${name.padEnd(4)} seed ${String(seed).padEnd(3)} ${String(row.seconds).padStart(6)} s  ${row.violations.join("; ") || "holds"}  ${figuresOf(row)}`,
          );
      }
} finally {
  await removeEmptyCluster();
  await postgres.stop();
  fs.rmSync(dir, { recursive: true, force: true });
}
tell();
process.exit(rows.some((row) => row.violations.length > 0) || rows.length === 0 ? 1 : 0);

function asked() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        recipients: { type: "string", default: "10000" },
        seeds: { type: "string", default: "20" },
        "from-seed": { type: "string", default: "1" },
        only: { type: "string", default: Object.keys(trials).join(",") },
        json: { type: "boolean", default: false },
      },
    });
  } catch {
    return sayHow();
  }
}

function sayHow(): never {
  say(
    `npm run trials -- delivery [--only ${Object.keys(trials).join(",")}] [--recipients N] [--seeds N] [--from-seed N] [--json]`,
  );
  process.exit(2);
}

async function run(name: string, trial: Trial, seed: number): Promise<Row> {
  const started = performance.now();
  const number = rows.length;
  const databaseUrl = await freshDatabase(number);
  const result = await trial({ databaseUrl, recipients, seed }).catch((problem: Error) => ({
    violations: [`the trial broke off: ${problem.message}`],
    figures: {},
  }));
  await onServer(`drop database trial_${number} with (force)`);
  return { trial: name, seed, seconds: Math.round((performance.now() - started) / 100) / 10, ...result };
}

async function freshDatabase(number: number): Promise<string> {
  await onServer(`create database trial_${number}`);
  const url = new URL(postgres.url);
  url.pathname = `trial_${number}`;
  await migrate(url.href, "prisma/migrations");
  return url.href;
}

async function onServer(statement: string) {
  const server = new pg.Client({ connectionString: postgres.url });
  await server.connect();
  await server.query(statement).finally(() => server.end());
}

function tell() {
  if (values.json) say(JSON.stringify(rows));
  else for (const line of table()) say(line);
}

function table(): string[] {
  const broken = rows.filter((row) => row.violations.length > 0).length;
  const lines = names.map((name) => {
    const mine = rows.filter((row) => row.trial === name);
    const wrong = mine.filter((row) => row.violations.length > 0);
    const sum = (figure: string) => mine.reduce((total, row) => total + (row.figures[figure] ?? 0), 0);
    const seconds = Math.round(mine.reduce((total, row) => total + row.seconds, 0));
    return [
      name,
      mine.length,
      wrong.length,
      sum("recipients"),
      sum("copies"),
      sum("uncertain"),
      seconds,
      wrong.map(({ seed }) => seed).join(" "),
    ];
  });
  const head = ["trial", "runs", "broken", "recipients", "copies", "uncertain", "seconds", "broken seeds"];
  const done = `${rows.length} trials, ${broken} broken${isStopping ? `, stopped after seed ${rows.at(-1)?.seed ?? "none"}` : ""}`;
  return [
    "",
    ...[head, ...lines].map((cells) =>
      cells
        .map((cell) => String(cell).padEnd(11))
        .join("")
        .trimEnd(),
    ),
    done,
  ];
}

function figuresOf({ figures }: Row): string {
  const told = Object.entries(figures).filter(([key, value]) => value !== 0 && key !== "logLines");
  return told.map(([key, value]) => `${key} ${value}`).join(", ");
}

function say(line: string) {
  process.stdout.write(`${line}\n`);
}
