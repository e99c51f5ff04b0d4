import fs from "node:fs";
import path from "node:path";

let known: string | undefined;

/** Which build of the site this process serves: another name for every build. */
export function builtVersion(): string {
  known ??= readVersion();
  return known;
}

function readVersion(): string {
  try {
    return fs.readFileSync(path.join(process.cwd(), ".next/BUILD_ID"), "utf8").trim();
  } catch {
    // Not built: a test, or a developer's own server.
    return "unbuilt";
  }
}
