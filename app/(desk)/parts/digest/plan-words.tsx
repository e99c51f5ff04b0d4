"use client";
import type { DigestPlan } from "@/lib/newsletters/digest/schema.ts";

/** What a digest says beside its stories. */
export const PlanWords = ({ plan, change }: { plan: DigestPlan; change(part: Partial<DigestPlan>): void }) => (
  <>
    <h2>What it says</h2>
    <label className="field">
      <span>Subject</span>
      <input
        maxLength={120}
        minLength={3}
        onChange={({ target }) => change({ subject: target.value })}
        required
        value={plan.subject}
      />
      <span className="hint">
        {"{title}"} is the title of the first story, {"{date}"} the day, {"{count}"} how many stories there are.
      </span>
    </label>
    <label className="field">
      <span>A line before the stories (optional)</span>
      <textarea
        className="short"
        maxLength={2_000}
        onChange={({ target }) => change({ introduction: target.value })}
        value={plan.introduction}
      />
      <span className="hint">
        Plain text, with [words](https://…) for a link and {"{first_name|there}"} for the reader’s name.
      </span>
    </label>
  </>
);
