"use client";
import { useEffect, useState } from "react";
import { When } from "../../(reader)/parts/when.tsx";
import type { ListName } from "./comment-tabs.tsx";
import { begins, commentWords, ruleWords } from "./comment-words.ts";
import type { DeskComment, DeskItem } from "./queue-detail.tsx";
import type { Choice } from "./use-choice.ts";

const names: Record<ListName, string> = { held: "Held comments", reported: "Reported comments", all: "All comments" };

export const lineOf = (id: string) => document.getElementById(`line-${id}`);

/** The comments of a list, a line each. Tab stops once, at the one that is read; J, K and the arrows go on from there. */
export function QueueList(props: {
  list: ListName;
  items: DeskItem[];
  chosen: string;
  /** Who else reads which, and which of them others have decided. */
  readers: Map<string, string | null>;
  gone: Set<string>;
  now: string;
  hrefOf: (id: string) => string;
  onChoose: (id: string) => void;
  onStep: (by: 1 | -1, isChoosing?: boolean) => void;
  choice: Choice;
}) {
  const { choice } = props;
  const [isAlive, setAlive] = useState(false);
  useEffect(() => setAlive(true), []);
  return (
    <ul aria-label={names[props.list]} className="queue">
      {props.items.map((comment) => (
        <li className="line" key={comment.id}>
          <span className="pick">
            {isAlive && choice.mayChoose(comment) ? (
              <label>
                <input
                  checked={choice.isChosen(comment.id)}
                  onChange={({ nativeEvent }) =>
                    nativeEvent instanceof MouseEvent && nativeEvent.shiftKey
                      ? choice.extendTo(comment.id)
                      : choice.toggle(comment.id)
                  }
                  tabIndex={comment.id === props.chosen ? undefined : -1}
                  type="checkbox"
                />
                <span className="hidden">
                  Choose what {comment.author.name} wrote: {begins(comment.text)}
                </span>
              </label>
            ) : null}
          </span>
          <a
            aria-current={comment.id === props.chosen ? "true" : undefined}
            className={props.gone.has(comment.id) ? "item decided" : "item"}
            href={props.hrefOf(comment.id)}
            id={`line-${comment.id}`}
            onClick={(event) => {
              if (event.ctrlKey || event.metaKey || event.shiftKey) return;
              event.preventDefault();
              props.onChoose(comment.id);
            }}
            onKeyDown={(event) => {
              if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
              event.preventDefault();
              props.onStep(event.key === "ArrowDown" ? 1 : -1, event.shiftKey);
            }}
            tabIndex={isAlive && comment.id !== props.chosen ? -1 : undefined}
          >
            <span className="l">
              <b>{comment.author.name}</b>
              {props.gone.has(comment.id) ? (
                <span className="tag">Decided</span>
              ) : (
                <Tags comment={comment} list={props.list} />
              )}
              {props.readers.get(comment.id) ? (
                <span className="meta reader">{props.readers.get(comment.id)} is reading this</span>
              ) : (
                <When at={comment.createdAt} now={props.now} />
              )}
            </span>
            <span className="words">{comment.text || "Its words are gone."}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Why it is here, in a word or two. */
function Tags({ comment, list }: { comment: DeskComment; list: ListName }) {
  const rules = [...new Set(comment.findings.map((finding) => ruleWords[finding.rule] ?? finding.rule))];
  const reports = comment.reports.length;
  return (
    <>
      {list === "all" && comment.state !== "published" ? (
        <span className="tag">{commentWords[comment.state]}</span>
      ) : null}
      {comment.isPinned ? <span className="tag">Pinned</span> : null}
      {comment.isPicked ? <span className="tag">Pick</span> : null}
      {list === "reported" && comment.state === "held" ? <span className="tag">Held</span> : null}
      {comment.state === "held" || list !== "all"
        ? rules.map((rule) => (
            <span className="tag waits" key={rule}>
              {rule}
            </span>
          ))
        : null}
      {reports > 0 ? <span className="tag waits">{`${reports} ${reports === 1 ? "report" : "reports"}`}</span> : null}
      {comment.heldBecause === "check-failed" ? <span className="tag waits">not checked</span> : null}
      {comment.heldBecause === "member" ? <span className="tag waits">read first</span> : null}
      {comment.heldBecause === "first" ? <span className="tag waits">new name</span> : null}
    </>
  );
}
