import { useEffect, useRef, useState } from "react";
import { dayOf } from "../../../(reader)/parts/times.ts";
import { type Found, findStories } from "./stories.ts";

/** Finds a story by words of it, newest first, and hands it over. */
export function StoryPicker(props: { pick(story: Found): void; close(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [words, setWords] = useState("");
  const [found, setFound] = useState<Found[] | undefined>();
  const [isAway, setAway] = useState(false);
  const [at, setAt] = useState(0);
  const story = found?.[Math.min(at, found.length - 1)];

  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    let isOld = false;
    const timer = setTimeout(
      async () => {
        const now = await findStories(words);
        if (isOld) return;
        setAway(!now);
        setFound(now ?? []);
        setAt(0);
      },
      words === "" ? 0 : 150,
    );
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [words]);

  return (
    <dialog aria-labelledby="pick-title" className="keys-dialog picker" onClose={props.close} ref={dialog}>
      <h2 id="pick-title">Pick a story</h2>
      <label className="field">
        <span>Words of it, or its address</span>
        <input
          aria-activedescendant={story ? `story-${story.id}` : undefined}
          aria-autocomplete="list"
          aria-controls="stories-found"
          aria-expanded="true"
          autoComplete="off"
          onChange={(event) => setWords(event.target.value)}
          onKeyDown={(event) => {
            const most = found?.length ?? 0;
            if (event.key === "ArrowDown" && most > 0) setAt((now) => (now + 1) % most);
            else if (event.key === "ArrowUp" && most > 0) setAt((now) => (now + most - 1) % most);
            else if (event.key === "Enter" && story) props.pick(story);
            else return;
            event.preventDefault();
          }}
          role="combobox"
          value={words}
        />
      </label>
      <div aria-label="Stories" className="found" id="stories-found" role="listbox">
        {found?.map((one, place) => (
          <div
            aria-selected={one === story}
            id={`story-${one.id}`}
            key={one.id}
            onClick={() => props.pick(one)}
            onKeyDown={(event) => {
              if (event.key === "Enter") props.pick(one);
            }}
            onMouseMove={() => setAt(place)}
            role="option"
            tabIndex={-1}
          >
            <strong>{one.title}</strong>
            <span className="meta">
              {[one.section, one.byline, dayOf(new Date(one.publishedAt), new Date())].filter(Boolean).join(" · ")}
            </span>
          </div>
        ))}
      </div>
      <p className="meta" role="status">
        {isAway
          ? "The stories could not be asked. Check your connection and type again."
          : found?.length === 0
            ? "No story has all of these words. Try fewer."
            : ""}
      </p>
      <button className="button quiet" onClick={() => dialog.current?.close()} type="button">
        Close
      </button>
    </dialog>
  );
}
