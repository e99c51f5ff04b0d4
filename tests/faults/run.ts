// npm run trials -- wordpress: see plugins/wordpress/trial.ts
// npm run trials -- spam: see spam.ts
// npm run trials -- delivery [--recipients 10000] [--seeds 20] [--from-seed 1] [--only A1,A3] [--at-once 1] [--into FILE] [--json]
// Runs the long form of the trials, prints each as it ends, and a table at the end. Most of the time trials wait, so several may run
// at once. With a file, each is written down there as it ends; Ctrl-C stops with the table of what was done, and the
// same words again go on from there. Exits 1 on any violation.
import { fork } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { z } from "zod";
import { startEmbeddedPostgres } from "@/lib/server/embedded-postgres.ts";
import { migrate } from "@/lib/server/migrate.ts";
import { aloneTrials, deliveryTrials } from "./delivery-trials.ts";
import type { Task } from "./one-trial.ts";
import type { Result } from "./parts/trials.ts";

if (process.argv[2] === "spam") await import("./spam.ts");
if (process.argv[2] === "wordpress") await import("../../plugins/wordpress/trial.ts");

const row = z.object({
  trial: z.string(),
  nth: z.int(),
  seed: z.int(),
  recipients: z.int(),
  seconds: z.number(),
  violations: z.array(z.string()),
  figures: z.record(z.string(), z.number()),
});
type Row = z.infer<typeof row>;
type Asked = Pick<Row, "trial" | "nth" | "seed">;

const { values, positionals } = asked();
const names = values.only.split(",");
const [recipients, from, seeds, atOnce] = [values.recipients, values["from-seed"], values.seeds, values["at-once"]].map(
  Number,
) as [number, number, number, number];
const isUsable = [recipients, from, seeds, atOnce].every((number) => Number.isInteger(number) && number > 0);
if (positionals.join() !== "delivery" || names.some((name) => !Object.hasOwn(deliveryTrials, name)) || !isUsable)
  sayHow();

// Seed after seed over all trials, so that whoever stops early has seen each of them.
const wanted: Asked[] = Array.from({ length: seeds }, (_, at) => from + at).flatMap((seed) =>
  names.flatMap((trial) => (deliveryTrials[trial] ?? []).map((_, nth) => ({ trial, nth, seed }))),
);
const isSame = (one: Asked) => (other: Asked) =>
  one.trial === other.trial && one.nth === other.nth && one.seed === other.seed;
const rows: Row[] = readDone();
const left = wanted.filter((one) => !rows.some(isSame(one)));
if (rows.length > 0) say(`${rows.length} of ${wanted.length} trials are in ${values.into}; the others follow.`);

let isStopping = false;
const dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-trials-"));
const postgres = await startEmbeddedPostgres({ dir, database: "postgres", fast: true });
await onServer("create database empty");
await migrate(urlOf("empty"), "prisma/migrations");
// A terminal tells our children too, so the trials that are under way cannot go on and do not count.
process.once("SIGINT", () => {
  isStopping = true;
  tell();
  void postgres.stop().finally(() => {
    fs.rmSync(dir, { recursive: true, force: true });
    process.exit(1);
  });
});
try {
  const [alone, others] = [true, false].map((isAlone) =>
    left.filter(({ trial }) => aloneTrials.has(trial) === isAlone),
  ) as [Asked[], Asked[]];
  await Promise.all(Array.from({ length: atOnce }, () => runAll(others)));
  await runAll(alone);
} finally {
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
        only: { type: "string", default: Object.keys(deliveryTrials).join(",") },
        "at-once": { type: "string", default: "1" },
        into: { type: "string" },
        json: { type: "boolean", default: false },
      },
    });
  } catch {
    return sayHow();
  }
}

function sayHow(): never {
  say(
    `npm run trials -- delivery [--only ${Object.keys(deliveryTrials).join(",")}] [--recipients N] [--seeds N] [--from-seed N] [--at-once N] [--into FILE] [--json]`,
  );
  process.exit(2);
}

/** What an earlier run wrote down; a line that was being written when it was stopped is no trial. */
function readDone(): Row[] {
  if (!values.into || !fs.existsSync(values.into)) return [];
  const lines = fs.readFileSync(values.into, "utf8").split("\n").slice(0, -1);
  return lines
    .map((line) => row.parse(JSON.parse(line)))
    .filter((one) => one.recipients === recipients && wanted.some(isSame(one)));
}

async function runAll(tasks: Asked[]) {
  for (let task = tasks.shift(); task && !isStopping; task = tasks.shift()) {
    const done = await run(task);
    if (isStopping) return;
    rows.push(done);
    if (values.into) fs.appendFileSync(values.into, `${JSON.stringify(done)}\n`);
    if (!values.json)
      say(
        `${done.trial.padEnd(4)} seed ${String(done.seed).padEnd(3)} ${String(done.seconds).padStart(6)} s  ${done.violations.join("; ") || "holds"}  ${figuresOf(done)}`,
      );
  }
}

async function run(task: Asked): Promise<Row> {
  const started = performance.now();
  const database = `trial_${task.trial.toLowerCase()}_${task.nth}_${task.seed}`;
  await onServer(`create database ${database} template empty`);
  const child = fork(path.join(import.meta.dirname, "one-trial.ts"), { execArgv: ["--import", "tsx"] });
  const place = { databaseUrl: urlOf(database), recipients, seed: task.seed };
  child.send({ trial: task.trial, nth: task.nth, place } satisfies Task);
  const broken = once(child, "exit").then(([code]): [Result] => [
    { violations: [`the trial's process ended with ${code}`], figures: {} },
  ]);
  const [result] = (await Promise.race([once(child, "message"), broken])) as [Result];
  await broken;
  await onServer(`drop database ${database} with (force)`);
  return { ...task, recipients, seconds: Math.round((performance.now() - started) / 100) / 10, ...result };
}

function urlOf(database: string): string {
  const url = new URL(postgres.url);
  url.pathname = database;
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
