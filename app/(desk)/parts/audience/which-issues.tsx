import { Days } from "./days.tsx";
import type { Leaf } from "./tree.ts";

type Props = {
  leaf: Extract<Leaf, { kind: "opened" | "pressed" }>;
  letters: { id: string; name: string }[];
  change(leaf: Leaf): void;
};

/** Of which newsletter, and its last issues or those of so many days. */
export function WhichIssues({ leaf, letters, change }: Props) {
  const { newsletterId, lastIssues, withinDays } = leaf;
  const by = lastIssues === null ? "days" : "issues";
  return (
    <>
      <label>
        <span className="hidden">Newsletter</span>
        <select
          onChange={({ target }) =>
            // The last issues are those of one newsletter.
            change(
              target.value === ""
                ? { ...leaf, newsletterId: null, lastIssues: null, withinDays: withinDays ?? 30 }
                : { ...leaf, newsletterId: target.value },
            )
          }
          value={newsletterId ?? ""}
        >
          <option value="">of any newsletter</option>
          {letters.map(({ id, name }) => (
            <option key={id} value={id}>
              of {name}
            </option>
          ))}
        </select>
      </label>
      {newsletterId === null ? null : (
        <label>
          <span className="hidden">Which issues</span>
          <select
            onChange={({ target }) =>
              change(
                target.value === "issues"
                  ? { ...leaf, lastIssues: 5, withinDays: null }
                  : { ...leaf, lastIssues: null, withinDays: 30 },
              )
            }
            value={by}
          >
            <option value="issues">among its last</option>
            <option value="days">by days</option>
          </select>
        </label>
      )}
      {by === "issues" ? (
        <label className="days">
          <span className="hidden">How many issues</span>
          <input
            inputMode="numeric"
            max={50}
            min={1}
            onChange={({ target }) => change({ ...leaf, lastIssues: Math.trunc(Number(target.value)) })}
            required
            type="number"
            value={lastIssues || ""}
          />
          <span>{lastIssues === 1 ? "issue" : "issues"}</span>
        </label>
      ) : (
        <Days days={withinDays} hint="ever" set={(days) => change({ ...leaf, withinDays: days })} />
      )}
    </>
  );
}
