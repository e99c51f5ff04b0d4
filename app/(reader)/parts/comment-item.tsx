"use client";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { call } from "./call.ts";
import { DeletedComment } from "./deleted-comment.tsx";
import { EditBox } from "./edit-box.tsx";
import type { Part } from "./findings.tsx";
import { useFocusKept } from "./focus.ts";
import { MuteButton, type Muting } from "./mute.tsx";
import { MutedComment } from "./muted-comment.tsx";
import { Recommend } from "./recommend.tsx";
import { ReportButton } from "./report-button.tsx";
import { ReportForm } from "./report-form.tsx";
import type { Author, Shown, State } from "./threads.ts";
import { minutesAndSeconds, useTimeLeft } from "./time-left.ts";
import { exactly } from "./times.ts";
import { When } from "./when.tsx";

type Props = {
  comment: Shown;
  now: string;
  isMember: boolean;
  isOpen: boolean;
  /** They may not comment: neither answer nor edit, nor put back what they delete. */
  isBanned: boolean;
  isFollowed: boolean;
  guidelines: Part[];
  most: number;
  /** What comments are written in, for those who have them read aloud. */
  language: string;
  isMuted: boolean;
  onMuted: (done: Muting) => void;
  onReply: (id: string) => void;
  onChanged: (comment: Shown) => void;
};

/** One comment, or the place that it left behind because others had answered it. */
export function CommentItem(props: Props) {
  const { author } = props.comment;
  const [isShown, setShown] = useState(false);
  if (!author) return <Place state={props.comment.state} />;
  if (props.isMuted && !isShown && !author.isMe)
    return (
      <MutedComment id={props.comment.id} name={author.name} onMuted={props.onMuted} onShow={() => setShown(true)} />
    );
  return <Standing {...props} author={author} isGivenFocus={props.isMuted && isShown} />;
}

const places: Record<State, string> = {
  deleted: "This comment was deleted by its author.",
  held: "This comment waits for a moderator.",
  rejected: "This comment was taken down by a moderator.",
  published: "",
};

const Place = ({ state }: { state: State }) => (
  <article aria-label="A comment that is not shown" className="c">
    <p className="place">{places[state]}</p>
  </article>
);

function Standing(props: Props & { author: Author; isGivenFocus: boolean }) {
  const { comment, author } = props;
  const [isEditing, setEditing] = useState(false);
  const [word, setWord] = useState("");
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [isSure, setSure] = useState(false);
  const [isReporting, setReporting] = useState(false);
  const leftMs = useTimeLeft(comment.editableForMs);
  const article = useRef<HTMLElement>(null);
  const editButton = useRef<HTMLButtonElement>(null);
  const reportButton = useRef<HTMLButtonElement>(null);
  const mayEdit = author.isMe && leftMs > 0;

  useFocusKept(mayEdit && !isEditing, editButton, article);
  const { isGivenFocus } = props;
  // Whoever asked to see it goes on at it.
  useEffect(() => {
    if (isGivenFocus) article.current?.focus();
  }, [isGivenFocus]);

  function done(said: string) {
    setEditing(false);
    setWord(said);
    article.current?.focus();
  }

  async function remove() {
    if (props.isBanned && !isSure) {
      setWord("You may not comment, so this cannot be undone. Press again to delete it for good.");
      return setSure(true);
    }
    setBusy(true);
    setProblem("");
    const answer = await call<{ version: number }>("DELETE", `/api/v1/comments/${comment.id}`);
    setBusy(false);
    if (answer.ok) return props.onChanged({ ...comment, ...answer.view, state: "deleted" });
    setProblem(answer.problem.title);
  }

  if (comment.state === "deleted")
    return (
      <article aria-label="A comment that you deleted" className="c" ref={article} tabIndex={-1}>
        <DeletedComment
          article={article}
          comment={comment}
          isForGood={props.isBanned}
          onRestored={(restored) => {
            props.onChanged(restored);
            setWord("Your comment is back.");
            article.current?.focus();
          }}
        />
      </article>
    );

  return (
    <article
      aria-label={`Comment by ${author.name}`}
      className={props.isFollowed ? "c followed" : "c"}
      id={`comment-${comment.id}`}
      ref={article}
      tabIndex={-1}
    >
      <div className="who">
        <span aria-hidden="true" className={author.isStaff ? "av staff" : "av"}>
          {initials(author.name)}
        </span>
        <b>{author.name}</b>
        {author.isStaff ? <span className="tag">Newsroom</span> : null}
        {comment.isPinned ? <span className="tag">Pinned</span> : null}
        {comment.isPicked ? <span className="tag">Editors’ pick</span> : null}
        {comment.state === "held" ? <span className="tag waits">Waits for a moderator; only you see it</span> : null}
        <When at={comment.createdAt} now={props.now} />
        {comment.editedAt ? <Edited at={new Date(comment.editedAt)} /> : null}
      </div>
      {comment.inAnswerTo ? <InAnswerTo {...comment.inAnswerTo} /> : null}
      {isEditing ? (
        <EditBox
          comment={comment}
          guidelines={props.guidelines}
          leftMs={leftMs}
          language={props.language}
          most={props.most}
          onCancel={() => done("")}
          onSaved={(changed) => {
            props.onChanged(changed);
            done(changed.state === "held" ? "Saved. Your comment waits for a moderator now." : "Saved.");
          }}
        />
      ) : (
        <p className="said-text" lang={props.language}>
          {comment.text}
        </p>
      )}
      {isEditing ? null : (
        <div className="row">
          {comment.state === "published" ? <Everybody {...props} /> : null}
          {comment.state === "published" && !author.isMe ? (
            <ReportButton
              button={reportButton}
              commentId={comment.id}
              isOpen={isReporting}
              name={author.name}
              onPress={() => setReporting(!isReporting)}
            />
          ) : null}
          {props.isMember && comment.state === "published" && !author.isMe ? (
            <MuteButton
              commentId={comment.id}
              isMuted={props.isMuted}
              name={author.name}
              onDone={props.onMuted}
              onProblem={setProblem}
            />
          ) : null}
          {author.isMe ? (
            <button disabled={isBusy} onClick={() => void remove()} type="button">
              {isSure ? "Delete it for good" : "Delete"}
            </button>
          ) : null}
          {author.isMe && comment.editableForMs !== null ? (
            <span className={mayEdit ? "for-now" : "for-now over"}>
              <button onClick={() => setEditing(true)} ref={editButton} type="button">
                Edit
              </button>
              <span role="timer">{minutesAndSeconds(leftMs)} left</span>
            </span>
          ) : null}
        </div>
      )}
      {isReporting ? (
        <ReportForm
          commentId={comment.id}
          draft={null}
          guidelines={props.guidelines}
          isMember={props.isMember}
          onDone={(said) => {
            setReporting(false);
            setWord(said);
            reportButton.current?.focus();
          }}
        />
      ) : null}
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
      <span className="hidden" role="status">
        {word}
      </span>
    </article>
  );
}

/** What whoever reads a comment can do about it. */
const Everybody = ({ comment, author, isMember, onReply, ...props }: Props & { author: Author }): ReactNode => (
  <>
    <Recommend comment={comment} isMe={author.isMe} isMember={isMember} />
    {props.isOpen && !props.isBanned ? (
      <button onClick={() => onReply(comment.id)} type="button">
        Reply
      </button>
    ) : null}
    <a aria-label={`Permalink to the comment by ${author.name}`} href={`/comments/${comment.id}`}>
      Permalink
    </a>
  </>
);

/** Replies stand one below the other, however deep they go, so each says which one it answers. */
const InAnswerTo = ({ id, name }: { id: string; name: string | null }) => (
  <p className="meta answers">
    {name === null ? (
      "In answer to a comment that is not shown any more"
    ) : (
      <>
        In answer to <a href={`/comments/${id}`}>{name}</a>
      </>
    )}
  </p>
);

const Edited = ({ at }: { at: Date }) => (
  <time className="meta" dateTime={at.toISOString()} title={`Edited ${exactly(at)}`}>
    edited
  </time>
);

const initials = (name: string) =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? "")
    .join("");
