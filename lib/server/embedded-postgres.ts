import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { OWN_DATABASE } from "./postgres-binaries.ts";
import { type Cluster, chooseHome, give, openCluster, surroundings } from "./postgres-cluster.ts";
import { commandLine, isAlive, signIn, withFileLock } from "./process-files.ts";

export type EmbeddedPostgres = {
  /** Connection string of the asked database, with the password in it. */
  url: string;
  port: number;
  /** Process id of the server (the postmaster). */
  pid: number;
  /** True when the server was running already, for another process or because its launcher was killed. */
  isShared: boolean;
  /** Leaves the server; the last one to leave stops it. May be called more than once. */
  stop(): Promise<void>;
};

export type EmbeddedPostgresOptions = {
  /** Directory of the cluster; made when missing. */
  dir: string;
  /** Database to make when missing; "masthead" unless told. */
  database?: string;
  /** Trades safety against a crash of the machine for speed. For tests only. */
  fast?: boolean;
  log?: (line: string) => void;
};

type Postmaster = { pid: number; port: number };

const START_WAIT_MS = 60_000;

/**
 * Runs PostgreSQL on a directory, from the programs npm installed, or joins the server that already runs on it.
 * The server is a process of its own: it outlives a killed launcher, and the next start joins it.
 * Every error says what to do; the way out that always works is DATABASE_URL.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dir, database = "masthead", fast = false, log = () => {} } = options;
  const { base, account } = chooseHome(path.resolve(dir), log);

  return withFileLock(path.join(base, "start.lock"), async () => {
    const cluster = openCluster(base, account, fast, log);
    const running = await joinRunning(cluster);
    const { pid, port } = running ?? (await launch(cluster, fast, log));
    await createDatabase(urlOf(cluster, port, "postgres"), database);

    const signOut = signIn(path.join(base, "users"));
    // What root wrote, the owner of the cluster must be able to write when they start it themselves.
    if (account) for (const name of ["users", "postgres.log"]) give(path.join(base, name), account);
    let stopping: Promise<void> | undefined;
    const stop = () => (stopping ??= leave(cluster, signOut));
    return { url: urlOf(cluster, port, database), port, pid, isShared: running !== undefined, stop };
  });
}

/** Waits for a server that runs already, which may be starting; one that is ending is let go. */
async function joinRunning(cluster: Cluster): Promise<Postmaster | undefined> {
  const giveUpAt = performance.now() + START_WAIT_MS;
  for (;;) {
    const running = runningPostmaster(cluster);
    if (!running || (await answers(cluster, running.port))) return running;
    if (performance.now() > giveUpAt) {
      throw new Error(
        `PostgreSQL (process ${running.pid}) holds ${cluster.data} but does not answer on port ${running.port}. ` +
          `Stop that process and start again. ${OWN_DATABASE}`,
      );
    }
    await sleep(50);
  }
}

/** The server that runs on this directory, if one does. A pid file may outlive its server, so its word is checked. */
function runningPostmaster({ data }: Cluster): Postmaster | undefined {
  const { pid, port } = readPidFile(data) ?? {};
  if (!pid || !port || !isAlive(pid)) return undefined;
  return commandLine(pid).includes(`-D ${data} `) ? { pid, port } : undefined;
}

async function launch(cluster: Cluster, fast: boolean, log: (line: string) => void): Promise<Postmaster> {
  disownPidFile(cluster);
  const logFile = path.join(cluster.base, "postgres.log");
  const giveUpAt = performance.now() + START_WAIT_MS;
  for (;;) {
    const port = await freePort();
    const said = fs.statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
    const server = spawnPostmaster(cluster, port, fast, logFile);
    const pid = await untilUp(cluster, server, port, giveUpAt);
    if (pid !== undefined) {
      log(`PostgreSQL listens on port ${port}`);
      return { pid, port };
    }

    const reason = fs.existsSync(logFile) ? fs.readFileSync(logFile).subarray(said).toString().trim() : "";
    // Somebody may have taken the port since it was found free; and the children of a killed server take a moment to
    // notice, during which PostgreSQL rightly refuses to start a second one beside them. So does a server that is killed
    // and not quite gone.
    const isPassing = /could not bind|Address already in use|still in use|is another postmaster/i.test(reason);
    if (!isPassing || performance.now() > giveUpAt) {
      throw new Error(`The embedded PostgreSQL did not start (${logFile}):\n${reason.slice(-2000)}\n${OWN_DATABASE}`);
    }
    await sleep(100);
  }
}

/**
 * A pid file may name a process that is alive but somebody else's, since ids are used again; PostgreSQL would then
 * refuse to start. It ignores its parent's id, so ours is put there. The file is not deleted: the rest of it lets
 * PostgreSQL see the living children of a killed server, beside which a second one would destroy the data.
 */
function disownPidFile({ data }: Cluster) {
  const found = readPidFile(data);
  if (!found || !isAlive(found.pid)) return;
  const [, ...rest] = found.lines;
  fs.writeFileSync(path.join(data, "postmaster.pid"), [process.pid, ...rest].join("\n"));
}

function readPidFile(data: string): (Postmaster & { lines: string[] }) | undefined {
  try {
    const lines = fs.readFileSync(path.join(data, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), port: Number(lines[3]), lines };
  } catch {
    return undefined;
  }
}

/** An eighth of what this machine, or this container, has: PostgreSQL's own 128 is less than the indexes of a million readers. */
function sharedMegabytes(): number {
  const bytes = Math.min(os.totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return Math.min(512, Math.max(128, Math.round(bytes / 8 / 1024 ** 2)));
}

function spawnPostmaster({ base, data, native, account }: Cluster, port: number, fast: boolean, logFile: string) {
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "", // A socket's path may be at most about 100 bytes; project paths are longer.
    timezone: "UTC",
    max_connections: 200,
    shared_buffers: `${sharedMegabytes()}MB`,
    log_checkpoints: "off",
    ...(fast ? { fsync: "off", synchronous_commit: "off", full_page_writes: "off" } : {}),
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const output = fs.openSync(logFile, "a");
  try {
    return spawn(path.join(native, "bin", "postgres"), ["-D", data, "-p", String(port), ...args], {
      ...surroundings(base, account),
      stdio: ["ignore", output, output],
      detached: true, // Ctrl-C goes to the launcher alone, which stops the server after everything that uses it.
    });
  } finally {
    fs.closeSync(output);
  }
}

/** The server's process id once it answers; undefined when it ended instead. */
async function untilUp(cluster: Cluster, server: ChildProcess, port: number, giveUpAt: number) {
  const failed = new Promise<Error>((resolve) => server.once("error", resolve));
  if (server.pid === undefined) {
    const cause = await failed;
    throw new Error(`PostgreSQL's program does not run here: ${cause.message}. ${OWN_DATABASE}`, { cause });
  }
  server.unref();
  while (server.exitCode === null && server.signalCode === null) {
    if (await answers(cluster, port)) return server.pid;
    if (performance.now() > giveUpAt) await end(server.pid);
    await sleep(40);
  }
  return undefined;
}

/** Whether a server on this port serves this very cluster. */
async function answers(cluster: Cluster, port: number): Promise<boolean> {
  const client = new pg.Client({
    connectionString: urlOf(cluster, port, "postgres"),
    connectionTimeoutMillis: 2000,
    query_timeout: 2000,
  });
  client.on("error", () => {}); // A server that goes away in the middle is an answer, not a fault.
  try {
    await client.connect();
    const { rows } = await client.query<{ dir: string }>("select current_setting('data_directory') as dir");
    return rows[0]?.dir === cluster.data;
  } catch (cause) {
    if ((cause as { code?: string }).code !== "28P01") return false;
    const file = path.join(cluster.base, "password");
    throw new Error(`${file} does not hold the password of ${cluster.data}. Restore it, or move the data away.`, {
      cause,
    });
  } finally {
    await client.end().catch(() => {});
  }
}

async function createDatabase(adminUrl: string, name: string) {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (!rowCount) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

async function leave(cluster: Cluster, signOut: () => number) {
  await withFileLock(path.join(cluster.base, "start.lock"), async () => {
    const running = runningPostmaster(cluster);
    if (signOut() === 0 && running) await end(running.pid);
  });
}

/** Ends a server the polite way (it closes its connections and writes everything down), then ever less so. */
async function end(pid: number) {
  for (const [signal, waitMs] of [
    ["SIGINT", 20_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 2_000],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    const nextAt = performance.now() + waitMs;
    while (performance.now() < nextAt) {
      if (!isAlive(pid)) return;
      await sleep(20);
    }
  }
}

function urlOf({ password }: Cluster, port: number, database: string): string {
  return `postgresql://postgres:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("No port.")),
      );
    });
  });
}
