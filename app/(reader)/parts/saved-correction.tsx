"use client";
import { useState } from "react";
import { changedWords } from "./changed-words.ts";
import { changeSaved, type SavedLine } from "./saved-acts.ts";
import { When } from "./when.tsx";

type Correction = NonNullable<SavedLine["correction"]>;

/** What the publisher has corrected since the story was saved: the words that went and those that came, until it is seen. */
export function SavedCorrection({
  line,
  correction,
  now,
  here,
}: {
  line: SavedLine;
  correction: Correction;
  now: string;
  here: string;
}) {
  const [isSeen, setSeen] = useState(false);
  const [problem, setProblem] = useState("");
  if (isSeen) return null;
  const { before } = correction;
  return (
    <div className="corrected">
      <p className="meta">
        Corrected since you saved it, <When at={correction.at} now={now} />
      </p>
      {before.title === line.title ? null : <Changed after={line.title} before={before.title} label="Headline" />}
      {before.standfirst === line.standfirst ? null : (
        <Changed after={line.standfirst} before={before.standfirst} label="Standfirst" />
      )}
      <form
        action={`/api/v1/bookmarks/${line.id}/change`}
        method="post"
        onSubmit={async (event) => {
          event.preventDefault();
          const answer = await changeSaved([line.id], { act: "seen" });
          if (answer.ok) setSeen(true);
          else setProblem(answer.problem.title);
        }}
      >
        <input name="act" type="hidden" value="seen" />
        <input name="returnTo" type="hidden" value={here} />
        <button aria-label={`I have seen it: the correction of ${line.title}`} className="link" type="submit">
          I have seen it
        </button>
        {problem ? <span role="alert"> {problem}</span> : null}
      </form>
    </div>
  );
}

const Changed = ({ label, before, after }: { label: string; before: string; after: string }) => (
  <p>
    <span className="meta">{label}: </span>
    {changedWords(before, after).map(({ kind, words }, at) =>
      kind === "gone" ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts never change places
        <del key={at}>{words} </del>
      ) : kind === "new" ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts never change places
        <ins key={at}>{words} </ins>
      ) : (
        `${words} `
      ),
    )}
  </p>
);
