import { Refusal } from "../../errors.ts";
import { type Preset, type Table, tableOf } from "./presets.ts";
import { type Encoding, lookAtFile, rowsOf } from "./rows.ts";
import { isNamedGone } from "./status.ts";
import type { Unpacked } from "./unpack.ts";

/** A table of a list, and what its first row says of the others. */
export type OpenTable = Unpacked & { digest: string; encoding: Encoding; table: Table };

/**
 * Looks at every table of a list before anything of one is taken in.
 * @throws Refusal invalid_input when one of them says nothing of its columns, or nothing of who left where others do
 */
export async function openTables(found: Unpacked[], preset: Preset | undefined): Promise<OpenTable[]> {
  const tables: OpenTable[] = [];
  for (const one of found) {
    const look = await lookAtFile(one.file);
    tables.push({ ...one, ...look, table: tableOf(await headerOf(one.file, look.encoding), preset) });
  }
  refuseSilent(tables);
  return tables;
}

/** An empty file has no first line, and is refused like one that names nothing. */
async function headerOf(file: string, encoding: Encoding): Promise<string[]> {
  for await (const rows of rowsOf(file, encoding)) {
    const header = rows.find((row) => "cells" in row);
    if (header) return header.cells;
  }
  return [];
}

/** A ZIP may hold a table each for who is subscribed and who left. One that says nothing of that itself would confirm the wrong ones. */
function refuseSilent(tables: OpenTable[]) {
  const gone = tables.find(({ name }) => isNamedGone(name));
  const telling = gone ?? tables.find(({ table }) => table.hasStatus);
  const silent = tables.find(({ table, name }) =>
    table.hasStatus ? isNamedGone(name) && !table.tellsWhoLeft : telling !== undefined,
  );
  if (!silent) return;
  const beside = telling && telling !== silent ? ` beside “${telling.name}”` : "";
  throw new Refusal(
    "invalid_input",
    `Nobody can tell from “${silent.name}”${beside} who wants to be written to. Give it a column “status” with subscribed, unsubscribed, pending or bounced, or give the table of those who agreed by itself.`,
  );
}
