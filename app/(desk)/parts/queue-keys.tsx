"use client";
import { useEffect, useRef, useState } from "react";
import { areKeysOn, switchKeys } from "./use-keys.ts";

const keys: [string[], string][] = [
  [["J", "↓"], "the next comment"],
  [["K", "↑"], "the one before"],
  [["N"], "the next that nobody else reads"],
  [["A"], "publish what waits"],
  [["R"], "reject it; then a digit names the guideline, and Enter sends"],
  [["T"], "take down what stands"],
  [["L"], "let stand what was reported"],
  [["X"], "choose it, or not, to decide several at once"],
  [["Shift", "X"], "choose all from the last one chosen to here"],
  [["Shift", "J"], "go on and choose; Shift and K the other way"],
  [["*"], "choose all that are shown, or none"],
  [["P"], "pin it above all others on its story, or unpin it"],
  [["E"], "make it an editors’ pick, or not"],
  [["U"], "take the last press back, of one or of several"],
  [["S"], "show what came meanwhile"],
  [["/"], "to the filters"],
  [["Esc"], "back, without a decision; or choose none"],
  [["?"], "these keys"],
];

/** What each key does. They can be switched off here, for who speaks to the computer or whose screen reader has its own. */
export function QueueKeys({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOn, setOn] = useState(areKeysOn);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog aria-labelledby="keys-title" className="keys-dialog" onClose={onClose} ref={dialog}>
      <h2 id="keys-title">Keys</h2>
      <dl className="key-list">
        {keys.map(([names, what]) => (
          <div key={what}>
            <dt>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label className="check">
        <input
          checked={isOn}
          onChange={(event) => {
            switchKeys(event.target.checked);
            setOn(event.target.checked);
          }}
          type="checkbox"
        />
        Single keys work on this computer
      </label>
      <form method="dialog">
        <button className="button" type="submit">
          Close
        </button>
      </form>
    </dialog>
  );
}
