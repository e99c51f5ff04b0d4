"use client";
import { useEffect, useState } from "react";
import { type SiteLanguage, siteLanguages } from "@/lib/comments/rules/site-languages.ts";
import { call } from "./call.ts";
import { tellCount } from "./comment-count.tsx";
import { CommentItem } from "./comment-item.tsx";
import { Composer, type Draft } from "./composer.tsx";
import type { Part } from "./findings.tsx";
import { type Latest, useLatest } from "./live.ts";
import { MayNotComment, NotSent } from "./may-not-comment.tsx";
import { NewComments } from "./new-comments.tsx";
import { useOpen } from "./open.ts";
import { type Order, Orders } from "./orders.tsx";
import { ReplyQuestion } from "./reply-question.tsx";
import { type RepliesRead, ThreadItem } from "./thread.tsx";
import {
  asSeenBy,
  asThread,
  idsOf,
  type Mine,
  type Shown,
  type Thread,
  type Told,
  type ToldThread,
  together,
  withChanged,
  withPosted,
} from "./threads.ts";
import { useMuted } from "./use-muted.ts";

type Page = { items: ToldThread[]; next: string | null; picks: number };

/** The conversation under a story: the rules in plain words, the box to write in, the threads, and what comes in meanwhile. */
export function Comments(props: {
  storyId: string;
  /** From when on nobody can comment, and why, in words; null when that is never. */
  closing: { at: string; words: string; wordsBefore: string } | null;
  /** A moderator reads every comment before it appears: on this story, or in the whole house. */
  readFirst: "story" | "house" | null;
  /** Everybody can read how comments are moderated, in figures. */
  hasFigures: boolean;
  /** Whoever says their first thing here is asked whether they want to be mailed about replies. */
  asksAboutReplies: boolean;
  me: { name: string | null } | null;
  mine: Mine;
  first: Page;
  /** The thread of a comment whose permalink was followed; it stands before the others. */
  followed: { id: string; thread: ToldThread } | null;
  latest: Latest;
  order: Order;
  /** What comments are written in. */
  language: SiteLanguage;
  guidelines: Part[];
  draft: Draft;
  most: number;
  now: string;
}) {
  const [openedAt] = useState(() => Date.now());
  const seen = () => asSeenBy(props.mine, Date.now() - openedAt);
  const [threads, setThreads] = useState<Thread[]>(() => {
    const { thread, threads } = asSeenBy(props.mine);
    const first = props.followed ? [thread(props.followed.thread)] : [];
    return [...first, ...threads(props.first.items, true).filter(({ id }) => id !== first[0]?.id)];
  });
  const [next, setNext] = useState(props.first.next);
  const [picks, setPicks] = useState(props.first.picks);
  const { isOpen, wasOpen } = useOpen(props.closing?.at ?? null, props.now);
  const [order, setOrder] = useState(props.order);
  const [replyTo, setReplyTo] = useState<string | null>(props.draft.parentId);
  const [name, setName] = useState(props.me?.name ?? null);
  const [hasSpoken, setSpoken] = useState(props.mine.own.length > 0);
  const [word, setWord] = useState("");
  const [goOnAt, setGoOnAt] = useState<string | undefined>();
  const { latest, look } = useLatest(props.storyId, props.latest);
  /** What this page did itself since the count that it has was true. */
  const muted = useMuted(props.storyId, props.mine, latest.version);
  const [own, setOwn] = useState({ version: latest.version, count: 0 });
  const [before] = useState(() => new Set(props.latest.items.map(({ id }) => id)));
  /** New ones that were shown: they are not new again when another order has left them out. */
  const [read, setRead] = useState(() => new Set<string>());

  useEffect(() => {
    if (goOnAt === undefined) return;
    document.getElementById(`comment-${goOnAt}`)?.focus();
    setGoOnAt(undefined);
  }, [goOnAt]);

  const known = idsOf(threads);
  const news = newsIn(latest.items, before).filter(({ id }) => !known.has(id) && !read.has(id));
  const newThreads = news.filter(({ threadId }) => threadId === null);
  const count = latest.count + (own.version === latest.version ? own.count : 0);

  useEffect(() => tellCount(props.storyId, count), [props.storyId, count]);

  /** The count moves at once, and is put right by the next look. */
  function did(step: number) {
    setOwn({ version: latest.version, count: step + (own.version === latest.version ? own.count : 0) });
    void look();
  }

  function put(comment: Shown, asName: string) {
    setName(asName);
    setSpoken(true);
    setReplyTo(null);
    setThreads((now) => withPosted(now, comment));
    did(comment.state === "published" ? 1 : 0);
  }

  function change(comment: Shown) {
    const was = threads.flatMap((thread) => [thread, ...thread.replies]).find((one) => one.id === comment.id);
    setThreads((now) => withChanged(now, comment));
    did((comment.state === "published" ? 1 : 0) - (was?.state === "published" ? 1 : 0));
  }

  const markRead = (items: Told[]) => setRead((now) => new Set([...now, ...items.map(({ id }) => id)]));

  function readReplies(threadId: string, { items, ends, goOnAt: at }: RepliesRead) {
    const { shown } = seen();
    setThreads((now) =>
      now.map((thread) =>
        thread.id === threadId ? { ...thread, ...ends, replies: together(thread.replies, items.map(shown)) } : thread,
      ),
    );
    markRead(items);
    setGoOnAt(at);
  }

  function showNew() {
    const { shown } = seen();
    const fresh = newThreads.map((told) => ({
      ...asThread(shown(told)),
      replies: together([], news.filter(({ threadId }) => threadId === told.id).map(shown)),
    }));
    // Below what is pinned, which stays where it is.
    setThreads((now) => [...now.filter(isFirst), ...fresh, ...now.filter((thread) => !isFirst(thread))]);
    markRead(newThreads);
    setGoOnAt(fresh[0]?.id);
  }

  async function load(asked: Order, after: string | null) {
    const cursor = after ? `&after=${after}` : "";
    const answer = await call<Page>("GET", `/api/v1/stories/${props.storyId}/comments?order=${asked}&most=20${cursor}`);
    if (!answer.ok) return setWord(answer.problem.title);
    const page = seen().threads(answer.view.items, !after);
    setNext(answer.view.next);
    setPicks(answer.view.picks);
    if (!after) return setThreads(page);
    const more = page.filter(({ id }) => !known.has(id));
    setThreads((now) => [...now, ...more]);
    setWord(`${more.length} more.`);
    setGoOnAt(more[0]?.id);
  }

  async function sort(asked: Order) {
    setOrder(asked);
    await load(asked, null);
    setWord("The order has changed.");
  }

  const { ban } = props.mine;
  const draftFor = (parentId: string | null): Draft =>
    parentId === props.draft.parentId ? props.draft : { text: "", parentId, displayName: "", findings: [] };

  const composer = (parentId: string | null) => (
    <Composer
      draft={draftFor(parentId)}
      guidelines={props.guidelines}
      isMember={props.me !== null}
      language={props.language}
      most={props.most}
      name={name}
      onPosted={put}
      onCancel={parentId ? () => setReplyTo(null) : undefined}
      parentId={parentId}
      storyId={props.storyId}
    />
  );

  const item = (comment: Shown) => (
    <>
      <CommentItem
        comment={comment}
        guidelines={props.guidelines}
        isFollowed={props.followed?.id === comment.id}
        isBanned={ban !== null}
        isMember={props.me !== null}
        isMuted={muted.isMuted(comment.id)}
        isOpen={isOpen}
        language={props.language}
        most={props.most}
        now={props.now}
        onChanged={change}
        onMuted={({ isMuted, comments }) => {
          muted.put(comments, isMuted);
          setWord(
            isMuted
              ? `Muted: ${comment.author?.name}. What they say is one line each, for you alone. Unmute takes it back.`
              : `You read ${comment.author?.name} again.`,
          );
          setGoOnAt(comment.id);
        }}
        onReply={setReplyTo}
      />
      {replyTo === comment.id ? (
        ban || !wasOpen ? (
          <NotSent text={draftFor(comment.id).text} />
        ) : (
          composer(comment.id)
        )
      ) : null}
    </>
  );

  return (
    <section aria-labelledby="comments" className="talk">
      <header>
        <h2 id="comments">{count === 0 ? "Comments" : `${count} ${count === 1 ? "comment" : "comments"}`}</h2>
        {threads.length > 1 || picks > 0 || order === "picks" ? (
          <Orders hasPicks={picks > 0} onSort={sort} order={order} storyId={props.storyId} />
        ) : null}
      </header>
      <p className="rules">
        Comments are in {siteLanguages[props.language]} and in full sentences. They are never abusive or personal.{" "}
        <a href="/guidelines">Community guidelines</a>
      </p>
      {isOpen && props.readFirst ? (
        <p className="rules read-first">
          {props.readFirst === "story"
            ? "A moderator reads every comment on this story before it appears."
            : "A moderator reads every comment before it appears."}
        </p>
      ) : null}
      {isOpen && props.closing ? <p className="rules">{props.closing.wordsBefore}</p> : null}
      {isOpen && ban ? (
        <div className="stack" id="write">
          <MayNotComment ban={ban} />
          <NotSent text={draftFor(null).text} />
        </div>
      ) : wasOpen ? (
        <div className={isOpen ? undefined : "stack"} id="write">
          {isOpen ? null : (
            <p className="said waits" role="status">
              {props.closing?.words}
            </p>
          )}
          {composer(null)}
          {props.asksAboutReplies && hasSpoken ? <ReplyQuestion /> : null}
        </div>
      ) : (
        <div className="stack" id="write">
          <p className="said waits">{props.closing?.words ?? "Comments on this story are closed."}</p>
          <NotSent text={draftFor(null).text} />
        </div>
      )}
      <NewComments count={newThreads.length} onPress={showNew} />
      <div className="threads">
        {threads.map((thread) => (
          <ThreadItem
            item={item}
            key={thread.id}
            news={news.filter(({ threadId }) => threadId === thread.id)}
            onRead={(replies) => readReplies(thread.id, replies)}
            thread={thread}
          />
        ))}
      </div>
      {threads.length > 0 ? null : order === "picks" ? (
        <p className="empty">There is no editors’ pick any more.</p>
      ) : (
        <p className="empty">
          {isOpen ? "Nobody has commented yet. Yours can be the first." : "Nobody has commented."}
        </p>
      )}
      {next ? (
        <button className="button quiet" onClick={() => void load(order, next)} type="button">
          More comments
        </button>
      ) : null}
      {props.hasFigures ? (
        <p className="meta onward">
          <a href="/transparency">How we moderate comments, in figures</a>
        </p>
      ) : null}
      <p className="hidden" role="status">
        {word}
      </p>
    </section>
  );
}

const isFirst = ({ isPinned, threadId }: Thread) => isPinned && threadId === null;

/** What came after `before`. The newest are first, so what follows one of `before` is older. */
function newsIn(latest: Told[], before: Set<string>): Told[] {
  const end = latest.findIndex(({ id }) => before.has(id));
  return end < 0 ? latest : latest.slice(0, end);
}
