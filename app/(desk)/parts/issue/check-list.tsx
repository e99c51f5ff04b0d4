import type { Point } from "@/lib/newsletters/check.ts";

const levels = { must: "Put right", mind: "Mind", pass: "Good" };
const order = { must: 0, mind: 1, pass: 2 };

/** What must be put right first, then what one should mind, then what is good. */
export function CheckList({ points }: { points: Point[] }) {
  const sorted = [...points].sort((one, other) => order[one.level] - order[other.level]);
  return (
    <ul className="points">
      {sorted.map(({ id, level, title, words }) => (
        <li className={`point-${level}`} key={id}>
          <span className="level">{levels[level]}</span>
          <strong>{title}</strong>
          <span>{words}</span>
        </li>
      ))}
    </ul>
  );
}
