import { useEffect, useRef, useState } from "react";
import { drawWords } from "./draw-words.ts";
import { findWords, type Place, type Target } from "./find-words.ts";
import {
  type Highlighted,
  makeHighlight,
  newId,
  putBackHighlight,
  removeHighlight,
  tellSaved,
} from "./highlight-acts.ts";
import { rangeOf, readStory } from "./story-text.ts";

/** A highlight that is removed: its place in the list says so, or the box in the text did. */
type Gone = ReadonlyMap<string, "listed" | "unlisted">;

/** A member's highlights in the story on this page. They are found in its text again, and drawn there, whenever they change. */
export function useHighlights(storyId: string, first: Highlighted[]) {
  const [highlights, setHighlights] = useState(first);
  const [gone, setGone] = useState<Gone>(new Map());
  const [places, setPlaces] = useState<ReadonlyMap<string, Place | undefined>>(new Map());
  const found = useRef(new Map<string, Place | undefined>());

  useEffect(() => {
    const { text } = readStory();
    for (const { id, target } of highlights) if (!found.current.has(id)) found.current.set(id, findWords(text, target));
    setPlaces(new Map(found.current));
    const shown = highlights.filter(({ id }) => !gone.has(id)).map(({ id }) => found.current.get(id));
    drawWords(
      readStory,
      "own-words",
      shown.filter((place) => place !== undefined),
    );
  }, [highlights, gone]);
  useEffect(
    () => () => {
      drawWords(readStory, "own-words", []);
      drawWords(readStory, "own-words-here", []);
    },
    [],
  );

  const change = (id: string, to: Partial<Highlighted>) =>
    setHighlights((all) => all.map((one) => (one.id === id ? { ...one, ...to } : one)));
  const markGone = (id: string, as: "listed" | "unlisted" | undefined) =>
    setGone((before) => {
      const next = new Map(before);
      if (as) next.set(id, as);
      else next.delete(id);
      return next;
    });

  return {
    highlights,
    places,
    listed: highlights.filter(({ id }) => gone.get(id) !== "unlisted"),
    change,
    markGone,

    /** Shows it at once; `done` is the problem, or nothing when it is kept. */
    make(target: Target): { id: string; done: Promise<string | undefined> } {
      const made: Highlighted = { id: newId(), storyId, target, note: "", madeAt: new Date().toISOString() };
      setHighlights((all) => [...all, made].sort((one, other) => one.target.start - other.target.start));
      const done = makeHighlight(made).then((answer) => {
        if (answer.ok) {
          change(made.id, { madeAt: answer.view.madeAt });
          tellSaved(storyId);
          return undefined;
        }
        setHighlights((all) => all.filter(({ id }) => id !== made.id));
        return answer.problem.title;
      });
      return { id: made.id, done };
    },

    async remove(id: string): Promise<string | undefined> {
      markGone(id, "unlisted");
      const answer = await removeHighlight(id);
      if (answer.ok || answer.problem.code === "not_found") return undefined;
      markGone(id, undefined);
      return answer.problem.title;
    },

    async putBack(highlight: Highlighted): Promise<string | undefined> {
      const answer = await putBackHighlight(highlight);
      if (!answer.ok) return answer.problem.title;
      markGone(highlight.id, undefined);
      return undefined;
    },

    /** Which highlight is drawn where somebody pressed, if any. */
    drawnAt({ clientX, clientY }: { clientX: number; clientY: number }): string | undefined {
      const story = readStory();
      return [...places].findLast(([id, place]) => {
        const range = place && !gone.has(id) ? rangeOf(story, place) : undefined;
        return [...(range?.getClientRects() ?? [])].some(
          ({ left, right, top, bottom }) => clientX >= left && clientX <= right && clientY >= top && clientY <= bottom,
        );
      })?.[0];
    },
  };
}
