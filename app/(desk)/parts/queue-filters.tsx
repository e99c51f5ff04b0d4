import Link from "next/link";
import type { Facets } from "@/lib/comments/desk-facets.ts";
import type { DeskQuery } from "@/lib/comments/desk-schema.ts";
import { ruleWords } from "./comment-words.ts";

const becauseWords: Record<string, string> = {
  rules: "A rule stopped it",
  reports: "Readers' reports",
  "check-failed": "The check failed",
  first: "New name",
  member: "Their author is read first",
  story: "The story is read first",
  all: "All are read first",
};
const waitWords: Record<string, string> = {
  hour: "Over an hour",
  day: "Over a day",
  "three-days": "Over three days",
};
const labels: Record<keyof Facets, [label: string, all: string, words: Record<string, string>]> = {
  story: ["Story", "Every story", {}],
  rule: ["Rule", "Every rule", ruleWords],
  because: ["Held because", "Any reason", becauseWords],
  waits: ["Waits", "However long", waitWords],
};

/** Which of those that wait are listed, with how many each choice leaves. A plain form: the choice is in the address. */
export function QueueFilters({ asked, facets, path }: { asked: DeskQuery; facets: Facets; path: string }) {
  const names = (Object.keys(labels) as (keyof Facets)[]).filter((name) => facets[name].length > 0 || asked[name]);
  if (names.length === 0) return null;
  const isAny = names.some((name) => asked[name]);
  return (
    <form aria-label="Which comments" className="queue-filters under-top" method="get">
      {names.map((name) => {
        const [label, all, words] = labels[name];
        return (
          <label key={name}>
            <span className="meta">{label}</span>
            <select defaultValue={asked[name] ?? ""} name={name}>
              <option value="">{all}</option>
              {facets[name].map(({ value, label: given, count }) => (
                <option key={value} value={value}>
                  {`${words[value] ?? given} (${count})`}
                </option>
              ))}
              {asked[name] && !facets[name].some(({ value }) => value === asked[name]) ? (
                <option value={asked[name]}>{`${words[asked[name]] ?? "This one"} (0)`}</option>
              ) : null}
            </select>
          </label>
        );
      })}
      <button className="button quiet" type="submit">
        Filter <kbd>/</kbd>
      </button>
      {isAny ? <Link href={path}>Show all</Link> : null}
    </form>
  );
}
