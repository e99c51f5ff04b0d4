"use client";
import { useRef, useState } from "react";
import { call } from "./call.ts";
import { When } from "./when.tsx";

export type Shown = {
  id: string;
  storyId: string;
  parentId: string | null;
  author: { name: string; isStaff: boolean; isMe: boolean };
  text: string;
  state: "published" | "held" | "rejected" | "deleted";
  recommended: number;
  isRecommendedByMe: boolean;
  createdAt: string;
};
export type Thread = Shown & { replies: Shown[] };

export function CommentItem(props: {
  comment: Shown;
  now: string;
  isMember: boolean;
  isOpen: boolean;
  isFollowed: boolean;
  onReply: (id: string) => void;
}) {
  const { comment } = props;
  const [mine, setMine] = useState({ recommended: comment.recommended, isMine: comment.isRecommendedByMe });
  const [word, setWord] = useState("");
  const turn = useRef(Promise.resolve());

  function toggle() {
    const before = mine;
    const isRecommended = !mine.isMine;
    setMine({ isMine: isRecommended, recommended: mine.recommended + (isRecommended ? 1 : -1) });
    // One after the other: of two quick presses the second must not overtake the first on its way.
    turn.current = turn.current.then(async () => {
      const answer = await call<{ recommended: number }>("PUT", `/api/v1/comments/${comment.id}/recommendation`, {
        isRecommended,
      });
      if (answer.ok)
        return setMine((now) => ({
          ...now,
          recommended: now.isMine === isRecommended ? answer.view.recommended : now.recommended,
        }));
      setMine(before);
      setWord(answer.problem.title);
    });
  }

  const mayRecommend = props.isMember && !comment.author.isMe;
  return (
    <article
      aria-label={`Comment by ${comment.author.name}`}
      className={props.isFollowed ? "c followed" : "c"}
      id={`comment-${comment.id}`}
    >
      <div className="who">
        <span aria-hidden="true" className={comment.author.isStaff ? "av staff" : "av"}>
          {initials(comment.author.name)}
        </span>
        <b>{comment.author.name}</b>
        {comment.author.isStaff ? <span className="tag">Newsroom</span> : null}
        {comment.state === "held" ? <span className="tag waits">Waits for a moderator; only you see it</span> : null}
        <When at={comment.createdAt} now={props.now} />
      </div>
      <p className="said-text">{comment.text}</p>
      {comment.state === "published" ? (
        <div className="row">
          <button
            aria-label={`Recommend, ${mine.recommended} so far`}
            aria-pressed={mine.isMine}
            disabled={!mayRecommend}
            onClick={toggle}
            title={
              mayRecommend
                ? "Recommend"
                : comment.author.isMe
                  ? "Others can recommend your comment"
                  : "Sign in to recommend"
            }
            type="button"
          >
            <span aria-hidden="true">▲</span> {mine.recommended}
          </button>
          {props.isOpen ? (
            <button onClick={() => props.onReply(comment.id)} type="button">
              Reply
            </button>
          ) : null}
          <a aria-label={`Permalink to the comment by ${comment.author.name}`} href={`/comments/${comment.id}`}>
            Permalink
          </a>
        </div>
      ) : null}
      <span className="hidden" role="status">
        {word}
      </span>
    </article>
  );
}

const initials = (name: string) =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? "")
    .join("");
