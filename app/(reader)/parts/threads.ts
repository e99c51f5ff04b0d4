import type { Ban } from "./may-not-comment.tsx";

export type State = "published" | "held" | "rejected" | "deleted";
export type Author = { name: string; isStaff: boolean; isMe: boolean };

/** A comment as everybody gets it from the API. */
export type Told = {
  id: string;
  storyId: string;
  parentId: string | null;
  threadId: string | null;
  author: { name: string; isStaff: boolean } | null;
  text: string;
  state: State;
  recommended: number;
  createdAt: string;
  version: number;
  editedAt: string | null;
  isPinned: boolean;
  isPicked: boolean;
  inAnswerTo: { id: string; name: string | null } | null;
};
type More = { below: number; earlier: string | null; later: string | null };
export type ToldThread = Told & More & { replies: Told[] };

/** What only the member who looks sees, or may do. */
export type Mine = {
  held: Told[];
  own: { id: string; editableForMs: number | null }[];
  recommended: string[];
  muted: string[];
  hasMutes: boolean;
  ban: Ban | null;
};

/** A comment as this reader sees it. */
export type Shown = Omit<Told, "author"> & {
  author: Author | null;
  isRecommendedByMe: boolean;
  editableForMs: number | null;
};
export type Thread = Shown & More & { replies: Shown[] };

/**
 * The comments that are the same for everybody, as one member sees them.
 * @param sinceMs how long ago `mine` was true
 */
export function asSeenBy(mine: Mine, sinceMs = 0) {
  const own = new Map(mine.own.map(({ id, editableForMs }) => [id, editableForMs]));
  const recommended = new Set(mine.recommended);
  const waiting = new Map(mine.held.map((one) => [one.id, one]));
  const shown = (everybodys: Told): Shown => {
    // Where others see the place of a comment that waits, its author sees the comment.
    const told = waiting.get(everybodys.id) ?? everybodys;
    const left = (own.get(told.id) ?? 0) - sinceMs;
    return {
      ...told,
      author: told.author && { ...told.author, isMe: own.has(told.id) },
      isRecommendedByMe: recommended.has(told.id),
      editableForMs: left > 0 ? left : null,
    };
  };
  const heldIn = (threadId: string) => mine.held.filter((one) => one.threadId === threadId).map(shown);
  const thread = (told: ToldThread): Thread => ({
    ...told,
    ...shown(told),
    replies: together(told.replies.map(shown), heldIn(told.id)),
  });
  return {
    shown,
    thread,
    /** A page of threads; the member's own that wait stand before the first one. */
    threads: (told: ToldThread[], isFirstPage: boolean): Thread[] => {
      const known = new Set(told.map(({ id }) => id));
      const tops = isFirstPage ? mine.held.filter((one) => one.threadId === null && !known.has(one.id)) : [];
      return [...tops.map((one) => asThread(shown(one))), ...told.map(thread)];
    },
  };
}

export const asThread = (comment: Shown): Thread => ({ ...comment, below: 0, earlier: null, later: null, replies: [] });

/** Replies of one thread, each once and in their order, however they came. */
export function together(some: Shown[], more: Shown[]): Shown[] {
  const known = new Set(some.map(({ id }) => id));
  return [...some, ...more.filter(({ id }) => !known.has(id))].sort(
    (one, other) => one.createdAt.localeCompare(other.createdAt) || one.id.localeCompare(other.id),
  );
}

/** Puts a comment where it belongs: a new thread on top, an answer into its thread. */
export function withPosted(threads: Thread[], comment: Shown): Thread[] {
  const { parentId } = comment;
  if (!parentId) return [asThread(comment), ...threads];
  return threads.map((thread) => {
    const parent = thread.id === parentId ? thread : thread.replies.find(({ id }) => id === parentId);
    if (!parent) return thread;
    const inAnswerTo = parent.id === thread.id ? null : { id: parentId, name: parent.author?.name ?? null };
    const below = thread.below + (comment.state === "published" ? 1 : 0);
    return { ...thread, below, replies: together(thread.replies, [{ ...comment, threadId: thread.id, inAnswerTo }]) };
  });
}

/** Puts a changed comment in the place of the one that it was. */
export const withChanged = (threads: Thread[], comment: Shown): Thread[] =>
  threads.map((thread) =>
    thread.id === comment.id
      ? { ...thread, ...comment }
      : { ...thread, replies: thread.replies.map((reply) => (reply.id === comment.id ? comment : reply)) },
  );

export const idsOf = (threads: Thread[]) =>
  new Set(threads.flatMap((thread) => [thread.id, ...thread.replies.map(({ id }) => id)]));
