// node scripts/check-lock.mjs [package-lock.json]
//
// Finds two faults of a lock file that do not show on the machine that made it:
// 1. A package names an optional dependency that is not locked. npm drops one it could not find without a word, and
//    `npm ci` on another system then lacks its native programs.
// 2. A package is bound to the host it was downloaded from, which may be a mirror nobody else can reach.
import fs from "node:fs";

const file = process.argv[2] ?? "package-lock.json";
const faults = faultsOf(JSON.parse(fs.readFileSync(file, "utf8")).packages ?? {});
for (const fault of faults) console.error(fault);
if (faults.length > 0) {
  console.error(
    `\n${file}: ${faults.length} fault${faults.length === 1 ? "" : "s"}. A lock file like this installs an incomplete tree elsewhere.`,
  );
  process.exitCode = 1;
} else {
  console.log(`${file}: every optional dependency is locked, and no host is.`);
}

/** @param {Record<string, { optionalDependencies?: Record<string, string>, resolved?: string, link?: boolean }>} packages */
function faultsOf(packages) {
  const found = [];
  for (const [at, entry] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isLocked(packages, at, name)) continue;
      found.push(
        `${at || "The project"} wants ${name}@${range}, which is not locked. ` +
          "Pin a version whose programs for every system are in the registry, and lock again.",
      );
    }
    if (isBoundToHost(entry)) {
      found.push(
        `${at} is bound to ${entry.resolved}. Set omit-lockfile-registry-resolved=true in .npmrc and lock again.`,
      );
    }
  }
  return found;
}

/** Looks where Node would look: beside the package's own modules, then in each directory above. */
function isLocked(packages, from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf("node_modules/") - 1))) {
    if (packages[`${at ? `${at}/` : ""}node_modules/${name}`]) return true;
    if (!at) return false;
  }
}

/** Links into the project are `resolved` to a path, which is no host. */
function isBoundToHost({ resolved, link }) {
  return Boolean(resolved) && !link && !resolved.startsWith("file:");
}
