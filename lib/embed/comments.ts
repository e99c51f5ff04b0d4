import { call, grouped, h, home, Piece, read } from "./base.ts";
import { composer } from "./composer.ts";
import { languageNames } from "./language-names.ts";
import { followTalk } from "./live.ts";
import { addressOf, follow, type PageState } from "./state.ts";

type Comment = {
  id: string;
  author: { name: string; isStaff: boolean } | null;
  text: string;
  state: "published" | "held" | "rejected" | "deleted";
  recommended: number;
  createdAt: string;
  editedAt: string | null;
  isPinned: boolean;
  isPicked: boolean;
  inAnswerTo: { id: string; name: string | null } | null;
};
type Thread = Comment & { below: number; replies: Comment[]; later: string | null };
type Talk = { version: number; count: number };
type Page = Talk & { items: Thread[]; next: string | null };
type Mine = {
  held: (Comment & { parentId: string | null })[];
  own: { id: string }[];
  recommended: string[];
  muted: string[];
  ban: object | null;
};
type Story = NonNullable<PageState["story"]>;

const orders = { newest: "Newest first", oldest: "Oldest first", recommended: "Most recommended" };
const threadsAPage = 20;
const threadsAFrame = 2;
const nobody: Mine = { held: [], own: [], recommended: [], muted: [], ban: null };

/** The comments of the page's story: read by everybody, written by members, by the house rules. */
export class Comments extends Piece {
  private leave = () => {};
  private hush = () => {};
  private order: keyof typeof orders = "newest";
  private known: Talk = { version: 0, count: 0 };
  private mine = nobody;
  private member: PageState["member"] = null;
  private story: Story | undefined;
  /** What is being written, by the comment that it answers; the page may be drawn anew around it. */
  private readonly drafts = new Map<string | null, string>();
  private readonly heading = h("h2", { part: "title", tabindex: -1 });
  private readonly news = h("div", { class: "news", role: "status" });
  private readonly list = h("div", { class: "list" });
  private readonly word = h("p", { class: "unseen", role: "status" });

  protected css = () => css;

  protected begin() {
    const life = this.life;
    let shown: string | undefined;
    this.leave = follow(addressOf(this), (state) => {
      // Drawn anew when somebody else reads: a bookmark that is pressed above must not take a half-written comment away.
      const who = state?.story ? `${state.story.id} ${state.member?.name}` : undefined;
      if (!state?.story || who === shown) return;
      shown = who;
      void this.load(life, state, state.story);
    });
  }

  protected override end() {
    this.leave();
    this.hush();
  }

  private async load(life: number, { member }: PageState, story: Story) {
    const [page, mine] = await Promise.all([
      this.page(story),
      member ? call<Mine>("GET", `/api/v1/stories/${story.id}/comments/mine`) : null,
    ]);
    if (!page || life !== this.life) return;
    this.member = member;
    this.story = story;
    this.mine = mine?.ok ? mine.view : nobody;
    const choice = h(
      "select",
      {
        "aria-label": "Order",
        onchange: () => void this.reorder(story, choice.value as keyof typeof orders),
        part: "field",
      },
      ...Object.entries(orders).map(([value, name]) => h("option", { value }, name)),
    );
    const mayWrite = story.isOpen && !this.mine.ban;
    this.show(
      h("div", { class: "head" }, this.heading, choice),
      h(
        "p",
        { class: "meta rules" },
        `Comments have to be in ${nameOf(story.language)} and in full sentences. They cannot be abusive or personal. Please abide by our `,
        h("a", { href: `${home}/guidelines` }, "community guidelines"),
        ".",
      ),
      mayWrite
        ? composer({
            storyId: story.id,
            parentId: null,
            member,
            ...this.draft(null),
            onPosted: (posted) => this.posted(posted, null),
          })
        : h(
            "p",
            { class: "said" },
            story.isOpen ? "You may not comment for now. Your account says why." : "Comments on this story are closed.",
          ),
      this.news,
      this.list,
      this.word,
    );
    this.draw(story, page);
    this.hush();
    this.hush = followTalk(story.id, (talk) => this.isNews(story, talk));
  }

  private async page(story: Story, after?: string) {
    const query = new URLSearchParams({ order: this.order, most: String(threadsAPage), ...(after ? { after } : {}) });
    const answer = await read<Page>(`/api/v1/stories/${story.id}/comments?${query}`);
    return answer.ok ? answer.view : undefined;
  }

  private async reorder(story: Story, order: keyof typeof orders) {
    this.order = order;
    const page = await this.page(story);
    if (page) this.draw(story, page);
  }

  private draw(story: Story, page: Page) {
    this.known = page;
    this.news.replaceChildren();
    this.heading.textContent = words(page.count);
    const held = this.mine.held.filter(({ parentId }) => parentId === null);
    const more = h("div", { class: "more" });
    this.list.replaceChildren(
      ...held.map((comment) => this.comment(story, comment, comment.id)),
      page.items.length + held.length === 0
        ? h("p", { class: "meta nobody" }, "Nobody has said anything yet. The first comment stands here.")
        : "",
      more,
    );
    void this.fill(story, page, more);
  }

  /** Puts threads before a place, a few at a time: a slow phone must answer a finger in between. Answers the first of them. */
  private async fill(story: Story, page: Page, place: HTMLElement): Promise<HTMLElement | undefined> {
    let first: HTMLElement | undefined;
    for (const [at, thread] of page.items.entries()) {
      if (at % threadsAFrame === 0) await nextFrame();
      // A list that was drawn anew meanwhile has another place.
      if (!place.isConnected) return;
      const made = this.thread(story, thread);
      place.before(made);
      first ??= made;
    }
    this.offerMore(story, place, page.next);
    return first;
  }

  private offerMore(story: Story, place: HTMLElement, next: string | null) {
    place.replaceChildren();
    if (!next) return;
    const button = h("button", { class: "button quiet", onclick: () => void go(), type: "button" }, "More comments");
    const go = async () => {
      button.disabled = true;
      const page = await this.page(story, next);
      button.disabled = false;
      if (!page) return;
      button.remove();
      const first = await this.fill(story, page, place);
      first?.querySelector<HTMLElement>("article")?.focus();
    };
    place.append(button);
  }

  private thread(story: Story, thread: Thread): HTMLElement {
    const replies = h(
      "div",
      { class: "replies" },
      ...thread.replies.map((reply) => this.comment(story, reply, thread.id)),
    );
    const made = h("div", { class: "thread" }, this.comment(story, thread, thread.id, replies), replies);
    if (thread.later) this.offerReplies(story, thread, replies, thread.later);
    return made;
  }

  private offerReplies(story: Story, thread: Thread, place: HTMLElement, after: string) {
    const button = h("button", { class: "link", onclick: () => void go(), type: "button" }, "More replies");
    const line = h("p", {}, button);
    const go = async () => {
      const answer = await read<{ items: Comment[]; later: string | null }>(
        `/api/v1/stories/${story.id}/threads/${thread.id}/replies?after=${encodeURIComponent(after)}`,
      );
      if (!answer.ok) return;
      const more = answer.view.items.map((reply) => this.comment(story, reply, thread.id));
      line.replaceWith(...more);
      if (answer.view.later) this.offerReplies(story, thread, place, answer.view.later);
      more[0]?.focus();
    };
    place.append(line);
  }

  /** One comment; what is answered to it comes at the end of `replies`. */
  private comment(story: Story, comment: Comment, threadId: string, replies?: HTMLElement): HTMLElement {
    const { author } = comment;
    if (!author || comment.state === "deleted")
      return h(
        "article",
        { class: "c", tabindex: -1 },
        h("p", { class: "meta" }, "This comment is not shown any more."),
      );
    if (this.mine.muted.includes(comment.id))
      return h("article", { class: "c", tabindex: -1 }, h("p", { class: "meta" }, `Muted: ${author.name}`));
    const isMine =
      this.mine.own.some(({ id }) => id === comment.id) || this.mine.held.some(({ id }) => id === comment.id);
    const at = new Date(comment.createdAt);
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
      h("p", { class: "text", lang: this.story?.language }, comment.text),
      comment.state === "published" ? this.acts(story, comment, author.name, isMine, threadId, replies) : null,
    );
    return article;
  }

  private acts(story: Story, comment: Comment, name: string, isMine: boolean, threadId: string, replies?: HTMLElement) {
    const row = h("div", { class: "row" });
    row.append(this.recommend(comment, isMine));
    if (story.isOpen && !this.mine.ban) {
      const button = h("button", { "aria-expanded": "false", onclick: () => answer(true), type: "button" }, "Reply");
      row.append(button);
      const answer = (isPressed: boolean) => {
        if (button.getAttribute("aria-expanded") === "true") return;
        button.setAttribute("aria-expanded", "true");
        const close = () => {
          this.drafts.delete(comment.id);
          form.remove();
          button.setAttribute("aria-expanded", "false");
          button.focus();
        };
        const form = composer({
          storyId: story.id,
          parentId: comment.id,
          member: this.member,
          ...this.draft(comment.id),
          onCancel: close,
          onPosted: (posted) => {
            close();
            this.posted(posted, replies ?? row.closest<HTMLElement>(".replies"), threadId);
          },
        });
        row.after(form);
        if (isPressed) form.querySelector("textarea")?.focus();
      };
      if (this.drafts.get(comment.id)) queueMicrotask(() => answer(false));
    }
    row.append(
      h(
        "a",
        { "aria-label": `Permalink to the comment by ${name}`, href: `${home}/comments/${comment.id}` },
        "Permalink",
      ),
    );
    if (isMine) row.append(h("button", { onclick: () => void this.delete(comment, row), type: "button" }, "Delete"));
    else row.append(h("a", { href: `${home}/comments/${comment.id}/report`, rel: "nofollow" }, "Report"));
    return row;
  }

  private draft(parentId: string | null) {
    return { text: this.drafts.get(parentId), onText: (text: string) => void this.drafts.set(parentId, text) };
  }

  private recommend(comment: Comment, isMine: boolean): HTMLElement {
    let isOn = this.mine.recommended.includes(comment.id);
    let count = comment.recommended;
    const button = h("button", { class: "recommend", onclick: () => void press(), type: "button" });
    const draw = () => {
      button.textContent = `Recommend ${count || ""}`.trim();
      button.setAttribute("aria-pressed", String(isOn));
      button.setAttribute("aria-label", `Recommend, ${count} so far`);
    };
    const press = async () => {
      const answer = await call<{ recommended: number; isRecommendedByMe: boolean }>(
        "PUT",
        `/api/v1/comments/${comment.id}/recommendation`,
        { isRecommended: !isOn },
      );
      if (!answer.ok) {
        this.word.textContent = answer.problem.title;
        return;
      }
      isOn = answer.view.isRecommendedByMe;
      count = answer.view.recommended;
      draw();
    };
    draw();
    button.disabled = isMine || !this.member;
    if (button.disabled) button.title = isMine ? "Others can recommend your comment" : "Sign in to recommend";
    return button;
  }

  private async delete(comment: Comment, row: HTMLElement) {
    const article = row.closest("article");
    const answer = await call("DELETE", `/api/v1/comments/${comment.id}`);
    if (!answer.ok || !article) {
      if (!answer.ok) this.word.textContent = answer.problem.title;
      return;
    }
    const back = h("button", { class: "link", onclick: () => void undo(), type: "button" }, "Undo");
    const gone = h(
      "article",
      { class: "c", tabindex: -1 },
      h("p", { class: "meta" }, "You deleted this comment. ", back),
    );
    const undo = async () => {
      const undone = await call("POST", `/api/v1/comments/${comment.id}/restoration`, {});
      if (undone.ok) gone.replaceWith(article);
      else gone.replaceChildren(h("p", { class: "meta" }, undone.problem.title));
      article.focus();
    };
    article.replaceWith(gone);
    back.focus();
  }

  /** Shows what the reader has just written, without waiting for the list to be read again. */
  private posted(
    posted: { id: string; state: "published" | "held"; createdAt: string; text: string; name: string },
    place: HTMLElement | null,
    threadId = posted.id,
  ) {
    this.list.querySelector(".nobody")?.remove();
    const comment: Thread = {
      ...posted,
      author: { name: posted.name, isStaff: false },
      recommended: 0,
      editedAt: null,
      isPinned: false,
      isPicked: false,
      inAnswerTo: null,
      below: 0,
      replies: [],
      later: null,
    };
    this.mine = { ...this.mine, own: [...this.mine.own, { id: posted.id }] };
    if (this.member && !this.member.hasName) this.member = { name: posted.name, hasName: true };
    const story = this.story;
    if (!story) return;
    const shown = place ? this.comment(story, comment, threadId) : this.thread(story, comment);
    if (place) place.append(shown);
    else this.list.prepend(shown);
    if (posted.state === "published") {
      this.known = { version: this.known.version, count: this.known.count + 1 };
      this.heading.textContent = words(this.known.count);
    }
    const article = shown.localName === "article" ? shown : shown.querySelector("article");
    article?.focus();
    this.word.textContent =
      posted.state === "published"
        ? "Your comment is published."
        : "Your comment waits for a moderator. Only you see it until then.";
    this.tell("comment", { state: posted.state });
  }

  /** What others have said meanwhile is offered, and moves nothing under a reader's eyes. */
  private isNews(story: Story, talk: Talk) {
    if (talk.version <= this.known.version) return;
    const fresh = talk.count - this.known.count;
    if (fresh <= 0) return;
    const button = h(
      "button",
      { class: "button quiet", onclick: () => void go(), type: "button" },
      `Show ${fresh} new`,
    );
    const go = async () => {
      const page = await this.page(story);
      if (!page) return;
      this.draw(story, page);
      this.heading.focus();
    };
    this.news.replaceChildren(button);
  }
}

/** After what stands there by now was drawn; a page that nobody looks at draws nothing, and waits for no frame. */
const nextFrame = () =>
  new Promise<void>((go) => {
    const late = setTimeout(go, 100);
    requestAnimationFrame(() => {
      clearTimeout(late);
      setTimeout(go);
    });
  });

const words = (count: number) => (count === 1 ? "1 comment" : `${grouped(count)} comments`);

// The browser's own names of months cost a slow phone a tenth of a second before the first comment stands there.
const months = "January February March April May June July August September October November December".split(" ");

/** "26 min", "2 h", "14 March": the exact moment is said to who points at it. */
function age(at: Date): string {
  const minutes = Math.floor((Date.now() - at.getTime()) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 60 * 24) return `${Math.floor(minutes / 60)} h`;
  const year = at.getFullYear();
  return `${at.getDate()} ${months[at.getMonth()]}${year === new Date().getFullYear() ? "" : ` ${year}`}`;
}

const nameOf = (language = "en") => languageNames[language] ?? language;

function sayMoment({ target }: Event) {
  const time = target as HTMLTimeElement;
  time.title ||= new Date(time.dateTime).toLocaleString();
}

const css = `
:host { min-height: 24rem }
.head { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; justify-content: space-between }
.head select { min-height: 44px; padding: .4em .6em; border: 1px solid var(--line); border-radius: 3px; background: var(--paper) }
.rules { margin: 4px 0 16px }
.write { display: grid; gap: 8px }
.write textarea { min-height: 6.2rem; line-height: 1.5; resize: vertical }
.write textarea, .write input { width: 100%; padding: .55em .8em; border: 1px solid var(--edge); border-radius: 3px; background: var(--paper); font-size: 1rem }
.write input { min-height: 44px }
.name { display: grid; gap: 4px; font-size: .9rem; font-weight: 600 }
.name[hidden], .said[hidden], .button[hidden] { display: none }
.findings ul { display: grid; gap: 4px; padding: 12px 16px; border-inline-start: 3px solid light-dark(#7a5000, #e0b04c); background: light-dark(#fdf6e3, #26210f); font-size: .92rem }
.findings p { margin-top: 4px }
.act { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center }
.count { margin-inline-start: auto; font-variant-numeric: tabular-nums }
.news { min-height: 44px; margin-top: 12px; text-align: center }
.thread { content-visibility: auto; contain-intrinsic-size: auto 9rem }
.c { padding: 16px 0 8px; border-top: 1px solid var(--line) }
.replies .c { margin-inline-start: 24px; border-top: 1px dotted var(--line) }
.replies > p { margin-inline-start: 24px }
.c:focus { outline: none }
.c:focus-visible { outline: 2px solid var(--focus); outline-offset: -2px }
.who { display: flex; flex-wrap: wrap; gap: 0 8px; align-items: baseline; font-size: .9rem }
.tag { font: 600 .76rem var(--sans); color: var(--accent) }
.text { font: 400 1.05rem/1.5 var(--serif); margin-top: 8px; white-space: pre-line }
.row { display: flex; flex-wrap: wrap; gap: 0 16px; align-items: center }
.row button, .row a { display: inline-flex; align-items: center; min-height: 44px; padding: 0; border: 0; background: none;
  color: var(--soft); font: 400 .84rem/1.5 var(--sans); text-decoration: none; cursor: pointer }
.row button:hover, .row a:hover { color: var(--ink); text-decoration: underline }
.row button[disabled] { cursor: default; text-decoration: none; color: var(--soft) }
.recommend[aria-pressed=true] { color: var(--accent); font-weight: 600 }
.more { margin: 16px 0; text-align: center }
`;
