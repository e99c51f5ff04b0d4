"use client";
import { type ReactNode, useState } from "react";
import { call } from "./call.ts";
import type { Shown, Thread, Told } from "./threads.ts";

type Page = { items: Told[]; earlier: string | null; later: string | null };
/** Replies that were asked for, and the one at which their reader goes on. */
export type RepliesRead = {
  items: Told[];
  ends: Partial<Pick<Thread, "earlier" | "later">>;
  goOnAt: string | undefined;
};

/** A thread: its first comment, some of its replies one below the other, and the ways to the others. */
export function ThreadItem(props: {
  thread: Thread;
  /** Replies that came while the page was open and are not shown yet. */
  news: Told[];
  item: (comment: Shown) => ReactNode;
  onRead: (read: RepliesRead) => void;
}) {
  const { thread, news } = props;
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);

  async function read(direction: "earlier" | "later", cursor: string) {
    setBusy(true);
    setProblem("");
    const query = direction === "earlier" ? `before=${cursor}` : `after=${cursor}`;
    const answer = await call<Page>("GET", `/api/v1/stories/${thread.storyId}/threads/${thread.id}/replies?${query}`);
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem.title);
    const { items, [direction]: end } = answer.view;
    const next = direction === "earlier" ? items.at(-1) : items[0];
    props.onRead({ items, ends: { [direction]: end }, goOnAt: next?.id });
  }

  const left = thread.below - thread.replies.filter(({ state }) => state === "published").length;
  return (
    <div className="thread">
      {props.item(thread)}
      {/* Beside the name, where there is room, so that it moves nothing that somebody reads. */}
      {news.length > 0 ? (
        <button
          className="new-replies"
          onClick={() => props.onRead({ items: news, ends: {}, goOnAt: news[0]?.id })}
          type="button"
        >
          {news.length === 1 ? "One new reply" : `${news.length} new replies`}
        </button>
      ) : null}
      <div className="replies">
        {thread.earlier ? (
          <MoreReplies isBusy={isBusy} onPress={() => void read("earlier", thread.earlier ?? "")}>
            Earlier replies
          </MoreReplies>
        ) : null}
        {thread.replies.map((reply) => (
          <div key={reply.id}>{props.item(reply)}</div>
        ))}
        {thread.later ? (
          <MoreReplies isBusy={isBusy} onPress={() => void read("later", thread.later ?? "")}>
            {thread.earlier || left < 1 ? "More replies" : left === 1 ? "One more reply" : `${left} more replies`}
          </MoreReplies>
        ) : null}
        {problem ? (
          <p className="said problem" role="alert">
            {problem}
          </p>
        ) : null}
      </div>
    </div>
  );
}

const MoreReplies = (props: { isBusy: boolean; onPress: () => void; children: ReactNode }) => (
  <p className="row more">
    <button disabled={props.isBusy} onClick={props.onPress} type="button">
      {props.children}
    </button>
  </p>
);
