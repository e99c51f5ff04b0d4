"use client";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { drawWords } from "./draw-words.ts";
import { findWords, type Place, targetOf } from "./find-words.ts";
import type { Highlighted } from "./highlight-acts.ts";
import { type Box, HighlightBox } from "./highlight-box.tsx";
import { OwnHighlight } from "./own-highlight.tsx";
import { rangeOf, readStory } from "./story-text.ts";
import { useHighlights } from "./use-highlights.ts";
import { selectedNow, spotUnder, useSelected } from "./use-selected.ts";

const mostCharacters = 2_000;
const tooLong = "A highlight may have 2,000 characters. Choose fewer words.";

/** A member's highlights in the story on this page: drawn in its text, made by selecting words, and listed below it. */
export function Highlights({ storyId, first, now }: { storyId: string; first: Highlighted[]; now: string }) {
  const own = useHighlights(storyId, first);
  const [box, setBox] = useState<Box>();
  const [said, setSaid] = useState("");
  const frame = useRef<HTMLFieldSetElement>(null);
  const cameFrom = useRef<HTMLElement | null>(null);
  const isInBox = () => frame.current?.contains(document.activeElement) ?? false;
  const wantsFocus = useRef(false);
  const focusBox = () => {
    wantsFocus.current = true;
  };
  // Once it is drawn, and not before.
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    frame.current?.querySelector<HTMLElement>("button")?.focus();
  });

  useSelected((selected) => {
    if (isInBox()) return;
    if (selected) setBox({ kind: "selected", ...selected });
    else setBox((open) => (open?.kind === "selected" ? undefined : open));
  });

  async function make(selected = selectedNow()) {
    if (!selected) return;
    const target = targetOf(selected.text, selected.span);
    if (target.exact.length > mostCharacters) return setBox({ kind: "selected", ...selected, problem: tooLong });
    const { id, done } = own.make(target);
    setBox({ kind: "made", id, spot: selected.spot });
    document.getSelection()?.removeAllRanges();
    focusBox();
    const problem = await done;
    if (problem) setBox({ kind: "selected", ...selected, problem });
    else setSaid("Highlighted. The story is on your reading list.");
  }

  async function remove(highlight: Highlighted) {
    const spot = box?.spot ?? { top: 0, left: 0 };
    setBox({ kind: "removed", highlight, spot });
    drawWords(readStory, "own-words-here", []);
    focusBox();
    const problem = await own.remove(highlight.id);
    if (problem) setBox({ kind: "made", id: highlight.id, spot, problem });
    else setSaid("Removed.");
  }

  async function putBack(highlight: Highlighted) {
    const spot = box?.spot ?? { top: 0, left: 0 };
    const problem = await own.putBack(highlight);
    if (problem) return setBox({ kind: "removed", highlight, spot, problem });
    setBox({ kind: "made", id: highlight.id, spot });
    setSaid("The highlight is back.");
    focusBox();
  }

  function close() {
    setBox(undefined);
    drawWords(readStory, "own-words-here", []);
    cameFrom.current?.focus();
    cameFrom.current = null;
  }

  function show(id: string) {
    const place = own.places.get(id);
    if (!place) return;
    cameFrom.current = document.activeElement as HTMLElement | null;
    const range = scrollTo(place);
    if (!range) return;
    setBox({ kind: "made", id, spot: spotUnder(range) });
    focusBox();
  }

  const followAddress = useEffectEvent(() => {
    const id = /^#highlight-([0-9a-f-]{36})$/.exec(location.hash)?.[1];
    const target = own.highlights.find((one) => one.id === id)?.target;
    const place = target && findWords(readStory().text, target);
    if (place) scrollTo(place);
  });
  const pressed = useEffectEvent((event: MouseEvent) => {
    const at = event.target as Element;
    // A button of the box goes with its own press, and one of the list may have opened the box.
    if (!at.isConnected || at.closest(".own-highlights") || frame.current?.contains(at)) return;
    if (document.getSelection()?.isCollapsed === false) return;
    const id = at.closest("a, button, input, textarea, summary, label") ? undefined : own.drawnAt(event);
    const place = id && own.places.get(id);
    const range = place && rangeOf(readStory(), place);
    if (id && range) return setBox({ kind: "made", id, spot: spotUnder(range) });
    if (!isInBox()) setBox(undefined);
    drawWords(readStory, "own-words-here", []);
  });
  const typed = useEffectEvent((event: KeyboardEvent) => {
    if (isTyping(event.target)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (!selectedNow()) return;
      event.preventDefault();
      return void make();
    }
    if (!box || isInBox()) return;
    if (event.key === "Escape") return close();
    // Words are no place for the focus, so the next stop behind them would be anywhere: it is the box under them.
    if (event.key !== "Tab" || event.shiftKey || event.altKey || event.ctrlKey) return;
    event.preventDefault();
    frame.current?.querySelector<HTMLElement>("button")?.focus();
  });
  // Words go elsewhere when the window is turned or made smaller, and the box goes with them.
  const resized = useEffectEvent(() => {
    const place = box?.kind === "made" ? own.places.get(box.id) : undefined;
    const range = place && rangeOf(readStory(), place);
    setBox((open) => (open && range ? { ...open, spot: spotUnder(range) } : undefined));
  });
  useEffect(() => {
    followAddress();
    window.addEventListener("hashchange", followAddress);
    window.addEventListener("resize", resized);
    document.addEventListener("click", pressed);
    document.addEventListener("keydown", typed);
    return () => {
      window.removeEventListener("hashchange", followAddress);
      window.removeEventListener("resize", resized);
      document.removeEventListener("click", pressed);
      document.removeEventListener("keydown", typed);
    };
  }, []);

  return (
    <>
      {own.listed.length > 0 ? (
        <section aria-labelledby="highlights" className="own-highlights">
          <h2 className="section-title" id="highlights">
            Your highlights
          </h2>
          <p className="meta">
            For you alone. <a href="/reading-list/highlights">All your highlights</a>
          </p>
          <ul className="highlight-list">
            {own.listed.map((highlight) => (
              <OwnHighlight
                highlight={highlight}
                key={highlight.id}
                now={now}
                onGone={(isGone) => own.markGone(highlight.id, isGone ? "listed" : undefined)}
                onNote={(note) => own.change(highlight.id, { note })}
                onShow={own.places.get(highlight.id) ? () => show(highlight.id) : undefined}
                returnTo={`/stories/${storyId}#highlights`}
                standing={standingOf(own.places, highlight.id)}
              />
            ))}
          </ul>
        </section>
      ) : null}
      {box ? (
        <HighlightBox
          box={box}
          highlight={box.kind === "made" ? own.highlights.find(({ id }) => id === box.id) : undefined}
          key={box.kind === "made" ? box.id : box.kind}
          onClose={close}
          onMake={() => void make(box.kind === "selected" ? box : undefined)}
          onNote={(id, note) => {
            own.change(id, { note });
            setSaid("Saved.");
            focusBox();
          }}
          onPutBack={(highlight) => void putBack(highlight)}
          onRemove={(highlight) => void remove(highlight)}
          ref={frame}
          returnTo={`/stories/${storyId}#highlights`}
        />
      ) : null}
      <span className="hidden" role="status">
        {said}
      </span>
    </>
  );
}

/** Brings words into the upper third of the screen, and draws them stronger. */
function scrollTo(place: Place): Range | undefined {
  const range = rangeOf(readStory(), place);
  if (!range) return undefined;
  window.scrollTo({ top: range.getBoundingClientRect().top + window.scrollY - window.innerHeight / 3 });
  drawWords(readStory, "own-words-here", [place]);
  return range;
}

/** What to say beside words that are not as they were. Nothing until the page was read. */
function standingOf(places: ReadonlyMap<string, Place | undefined>, id: string): string | undefined {
  if (!places.has(id)) return undefined;
  const place = places.get(id);
  if (!place) return "These words are not in the story any more. What you highlighted stays here.";
  return place.isSame ? undefined : "The story was changed here since.";
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (/^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable);
