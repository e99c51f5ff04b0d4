import { call, grouped, h, home, Piece, read } from "./base.ts";
import { commentIn } from "./comment.ts";
import { css } from "./comments-style.ts";
import { composer } from "./composer.ts";
import { languageNames } from "./language-names.ts";
import { followTalk } from "./live.ts";
import { addressOf, follow, type PageState } from "./state.ts";
import { draftOf, type Here, type Mine, nobody, type Page, type Posted, type Talk, type Thread } from "./talk.ts";
import { threadIn } from "./thread.ts";

type Story = Here["story"];

const orders = { newest: "Newest first", oldest: "Oldest first", recommended: "Most recommended" };
const threadsAPage = 20;
const threadsAFrame = 2;

/** The comments of the page's story: read by everybody, written by members, by the house rules. */
export class Comments extends Piece {
  private leave = () => {};
  private hush = () => {};
  private order: keyof typeof orders = "newest";
  private known: Talk = { version: 0, count: 0 };
  private readonly drafts: Here["drafts"] = new Map();
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
    const here = this.here(story, member, mine?.ok ? mine.view : nobody);
    const choice = h(
      "select",
      {
        "aria-label": "Order",
        onchange: () => void this.reorder(here, choice),
        part: "field",
      },
      ...Object.entries(orders).map(([value, name]) => h("option", { value }, name)),
    );
    choice.value = this.order;
    this.show(
      h("div", { class: "head" }, this.heading, choice),
      h(
        "p",
        { class: "meta rules" },
        `Comments have to be in ${nameOf(story.language)} and in full sentences. They cannot be abusive or personal. Please abide by our `,
        h("a", { href: `${home}/guidelines` }, "community guidelines"),
        ".",
      ),
      this.box(here),
      this.news,
      this.list,
      this.word,
    );
    this.draw(here, page);
    this.hush();
    this.hush = followTalk(story.id, (talk) => this.isNews(here, talk));
  }

  private here(story: Story, member: PageState["member"], mine: Mine): Here {
    const here: Here = {
      ...{ story, member, mine, drafts: this.drafts, shown: new Set(), redraw: new Map(), editableUntil: new Map() },
      say: (words) => {
        this.word.textContent = words;
      },
      counted: (more) => {
        this.known = { version: this.known.version, count: this.known.count + more };
        this.heading.textContent = words(this.known.count);
      },
      posted: (comment, place, threadId) => this.posted(here, comment, place, threadId),
    };
    for (const { id, editableForMs } of mine.own) mayEditFor(here, id, editableForMs);
    return here;
  }

  private box(here: Here): HTMLElement {
    const { story, member, mine } = here;
    if (story.isOpen && !mine.ban)
      return composer({
        ...{ storyId: story.id, parentId: null, member, ...draftOf(here, null) },
        onPosted: (posted) => here.posted(posted, null),
      });
    const why = story.isOpen
      ? "You may not comment for now. Your account says why."
      : "Comments on this story are closed.";
    return h("p", { class: "said" }, why);
  }

  private async page(story: Story, after?: string) {
    const query = new URLSearchParams({ order: this.order, most: String(threadsAPage), ...(after ? { after } : {}) });
    const answer = await read<Page>(`/api/v1/stories/${story.id}/comments?${query}`);
    return answer.ok ? answer.view : undefined;
  }

  private async reorder(here: Here, choice: HTMLSelectElement) {
    const before = this.order;
    this.order = choice.value as keyof typeof orders;
    const page = await this.page(here.story);
    if (page) return this.draw(here, page);
    this.order = before;
    choice.value = before;
    this.news.replaceChildren(
      h("p", { class: "said problem" }, "The order is as it was. Check your connection and try again."),
    );
  }

  private draw(here: Here, page: Page) {
    this.known = { version: page.version, count: page.count };
    this.news.replaceChildren();
    this.heading.textContent = words(page.count);
    here.redraw.clear();
    const held = here.mine.held.filter(({ parentId }) => parentId === null);
    const more = h("div", { class: "more" });
    this.list.replaceChildren(
      ...held.map((comment) => commentIn(here, comment, comment.id)),
      page.items.length + held.length === 0
        ? h("p", { class: "meta nobody" }, "Nobody has said anything yet. The first comment stands here.")
        : "",
      more,
    );
    void this.fill(here, page, more);
  }

  /** Puts threads before a place, a few at a time: a slow phone must answer a finger in between. Answers the first of them. */
  private async fill(here: Here, page: Page, place: HTMLElement): Promise<HTMLElement | undefined> {
    let first: HTMLElement | undefined;
    for (const [at, thread] of page.items.entries()) {
      if (at % threadsAFrame === 0) await nextFrame();
      // A list that was drawn anew meanwhile has another place.
      if (!place.isConnected) return;
      const made = threadIn(here, thread);
      place.before(made);
      first ??= made;
    }
    this.offerMore(here, place, page.next);
    return first;
  }

  private offerMore(here: Here, place: HTMLElement, next: string | null) {
    place.replaceChildren();
    if (!next) return;
    const button = h("button", { class: "button quiet", onclick: () => void go(), type: "button" }, "More comments");
    const go = async () => {
      button.disabled = true;
      const page = await this.page(here.story, next);
      button.disabled = false;
      if (!page) return;
      button.remove();
      const first = await this.fill(here, page, place);
      first?.querySelector<HTMLElement>("article")?.focus();
    };
    place.append(button);
  }

  /** Shows what the reader has just written, without waiting for the list to be read again. */
  private posted(here: Here, posted: Posted, place: HTMLElement | null, threadId = posted.id) {
    this.list.querySelector(".nobody")?.remove();
    const isTop = threadId === posted.id;
    const comment: Thread = {
      ...posted,
      threadId: isTop ? null : threadId,
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
    const { id, editableForMs } = posted;
    here.mine = { ...here.mine, own: [...here.mine.own, { id, editableForMs }] };
    mayEditFor(here, id, editableForMs);
    if (here.member && !here.member.hasName) here.member = { name: posted.name, hasName: true };
    const shown = place ? commentIn(here, comment, threadId) : threadIn(here, comment);
    if (place) place.append(shown);
    else this.list.prepend(shown);
    if (posted.state === "published") here.counted(1);
    const article = shown.localName === "article" ? shown : shown.querySelector("article");
    article?.focus();
    here.say(
      posted.state === "published"
        ? "Your comment is published."
        : "Your comment waits for a moderator. Only you see it until then.",
    );
    this.tell("comment", { state: posted.state });
  }

  /** What others have said meanwhile is offered, and moves nothing under a reader's eyes. */
  private isNews(here: Here, talk: Talk) {
    if (talk.version <= this.known.version) return;
    const fresh = talk.count - this.known.count;
    if (fresh <= 0) return;
    const go = async () => {
      const [page, muted] = await Promise.all([this.page(here.story), mutedIn(here)]);
      if (!page) return;
      here.mine = { ...here.mine, muted };
      this.draw(here, page);
      this.heading.focus();
    };
    this.news.replaceChildren(
      h("button", { class: "button quiet", onclick: () => void go(), type: "button" }, `Show ${fresh} new`),
    );
  }
}

function mayEditFor({ editableUntil }: Here, id: string, ms: number | null) {
  if (ms !== null) editableUntil.set(id, performance.now() + ms);
}

/** What came meanwhile may be by somebody whom the reader has muted. */
async function mutedIn({ story, mine }: Here): Promise<string[]> {
  if (!mine.hasMutes) return mine.muted;
  const answer = await call<{ comments: string[] }>("GET", `/api/v1/stories/${story.id}/comments/muted`);
  return answer.ok ? answer.view.comments : mine.muted;
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

const nameOf = (language = "en") => languageNames[language] ?? language;
