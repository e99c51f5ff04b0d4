import { call, h, home, Piece, signInAddress, signInFor } from "./base.ts";
import { addressOf, stateAt } from "./state.ts";

type Standing = "none" | "asked" | "confirmed" | "withdrawn";
type Thing = {
  title: string;
  note: string;
  standing: Standing;
  ask: string;
  leave: string;
  begin: Record<string, unknown>;
  verb: string;
};

const source = "publisher's page";
const css = `
  h2 { margin-bottom: 8px }
  li { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; justify-content: space-between; padding: 12px 0; border-top: 1px solid var(--line) }
  h3 { font: 600 1.05rem/1.3 var(--serif) }
  .grow { flex: 1 1 14rem }
  .room { min-height: 3rem; margin-top: 8px }`;

/** The newsletters, each with one press; who is not signed in is led there first, and has it afterwards. */
export class Newsletters extends Piece {
  protected css = () => css;

  protected begin() {
    void this.load(this.life);
  }

  private async load(life: number) {
    const answer = await call<{
      items: { slug: string; name: string; description: string; cadence: string; standing: Standing }[];
    }>("GET", "/api/v1/newsletters");
    if (!answer.ok || life !== this.life) return;
    const word = h("p", { class: "room", role: "status" });
    const lines = answer.view.items.map(({ slug, name, description, cadence, standing }) =>
      line(word, {
        title: name,
        note: [description, cadence].filter(Boolean).join(" · "),
        standing,
        ask: `/api/v1/newsletters/${encodeURIComponent(slug)}/subscription`,
        leave: `/api/v1/newsletters/${encodeURIComponent(slug)}/leave`,
        begin: { kind: "newsletter", slug, source },
        verb: "Subscribe",
      }),
    );
    this.show(h("h2", { part: "title" }, "Newsletters"), h("ul", {}, ...lines), word);
  }
}

/** What is open to members now, and whether they are told of more. */
export class Offers extends Piece {
  protected css = () => css;

  protected begin() {
    void this.load(this.life);
  }

  private async load(life: number) {
    const state = await stateAt(addressOf(this));
    if (!state || life !== this.life) return;
    const title = h("h2", { part: "title" }, "Offers for members");
    if (!state.member)
      return this.show(
        title,
        h("p", {}, "Discounts and offers to our products, for those who are signed in."),
        h("p", { class: "room" }, h("a", { class: "button", href: signInAddress(), part: "button" }, "Sign in")),
      );
    type Offer = {
      title: string;
      description: string;
      code: string | null;
      link: string;
      linkLabel: string;
      kind: "link" | "codes" | "plan";
      page: string;
      terms: string | null;
      standing: "open" | "mine" | "used" | "none left";
    };
    const answer = await call<{ items: Offer[]; notices: { standing: Standing } }>("GET", "/api/v1/offers");
    if (!answer.ok || life !== this.life) return;
    const { items, notices } = answer.view;
    const word = h("p", { class: "room", role: "status" });
    const offers = items.map(({ title, description, code, kind, terms, standing, ...to }) => {
      // What is pressed for, a code or a plan, is pressed on a page of ours.
      const isPressed = kind === "plan" || (kind === "codes" && standing === "open");
      const [link, label] = isPressed
        ? [to.page, kind === "plan" ? "Take it" : "Get my code"]
        : [to.link, to.linkLabel];
      return h(
        "li",
        {},
        h(
          "div",
          { class: "grow" },
          h("h3", {}, title),
          description ? h("p", { class: "meta" }, description) : null,
          terms ? h("p", { class: "meta" }, terms) : null,
          standing === "none left" ? h("p", { class: "meta" }, "All codes of it are given.") : null,
          code ? h("p", { class: "meta" }, "Your code: ", h("b", {}, code)) : null,
        ),
        // An address that a newsroom wrote: it leads to a page, or nowhere.
        /^https?:/i.test(link) ? h("a", { class: "button quiet", href: link, rel: "noopener" }, label) : null,
      );
    });
    this.show(
      title,
      items.length === 0 &&
        h("p", { class: "meta" }, "None is open just now. Those who ask are told by mail when one is."),
      h(
        "ul",
        {},
        ...offers,
        line(word, {
          title: "Tell me about offers",
          note: "By e-mail, when there is one",
          standing: notices.standing,
          ask: "/api/v1/offers/notices",
          leave: "/api/v1/offers/notices/leave",
          begin: { kind: "offers", source },
          verb: "Tell me",
        }),
      ),
      word,
    );
  }
}

/** One thing that can be asked for and left. What became of a press is said in a place that was there before. */
function line(word: HTMLElement, thing: Thing): HTMLElement {
  let { standing } = thing;
  const button = h("button", { class: "button", part: "button", type: "button", onclick: () => void press() });
  const name = () => (standing === "confirmed" ? "Leave" : standing === "asked" ? "Take back" : thing.verb);
  const draw = () => {
    button.textContent = name();
    button.setAttribute("aria-label", `${name()}: ${thing.title}`);
    button.classList.toggle("quiet", standing === "confirmed" || standing === "asked");
  };
  const say = (text: string) => {
    word.textContent = text;
    word.className = "room said";
  };
  async function press() {
    button.disabled = true;
    const isLeaving = standing === "confirmed" || standing === "asked";
    const answer = await call<{ standing: Standing }>("POST", isLeaving ? thing.leave : thing.ask, { source });
    button.disabled = false;
    if (!answer.ok) {
      if (answer.problem.status !== 401) return say(answer.problem.title);
      const problem = await signInFor(thing.begin);
      return problem && say(problem.title);
    }
    standing = answer.view.standing;
    draw();
    say(
      standing === "asked"
        ? "We have sent you a mail. Open it and confirm."
        : standing === "withdrawn"
          ? "Done: nothing more of it is sent to you."
          : "You get this already.",
    );
  }
  draw();
  return h(
    "li",
    {},
    h(
      "div",
      { class: "grow" },
      h(
        "h3",
        {},
        h(
          "a",
          { href: `${home}${thing.begin.kind === "offers" ? "/offers" : `/newsletters/${thing.begin.slug}`}` },
          thing.title,
        ),
      ),
      h("p", { class: "meta" }, thing.note),
    ),
    button,
  );
}
