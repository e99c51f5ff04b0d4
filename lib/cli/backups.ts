import fs from "node:fs";
import path from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { readEnv } from "../env.ts";
import { Refusal } from "../errors.ts";
import { keepNewest, nameAt, verifyBackup, writeWhole } from "../server/backups/keep.ts";
import { noteBackup } from "../server/backups/last.ts";
import { restoreBackup } from "../server/backups/restore.ts";
import type { Tail } from "../server/backups/shapes.ts";
import { type Progress, writeBackup } from "../server/backups/write.ts";
import { migrationsDir, settled } from "../server/settle.ts";
import { build } from "../wiring.ts";
import { holdIfRestored } from "../worker/hold-restored.ts";
import { print, printProblem, withHouse } from "./with-house.ts";

export function addBackupsCommands(program: Command) {
  const backups = program.command("backups").description("everything that the house keeps, in one file");
  backups
    .command("make")
    .argument("[file]", "the file to write; - for standard output")
    .description("write a backup of one moment while everything goes on; it holds no secret, keep that elsewhere")
    .option("--into <folder>", "name it by its time, in this folder, and read it through afterwards")
    .addOption(new Option("--keep <n>", "with --into: keep the newest so many there").argParser(aCount))
    .action(async (file: string | undefined, { into, keep }: { into?: string; keep?: number }) => {
      if ((file === undefined) === (into === undefined))
        throw new Refusal("invalid_input", "Name one place: a FILE (or - for standard output), or --into FOLDER.");
      if (keep !== undefined && into === undefined)
        throw new Refusal("invalid_input", "--keep goes with --into FOLDER: a file that you name yourself is kept.");
      await make(file, into, keep);
    });
  backups
    .command("verify")
    .argument("<file>", "a backup; - for standard input")
    .description("read a backup through and say what is in it; fails when it is damaged or not whole")
    .action(async (file: string) => {
      const { head, tail } = await verifyBackup(openInput(file));
      print(`whole: made ${head.madeAt}, at the migration ${head.migrations.at(-1)?.name}`);
      for (const [name, { rows }] of Object.entries(tail.tables)) if (rows > 0) print(`${rows}\t${name}`);
      print(`${sayRows(rowsIn(tail))}, ${tail.jobs} jobs that wait`);
    });
  backups
    .command("restore")
    .argument("<file>", "a backup; - for standard input")
    .description("put a backup into an empty database; what goes to many waits for a person before anything is sent")
    .action(restore);
}

async function make(file: string | undefined, into: string | undefined, keep: number | undefined) {
  await withHouse(async (ctx) => {
    const at = ctx.now();
    const about = { madeAt: at.toISOString(), secret: secretNumber(ctx.tokens) };
    const url = ctx.env.databaseUrl;
    if (!url) throw new Error("There is no database.");
    const write = (out: NodeJS.WritableStream) => writeBackup(url, about, out, progressOn("written"));
    if (file === "-") {
      await noteBackup(ctx, at, await write(process.stdout));
      return;
    }
    if (into) fs.mkdirSync(into, { recursive: true, mode: 0o700 });
    const place = into ? path.join(into, nameAt(at)) : (file ?? "");
    const written = await writeWhole(place, write);
    endProgress();
    if (into) await verifyBackup(openInput(place));
    await noteBackup(ctx, at, written);
    print(`${place}: ${sayRows(written.rows)} of ${written.tables} tables, ${sayBytes(written.bytes)}`);
    for (const old of into && keep ? keepNewest(into, keep, at) : []) print(`taken away: ${old}`);
  });
}

/** Without the house that other commands have: that one would build the newest tables before the backup's own. */
async function restore(file: string) {
  const input = openInput(file);
  const { env, release } = await settled(readEnv(), () => {}, { migratesYours: false, migratesOurs: false });
  try {
    const house = build({ ...env, logLevel: "error" });
    try {
      if (!env.databaseUrl) throw new Error("There is no database.");
      const restored = await restoreBackup(env.databaseUrl, input, {
        secret: secretNumber(house.tokens),
        dir: migrationsDir,
        progress: (done) => (typeof done === "string" ? sayStep(done) : progressOn("taken in")(done, done)),
      });
      endProgress();
      const held = await holdIfRestored(house);
      print(
        `restored from ${restored.head.madeAt}: ${sayRows(restored.rows)} of ${restored.tables} tables, ${restored.jobs} jobs that wait; all sums are right`,
      );
      if (held)
        print(
          `held, for mails may have gone out since: ${held.mailings} mailings, ${held.series} series, ${held.digests} digests; left out: ${held.reminders} reminders of offers, ${held.replies} mails about replies, ${held.weekly} weekly mails`,
        );
      print("Look at each at the desk before it goes on; `masthead doctor` says what else to see to.");
    } finally {
      await house.close();
    }
  } finally {
    await release();
  }
}

const secretNumber = (tokens: { keyedHash(purpose: "backup", value: string): string }) =>
  tokens.keyedHash("backup", "which secret");

function openInput(file: string): fs.ReadStream | NodeJS.ReadStream {
  if (file === "-") return process.stdin;
  if (!fs.existsSync(file)) throw new Refusal("invalid_input", `There is no file ${file}.`);
  return fs.createReadStream(file);
}

function aCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError("A whole number, one or more.");
  return count;
}

const everyMs = 200;
let saidAt = 0;

/** For a person at a terminal, on standard error: standard output may be the backup itself. */
function progressOn(what: string): Progress {
  return (rows, expected) => {
    if (!process.stderr.isTTY || performance.now() - saidAt < everyMs) return;
    saidAt = performance.now();
    const share = expected > rows ? ` of about ${Math.round(expected)}` : "";
    process.stderr.write(`\r${sayRows(rows)}${share} ${what} `);
  };
}

function sayStep(words: string) {
  endProgress();
  if (process.stderr.isTTY) process.stderr.write(`${words} `);
}

function endProgress() {
  if (process.stderr.isTTY) printProblem("");
}

const rowsIn = ({ tables }: Tail) => Object.values(tables).reduce((sum, { rows }) => sum + rows, 0);
const sayRows = (rows: number) => (rows === 1 ? "1 row" : `${rows} rows`);
const sayBytes = (bytes: number) =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
