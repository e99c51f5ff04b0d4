"use client";
import { useEffect, useState } from "react";

const moved = (storyId: string) => `comments:${storyId}`;

/** Tells whatever else on the page shows it how many comments a story has now. */
export function tellCount(storyId: string, count: number) {
  window.dispatchEvent(new CustomEvent(moved(storyId), { detail: count }));
}

/** How many comments a story has, beside its bookmark, and the way to them. */
export function CommentCount({ storyId, count }: { storyId: string; count: number }) {
  const [now, setNow] = useState(count);
  useEffect(() => {
    const hear = (event: Event) => setNow((event as CustomEvent<number>).detail);
    window.addEventListener(moved(storyId), hear);
    return () => window.removeEventListener(moved(storyId), hear);
  }, [storyId]);
  return (
    <a aria-label={`${now} comments`} className="button quiet" href="#comments">
      {now}
      <svg
        aria-hidden="true"
        fill="none"
        height="16"
        stroke="currentColor"
        strokeWidth="1.6"
        viewBox="0 0 20 20"
        width="16"
      >
        <path d="M3 4h14v9.5H9L5 17v-3.5H3z" />
      </svg>
    </a>
  );
}
