"use client";
import { useState } from "react";
import type { Highlighted } from "./highlight-acts.ts";
import { OwnHighlight } from "./own-highlight.tsx";

type Line = Highlighted & { story: { title: string } };

/** A page of a member's highlights, whatever the story. */
export function HighlightPage(props: { lines: Line[]; now: string; here: string }) {
  const [lines, setLines] = useState(props.lines);
  return (
    <ul className="highlight-list">
      {lines.map((line) => (
        <OwnHighlight
          highlight={line}
          key={line.id}
          now={props.now}
          onGone={() => {}}
          onNote={(note) => setLines((all) => all.map((one) => (one.id === line.id ? { ...one, note } : one)))}
          returnTo={props.here}
        >
          <p className="highlight-of">
            <a href={`/stories/${line.storyId}#highlight-${line.id}`}>{line.story.title}</a>
          </p>
        </OwnHighlight>
      ))}
    </ul>
  );
}
