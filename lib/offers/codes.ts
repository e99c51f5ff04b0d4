import { parse } from "csv-parse/sync";

export type NotTaken = { line: number; text: string; reason: string };
export type Pasted = { codes: string[]; notTaken: NotTaken[] };

export const mostPasted = 50_000;
const good = /^[\w.\-+/]{3,80}$/;

/** What somebody pasted: a code a line, or a table whose first column holds them. Whatever is no code is named with its line, and nothing is left out in silence. */
export function codesIn(text: string): Pasted {
  const codes: string[] = [];
  const notTaken: NotTaken[] = [];
  const seen = new Map<string, number>();
  for (const { line, code } of linesOf(text)) {
    const before = seen.get(code);
    const reason =
      code === ""
        ? "It is blank."
        : before !== undefined
          ? `It stands in line ${before} already.`
          : good.test(code)
            ? undefined
            : "A code is 3 to 80 letters, digits, dots, hyphens, plus signs or slashes.";
    if (reason) notTaken.push({ line, text: code.slice(0, 80), reason });
    else {
      seen.set(code, line);
      codes.push(code);
    }
  }
  return { codes, notTaken };
}

/** The end of the last line is no line. The name of a column is none either. */
function linesOf(text: string): { line: number; code: string }[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (lines.at(-1)?.trim() === "") lines.pop();
  const found = lines.map((raw, at) => ({ line: at + 1, code: firstCell(raw) }));
  const isHead = /^(code|codes|coupon|voucher)s?$/i.test(found[0]?.code ?? "");
  return isHead ? found.slice(1) : found;
}

/** Excel writes tables with commas or semicolons, or is copied with tabs between. */
function firstCell(raw: string): string {
  const line = raw.trim();
  if (!/["',;\t]/.test(line)) return line;
  try {
    const [row] = parse(line, { delimiter: [",", ";", "\t"], relax_column_count: true, trim: true }) as string[][];
    return row?.[0] ?? "";
  } catch {
    return line;
  }
}
