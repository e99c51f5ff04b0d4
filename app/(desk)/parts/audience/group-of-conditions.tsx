"use client";
import { useRef } from "react";
import type { Choices } from "@/lib/audiences/reads.ts";
import { mostGroups } from "@/lib/audiences/shape.ts";
import { ConditionRow } from "./condition-row.tsx";
import { type Branch, conditionOf, groupOf, isBranch, type Leaf } from "./tree.ts";

type Props = {
  branch: Branch;
  choices: Choices;
  /** "2.1" is the first part of the second. */
  number: string;
  depth?: number;
  change(branch: Branch): void;
  remove?(): void;
};

const joinWords = { all: "all of these hold", any: "at least one of these holds", none: "none of these holds" };

/** Conditions, and groups of them, of which all, any or none must hold. */
export function GroupOfConditions({ branch, choices, number, depth = 1, change, remove }: Props) {
  const box = useRef<HTMLFieldSetElement>(null);
  const put = (at: number, part: Leaf | Branch) =>
    change({ ...branch, of: branch.of.map((one, place) => (place === at ? part : one)) });
  const newLeaf = () => conditionOf("saved", { newsletterId: "", place: "" });

  function add(part: Leaf | Branch) {
    change({ ...branch, of: [...branch.of, part] });
    const { key } = isBranch(part) ? (part.of[0] ?? part) : part;
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-key="${key}"]`)?.focus());
  }
  /** The keyboard goes on where the row was. */
  function take(at: number) {
    change({ ...branch, of: branch.of.filter((_, place) => place !== at) });
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(":scope > .keys > button")?.focus());
  }

  return (
    <fieldset className="group-of-conditions" ref={box}>
      <legend className="hidden">{depth === 1 ? "Who they are" : `Group ${number}`}</legend>
      <label className="joined-by">
        <span>{depth === 1 ? "Readers of whom" : "and of whom"}</span>
        <select
          onChange={({ target }) => change({ ...branch, kind: target.value as Branch["kind"] })}
          value={branch.kind}
        >
          {Object.entries(joinWords).map(([kind, words]) => (
            <option key={kind} value={kind}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {branch.of.map((part, at) => {
        const place = depth === 1 ? `${at + 1}` : `${number}.${at + 1}`;
        return isBranch(part) ? (
          <GroupOfConditions
            branch={part}
            change={(changed) => put(at, changed)}
            choices={choices}
            depth={depth + 1}
            key={part.key}
            number={place}
            remove={() => take(at)}
          />
        ) : (
          <ConditionRow
            change={(changed) => put(at, changed)}
            choices={choices}
            key={part.key}
            leaf={part}
            number={place}
          >
            <button className="link" onClick={() => take(at)} type="button">
              Remove<span className="hidden"> condition {place}</span>
            </button>
          </ConditionRow>
        );
      })}
      {branch.of.length === 0 ? <p className="hint">It holds nothing yet. Add a condition, or remove it.</p> : null}
      <div className="keys">
        <button className="button quiet" onClick={() => add(newLeaf())} type="button">
          Add a condition<span className="hidden">{depth === 1 ? "" : ` to group ${number}`}</span>
        </button>
        {depth < mostGroups ? (
          <button className="button quiet" onClick={() => add(groupOf(newLeaf()))} type="button">
            Add a group<span className="hidden">{depth === 1 ? "" : ` to group ${number}`}</span>
          </button>
        ) : null}
        {remove ? (
          <button className="link" onClick={remove} type="button">
            Remove the group<span className="hidden"> {number}</span>
          </button>
        ) : null}
      </div>
    </fieldset>
  );
}
