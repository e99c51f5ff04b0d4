import Link from "next/link";
import type { CommentState } from "@/lib/comments/schema.ts";
import { commentWords } from "./comment-words.ts";

export type Mark = "pinned" | "picked";
const marks: [Mark, string][] = [
  ["pinned", "Pinned"],
  ["picked", "Editors’ picks"],
];
const states = ["published", "held", "rejected", "deleted"] as const;

/** Which of the comments at this address are listed: of one story or of all, in one state or in each. */
export function CommentFilters(props: {
  path: string;
  state: CommentState | undefined;
  /** Of one story, what the newsroom has put forward; null where that is not asked about. */
  mark?: Mark | null | undefined;
  story?: string | undefined;
  storyTitle?: string | undefined;
}) {
  const { path, state, story, mark } = props;
  const pathOf = (words: Record<string, string | undefined>) => {
    const given = Object.entries(words).filter((word): word is [string, string] => word[1] !== undefined);
    return `${path}${given.length > 0 ? `?${new URLSearchParams(given)}` : ""}`;
  };
  return (
    <nav aria-label="Which comments" className="filters under-top">
      <Link aria-current={state || mark ? undefined : "true"} href={pathOf({ story })}>
        Every state
      </Link>
      {states.map((one) => (
        <Link aria-current={one === state ? "true" : undefined} href={pathOf({ story, state: one })} key={one}>
          {commentWords[one]}
        </Link>
      ))}
      {mark === undefined
        ? null
        : marks.map(([one, label]) => (
            <Link aria-current={one === mark ? "true" : undefined} href={pathOf({ mark: one })} key={one}>
              {label}
            </Link>
          ))}
      {story ? (
        <span>
          On <Link href={`/desk/comments/on/${story}`}>“{props.storyTitle ?? "one story"}”</Link> ·{" "}
          <Link href={pathOf({ state })}>Every story</Link>
        </span>
      ) : null}
    </nav>
  );
}
