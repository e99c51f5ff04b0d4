"use client";
import { useEffect, useRef, useState } from "react";
import { mayPublish } from "./queue-decision.tsx";
import type { Part } from "./queue-detail.tsx";
import { type Because, QueueReasons } from "./queue-reasons.tsx";
import type { Choice } from "./use-choice.ts";

/** Whether all of them stand already: then they are let stand or taken down, and not published or rejected. */
const allStand = ({ chosen }: Choice) => chosen.every(({ state }) => state === "published");

/** Above a list: which of it are chosen, and what can be done to them together. It has its place while none is. */
export function QueueChoice(props: { choice: Choice; isBusy: boolean; onPublish: () => void; onReject: () => void }) {
  const { choice, isBusy } = props;
  const [isAlive, setAlive] = useState(false);
  useEffect(() => setAlive(true), []);
  const box = useRef<HTMLInputElement>(null);
  const count = choice.chosen.length;
  const publishable = choice.chosen.filter(mayPublish).length;
  const isSome = count > 0 && !choice.isAll;
  useEffect(() => {
    if (box.current) box.current.indeterminate = isSome;
  }, [isSome]);
  const stand = allStand(choice);
  return (
    <fieldset aria-label="Several at once" className="several">
      {isAlive ? (
        <label className="pick">
          <input
            aria-keyshortcuts="*"
            checked={choice.isAll}
            onChange={() => (choice.isAll ? choice.none() : choice.all())}
            ref={box}
            type="checkbox"
          />
          <span className="hidden">Choose all that are shown</span>
        </label>
      ) : null}
      <span className="meta" role="status">
        {count > 0 ? `${count} chosen` : ""}
      </span>
      {count > 0 ? (
        <div className="keys">
          {publishable > 0 ? (
            <button
              aria-keyshortcuts={stand ? "l" : "a"}
              className="button"
              disabled={isBusy}
              onClick={props.onPublish}
              type="button"
            >
              {stand ? "Let stand" : "Publish"} {publishable} <kbd>{stand ? "L" : "A"}</kbd>
            </button>
          ) : null}
          <button
            aria-haspopup="dialog"
            aria-keyshortcuts={stand ? "t" : "r"}
            className="button quiet"
            disabled={isBusy}
            onClick={props.onReject}
            type="button"
          >
            {stand ? "Take down" : "Reject"} {count} <kbd>{stand ? "T" : "R"}</kbd>
          </button>
          <button aria-keyshortcuts="Escape" className="link" onClick={choice.none} type="button">
            None
          </button>
        </div>
      ) : isAlive ? (
        <span className="meta">
          Choose several <kbd>X</kbd>
        </span>
      ) : null}
    </fieldset>
  );
}

/** Why all that are chosen are rejected: one reason, which each of their authors is told. */
export function ChoiceReasons(props: {
  choice: Choice;
  guidelines: Part[];
  isBusy: boolean;
  /** Why the last try decided nothing; what lies under a dialog is not read out. */
  problem: string | undefined;
  onReject: (because: Because) => void;
  onBack: () => void;
}) {
  const [isTried, setTried] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    dialog.current?.showModal();
    // Only now, so that the part which is suggested gets the focus and not the first.
    setShown(true);
  }, []);
  const { chosen } = props.choice;
  const words = allStand(props.choice) ? "Take down" : "Reject";
  return (
    <dialog aria-labelledby="reasons-title" className="keys-dialog" onClose={props.onBack} ref={dialog}>
      <h2 id="reasons-title">{`${words} ${chosen.length} ${chosen.length === 1 ? "comment" : "comments"}`}</h2>
      <p className="meta">For one reason. Each author is told the same.</p>
      {isShown ? (
        <QueueReasons
          button={`${words} ${chosen.length}`}
          findings={[]}
          guidelines={props.guidelines}
          isBusy={props.isBusy}
          onBack={props.onBack}
          onReject={(because) => {
            setTried(true);
            props.onReject(because);
          }}
          reports={[]}
          suggested={citedByAll(chosen)}
        />
      ) : null}
      {isTried && props.problem && !props.isBusy ? (
        <p className="said problem" role="alert">
          {props.problem}
        </p>
      ) : null}
    </dialog>
  );
}

/** The part that the rules cite of each of them, where it is the same. */
function citedByAll(chosen: Choice["chosen"]): string | undefined {
  const parts = new Set(chosen.map(({ findings }) => findings[0]?.guideline));
  return parts.size === 1 ? [...parts][0] : undefined;
}
