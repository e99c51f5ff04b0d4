import { stringify } from "csv-stringify/sync";

/** What is wrong with a row, for who made the list. Of a ZIP it says in which file. */
export type RowProblem = { file: string; line: number; column: string; value: string; problem: string; fix: string };

/** Nothing of a list is kept in full length beside the list: a cell of it may be as long as a file. */
export const cutShort = (one: RowProblem): RowProblem => ({
  ...one,
  column: one.column.slice(0, 100).toWellFormed(),
  value: one.value.slice(0, 200).toWellFormed(),
});

const columns = ["file", "line", "column", "value", "problem", "fix"];

/** The first line of the table of problems. */
export const problemsHeader = (): string => `\ufeff${columns.join(",")}\r\n`;

/**
 * One line of it. What stands in a list was written by anybody: a cell that a spreadsheet would run as a formula begins with an
 * apostrophe, so that it does nothing on the machine of who opens it.
 */
export const problemLine = (one: RowProblem): string =>
  stringify([one], {
    columns,
    escape_formulas: true,
    record_delimiter: "windows",
  });
