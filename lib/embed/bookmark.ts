import { call, h, Piece, signInFor } from "./base.ts";
import { addressOf, changeState, follow, type PageState } from "./state.ts";

const flag = `<svg aria-hidden="true" fill="none" height="18" stroke="currentColor" stroke-width="1.6" viewBox="0 0 15 18" width="15"><path d="M2 1.5h11v15l-5.5-4-5.5 4z"/></svg>`;

/** Its name begins with the word that is seen, so that whoever speaks to their computer can say it. */
function name(button: HTMLElement, { title, isSaved }: { title: string; isSaved: boolean }) {
  button.setAttribute("aria-pressed", String(isSaved));
  button.setAttribute("aria-label", `${isSaved ? "Saved" : "Bookmark"}: ${title}`);
}

/** Saves the story of the page with one press, and drops it with the next. */
export class Bookmark extends Piece {
  private leave = () => {};
  private state: PageState | undefined;
  private turn = Promise.resolve();
  private word = h("span", { class: "unseen", role: "status" });

  protected css = () => `
    :host { display: inline-block; min-height: 44px; vertical-align: middle }
    .label { display: inline-grid }
    .label > * { grid-area: 1 / 1 }
    [aria-pressed=true] path { fill: currentColor }
    [aria-pressed=false] .on, [aria-pressed=true] .off { visibility: hidden }`;

  protected begin() {
    const address = addressOf(this);
    this.leave = follow(address, (state) => state?.story && this.draw(address, state, state.story));
  }

  protected override end() {
    this.leave();
  }

  private draw(address: string, state: PageState, story: NonNullable<PageState["story"]>) {
    this.state = state;
    const known = this.inside.querySelector("button");
    if (known) return name(known, story);
    const label = h(
      "span",
      { class: "label" },
      h("span", { class: "off" }, "Bookmark"),
      h("span", { class: "on" }, "Saved"),
    );
    const button = h("button", {
      class: "button quiet",
      onclick: () => (this.state?.member ? this.toggle(address, story.id) : void this.ask(story.id)),
      part: "button",
      type: "button",
    });
    name(button, story);
    button.insertAdjacentHTML("afterbegin", flag);
    button.append(label);
    this.show(button, this.word);
  }

  private toggle(address: string, id: string) {
    const next = this.inside.querySelector("button")?.getAttribute("aria-pressed") !== "true";
    // Of what is known now: somebody may have signed out since this was drawn.
    const put = (isSaved: boolean) => {
      if (this.state?.story) changeState(address, { ...this.state, story: { ...this.state.story, isSaved } });
    };
    put(next);
    // One after the other: of two quick presses the second must not overtake the first on its way.
    this.turn = this.turn.then(async () => {
      const answer = await call(next ? "PUT" : "DELETE", `/api/v1/bookmarks/${id}`);
      if (!answer.ok) put(!next);
      this.word.textContent = answer.ok
        ? `${next ? "Saved to" : "Taken off"} your reading list. Press again to undo.`
        : answer.problem.title;
      if (answer.ok) this.tell("bookmark", { isSaved: next });
    });
  }

  private async ask(storyId: string) {
    const problem = await signInFor({ kind: "bookmark", storyId });
    if (problem) this.word.textContent = problem.title;
  }
}
