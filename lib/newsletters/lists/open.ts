import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Preset } from "./presets.ts";
import { folderPrefix, sweepFolders } from "./sweep.ts";
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
  { preset, fileName = "" }: { preset?: Preset; fileName?: string },
  act: (list: List) => Promise<Result>,
): Promise<Result> {
  await sweepFolders();
  const dir = await fs.mkdtemp(path.join(os.tmpdir(), folderPrefix));
  try {
    const file = typeof csv === "string" ? csv : path.join(dir, "list");
    if (typeof csv !== "string") await pipeline(csv, createWriteStream(file, { mode: 0o600 }));
    const found = (await isZip(file)) ? await unpack(file, dir) : [{ file, name: fileName }];
    const tables = await openTables(found, preset);
    const hash = createHash("sha256");
    for (const { digest } of tables) hash.update(digest);
    return await act({ tables, digest: hash.digest("hex") });
  } finally {
    await fs.rm(dir, { recursive: true, force: true });
  }
}
