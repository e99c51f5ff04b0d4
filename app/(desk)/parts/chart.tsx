import type { ReactNode } from "react";
import { FigureTable } from "./figure-table.tsx";
import { many } from "./figure-words.ts";

/** One place along a chart: its whole name, a short one for the axis, and what is drawn there; null where nothing is known. */
export type Place = { name: string; short: string; value: number | null; below?: number };

type Drawn = {
  /** What is drawn, as a title. */
  title: string;
  /** What is seen, in a sentence. */
  said: string;
  kind: "line" | "bars";
  places: Place[];
  /** Beside the values, and beside those below the line. */
  word?: string;
  wordBelow?: string;
  /** For what is no number of things: percent, money. */
  show?: (value: number) => string;
};

/** The same numbers as a table: its first column is the place. */
export type Columns = { name: string; values: string[] }[];

const width = 600;
const height = 120;

/**
 * Drawn on the server, as wide as there is room; the words are beside the drawing, so that they stay as large as other words. One accent, and no legend.
 */
export function Chart({
  title,
  said,
  kind,
  places,
  word,
  wordBelow,
  show = many,
  table,
  children,
}: Drawn & { table?: { first: string; columns: Columns }; children?: ReactNode }) {
  const values = places.flatMap(({ value }) => value ?? []);
  const isBars = kind === "bars";
  const most = Math.max(isBars ? 1 : 0, ...values);
  const under = Math.max(0, ...places.map(({ below }) => below ?? 0));
  const least = isBars ? -under : Math.min(...values);
  const isFlat = !isBars && most === least;
  const top = isFlat ? most + 1 : most;
  const span = top - least || 1;
  const yOf = (value: number) => 4 + ((top - value) / span) * (height - 8);
  return (
    <figure className="chart">
      <figcaption>
        <b>{title}</b> <span className="meta">{said}</span>
      </figcaption>
      <div className="plot">
        <svg aria-label={`${title}: ${said}`} preserveAspectRatio="none" role="img" viewBox={`0 0 ${width} ${height}`}>
          {isBars ? <Bars places={places} yOf={yOf} /> : <Line places={places} yOf={yOf} />}
        </svg>
        <div aria-hidden="true" className="scale">
          <span>{isFlat ? "" : `${show(most)} ${word ?? ""}`}</span>
          <span>{isBars ? (wordBelow ? `${show(under)} ${wordBelow}` : "0") : show(least)}</span>
        </div>
      </div>
      <div aria-hidden="true" className="axis">
        {endsOf(places).map(({ short, name }) => (
          <span key={name}>{short}</span>
        ))}
      </div>
      {table ? <AsTable {...table} places={places} title={title} /> : null}
      {children}
    </figure>
  );
}

type Shapes = { places: Place[]; yOf: (value: number) => number };

function Bars({ places, yOf }: Shapes) {
  const step = width / Math.max(1, places.length);
  const thick = Math.max(1, step * 0.7);
  const bar = (from: number, to: number) => ({ y: from, height: Math.max(1.5, to - from) });
  return (
    <>
      {places.map(({ name, value, below = 0 }, nth) => {
        const x = nth * step + (step - thick) / 2;
        return (
          <g key={name}>
            <title>{`${name}: ${many(value ?? 0)}${below > 0 ? `, ${many(below)}` : ""}`}</title>
            {value ? <rect width={thick} x={x} {...bar(yOf(value), yOf(0))} /> : null}
            {below > 0 ? <rect className="below" width={thick} x={x} {...bar(yOf(0), yOf(-below))} /> : null}
          </g>
        );
      })}
      <line x1={0} x2={width} y1={yOf(0)} y2={yOf(0)} />
    </>
  );
}

function Line({ places, yOf }: Shapes) {
  const xOf = (nth: number) => (places.length < 2 ? width / 2 : (nth / (places.length - 1)) * width);
  const points = places.flatMap(({ value }, nth) =>
    value === null ? [] : [`${xOf(nth).toFixed(1)},${yOf(value).toFixed(1)}`],
  );
  const [only] = points;
  return (
    <>
      <line x1={0} x2={width} y1={height - 1} y2={height - 1} />
      {/* A single point is a short stroke: nothing else of a line would be seen. */}
      <polyline points={points.length === 1 ? `${only} ${width / 2 + 1},${only?.split(",")[1]}` : points.join(" ")} />
    </>
  );
}

/** The first, the middle and the last. */
const endsOf = (places: Place[]) => [
  ...new Set(
    [places[0], places.length > 2 ? places[Math.floor((places.length - 1) / 2)] : undefined, places.at(-1)].flatMap(
      (place) => place ?? [],
    ),
  ),
];

function AsTable({
  first,
  columns,
  places,
  title,
}: {
  first: string;
  columns: Columns;
  places: Place[];
  title: string;
}) {
  return (
    <details className="list">
      <summary>{title}, as a table</summary>
      <FigureTable
        first={first}
        heads={columns.map(({ name }) => name)}
        label={title}
        rows={places.map(({ name }, nth) => ({ name, values: columns.map(({ values }) => values[nth] ?? "") }))}
      />
    </details>
  );
}
