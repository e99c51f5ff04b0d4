import { many } from "./figure-words.ts";
import { Scroll } from "./scroll.tsx";

type Hour = { hour: number; opened: number; proxy: number; clicked: number; machine: number };

const hours = 48;
const step = 10;
const height = 90;

/** The first two days of a mailing, hour by hour: openings and presses each on a scale of their own, and both as a table. */
export function FigureChart({ lines }: { lines: Hour[] }) {
  const first = Array.from({ length: hours }, (_, hour) => lines.find((line) => line.hour === hour));
  const shown = lines.filter(({ hour }) => hour < hours);
  if (shown.length === 0) return <p className="meta">Nothing yet in the first two days.</p>;
  return (
    <>
      <div className="hourly">
        <Bars kind="opened" title="Openings by people" values={first.map((line) => line?.opened ?? 0)} />
        <Bars kind="clicked" title="Presses by people" values={first.map((line) => line?.clicked ?? 0)} />
      </div>
      <details className="list">
        <summary>Hour by hour, as a table</summary>
        <Scroll label="Hour by hour">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Hours since it began</th>
                <th className="num" scope="col">
                  Openings
                </th>
                <th className="num" scope="col">
                  By Apple’s proxy
                </th>
                <th className="num" scope="col">
                  Presses
                </th>
                <th className="num" scope="col">
                  By machines
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((line) => (
                <tr key={line.hour}>
                  <th scope="row">
                    {line.hour} to {line.hour + 1}
                  </th>
                  <td className="num" data-label="Openings">
                    {many(line.opened)}
                  </td>
                  <td className="num" data-label="By Apple’s proxy">
                    {many(line.proxy)}
                  </td>
                  <td className="num" data-label="Presses">
                    {many(line.clicked)}
                  </td>
                  <td className="num" data-label="By machines">
                    {many(line.machine)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </details>
    </>
  );
}

function Bars({ kind, title, values }: { kind: "opened" | "clicked"; title: string; values: number[] }) {
  const most = Math.max(1, ...values);
  const peak = values.indexOf(most);
  const said = values.some(Boolean)
    ? `at most ${many(most)} in an hour, ${peak} to ${peak + 1} hours after it began`
    : "none";
  return (
    <figure>
      <figcaption>
        {title} <span className="meta">{said}</span>
      </figcaption>
      <svg aria-label={`${title}: ${said}`} className={kind} role="img" viewBox={`0 0 ${hours * step} ${height + 18}`}>
        <line x1={0} x2={hours * step} y1={height} y2={height} />
        {values.map((value, hour) =>
          value > 0 ? (
            <rect
              height={Math.max(1, (value / most) * (height - 4))}
              // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its place
              key={hour}
              width={step - 2}
              x={hour * step + 1}
              y={height - Math.max(1, (value / most) * (height - 4))}
            >
              <title>{`${hour} to ${hour + 1} h: ${many(value)}`}</title>
            </rect>
          ) : null,
        )}
        {[0, 12, 24, 36, 48].map((hour) => (
          <text
            key={hour}
            textAnchor={hour === 0 ? "start" : hour === hours ? "end" : "middle"}
            x={hour * step}
            y={height + 15}
          >
            {hour} h
          </text>
        ))}
      </svg>
    </figure>
  );
}
