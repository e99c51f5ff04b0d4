import Link from "next/link";
import { type Range, ranges } from "@/lib/spans.ts";

const rangeWords: Record<Range, string> = { "30d": "30 days", "90d": "90 days", "1y": "A year", all: "All" };
export const inRange: Record<Range, string> = {
  "30d": "in 30 days",
  "90d": "in 13 weeks",
  "1y": "in twelve months",
  all: "since the beginning",
};

/** How far back charts look, by links; and their numbers as CSV. */
export function Ranges({ at, to, csv, range }: { at: string; to: string; csv: string; range: Range }) {
  return (
    <nav aria-label="How far back" className="ranges">
      {ranges.map((one) => (
        <Link aria-current={one === range ? "true" : undefined} href={`${at}?range=${one}#${to}`} key={one}>
          {rangeWords[one]}
        </Link>
      ))}
      <a href={`${csv}?range=${range}`}>Download as CSV</a>
    </nav>
  );
}
