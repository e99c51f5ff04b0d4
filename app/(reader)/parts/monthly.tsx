import type { ReactNode } from "react";

/** A table of figures: a row for each month or kind, numbers one below the other. It scrolls in its frame where it is too wide. */
export function Figures(props: {
  label: string;
  first: string;
  columns: { key: string; head: ReactNode }[];
  rows: { key: string; head: ReactNode; cells: (number | string | null)[] }[];
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard (WCAG 2.1.1)
    <section aria-label={props.label} className="monthly" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{props.first}</th>
            {props.columns.map(({ key, head }) => (
              <th key={key} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map(({ key, head, cells }) => (
            <tr key={key}>
              <th scope="row">{head}</th>
              {props.columns.map((column, at) => (
                <td key={column.key}>{inWords(cells[at] ?? null)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What is not broken down is said so, and is not a nought. */
const inWords = (cell: number | string | null) =>
  cell === null ? (
    <>
      <span aria-hidden="true">–</span>
      <span className="hidden">not said, fewer than five</span>
    </>
  ) : typeof cell === "number" ? (
    cell.toLocaleString("en")
  ) : (
    cell
  );

const monthAndYear = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });

/** "Mar 2026", of "2026-03". */
export const monthName = (month: string) => monthAndYear.format(new Date(`${month}-01T00:00:00Z`));

const longDay = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
const longMonth = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });

/** A day, a month, or "April 2025 to February 2026". */
export function periodName(from: string, to: string): string {
  const [first, last] = [new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`)];
  if (from === to) return longDay.format(first);
  const [one, other] = [longMonth.format(first), longMonth.format(last)];
  return one === other ? one : `${one} to ${other}`;
}

/** "40 min", "3 h", "2 days". */
export function durationName(minutes: number): string {
  if (minutes < 1) return "1 min";
  if (minutes < 100) return `${Math.round(minutes)} min`;
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)} h`;
  return `${Math.round(minutes / 60 / 24)} days`;
}
