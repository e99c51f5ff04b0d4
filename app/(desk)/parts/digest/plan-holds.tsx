"use client";
import Link from "next/link";
import type { DigestChoices } from "@/lib/newsletters/digest/pick.ts";
import type { DigestPlan } from "@/lib/newsletters/digest/schema.ts";
import { WordPicker } from "./word-picker.tsx";

type Props = { plan: DigestPlan; choices: DigestChoices; change(part: Partial<DigestPlan>): void };

/** Which stories a digest holds, and how many. */
export function PlanHolds({ plan, choices, change }: Props) {
  const count = (value: string) => Math.round(Number(value)) || 0;
  return (
    <>
      <h2>What it holds</h2>
      <p className="hint">
        A story of any of these sections, authors or tags. Where none is named, every story. A story that stood in an
        issue of this newsletter does not come again, whoever wrote that issue.
      </p>
      <WordPicker
        add="A section to add"
        change={(sections) => change({ sections })}
        choices={choices.sections}
        chosen={plan.sections}
        label="Sections"
      />
      <WordPicker
        add="An author to add"
        change={(bylines) => change({ bylines })}
        choices={choices.bylines}
        chosen={plan.bylines}
        label="Authors"
      />
      <WordPicker
        add="A tag to add"
        change={(tags) => change({ tags })}
        choices={choices.tags}
        chosen={plan.tags}
        label="Tags"
      />
      <label className="field">
        <span>In this order</span>
        <select onChange={({ target }) => change({ order: target.value as DigestPlan["order"] })} value={plan.order}>
          <option value="newest">The newest first</option>
          <option value="talked_about">The most saved and discussed first</option>
          <option value="picked">Editors’ picks alone, as they were picked</option>
        </select>
        <span className="hint">
          {plan.order === "picked" ? (
            <>
              Of the stories that were picked since the digest before, by the star under{" "}
              <Link href="/desk/stories" prefetch={false}>
                Stories
              </Link>{" "}
              or by your CMS, however old they are.
            </>
          ) : (
            "Saved and discussed is by how many members saved a story, or wrote a comment on it that stands, since the digest before: each of them once. What readers read is not tracked, so there is no “most read”."
          )}
        </span>
      </label>
      <div className="digest-numbers">
        <label className="field">
          <span>At most</span>
          <input
            max={30}
            min={1}
            onChange={({ target }) => change({ most: count(target.value) })}
            required
            type="number"
            value={plan.most || ""}
          />
        </label>
        <label className="field">
          <span>At least</span>
          <input
            max={30}
            min={1}
            onChange={({ target }) => change({ fewest: count(target.value) })}
            required
            type="number"
            value={plan.fewest || ""}
          />
        </label>
        <p className="hint">With fewer than the least, nothing is sent, and they wait for the next.</p>
      </div>
    </>
  );
}
