// The one script that a publisher's page loads: light elements at once, heavy ones when a reader comes near them.
import type { Piece } from "./base.ts";
import { Account, Benefits } from "./benefits.ts";
import { Bookmark } from "./bookmark.ts";

const heavy: Record<string, () => Promise<new () => Piece>> = {
  "masthead-comments": async () => (await import("./comments.ts")).Comments,
  "masthead-newsletters": async () => (await import("./lists.ts")).Newsletters,
  "masthead-offers": async () => (await import("./lists.ts")).Offers,
};
const nearby = "600px";

// Each in a task of its own: a slow phone must answer a finger in between. Their places are kept meanwhile.
const light: [string, new () => Piece][] = [
  ["masthead-account", Account],
  ["masthead-bookmark", Bookmark],
  ["masthead-benefits", Benefits],
];
for (const [name, piece] of light) setTimeout(() => define(name, piece));

const watch = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watch.unobserve(target);
      const name = target.localName;
      void heavy[name]?.().then((piece) => define(name, piece));
    }
  },
  { rootMargin: nearby },
);
const look = (root: ParentNode) => {
  for (const element of root.querySelectorAll(Object.keys(heavy).join()))
    if (!customElements.get(element.localName)) watch.observe(element);
};
look(document);
// Pages that put their stories in later, as many do.
new MutationObserver((changes) => {
  for (const { addedNodes } of changes)
    for (const node of addedNodes) if (node instanceof Element && node.parentNode) look(node.parentNode);
}).observe(document.documentElement, { childList: true, subtree: true });

/** A page that loads us twice has us once. */
function define(name: string, piece: new () => Piece) {
  if (!customElements.get(name)) customElements.define(name, piece);
}
