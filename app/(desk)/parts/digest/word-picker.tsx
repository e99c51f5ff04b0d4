"use client";
import { useId, useRef, useState } from "react";

type Props = { label: string; add: string; chosen: string[]; choices: string[]; change(chosen: string[]): void };

/** Some of many words, by typing: what the stories have is offered, and what none has yet may stand there, too. */
export function WordPicker({ label, add, chosen, choices, change }: Props) {
  const [typed, setTyped] = useState("");
  const list = useId();
  const box = useRef<HTMLInputElement>(null);
  const offered = choices.filter((word) => !chosen.includes(word));

  function take(given: string) {
    const word = given.trim();
    if (word === "") return;
    const known = choices.find((one) => one.toLowerCase() === word.toLowerCase()) ?? word;
    if (!chosen.includes(known)) change([...chosen, known]);
    setTyped("");
  }

  return (
    <fieldset className="word-picker">
      <legend>{label}</legend>
      {chosen.length > 0 ? (
        <ul>
          {chosen.map((word) => (
            <li key={word}>
              {word}{" "}
              <button
                aria-label={`Remove ${word}`}
                className="link"
                onClick={() => {
                  change(chosen.filter((one) => one !== word));
                  box.current?.focus();
                }}
                type="button"
              >
                Remove
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <div className="word-to-add">
        <input
          aria-label={add}
          autoComplete="off"
          list={list}
          maxLength={200}
          onBlur={() => take(typed)}
          onChange={({ target }) => {
            // Picked from the list, and whole: no second press is needed.
            const isPicked = offered.includes(target.value) && target.value.length - typed.length > 1;
            if (isPicked) take(target.value);
            else setTyped(target.value);
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            take(typed);
          }}
          placeholder={offered[0] ? `${offered.slice(0, 2).join(", ")} …` : ""}
          ref={box}
          value={typed}
        />
        <datalist id={list}>
          {offered.map((word) => (
            <option key={word} value={word} />
          ))}
        </datalist>
        <button className="button quiet" onClick={() => take(typed)} type="button">
          Add
        </button>
      </div>
    </fieldset>
  );
}
