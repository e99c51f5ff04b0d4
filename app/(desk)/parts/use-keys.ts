import { useEffect, useEffectEvent } from "react";

const switchedOff = "desk-keys-off";

/** Single keys can be switched off, for whoever speaks to their computer or has keys of their own. */
export const areKeysOn = () => localStorage.getItem(switchedOff) === null;
export const switchKeys = (on: boolean) =>
  on ? localStorage.removeItem(switchedOff) : localStorage.setItem(switchedOff, "yes");

/** What may go on while a key is held down: the rest asks for a press each, or a whole queue would be published at once. */
const mayRepeat = new Set(["j", "k", "J", "K"]);

/** Does by single keys what the page offers; never while somebody types, or reads a dialog. */
export function useKeys(acts: Record<string, (() => void) | undefined>) {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]") || (event.key !== "?" && !areKeysOn())) return;
    const key = event.shiftKey ? event.key : event.key.toLowerCase();
    const act = acts[key];
    if (!act || (event.repeat && !mayRepeat.has(key))) return;
    // A key that opens a box is not its first letter.
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}

/** Whoever has just ticked a box goes on by keys. */
const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  !(target instanceof HTMLInputElement && target.type === "checkbox") &&
  (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable);
