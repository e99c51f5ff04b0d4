import { call, h, home, Piece, signInAddress } from "./base.ts";
import { addressOf, changeState, follow, type PageState } from "./state.ts";

const benefits: [string, string][] = [
  ["M5 2.5h10v15l-5-3.6-5 3.6z", "Bookmark stories to read later"],
  ["M3 4h14v9.5H9L5 17v-3.5H3z", "Comment on stories to start conversations"],
  ["M2.5 4.5h15v11h-15zM2.5 5l7.5 6 7.5-6", "Subscribe to our newsletters"],
  ["M3 10.5V3h7.5l7 7-7.5 7.5zM6.8 6.8h.01", "Get notified about discounts and offers to our products"],
];
const places: [string, string][] = [
  ["/reading-list", "Your reading list"],
  ["/newsletters", "Newsletters"],
  ["/offers", "Offers for members"],
  ["/account", "Your account"],
];

/** Signs out here and says so to everything on the page. */
async function signOut(address: string, state: PageState) {
  const answer = await call("POST", "/api/v1/sign-out", {});
  if (answer.ok)
    changeState(address, { ...state, member: null, story: state.story && { ...state.story, isSaved: false } });
}

/** What signing in is good for; for a member, the way to all of it. It is as high for the one as for the other. */
export class Benefits extends Piece {
  private leave = () => {};

  protected css = () => `
    :host { border-block: 1px solid var(--line); padding: 24px 0; min-height: 19rem }
    ul { margin: 16px 0 }
    li { display: flex; gap: 12px; align-items: center; min-height: 44px; font: 400 1.05rem/1.35 var(--serif) }
    svg { flex: none; width: 20px; height: 20px; fill: none; stroke: var(--accent); stroke-width: 1.5 }
    .row { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center }`;

  protected begin() {
    const address = addressOf(this);
    this.leave = follow(address, (state) => state && this.draw(address, state));
  }

  protected override end() {
    this.leave();
  }

  private draw(address: string, state: PageState) {
    if (state.member)
      return this.show(
        h("h2", { part: "title" }, "For you as a member"),
        h("ul", {}, ...places.map(([path, name]) => h("li", {}, h("a", { href: home + path }, name)))),
        h(
          "p",
          { class: "row meta" },
          `You are signed in as ${state.member.name}.`,
          h("button", { class: "link", onclick: () => void signOut(address, state), type: "button" }, "Sign out"),
        ),
      );
    const list = h("ul");
    for (const [path, words] of benefits) {
      const line = h("li");
      line.insertAdjacentHTML("afterbegin", `<svg aria-hidden="true" viewBox="0 0 20 20"><path d="${path}"/></svg>`);
      line.append(words);
      list.append(line);
    }
    this.show(
      h("h2", { part: "title" }, "Sign in to unlock member-only benefits"),
      list,
      h(
        "p",
        { class: "row meta" },
        h("a", { class: "button", href: signInAddress(), part: "button" }, "Sign in"),
        "We send you a link and a code. No password.",
      ),
    );
  }
}

/** For the head of a page: sign in, or who is signed in. */
export class Account extends Piece {
  private leave = () => {};

  protected css = () => `
    :host { display: inline-flex; gap: 16px; align-items: center; min-height: 44px; vertical-align: middle; font-size: .9rem }
    a { display: inline-flex; align-items: center; min-height: 44px }`;

  protected begin() {
    this.leave = follow(addressOf(this), (state) => {
      if (!state) return;
      // So that the page learns it, too: it may then ask for a token (docs/sso.md). Whatever else runs there hears this as well, so it says no more.
      this.dispatchEvent(
        new CustomEvent("masthead-member", { bubbles: true, detail: { isMember: state.member !== null } }),
      );
      if (!state.member) return this.show(h("a", { href: signInAddress(), part: "link" }, "Sign in"));
      this.show(
        h("a", { href: `${home}/reading-list`, part: "link" }, "Reading list"),
        h(
          "a",
          { "aria-label": `Your account, ${state.member.name}`, href: `${home}/account`, part: "link" },
          state.member.name,
        ),
      );
    });
  }

  protected override end() {
    this.leave();
  }
}
