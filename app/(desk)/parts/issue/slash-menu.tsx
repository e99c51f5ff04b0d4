import { type Ref, useEffect, useImperativeHandle, useState } from "react";
import type { Part } from "./parts-to-add.ts";
import type { Slash } from "./use-writing.ts";

export type Keys = { take(key: string): boolean };

/** What can be put here, by the word behind the slash. The focus stays in the text; arrows and Enter choose. */
export function SlashMenu(props: {
  slash: Slash;
  parts: Part[];
  choose(part: Part): void;
  close(): void;
  textbox: HTMLElement;
  keys: Ref<Keys>;
}) {
  const { textbox } = props;
  const query = props.slash.query.trim().toLowerCase();
  const fitting = props.parts.filter(({ label, name }) => `${label} ${name}`.toLowerCase().includes(query));
  const [at, setAt] = useState(0);
  const chosen = Math.min(at, fitting.length - 1);
  const part = fitting[chosen];

  useImperativeHandle(props.keys, () => ({
    take(key) {
      if (key === "ArrowDown" || key === "ArrowUp") {
        if (fitting.length > 0) setAt((chosen + (key === "ArrowDown" ? 1 : fitting.length - 1)) % fitting.length);
        return true;
      }
      if (key === "Escape") {
        props.close();
        return true;
      }
      if (key !== "Enter" || !part) return false;
      props.choose(part);
      return true;
    },
  }));

  useEffect(() => {
    textbox.setAttribute("aria-controls", "slash-menu");
    return () => {
      textbox.removeAttribute("aria-controls");
      textbox.removeAttribute("aria-activedescendant");
    };
  }, [textbox]);
  useEffect(() => {
    if (part) textbox.setAttribute("aria-activedescendant", `slash-${part.name}`);
    else textbox.removeAttribute("aria-activedescendant");
    document.getElementById(`slash-${part?.name}`)?.scrollIntoView({ block: "nearest" });
  }, [part, textbox]);

  return (
    <div
      aria-label="What to put here"
      className="slash-menu"
      id="slash-menu"
      role="listbox"
      style={{ top: props.slash.top + 6, insetInlineStart: props.slash.left }}
    >
      {fitting.length === 0 ? <p className="meta">Nothing is called that. Escape keeps what you typed.</p> : null}
      {fitting.map((one, place) => (
        <div
          aria-selected={place === chosen}
          id={`slash-${one.name}`}
          key={one.name}
          onMouseDown={(event) => {
            event.preventDefault();
            props.choose(one);
          }}
          onMouseMove={() => setAt(place)}
          role="option"
          tabIndex={-1}
        >
          {one.label} <span className="meta">{one.hint}</span>
        </div>
      ))}
    </div>
  );
}
