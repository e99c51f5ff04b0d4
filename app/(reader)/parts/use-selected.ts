import { useEffect, useEffectEvent } from "react";
import type { Spot } from "./highlight-box.tsx";
import { readStory, spanOf } from "./story-text.ts";

export type Selected = { span: { start: number; end: number }; text: string; spot: Spot };

/** So long nobody moves the end of a selection before it is read. */
const restMs = 120;
const boxWidth = 320;

/** Tells which words of the story are selected, and undefined when none are. What is selected elsewhere is nobody's business. */
export function useSelected(tell: (selected: Selected | undefined) => void) {
  const tellNow = useEffectEvent(tell);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const changed = () => {
      clearTimeout(timer);
      timer = setTimeout(() => tellNow(selectedNow()), restMs);
    };
    document.addEventListener("selectionchange", changed);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("selectionchange", changed);
    };
  }, []);
}

/** The words that are selected at this moment. */
export function selectedNow(): Selected | undefined {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return undefined;
  const range = selection.getRangeAt(0);
  // All of the page is no choice of words.
  if (!document.querySelector(".story")?.contains(range.startContainer)) return undefined;
  const story = readStory();
  const span = spanOf(story, range);
  return span && { span, text: story.text, spot: spotUnder(range) };
}

/** Right under the last of these words, and on the screen. */
export function spotUnder(range: Range): Spot {
  const last = [...range.getClientRects()].at(-1) ?? range.getBoundingClientRect();
  const rightmost = document.documentElement.clientWidth - Math.min(boxWidth, window.innerWidth - 32) - 16;
  return {
    top: last.bottom + window.scrollY + 8,
    left: Math.max(16, Math.min(last.left, rightmost)) + window.scrollX,
  };
}
