import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { type Account, findPostgresBinaries, isReachable, OWN_DATABASE } from "./postgres-binaries.ts";

/** Where a cluster lives, and who runs it. */
export type Cluster = {
  /** Directory of everything that belongs to it. */
  base: string;
  /** PostgreSQL's own directory in there. */
  data: string;
  /** Directory of PostgreSQL's programs. */
  native: string;
  /** Undefined when the server runs as we do. */
  account: Account | undefined;
  /** Of the user "postgres". */
  password: string;
};

/** Makes the directory. Root gives it to an ordinary account, and elsewhere when that account cannot get there. */
export function chooseHome(dir: string, log: (line: string) => void): { base: string; account: Account | undefined } {
  fs.mkdirSync(dir, { recursive: true });
  const base = fs.realpathSync(dir);
  if (process.getuid?.() !== 0) return { base, account: undefined };

  // A cluster that was made by an ordinary user is still that user's when root starts it.
  const owner = fs.statSync(path.join(base, "data"), { throwIfNoEntry: false });
  const account = owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : ordinaryAccount();
  if (isReachable(path.dirname(base), account.uid)) {
    if (fs.statSync(base).uid === 0) give(base, account);
    return { base, account };
  }

  const elsewhere = path.join("/var/tmp", `masthead-${createHash("sha256").update(base).digest("hex").slice(0, 12)}`);
  log(`PostgreSQL may not run as root, and user ${account.uid} cannot reach ${base}: its data is in ${elsewhere}`);
  fs.mkdirSync(elsewhere, { recursive: true, mode: 0o700 });
  const found = fs.lstatSync(elsewhere);
  if (!found.isDirectory() || (found.uid !== 0 && found.uid !== account.uid)) {
    // Anybody may write in /var/tmp, so somebody may have put a trap there.
    throw new Error(`${elsewhere} belongs to somebody else. Remove it. ${OWN_DATABASE}`);
  }
  give(elsewhere, account);
  return { base: elsewhere, account };
}

/** The cluster in `base`, made when there is none yet. */
export function openCluster(
  base: string,
  account: Account | undefined,
  fast: boolean,
  log: (line: string) => void,
): Cluster {
  const native = findPostgresBinaries(base, account, log);
  const cluster = { base, data: path.join(base, "data"), native, account, password: passwordOf(base, account) };
  if (!isMade(cluster.data)) make(cluster, fast, log);
  return cluster;
}

/** How its programs are run. No variable of ours reaches the server: PGDATA, PGOPTIONS and their like would bend it. */
export function surroundings(base: string, account: Account | undefined) {
  return {
    ...account,
    cwd: base,
    env: { NODE_ENV: process.env.NODE_ENV, PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" },
  };
}

/** Makes the cluster's account the owner of a file, so that it can be written when we are not root. */
export function give(file: string, { uid, gid }: Account) {
  if (fs.existsSync(file)) fs.chownSync(file, uid, gid);
}

function ordinaryAccount(): Account {
  const users = fs.readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "_postgres", "nobody"]) {
    const fields = users.find((line) => line.startsWith(`${name}:`))?.split(":");
    if (fields) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new Error(
    `PostgreSQL may not run as root, and there is neither a "postgres" nor a "nobody" account to run it. ` +
      `Start as an ordinary user. ${OWN_DATABASE}`,
  );
}

function passwordOf(base: string, account: Account | undefined): string {
  const file = path.join(base, "password");
  if (!fs.existsSync(file)) {
    fs.writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
    if (account) give(file, account);
  }
  return fs.readFileSync(file, "utf8").trim();
}

function isMade(data: string): boolean {
  if (!fs.existsSync(data)) return false;
  try {
    fs.accessSync(path.join(data, "PG_VERSION"), fs.constants.R_OK);
    return true;
  } catch (cause) {
    const problem = `${data} is not a database directory that this user can read.`;
    throw new Error(`${problem} Start as the user who owns it, or move it away. ${OWN_DATABASE}`, { cause });
  }
}

function make({ base, data, native, account }: Cluster, fast: boolean, log: (line: string) => void) {
  log(`Making a PostgreSQL cluster in ${data}`);
  const unfinished = `${data}.unfinished`; // Renamed when whole: a killed initdb leaves no half cluster behind.
  fs.rmSync(unfinished, { recursive: true, force: true });
  const owner = ["--username=postgres", `--pwfile=${path.join(base, "password")}`, "--auth=scram-sha-256"];
  // Given explicitly, because the default follows the machine's locale, and on many that means no UTF-8.
  const text = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const args = ["-D", unfinished, ...owner, ...text, "--no-instructions", ...(fast ? ["--no-sync"] : [])];
  try {
    execFileSync(path.join(native, "bin", "initdb"), args, { ...surroundings(base, account), stdio: "pipe" });
  } catch (cause) {
    const said = String((cause as { stderr?: Buffer }).stderr ?? "").trim() || (cause as Error).message;
    throw new Error(`The embedded PostgreSQL could not make its data directory: ${said}\n${OWN_DATABASE}`, { cause });
  }
  fs.renameSync(unfinished, data);
}
