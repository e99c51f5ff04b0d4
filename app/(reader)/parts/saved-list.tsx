"use client";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import {
  actDone,
  actLabel,
  actsOn,
  type Before,
  changeSaved,
  putBackSaved,
  type SavedAct,
  type SavedLine,
  type SavedShelf,
} from "./saved-acts.ts";
import { type SavedHandle, SavedStory } from "./saved-story.tsx";
import { waits } from "./waiting-acts.ts";

type Done = { words: string; before: Before; gone: Set<string>; tags?: Map<string, string[]> };

/** A page of the reading list: its stories one by one, several at once, and by keys while the list has the focus. */
export function SavedList(props: { lines: SavedLine[]; shelf: SavedShelf; now: string; here: string }) {
  const [lines, setLines] = useState(props.lines);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [done, setDone] = useState<Done | undefined>();
  const [problem, setProblem] = useState("");
  const [tag, setTag] = useState("");
  const list = useRef<HTMLDivElement>(null);
  const undo = useRef<HTMLButtonElement>(null);
  const handles = useRef(new Map<string, SavedHandle>());
  const lastChosen = useRef<string | undefined>(undefined);
  const lastPressed = useRef<string | undefined>(undefined);
  const wasDone = useRef(false);
  // Where the focus was is gone once it is drawn: it goes to the undo, and after that to the first story.
  useEffect(() => {
    if (done) undo.current?.focus();
    else if (wasDone.current) list.current?.querySelector<HTMLElement>("[data-row] h2 a")?.focus();
    wasDone.current = done !== undefined;
  }, [done]);
  const shown = lines.filter(({ id }) => !done?.gone.has(id));
  const ids = shown.filter(({ id }) => chosen.has(id)).map(({ id }) => id);

  function choose(id: string, isChosen: boolean, isRange: boolean) {
    const from = shown.findIndex((line) => line.id === lastChosen.current);
    const to = shown.findIndex((line) => line.id === id);
    const range =
      isRange && from >= 0 ? shown.slice(Math.min(from, to), Math.max(from, to) + 1).map((line) => line.id) : [id];
    lastChosen.current = id;
    setChosen((before) => {
      const next = new Set(before);
      for (const one of range)
        if (isChosen) next.add(one);
        else next.delete(one);
      return next;
    });
  }

  async function many(act: SavedAct) {
    setProblem("");
    const answer = await changeSaved(ids, { act });
    if (!answer.ok) return setProblem(answer.problem.title);
    const { before, isWaiting } = answer.view;
    setDone({
      words: `${actDone[act]}: ${stories(before.length)}.${isWaiting ? ` ${waits}` : ""}`,
      before,
      gone: new Set(ids),
    });
    setChosen(new Set());
  }

  async function tagMany() {
    setProblem("");
    const word = tag.trim();
    if (word === "") return;
    const answer = await changeSaved(ids, { act: "tag", tag: word });
    if (!answer.ok) return setProblem(answer.problem.title);
    const were = new Map(lines.map((line) => [line.id, line.tags]));
    setLines((now) =>
      now.map((line) =>
        ids.includes(line.id) && !line.tags.some((one) => one.toLowerCase() === word.toLowerCase())
          ? { ...line, tags: [...line.tags, word] }
          : line,
      ),
    );
    setDone({
      words: `Tagged “${word}”: ${stories(answer.view.before.length)}.`,
      before: answer.view.before,
      gone: new Set(),
      tags: were,
    });
    setChosen(new Set());
    setTag("");
  }

  async function takeBackMany() {
    if (!done) return;
    const answer = await putBackSaved(done.before);
    if (!answer.ok) return setProblem(answer.problem.title);
    const { tags } = done;
    if (tags) setLines((now) => now.map((line) => ({ ...line, tags: tags.get(line.id) ?? line.tags })));
    setDone(undefined);
  }

  function onKey(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const here = rows.findIndex((row) => row.contains(event.target as Node));
    const id = rows[here]?.dataset.row;
    const go = (step: number) => {
      const next = rows[Math.min(rows.length - 1, Math.max(0, here + step))];
      next?.querySelector<HTMLElement>("h2 a, button")?.focus();
      next?.scrollIntoView({ block: "nearest" });
    };
    const act = (wanted: SavedAct) => {
      if (!id || !actsOn[props.shelf].includes(wanted)) return;
      lastPressed.current = id;
      handles.current.get(id)?.press(wanted);
    };
    const keys: Record<string, () => void> = {
      j: () => go(1),
      k: () => go(-1),
      x: () => id && choose(id, !chosen.has(id), event.shiftKey),
      r: () => act(props.shelf === "unread" ? "read" : "unread"),
      e: () => act(props.shelf === "archived" ? "unarchive" : "archive"),
      delete: () => act("drop"),
      u: () => (done ? void takeBackMany() : lastPressed.current && handles.current.get(lastPressed.current)?.undo()),
      t: () => {
        const words = rows[here]?.querySelector<HTMLDetailsElement>("details.tag-form");
        if (!words) return;
        words.open = true;
        words.querySelector<HTMLInputElement>("input[name=tags]")?.focus();
      },
    };
    const press = keys[event.key.toLowerCase()];
    if (!press || (event.repeat && !/^[jk]$/i.test(event.key))) return;
    event.preventDefault();
    press();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys beside the buttons, for whoever has the focus in the list
    <div onKeyDown={onKey} ref={list}>
      <fieldset aria-label="What is chosen" className="chosen">
        {done ? (
          <p role="status">
            {done.words}{" "}
            <button className="link" onClick={() => void takeBackMany()} ref={undo} type="button">
              Undo
            </button>
          </p>
        ) : (
          <>
            <label className="choose-all">
              <input
                checked={shown.length > 0 && ids.length === shown.length}
                onChange={(event) => setChosen(new Set(event.target.checked ? shown.map(({ id }) => id) : []))}
                type="checkbox"
              />
              <span>{ids.length === 0 ? "Choose all on this page" : `${stories(ids.length)} chosen`}</span>
            </label>
            {ids.length > 0 ? (
              <div className="chosen-acts">
                {actsOn[props.shelf].map((act) => (
                  <button className="link" key={act} onClick={() => void many(act)} type="button">
                    {actLabel[act]}
                  </button>
                ))}
                <form
                  onSubmit={(event) => {
                    event.preventDefault();
                    void tagMany();
                  }}
                >
                  <input
                    aria-label="A tag for what is chosen"
                    maxLength={40}
                    onChange={(event) => setTag(event.target.value)}
                    placeholder="Tag"
                    value={tag}
                  />
                  <button className="link" type="submit">
                    Add tag
                  </button>
                </form>
              </div>
            ) : null}
          </>
        )}
        {problem ? (
          <p className="said problem" role="alert">
            {problem}
          </p>
        ) : null}
      </fieldset>
      {shown.map((line) => (
        <SavedStory
          here={props.here}
          isChosen={chosen.has(line.id)}
          key={line.id}
          line={line}
          now={props.now}
          onChoose={(isChosen, isRange) => choose(line.id, isChosen, isRange)}
          ref={(handle) => {
            if (handle) handles.current.set(line.id, handle);
            else handles.current.delete(line.id);
          }}
          onWords={(words) => setLines((now) => now.map((one) => (one.id === line.id ? { ...one, ...words } : one)))}
          shelf={props.shelf}
        />
      ))}
      <p className="meta list-keys">
        With the focus in the list: <kbd>J</kbd> and <kbd>K</kbd> go on and back, <kbd>X</kbd> chooses, <kbd>R</kbd>{" "}
        read or unread, <kbd>E</kbd> archive, <kbd>T</kbd> tags, <kbd>Delete</kbd> removes, <kbd>U</kbd> takes back.
      </p>
    </div>
  );
}

const stories = (count: number) => `${count} ${count === 1 ? "story" : "stories"}`;

const isTyping = (target: EventTarget) =>
  target instanceof HTMLElement &&
  (/^(TEXTAREA|SELECT)$/.test(target.tagName) ||
    (target instanceof HTMLInputElement && target.type !== "checkbox") ||
    target.isContentEditable);
