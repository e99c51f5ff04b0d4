"use client";
import { useLayoutEffect, useState } from "react";
import { letWait } from "./waiting-acts.ts";

type Place = { block: number; of: number };

/** So long nobody scrolls before the place is noted. */
const restMs = 1_500;
/** Who has not come this far has not begun, and is not asked whether they want to go on. */
const begunAt = 2;

/**
 * Notes where a member stops reading a story that they saved, for their other devices, and offers to go on there. It never
 * scrolls by itself, and its line has its room from the start.
 */
export function ReadingPlace({ storyId, place }: { storyId: string; place: Place | null }) {
  const [isOffered, setOffered] = useState(true);
  const hasBegun = place !== null && place.block >= begunAt && place.block < place.of - 1;

  // While the page is taken down, its blocks must still stand to be measured once more.
  useLayoutEffect(() => {
    const path = `/api/v1/bookmarks/${storyId}/place`;
    let noted = place?.block ?? 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let hasScrolled = false;
    const blocks = blocksOfStory();
    const note = () => {
      // When this story has left the page, another may stand there already.
      if (!blocks[0]?.isConnected) return;
      const block = lastSeen(blocks);
      if (!hasScrolled || block === undefined || block === noted) return;
      noted = block;
      const where = { block, of: blocks.length };
      const body = JSON.stringify(where);
      // Nobody waits for it; without a network it waits on this device, and what is lost is noted by the next rest.
      fetch(path, { method: "PUT", keepalive: true, headers: { "content-type": "application/json" }, body }).catch(
        () => void letWait([{ storyId, act: "place", place: where }]),
      );
    };
    const scrolled = () => {
      hasScrolled = true;
      clearTimeout(timer);
      timer = setTimeout(note, restMs);
    };
    const hidden = () => document.visibilityState === "hidden" && note();
    window.addEventListener("scroll", scrolled, { passive: true });
    document.addEventListener("visibilitychange", hidden);
    return () => {
      clearTimeout(timer);
      note();
      window.removeEventListener("scroll", scrolled);
      document.removeEventListener("visibilitychange", hidden);
    };
  }, [storyId, place]);

  if (!place || !hasBegun) return null;
  return (
    <p className="go-on meta">
      {isOffered ? (
        <button
          className="link"
          onClick={() => {
            setOffered(false);
            const block = blocksOfStory()[place.block];
            if (!block) return;
            block.tabIndex = -1;
            block.focus({ preventScroll: true });
            block.scrollIntoView({ block: "start" });
          }}
          type="button"
        >
          Go on where you stopped
        </button>
      ) : (
        "You were here."
      )}{" "}
      ({Math.round((100 * (place.block + 1)) / place.of)} % read)
    </p>
  );
}

const blocksOfStory = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(".story .body > *")];

/** The last block of which the top is on the screen, or above it: where the eyes are, or were. */
function lastSeen(blocks: HTMLElement[]): number | undefined {
  const line = window.innerHeight * 0.7;
  let last: number | undefined;
  for (const [at, block] of blocks.entries()) if (block.getBoundingClientRect().top < line) last = at;
  return last;
}
