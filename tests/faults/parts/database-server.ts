import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/lib/server/embedded-postgres.ts";
import { migrate } from "@/lib/server/migrate.ts";
import { isAlive } from "@/lib/server/process-files.ts";

/** A PostgreSQL of a trial's own, which keeps what it was told to keep: no fsync is left out. */
export type Server = Awaited<ReturnType<typeof makeServer>>;

/** Settings that its file is given, as postgresql.conf has them. */
type Settings = Record<string, string>;

/** What is done to the folder before it starts; answers what undoes it before the folder is removed, if need be. */
type Prepare = (data: string) => (() => void) | undefined;

let made: Promise<string> | undefined;

/** A migrated cluster that is not running. Made once a process, for initdb and the migrations take seconds; copied by trials. */
function emptyCluster(): Promise<string> {
  made ??= (async () => {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-cluster-"));
    const postgres = await startEmbeddedPostgres({ dir, fast: true });
    await migrate(postgres.url, "prisma/migrations");
    await postgres.stop();
    return dir;
  })();
  return made;
}

/** Whoever ran trials clears up: a test process ends without a word to those who listen for its end. */
export async function removeEmptyCluster() {
  if (made) fs.rmSync(await made, { recursive: true, force: true });
}

/** A migrated PostgreSQL that runs. `prepare` may move parts of its folder elsewhere before it starts. Remove it in any case. */
export async function makeServer(settings: Settings = {}, prepare: Prepare = () => undefined) {
  return openServer(copyOf(await emptyCluster()), settings, prepare);
}

/** A second one on a copy of the first one's folder, which must have stopped in order. */
export const twinOf = (server: Server, settings: Settings, prepare: Prepare) =>
  openServer(copyOf(server.dir), settings, prepare);

async function openServer(dir: string, settings: Settings, prepare: Prepare) {
  const data = path.join(dir, "data");
  configure(data, settings);
  const undo = prepare(data);
  let running: EmbeddedPostgres = await startEmbeddedPostgres({ dir });

  return {
    dir,
    get port() {
      return running.port;
    },
    get url() {
      return running.url;
    },
    isRunning: () => isAlive(running.pid),
    /** SIGKILL to the postmaster and each of its processes at one moment, as when the machine takes them away. */
    async kill() {
      const family = familyOf(running.pid);
      for (const pid of family) signal(pid, "SIGKILL");
      while (family.some(isAlive)) await new Promise((resolve) => setImmediate(resolve));
      // Signs this process out as a user of it; there is nothing left to stop.
      await running.stop();
    },
    /** Starts it again on the same folder, on a port that is free. */
    async start(more: Settings = {}) {
      configure(data, more);
      running = await startEmbeddedPostgres({ dir });
    },
    stop: () => running.stop(),
    /** A session of the trial's own; it may be cut off. */
    async connect() {
      const client = new pg.Client({ connectionString: running.url });
      client.on("error", () => {});
      await client.connect();
      return client;
    },
    async query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
      const client = await this.connect();
      return client
        .query<Row>(text, values)
        .then(({ rows }) => rows)
        .finally(() => client.end().catch(() => {}));
    },
    async remove() {
      await running.stop().catch(() => {});
      undo?.();
      fs.rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Owners are kept, since the cluster may belong to another account than ours. */
function copyOf(dir: string): string {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-server-"));
  fs.chmodSync(copy, 0o755);
  execFileSync("cp", ["-a", `${dir}/.`, copy]);
  fs.rmSync(path.join(copy, "users"), { recursive: true, force: true });
  return copy;
}

/** The last word counts, so a file may grow. */
function configure(data: string, settings: Settings) {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`);
  fs.appendFileSync(path.join(data, "postgresql.conf"), lines.join(""));
}

/** A postmaster and its children. It stands still while they are counted, so that none is born meanwhile. */
function familyOf(postmaster: number): number[] {
  signal(postmaster, "SIGSTOP");
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const children = rows
    .map((row) => row.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === postmaster)
    .map(([pid = 0]) => pid);
  return [postmaster, ...children];
}

function signal(pid: number, name: NodeJS.Signals) {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already.
  }
}
