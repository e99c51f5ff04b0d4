import { languageTag, nearest } from "../../languages.ts";
import { emailAddress } from "../../members/address.ts";
import { displayName } from "../../members/schema.ts";
import { timeZones } from "../../members/time-zone.ts";
import type { List } from "./open.ts";
import type { Table } from "./presets.ts";
import { cutShort, type RowProblem } from "./problems.ts";
import { rowsOf } from "./rows.ts";
import type { Said } from "./status.ts";

/** A row that was understood: whose it is, and what it says of them. */
export type Named = { email: string; said: Said; cells: string[]; table: Table };
type Item = { problem: RowProblem } | Named;

/** Every row of a list below the first of its table, in order, a good many at a time. */
export async function* itemsOf(list: List): AsyncGenerator<Item[]> {
  for (const { file, name, encoding, table } of list.tables) {
    let isHeader = true;
    for await (const rows of rowsOf(file, encoding)) {
      const items: Item[] = [];
      for (const row of rows) {
        if ("problem" in row) items.push({ problem: { file: name, ...row, column: "", value: "" } });
        else if (isHeader) isHeader = false;
        else items.push(itemOf(name, row.line, row.cells, table));
      }
      if (items.length > 0) yield items;
    }
  }
}

/** The rows that say of their reader that they are not to be written to, or not yet. A table without such a column is not read for them. */
export async function* barringRowsOf(list: List): AsyncGenerator<{ email: string; said: Said }> {
  for (const { file, encoding, table } of list.tables) {
    if (!table.hasStatus) continue;
    let isHeader = true;
    for await (const rows of rowsOf(file, encoding)) {
      for (const row of rows) {
        if ("problem" in row) continue;
        const barring = isHeader ? undefined : barringOf(row.cells, table);
        isHeader = false;
        if (barring) yield barring;
      }
    }
  }
}

function barringOf(cells: string[], table: Table): { email: string; said: Said } | undefined {
  const said = table.says(cells);
  if (said === "confirmed") return undefined;
  const { success, data } = emailAddress.safeParse(table.addressOf(cells));
  // What is said in a way that nobody understands is no consent either.
  return success ? { email: data, said: typeof said === "string" ? said : "pending" } : undefined;
}

function itemOf(file: string, line: number, cells: string[], table: Table): Item {
  const raw = table.addressOf(cells);
  const parsed = emailAddress.safeParse(raw);
  if (!parsed.success)
    return problemOf({
      ...{ file, line, column: table.addressColumn, value: raw },
      problem: raw.trim() === "" ? "There is no address." : "This is not one e-mail address.",
      fix: "Write one address, like you@example.com, or take the row out.",
    });
  const said = table.says(cells);
  if (typeof said === "string") return { email: parsed.data, said, cells, table };
  return problemOf({
    ...{ file, line },
    problem: "Nobody can tell from this whether the reader wants to be written to.",
    fix: "Write subscribed, unsubscribed, pending or bounced.",
    ...said,
  });
}

const problemOf = (problem: RowProblem): Item => ({ problem: cutShort(problem) });

const zones = new Set(timeZones());
/** Beyond the controls: what turns the direction of what stands behind it. */
const unseen = /[\p{Cc}\p{Cf}\uFFFD]+/gu;

/** What is kept of a row beside the address. What is not understood of it is left out, for the reader can say it here better. */
export function particularsOf({ cells, table }: Named, now: Date, keepsNames: boolean) {
  const zone = table.zoneOf(cells);
  const language = table.languageOf(cells);
  return {
    name: keepsNames ? nameIn(table.nameOf(cells)) : null,
    zone: zones.has(zone) ? zone : null,
    language: language === "" ? null : languageTag.safeParse(language).success ? language : (nearest(language) ?? null),
    joinedAt: momentOf(table.joinedOf(cells), now),
  };
}

function nameIn(text: string): string | null {
  const name = text.normalize("NFC").replace(unseen, " ").replace(/\s+/g, " ").trim();
  return displayName.safeParse(name).success ? name : null;
}

/** Moments without a zone are read as UTC. Nobody joined before there was mail on the net, nor tomorrow. */
function momentOf(text: string, now: Date): Date {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return now;
  const said = new Date(/(Z|[+-]\d{2}:?\d{2})$/.test(text) || text.length <= 10 ? text : `${text.replace(" ", "T")}Z`);
  const isLikely = said.getTime() > Date.UTC(1990, 0) && said.getTime() < now.getTime();
  return isLikely ? said : now;
}
