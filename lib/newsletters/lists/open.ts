import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Preset } from "./presets.ts";
import { type OpenTable, openTables } from "./tables.ts";
import { isZip, unpack } from "./unpack.ts";

/** A list as it is on disk: one table, or those of a ZIP. */
export type List = {
  tables: OpenTable[];
  /** What tells it from every other. */
  digest: string;
};

/** Opens a list for as long as `act` takes; what had to be written down for it is gone then. */
export async function withList<Result>(
  csv: Readable | string,
  preset: Preset | undefined,
  act: (list: List) => Promise<Result>,
): Promise<Result> {
  await sweep();
  const dir = await fs.mkdtemp(path.join(os.tmpdir(), prefix));
  try {
    const file = typeof csv === "string" ? csv : path.join(dir, "list");
    if (typeof csv !== "string") await pipeline(csv, createWriteStream(file, { mode: 0o600 }));
    const found = (await isZip(file)) ? await unpack(file, dir) : [{ file, name: "" }];
    const tables = await openTables(found, preset);
    const hash = createHash("sha256");
    for (const { digest } of tables) hash.update(digest);
    return await act({ tables, digest: hash.digest("hex") });
  } finally {
    await fs.rm(dir, { recursive: true, force: true });
  }
}

const prefix = "masthead-list-";
const dayMs = 86_400_000;

/** What a killed process left lying holds addresses. No list is open for a day, by the clock of the machine whose files they are. */
async function sweep() {
  const now = performance.timeOrigin + performance.now();
  const left = (await fs.readdir(os.tmpdir())).filter((name) => name.startsWith(prefix));
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
