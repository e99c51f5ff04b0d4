import { stringify } from "csv-stringify/sync";
import { strToU8, Zip, ZipDeflate } from "fflate";
import type { PersonalPart } from "../personal-part.ts";

/** One ZIP, made file by file. Every list is in it twice: as JSON for programs, as CSV for people. */
export function openPack(at: Date) {
  const pieces: Uint8Array[] = [];
  let problem: Error | null = null;
  const zip = new Zip((failed, piece) => {
    problem ??= failed;
    if (piece) pieces.push(piece);
  });
  const add = (name: string, text: string) => {
    const file = new ZipDeflate(name, { level: 6 });
    file.mtime = at;
    zip.add(file);
    file.push(strToU8(text), true);
  };
  return {
    addText: add,
    addPart(part: PersonalPart, rows: object[]) {
      add(`${part.name}.json`, `${JSON.stringify(rows, null, 2)}\n`);
      add(`${part.name}.csv`, asCsv(part, rows));
    },
    close(): Buffer {
      zip.end();
      if (problem) throw problem;
      return Buffer.concat(pieces);
    },
  };
}

/**
 * A line for each row, with a mark at the front so that spreadsheets read UTF-8. A cell that a spreadsheet would run as a formula
 * begins with an apostrophe: what others wrote must not act on the machine of who opens it.
 */
export function asCsv({ columns }: Pick<PersonalPart, "columns">, rows: object[]): string {
  return stringify(
    rows.map((row) => columns.map((column) => cellOf((row as Record<string, unknown>)[column]))),
    { header: true, columns: [...columns], bom: true, escape_formulas: true, record_delimiter: "windows" },
  );
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
