import { call, h } from "./base.ts";
import { composer } from "./composer.ts";
import type { Comment, Here } from "./talk.ts";
import { minutesAndSeconds } from "./times.ts";

/** A comment that stands there, for what can be done about it. */
export type Act = {
  here: Here;
  comment: Comment;
  name: string;
  article: HTMLElement;
  text: HTMLElement;
  row: HTMLElement;
};

/** Said where it was pressed, to who sees and who hears; the next press takes it away. */
export function complain(at: HTMLElement, words: string) {
  noteAt(at, words ? h("p", { class: "said problem note", role: "alert" }, words) : undefined);
}

/** The same of what went well. */
export function confirm(here: Here, at: HTMLElement, words: string) {
  noteAt(at, h("p", { "aria-hidden": "true", class: "said note" }, words));
  here.say(words);
}

function noteAt(at: HTMLElement, note: HTMLElement | undefined) {
  const article = at.closest("article");
  article?.querySelector(":scope > .note")?.remove();
  if (note) article?.append(note);
}

export function recommendAct(here: Here, comment: Comment, isMine: boolean): HTMLElement {
  let isOn = here.mine.recommended.includes(comment.id);
  let count = comment.recommended;
  const button = h("button", { class: "recommend", onclick: () => void press(), type: "button" });
  const draw = () => {
    button.textContent = `Recommend ${count || ""}`.trim();
    button.setAttribute("aria-pressed", String(isOn));
    button.setAttribute("aria-label", `Recommend, ${count} so far`);
  };
  const press = async () => {
    complain(button, "");
    const answer = await call<{ recommended: number; isRecommendedByMe: boolean }>(
      "PUT",
      `/api/v1/comments/${comment.id}/recommendation`,
      { isRecommended: !isOn },
    );
    if (!answer.ok) return complain(button, answer.problem.title);
    isOn = answer.view.isRecommendedByMe;
    count = answer.view.recommended;
    draw();
  };
  draw();
  button.disabled = isMine || !here.member;
  if (button.disabled) button.title = isMine ? "Others can recommend your comment" : "Sign in to recommend";
  return button;
}

/** Has its reader read no more of somebody, or again; all that they said on this page goes, or comes back. */
export function muteAct(here: Here, comment: Comment, name: string): HTMLElement {
  const isMuted = here.mine.muted.includes(comment.id);
  const press = async () => {
    const path = `/api/v1/comments/${comment.id}/mute`;
    complain(button, "");
    const answer = await call<{ comments: string[] }>("POST", path, { isMuted: !isMuted });
    if (!answer.ok) return complain(button, answer.problem.title);
    const theirs = answer.view.comments;
    const others = here.mine.muted.filter((id) => !theirs.includes(id));
    here.mine = { ...here.mine, muted: isMuted ? others : [...others, ...theirs], hasMutes: true };
    for (const id of theirs) here.shown.delete(id);
    const drawn = new Map(theirs.map((id) => [id, here.redraw.get(id)?.()]));
    drawn.get(comment.id)?.focus();
    here.say(isMuted ? `You read ${name} again.` : `You read no more of ${name}. Nobody is told.`);
  };
  const button = h(
    "button",
    {
      "aria-label": isMuted ? `Unmute ${name}` : `Mute ${name}, for you alone`,
      onclick: () => void press(),
      type: "button",
    },
    isMuted ? "Unmute" : "Mute",
  );
  return button;
}

/** Gives one's own another text, for the minutes in which it can be; nothing when they are over. */
export function editAct({ here, comment, article, text, row }: Act): HTMLElement | undefined {
  const leftMs = () => (here.editableUntil.get(comment.id) ?? 0) - performance.now();
  if (leftMs() <= 0) return undefined;
  const timer = h("span", { class: "meta", role: "timer" });
  const button = h("button", { onclick: () => begin(), type: "button" }, "Edit");
  const act = h("span", { class: "for-now" }, button, timer);
  const tick = () => {
    const left = leftMs();
    timer.textContent = `${minutesAndSeconds(left)} left`;
    if (left > 0) return;
    clearInterval(ticking);
    const hadFocus = act.contains((act.getRootNode() as ShadowRoot).activeElement);
    act.remove();
    if (hadFocus) article.focus();
  };
  const ticking = setInterval(() => (article.isConnected ? tick() : clearInterval(ticking)), 1000);
  const begin = () => {
    const stop = () => {
      form.replaceWith(text);
      row.hidden = false;
      article.focus();
    };
    const form = composer({
      storyId: here.story.id,
      parentId: null,
      member: here.member,
      text: comment.text,
      edits: comment,
      onCancel: stop,
      onSaved: (changed) => {
        const isOff = comment.state === "published" && changed.state === "held";
        const wasHeld = comment.state === "held" && changed.state === "published";
        // What the newsroom had put forward were the words before.
        if (changed.version !== comment.version) Object.assign(comment, { isPinned: false, isPicked: false });
        Object.assign(comment, changed);
        if (isOff || wasHeld) here.counted(isOff ? -1 : 1);
        here.redraw.get(comment.id)?.().focus();
        here.say(changed.state === "held" ? "Saved. Your comment waits for a moderator now." : "Saved.");
      },
    });
    text.replaceWith(form);
    row.hidden = true;
    form.querySelector("textarea")?.focus();
  };
  timer.textContent = `${minutesAndSeconds(leftMs())} left`;
  return act;
}

export function deleteAct({ here, comment, article }: Act): HTMLElement {
  const press = async () => {
    complain(article, "");
    const answer = await call("DELETE", `/api/v1/comments/${comment.id}`);
    if (!answer.ok) return complain(article, answer.problem.title);
    if (comment.state === "published") here.counted(-1);
    const back = h("button", { class: "link", onclick: () => void undo(), type: "button" }, "Undo");
    const gone = h(
      "article",
      { class: "c", tabindex: -1 },
      h("p", { class: "meta" }, "You deleted this comment. ", back),
    );
    const undo = async () => {
      const undone = await call<Pick<Comment, "state" | "version">>(
        "POST",
        `/api/v1/comments/${comment.id}/restoration`,
        {},
      );
      if (undone.ok) {
        Object.assign(comment, { state: undone.view.state, version: undone.view.version });
        if (comment.state === "published") here.counted(1);
        gone.replaceWith(article);
      } else gone.replaceChildren(h("p", { class: "meta" }, undone.problem.title));
      article.focus();
    };
    article.replaceWith(gone);
    back.focus();
  };
  return h("button", { onclick: () => void press(), type: "button" }, "Delete");
}
