import { type Act, deleteAct, editAct, muteAct, recommendAct } from "./acts.ts";
import { h, home } from "./base.ts";
import { composer } from "./composer.ts";
import { reportAct } from "./report.ts";
import { type Comment, draftOf, type Here } from "./talk.ts";
import { age, sayMoment } from "./times.ts";

/** One comment, as its reader may see it; what is answered to it comes at the end of `replies`. */
export function commentIn(here: Here, comment: Comment, threadId: string, replies?: HTMLElement): HTMLElement {
  const made = draw(here, comment, threadId, replies);
  here.redraw.set(comment.id, () => {
    const anew = commentIn(here, comment, threadId, replies);
    made.replaceWith(anew);
    return anew;
  });
  return made;
}

function draw(here: Here, comment: Comment, threadId: string, replies?: HTMLElement): HTMLElement {
  const { author } = comment;
  if (!author || comment.state === "deleted")
    return h("article", { class: "c", tabindex: -1 }, h("p", { class: "meta" }, "This comment is not shown any more."));
  if (here.mine.muted.includes(comment.id) && !here.shown.has(comment.id)) return muted(here, comment, author.name);
  const at = new Date(comment.createdAt);
  const text = h("p", { class: "text", lang: here.story.language }, comment.text);
  const row = h("div", { class: "row" });
  const article = h(
    "article",
    { "aria-label": `Comment by ${author.name}`, class: "c", part: "comment", tabindex: -1 },
    h(
      "div",
      { class: "who" },
      h("b", {}, author.name),
      author.isStaff ? h("span", { class: "tag" }, "Newsroom") : null,
      comment.isPinned ? h("span", { class: "tag" }, "Pinned") : null,
      comment.isPicked ? h("span", { class: "tag" }, "Editors’ pick") : null,
      comment.state === "held" ? h("span", { class: "tag" }, "Waits for a moderator; only you see it") : null,
      h("time", { class: "meta", datetime: at.toISOString(), onpointerenter: sayMoment }, age(at)),
      comment.editedAt ? h("span", { class: "meta" }, "edited") : null,
    ),
    comment.inAnswerTo?.name ? h("p", { class: "meta" }, `In answer to ${comment.inAnswerTo.name}`) : null,
    text,
    row,
  );
  fill({ here, comment, name: author.name, article, text, row }, threadId, replies);
  return article;
}

/** What somebody said whom its reader has muted: one line in its place, and two ways out. */
function muted(here: Here, comment: Comment, name: string): HTMLElement {
  const show = () => {
    here.shown.add(comment.id);
    here.redraw.get(comment.id)?.().focus();
  };
  const row = h(
    "div",
    { class: "row" },
    h("span", { class: "meta" }, `Muted: ${name}`),
    h("button", { "aria-label": `Show this comment by ${name}`, onclick: show, type: "button" }, "Show"),
    muteAct(here, comment, name),
  );
  return h("article", { "aria-label": `Muted comment by ${name}`, class: "c", tabindex: -1 }, row);
}

/** What its reader can do about it. */
function fill(act: Act, threadId: string, replies?: HTMLElement) {
  const { here, comment, name, row } = act;
  const isMine = [...here.mine.own, ...here.mine.held].some(({ id }) => id === comment.id);
  const isPublished = comment.state === "published";
  if (isPublished) {
    row.append(recommendAct(here, comment, isMine));
    if (here.story.isOpen && !here.mine.ban) row.append(replyAct(act, threadId, replies));
    const href = `${home}/comments/${comment.id}`;
    row.append(h("a", { "aria-label": `Permalink to the comment by ${name}`, href }, "Permalink"));
    if (!isMine) row.append(reportAct(act));
    if (!isMine && here.member) row.append(muteAct(here, comment, name));
  }
  if (!isMine) return;
  row.append(deleteAct(act));
  const edit = here.mine.ban ? undefined : editAct(act);
  if (edit) row.append(edit);
}

function replyAct({ here, comment, row }: Act, threadId: string, replies?: HTMLElement): HTMLElement {
  const button = h("button", { "aria-expanded": "false", onclick: () => answer(true), type: "button" }, "Reply");
  const answer = (isPressed: boolean) => {
    if (button.getAttribute("aria-expanded") === "true") return;
    button.setAttribute("aria-expanded", "true");
    const close = () => {
      here.drafts.delete(comment.id);
      form.remove();
      button.setAttribute("aria-expanded", "false");
      button.focus();
    };
    const form = composer({
      storyId: here.story.id,
      parentId: comment.id,
      member: here.member,
      ...draftOf(here, comment.id),
      onCancel: close,
      onPosted: (posted) => {
        close();
        here.posted(posted, replies ?? row.closest<HTMLElement>(".replies"), threadId);
      },
    });
    row.after(form);
    if (isPressed) form.querySelector("textarea")?.focus();
  };
  if (here.drafts.get(comment.id)) queueMicrotask(() => answer(false));
  return button;
}
