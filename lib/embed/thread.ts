import { h, read } from "./base.ts";
import { commentIn } from "./comment.ts";
import type { Comment, Here, Thread } from "./talk.ts";

/** A comment with the replies below it; the reader's own that wait stand last. */
export function threadIn(here: Here, thread: Thread): HTMLElement {
  const held = here.mine.held.filter(({ threadId }) => threadId === thread.id);
  const waiting = held.map((reply) => commentIn(here, reply, thread.id));
  const replies = h(
    "div",
    { class: "replies" },
    ...thread.replies.map((reply) => commentIn(here, reply, thread.id)),
    ...waiting,
  );
  const made = h("div", { class: "thread" }, commentIn(here, thread, thread.id, replies), replies);
  if (thread.later)
    offerReplies(here, thread.id, (line) => replies.insertBefore(line, waiting[0] ?? null), thread.later);
  return made;
}

function offerReplies(here: Here, threadId: string, put: (line: HTMLElement) => void, after: string) {
  const button = h("button", { class: "link", onclick: () => void go(), type: "button" }, "More replies");
  const line = h("p", {}, button);
  const go = async () => {
    const answer = await read<{ items: Comment[]; later: string | null }>(
      `/api/v1/stories/${here.story.id}/threads/${threadId}/replies?after=${encodeURIComponent(after)}`,
    );
    if (!answer.ok) return;
    const more = answer.view.items.map((reply) => commentIn(here, reply, threadId));
    line.replaceWith(...more);
    if (answer.view.later) offerReplies(here, threadId, (next) => more.at(-1)?.after(next), answer.view.later);
    more[0]?.focus();
  };
  put(line);
}
