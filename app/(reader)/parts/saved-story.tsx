"use client";
import { useRef, useState } from "react";
import { call } from "./call.ts";
import { When } from "./when.tsx";

type Act = "drop" | "read" | "unread" | "keep";
type Line = { id: string; title: string; standfirst: string; section: string | null; byline: string | null };

const done: Record<Act, string> = {
  drop: "Taken off your list",
  read: "Moved to read",
  unread: "Moved to unread",
  keep: "Back on your list",
};

/** A saved story with its acts. What was done stands in its place, with the undo beside it, until the page is left. */
export function SavedStory(props: { story: Line; savedAt: string; shelf: "unread" | "read"; now: string }) {
  const { story, shelf } = props;
  const [gone, setGone] = useState<Act | undefined>();
  const [problem, setProblem] = useState("");
  const undo = useRef<HTMLButtonElement>(null);
  const turn = useRef(Promise.resolve());
  const isRead = shelf === "read";

  // One after the other: a quick undo must not overtake on its way what it takes back.
  function inTurn(act: Act) {
    const answer = turn.current.then(() => perform(act));
    turn.current = answer.then(() => undefined);
    return answer;
  }

  async function perform(act: Act) {
    const path = `/api/v1/bookmarks/${story.id}`;
    if (act === "keep") {
      const kept = await call("PUT", path);
      // A story that was read and dropped comes back as read.
      return kept.ok && isRead ? call("PATCH", path, { isRead: true }) : kept;
    }
    return act === "drop" ? call("DELETE", path) : call("PATCH", path, { isRead: act === "read" });
  }

  async function press(act: Act) {
    setGone(act);
    setProblem("");
    const answer = await inTurn(act);
    if (answer.ok) return undo.current?.focus();
    setGone(undefined);
    setProblem(answer.problem.title);
  }

  async function takeBack(act: Act) {
    const answer = await inTurn(act === "drop" ? "keep" : act === "read" ? "unread" : "read");
    if (answer.ok) return setGone(undefined);
    setProblem(answer.problem.title);
  }

  if (gone)
    return (
      <p className="gone meta" role="status">
        {done[gone]}: “{story.title}”.{" "}
        <button className="link" onClick={() => void takeBack(gone)} ref={undo} type="button">
          Undo
        </button>
        {problem ? ` ${problem}` : ""}
      </p>
    );

  const form = (act: Act, label: string) => (
    <form
      action={`/api/v1/bookmarks/${story.id}/change`}
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        void press(act);
      }}
    >
      <input name="act" type="hidden" value={act} />
      <input name="returnTo" type="hidden" value={isRead ? "/reading-list?shelf=read" : "/reading-list"} />
      <button aria-label={`${label}: ${story.title}`} type="submit">
        {label}
      </button>
    </form>
  );

  return (
    <article className="saved">
      {story.section ? <p className="eyebrow">{story.section}</p> : null}
      <h2>
        <a href={`/stories/${story.id}`}>{story.title}</a>
      </h2>
      {story.standfirst ? <p className="standfirst">{story.standfirst}</p> : null}
      <div className="row">
        {form(isRead ? "unread" : "read", isRead ? "Mark as unread" : "Mark as read")}
        {form("drop", "Remove")}
        <span className="row-end">
          Saved <When at={props.savedAt} now={props.now} />
        </span>
      </div>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
    </article>
  );
}
