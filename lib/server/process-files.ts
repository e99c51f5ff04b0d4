import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

// Files by which processes of this machine agree on who may do what. A file is worth as much as the process that wrote
// it: each carries the mark of its writer, and the mark of a process that is gone counts for nothing.

const LOCK_WAIT_MS = 180_000;

/**
 * Runs `work` while no other process of this machine (nor another call in this one) is inside the same lock.
 * A lock left by a killed process is taken over. Throws when a living holder keeps it for three minutes.
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const mine = `${file}.${randomUUID()}`;
  fs.writeFileSync(mine, processMark(process.pid) ?? "");
  try {
    const giveUpAt = performance.now() + LOCK_WAIT_MS;
    while (!take(mine, file)) {
      if (performance.now() > giveUpAt) {
        throw new Error(`Process ${read(file)?.split(" ")[0]} has held ${file} for too long. Stop it, then try again.`);
      }
      await sleep(50);
    }
    return await work().finally(() => fs.rmSync(file, { force: true }));
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

/** Signs this process into `dir`. The returned function signs out and answers how many living users are left. */
export function signIn(dir: string): () => number {
  fs.mkdirSync(dir, { recursive: true });
  const mine = path.join(dir, randomUUID());
  fs.writeFileSync(mine, processMark(process.pid) ?? "");
  return () => {
    fs.rmSync(mine, { force: true });
    return fs.readdirSync(dir).filter((name) => isKept(path.join(dir, name))).length;
  };
}

/** Whether a process with this id is running. A zombie, dead but not yet collected by its parent, is not. */
export function isAlive(pid: number): boolean {
  return processMark(pid) !== undefined;
}

/** The command line of a running process, its arguments separated by spaces; empty when it cannot be read. */
export function commandLine(pid: number): string {
  try {
    if (process.platform === "linux") return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return execFileSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}

/** Links are made whole or not at all, so nobody ever reads a lock without its owner. */
function take(mine: string, file: string): boolean {
  try {
    fs.linkSync(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  clearIfStale(file);
  return false;
}

function clearIfStale(file: string) {
  const owner = read(file);
  if (owner === undefined || isRunning(owner)) return;

  const aside = `${file}.${randomUUID()}`;
  try {
    fs.renameSync(file, aside);
    // Between the look and the move another process may have cleared the stale lock and taken a fresh one, which is
    // what was moved: it goes back.
    const moved = read(aside);
    if (moved !== undefined && isRunning(moved)) fs.linkSync(aside, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "EEXIST") throw error;
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

function isKept(file: string): boolean {
  const owner = read(file);
  if (owner !== undefined && isRunning(owner)) return true;
  fs.rmSync(file, { force: true });
  return false;
}

function isRunning(mark: string): boolean {
  return processMark(Number(mark.split(" ")[0])) === mark;
}

/** "pid start": the start tells a process from a later one that was given the same id. Undefined when it is gone. */
function processMark(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return undefined;
  }
  if (process.platform !== "linux") return `${pid} ${startedAt(pid)}`;

  // After the name in brackets, which may hold anything, stand the state and, nineteen fields on, the start in ticks.
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields?.[0] === "Z" ? undefined : `${pid} ${fields?.[19] ?? ""}`;
}

function startedAt(pid: number): string {
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: { LC_ALL: "C" } as unknown as NodeJS.ProcessEnv,
    }).trim();
  } catch {
    return "";
  }
}

function read(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
