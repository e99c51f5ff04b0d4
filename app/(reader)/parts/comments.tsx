"use client";
import { useState } from "react";
import { call } from "./call.ts";
import { CommentItem, type Shown, type Thread } from "./comment-item.tsx";
import { Composer, type Draft } from "./composer.tsx";
import type { Part } from "./findings.tsx";

const orders = [
  ["newest", "Newest"],
  ["oldest", "Oldest"],
  ["recommended", "Most recommended"],
] as const;

type Page = { items: Thread[]; next: string | null };

/** The conversation under a story: the rules in plain words, the box to write in, the threads. */
export function Comments(props: {
  storyId: string;
  publication: string;
  count: number;
  isOpen: boolean;
  me: { name: string | null } | null;
  first: Page;
  followed: string | null;
  order: (typeof orders)[number][0];
  guidelines: Part[];
  draft: Draft;
  most: number;
  now: string;
}) {
  const [threads, setThreads] = useState<Thread[]>(props.first.items);
  const [next, setNext] = useState(props.first.next);
  const [replyTo, setReplyTo] = useState<string | null>(props.draft.parentId);
  const [name, setName] = useState(props.me?.name ?? null);
  const [added, setAdded] = useState(0);
  const [word, setWord] = useState("");

  function put(comment: Shown, asName: string) {
    if (comment.state === "published") setAdded(added + 1);
    setName(asName);
    setReplyTo(null);
    setThreads((now) => {
      const parent = comment.parentId;
      if (!parent) return [{ ...comment, replies: [] }, ...now];
      return now.map((thread) =>
        thread.id === parent || thread.replies.some((reply) => reply.id === parent)
          ? { ...thread, replies: [...thread.replies, comment] }
          : thread,
      );
    });
  }

  function change(comment: Shown) {
    setThreads((now) =>
      now.map((thread) =>
        thread.id === comment.id
          ? { ...thread, ...comment }
          : { ...thread, replies: thread.replies.map((reply) => (reply.id === comment.id ? comment : reply)) },
      ),
    );
    const before = threads.flatMap((thread) => [thread, ...thread.replies]).find((one) => one.id === comment.id);
    const isShown = (one: Shown | undefined) => (one?.state === "published" ? 1 : 0);
    setAdded(added + isShown(comment) - isShown(before));
  }

  async function more() {
    const answer = await call<Page>(
      "GET",
      `/api/v1/stories/${props.storyId}/comments?order=${props.order}&after=${next}`,
    );
    if (!answer.ok) return setWord(answer.problem.title);
    setThreads((now) => [...now, ...answer.view.items.filter((item) => !now.some((known) => known.id === item.id))]);
    setNext(answer.view.next);
    setWord(`${answer.view.items.length} more.`);
  }

  const count = props.count + added;
  const composer = (parentId: string | null) => (
    <Composer
      draft={parentId === props.draft.parentId ? props.draft : { text: "", parentId, displayName: "", findings: [] }}
      guidelines={props.guidelines}
      isMember={props.me !== null}
      most={props.most}
      name={name}
      onPosted={put}
      onCancel={parentId ? () => setReplyTo(null) : undefined}
      parentId={parentId}
      storyId={props.storyId}
    />
  );

  const item = (comment: Shown) => (
    <CommentItem
      comment={comment}
      guidelines={props.guidelines}
      isFollowed={props.followed === comment.id}
      isMember={props.me !== null}
      isOpen={props.isOpen}
      most={props.most}
      now={props.now}
      onChanged={change}
      onReply={setReplyTo}
    />
  );

  return (
    <section aria-labelledby="comments" className="talk">
      <header>
        <h2 id="comments">{count === 0 ? "Comments" : `${count} ${count === 1 ? "comment" : "comments"}`}</h2>
        {threads.length > 1 ? (
          <nav aria-label="Order of comments" className="orders">
            {orders.map(([order, label]) => (
              <a
                aria-current={order === props.order ? "true" : undefined}
                href={`/stories/${props.storyId}?order=${order}#comments`}
                key={order}
              >
                {label}
              </a>
            ))}
          </nav>
        ) : null}
      </header>
      <p className="rules">
        Comments are in English and in full sentences. They are never abusive or personal.{" "}
        <a href="/guidelines">Community guidelines</a>
      </p>
      {props.isOpen ? (
        <div id="write">{composer(null)}</div>
      ) : (
        <p className="said waits">Comments on this story are closed.</p>
      )}
      <div className="threads">
        {threads.map((thread) => (
          <div key={thread.id}>
            {item(thread)}
            {replyTo === thread.id ? composer(thread.id) : null}
            <div className="replies">
              {thread.replies.map((reply) => (
                <div key={reply.id}>
                  {item(reply)}
                  {replyTo === reply.id ? composer(reply.id) : null}
                </div>
              ))}
            </div>
          </div>
        ))}
      </div>
      {threads.length === 0 ? <p className="empty">Nobody has commented yet. Yours can be the first.</p> : null}
      {next ? (
        <button className="button quiet" onClick={() => void more()} type="button">
          More comments
        </button>
      ) : null}
      <p className="hidden" role="status">
        {word}
      </p>
    </section>
  );
}
