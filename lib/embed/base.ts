/** Where Masthead is: this very script came from there. */
export const home = new URL(import.meta.url).origin;

export type Problem = { title: string; code: string; status: number };
export type Answer<View> = { ok: true; view: View } | { ok: false; problem: Problem };

/** What is the same for everybody; it is asked for by nobody in particular. */
export const read = <View>(path: string) => call<View>("GET", path, undefined, "omit");

/** Asks our API for the reader of this page. A network that is gone is a problem like any other. */
export async function call<View>(
  method: string,
  path: string,
  body?: unknown,
  credentials: RequestCredentials = "include",
): Promise<Answer<View>> {
  try {
    const response = await fetch(home + path, {
      method,
      credentials,
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    const view = response.status === 204 ? undefined : await response.json();
    return response.ok ? { ok: true, view } : { ok: false, problem: view };
  } catch {
    return {
      ok: false,
      problem: { title: "This could not be reached. Check your connection and try again.", code: "offline", status: 0 },
    };
  }
}

type Given = Record<string, string | number | boolean | null | undefined | ((event: never) => void)>;
type Child = Node | string | null | undefined | false;

/** Makes an element. What a reader or a publisher wrote comes in as text alone, never as markup. */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  given: Given = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (typeof value === "function") made.addEventListener(key.slice(2), value as EventListener);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, String(value));
  }
  made.append(
    ...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false),
  );
  return made;
}

/** 12,345. */
export const grouped = (count: number) => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

/** Where a reader comes back to after signing in: this page, in the shortest form that our sign-in takes. */
export function wayBack(): string {
  const { href, origin, pathname } = location;
  const ways = [href.split("#")[0] ?? href, origin + pathname].map((to) => `/back?to=${encodeURIComponent(to)}`);
  return ways.find((way) => way.length <= 500) ?? "/";
}

export const signInAddress = () => `${home}/signin?returnTo=${encodeURIComponent(wayBack())}`;

/** Keeps what a reader wants to do, and leads them to sign in; it is done for them right after, and they come back here. */
export async function signInFor(begun: Record<string, unknown>): Promise<Problem | undefined> {
  const answer = await call<{ goTo: string }>("POST", "/api/v1/intents", { ...begun, returnTo: wayBack() });
  if (!answer.ok) return answer.problem;
  location.assign(home + answer.view.goTo);
}

const sheets = new Map<string, CSSStyleSheet>();
function sheetOf(css: string): CSSStyleSheet {
  let sheet = sheets.get(css);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(css, sheet);
  }
  return sheet;
}

/**
 * Every element of ours: its insides are its own, so neither page nor element can break the other. Until it knows what to show,
 * and when it cannot know, it shows what the publisher put between its tags.
 */
export abstract class Piece extends HTMLElement {
  protected readonly inside = this.attachShadow({ mode: "open" });
  /** Changes whenever it is taken out: an answer that is older finds nobody. */
  protected life = 0;

  constructor() {
    super();
    this.inside.append(h("slot"));
  }

  connectedCallback() {
    this.inside.adoptedStyleSheets = [common, this.css()].map(sheetOf);
    this.life += 1;
    this.begin();
  }

  disconnectedCallback() {
    this.life += 1;
    this.end();
  }

  protected abstract css(): string;
  protected abstract begin(): void;
  protected end() {}

  protected show(...children: Child[]) {
    this.inside.replaceChildren(...children.filter((child): child is Node | string => Boolean(child)));
  }

  /** Told to the page too, for its own figures: `masthead-bookmark`, `masthead-comment`, with no word about who it was. */
  protected tell(name: string, detail: Record<string, unknown>) {
    this.dispatchEvent(new CustomEvent(`masthead-${name}`, { detail, bubbles: true, composed: true }));
  }
}

/** Ink on paper. A publication sets any of these from its own style sheet; parts are named for the rest. */
const common = `
:host {
  --ink: var(--masthead-ink, light-dark(#16150f, #efece3));
  --paper: var(--masthead-paper, light-dark(#fff, #14130f));
  --wash: var(--masthead-wash, light-dark(#f6f4ef, #1d1c17));
  --soft: var(--masthead-soft, light-dark(#57544a, #b3afa2));
  --line: var(--masthead-line, light-dark(#dedad0, #35332b));
  --edge: light-dark(#8c887c, #7d796c);
  --accent: var(--masthead-accent, light-dark(#9c1c1c, #e98a85));
  --focus: light-dark(#1a5fb4, #8ab8f0);
  --serif: var(--masthead-serif, Georgia, "Times New Roman", serif);
  --sans: var(--masthead-sans, system-ui, sans-serif);
  display: block;
  color: var(--ink);
  font: 400 1rem/1.5 var(--sans);
  text-align: start;
  overflow-wrap: break-word;
}
:host([hidden]) { display: none }
* { box-sizing: border-box }
h2, h3, p, ul { margin: 0; padding: 0 }
ul { list-style: none }
h2 { font: 600 1.3rem/1.25 var(--serif) }
a { color: inherit; text-decoration-color: var(--edge); text-underline-offset: .18em }
a:hover { text-decoration-color: currentColor }
button, input, textarea, select { font: inherit; color: inherit }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px }
.button { display: inline-flex; gap: .5em; align-items: center; justify-content: center; min-height: 44px; padding: .6em 1.15em;
  border: 1px solid var(--ink); border-radius: 3px; background: var(--ink); color: var(--paper); font: 600 .88rem/1.2 var(--sans);
  text-decoration: none; white-space: nowrap; cursor: pointer }
.button:hover { opacity: .88 }
.button[disabled] { opacity: .55; cursor: default }
.quiet { background: none; color: var(--ink); border-color: var(--line) }
.quiet:hover { border-color: var(--ink); opacity: 1 }
.link { padding: 0; border: 0; background: none; min-height: 44px; text-decoration: underline; text-decoration-color: var(--edge);
  text-underline-offset: .18em; cursor: pointer }
.meta { font: 400 .82rem/1.45 var(--sans); color: var(--soft) }
.said { padding: 12px 16px; border-inline-start: 3px solid light-dark(#1f6b45, #6cc394); background: var(--wash); font-size: .92rem }
.said.problem { border-color: var(--accent) }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
`;
