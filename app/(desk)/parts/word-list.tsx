"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { Proposal, WordListView } from "@/lib/comments/house-rules-schema.ts";
import type { Handling as Position } from "@/lib/comments/rules/schema.ts";
import { call } from "../../(reader)/parts/call.ts";
import { Handling } from "./handling.tsx";
import type { Part } from "./queue-detail.tsx";
import { WhatIf } from "./what-if.tsx";

/** One list of the newsroom's own words, to be changed or removed; or an empty form for another. */
export function WordList({ list, parts }: { list: WordListView | null; parts: Part[] }) {
  const router = useRouter();
  const [name, setName] = useState(list?.name ?? "");
  const [handling, setHandling] = useState<Position>(list?.handling ?? "hold");
  const [guideline, setGuideline] = useState<string>(list?.guideline ?? "not-abusive");
  const [words, setWords] = useState(list?.words.join("\n") ?? "");
  const [word, setWord] = useState<{ text: string; isProblem: boolean } | undefined>();
  const [isBusy, setBusy] = useState(false);
  const [isDropping, setDropping] = useState(false);
  const [asked, setAsked] = useState<Proposal | undefined>();
  const path = list ? `/api/v1/desk/rules/lists/${list.id}` : "/api/v1/desk/rules/lists";
  const title = list ? list.name : "Another list";
  const count = words.split("\n").filter((line) => line.trim()).length;

  async function send(to: string, body: unknown, done: string) {
    setBusy(true);
    const answer = await call("POST", to, body);
    setBusy(false);
    if (!answer.ok) return setWord({ text: answer.problem.title, isProblem: true });
    setWord({ text: done, isProblem: false });
    router.refresh();
  }

  const draft = { name: name.trim() || title, handling, guideline, words };
  return (
    <details className="list" open={!list && name !== ""}>
      <summary>
        <b>{title}</b>{" "}
        {list ? (
          <span className="meta">
            {list.words.length.toLocaleString("en")} {list.words.length === 1 ? "word" : "words"} · {list.handling}
          </span>
        ) : null}
      </summary>
      <form
        action={path}
        className="form dials"
        method="post"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) void send(path, { ...draft, name, ...(list ? { version: list.version } : {}) }, "Saved.");
        }}
      >
        {list ? <input name="version" type="hidden" value={list.version} /> : null}
        <label className="field">
          <span>Name</span>
          <input maxLength={80} name="name" onChange={(event) => setName(event.target.value)} required value={name} />
        </label>
        <label className="field">
          <span>Words and phrases, one a line</span>
          <textarea
            className="short"
            name="words"
            onChange={(event) => setWords(event.target.value)}
            required
            rows={6}
            spellCheck={false}
            value={words}
          />
          <span className="hint">{count.toLocaleString("en")} of 5,000</span>
        </label>
        <Handling
          hint="What becomes of a comment that has one of them."
          legend="When one is found"
          name="handling"
          onChange={setHandling}
          value={handling}
        />
        <label className="field">
          <span>The guideline that it cites</span>
          <select name="guideline" onChange={(event) => setGuideline(event.target.value)} value={guideline}>
            {parts.map((part) => (
              <option key={part.id} value={part.id}>
                {part.number}. {part.title}
              </option>
            ))}
          </select>
        </label>
        {word ? (
          <p className={word.isProblem ? "said problem" : "said"} role={word.isProblem ? "alert" : "status"}>
            {word.text}
          </p>
        ) : null}
        <div className="keys">
          <button className="button" disabled={isBusy} type="submit">
            {list ? `Save “${list.name}”` : "Add the list"}
          </button>
          <button
            className="button quiet"
            disabled={count === 0}
            onClick={() =>
              setAsked({ list: { ...draft, ...(list ? { replaces: list.id } : {}) } } as unknown as Proposal)
            }
            type="button"
          >
            What would it have done?
          </button>
          {list && !isDropping ? (
            <button className="button quiet" onClick={() => setDropping(true)} type="button">
              Remove …
            </button>
          ) : null}
          {list && isDropping ? (
            <>
              <button
                className="button"
                disabled={isBusy}
                onClick={() => void send(`${path}/drop`, {}, "Removed.")}
                type="button"
              >
                Remove “{list.name}” now
              </button>
              <button className="button quiet" onClick={() => setDropping(false)} type="button">
                Keep it
              </button>
            </>
          ) : null}
        </div>
      </form>
      {asked ? <WhatIf key={JSON.stringify(asked)} onClose={() => setAsked(undefined)} proposal={asked} /> : null}
    </details>
  );
}
