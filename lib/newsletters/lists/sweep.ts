import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** How the folders begin in which lists lie open. */
export const folderPrefix = "masthead-list-";
const dayMs = 86_400_000;

/** What a killed process left lying holds addresses. No list is open for a day, by the clock of the machine whose files they are. */
export async function sweepFolders(): Promise<void> {
  const now = performance.timeOrigin + performance.now();
  const left = (await fs.readdir(os.tmpdir())).filter((name) => name.startsWith(folderPrefix));
  for (const name of left) {
    const dir = path.join(os.tmpdir(), name);
    const isOld = await fs.stat(dir).then(
      ({ mtimeMs }) => mtimeMs < now - dayMs,
      () => false,
    );
    // Somebody else's is somebody else's.
    if (isOld) await fs.rm(dir, { recursive: true, force: true }).catch(() => {});
  }
}
