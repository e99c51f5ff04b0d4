import { call } from "./base.ts";

/** As `GET /api/v1/page-state` answers. */
export type PageState = {
  publication: string;
  member: { name: string; hasName: boolean } | null;
  story: { id: string; title: string; comments: number; isOpen: boolean; isSaved: boolean; language?: string } | null;
};

const asked = new Map<string, Promise<PageState | undefined>>();
const listeners = new Set<(address: string, state: PageState) => void>();

/** The story's address: what the element says, or the page's canonical link, or where the page is. */
export function addressOf(element: HTMLElement): string {
  const said = element.getAttribute("address") ?? document.querySelector<HTMLLinkElement>("link[rel=canonical]")?.href;
  return new URL(said || location.href, location.href).href;
}

/** Who reads, and what the story is to them: asked once, however many elements want to know. */
export function stateAt(address: string): Promise<PageState | undefined> {
  let state = asked.get(address);
  if (!state) {
    state = call<PageState>("GET", `/api/v1/page-state?address=${encodeURIComponent(address)}`).then((answer) =>
      answer.ok ? answer.view : undefined,
    );
    asked.set(address, state);
  }
  return state;
}

/** What one element changed, the others show. */
export function changeState(address: string, state: PageState) {
  asked.set(address, Promise.resolve(state));
  for (const listener of listeners) listener(address, state);
}

/** Calls with what is known now and whenever it changes, until it is ended. */
export function follow(address: string, show: (state: PageState | undefined) => void): () => void {
  let isOver = false;
  const listener = (changed: string, state: PageState) => changed === address && !isOver && show(state);
  listeners.add(listener);
  void stateAt(address).then((state) => !isOver && show(state));
  return () => {
    isOver = true;
    listeners.delete(listener);
  };
}

// Signing in or out on another page shows here when the reader comes back by the browser's own button.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const address of [...asked.keys()]) {
    asked.delete(address);
    void stateAt(address).then((state) => state && changeState(address, state));
  }
});
