"use client";
import { useRef, useState } from "react";
import type { Undoable } from "@/lib/comments/undo-reads.ts";
import type { ListName } from "./comment-tabs.tsx";
import { ChoiceReasons, QueueChoice } from "./queue-choice.tsx";
import { mayPublish, mayReject, QueueDecision } from "./queue-decision.tsx";
import { type DeskItem, type Part, QueueDetail } from "./queue-detail.tsx";
import { QueueKeys } from "./queue-keys.tsx";
import { QueueList } from "./queue-list.tsx";
import { mayPick, mayPin, QueueMarks } from "./queue-marks.tsx";
import { QueueMeanwhile } from "./queue-meanwhile.tsx";
import { QueueSaid } from "./queue-said.tsx";
import { useKeys } from "./use-keys.ts";
import { type Listed, useQueue } from "./use-queue.ts";

const nothing: Record<ListName, string> = {
  held: "Nothing waits. A comment that a rule stopped and its author insisted on stands here, and one that readers' reports hold.",
  reported: "Nobody has reported anything that is undecided. A report stands here until a moderator has answered it.",
  all: "No comment is like that. Everything that members say stands here, the newest first.",
};

/**
 * A list of comments on the left; the one that is being read, with what is said of it, on the right. On a phone one of the two
 * is on the screen. Every act has a key (queue-keys.tsx) and works without scripts too.
 */
export function Queue(props: {
  listed: Listed;
  items: DeskItem[];
  guidelines: Part[];
  now: string;
  undoable: Undoable[];
  /** The comment that the address names, and whether it asks for the reason of a rejection. */
  named: string | undefined;
  isRejecting: boolean;
}) {
  const { list, query } = props.listed;
  const detail = useRef<HTMLElement>(null);
  const [isHelping, setHelping] = useState(false);
  const queue = useQueue(props, detail);
  const { items, one, word, isBusy, changes } = queue;
  const pathOf = (more: Record<string, string>) => `?${new URLSearchParams({ ...query, ...more })}`;

  const { choice } = queue;
  const isSeveral = choice.chosen.length > 0;
  const subjects = isSeveral ? choice.chosen : one ? [one] : [];
  const stand = subjects.every(({ state }) => state === "published");
  const publish = !subjects.some(mayPublish)
    ? undefined
    : isSeveral
      ? () => void queue.decideChosen("published")
      : one && (() => void queue.decide(one, "published"));
  const reject = subjects.some(mayReject) ? () => queue.setRejecting(true) : undefined;
  useKeys({
    j: () => queue.step(1),
    k: () => queue.step(-1),
    J: () => queue.step(1, true),
    K: () => queue.step(-1, true),
    x: one && (() => choice.toggle(one.id)),
    X: one && (() => choice.extendTo(one.id)),
    "*": choice.isAll ? choice.none : choice.all,
    escape: isSeveral ? choice.none : undefined,
    a: stand ? undefined : publish,
    r: reject,
    t: stand ? reject : undefined,
    l: stand ? publish : undefined,
    p: one && mayPin(one) ? () => void queue.mark(one, { isPinned: !one.isPinned }) : undefined,
    e: one && mayPick(one) ? () => void queue.mark(one, { isPicked: !one.isPicked }) : undefined,
    u: queue.undo,
    n: queue.next,
    s: queue.showNew,
    "/": () => document.querySelector<HTMLElement>(".queue-filters select, .filters a")?.focus(),
    "?": () => setHelping(true),
  });

  return (
    <>
      <QueueSaid
        detail={detail}
        fresh={changes.fresh}
        isBusy={isBusy}
        last={queue.last}
        onKeys={() => setHelping(true)}
        onShowNew={() => queue.showNew?.()}
        onUndo={() => queue.undo?.()}
        word={word}
      />
      {isSeveral && queue.isRejecting ? (
        <ChoiceReasons
          choice={choice}
          guidelines={props.guidelines}
          isBusy={isBusy}
          onBack={queue.stopRejecting}
          onReject={(because) => void queue.decideChosen("rejected", because)}
          problem={word.isProblem ? word.text : undefined}
        />
      ) : null}
      {isHelping ? <QueueKeys onClose={() => setHelping(false)} /> : null}
      {one ? (
        <div className="split one-of-two" data-open={queue.isOpen ? "" : undefined}>
          <div className="listing">
            <QueueChoice
              choice={choice}
              isBusy={isBusy}
              onPublish={() => void queue.decideChosen("published")}
              onReject={() => queue.setRejecting(true)}
            />
            <QueueList
              choice={choice}
              chosen={one.id}
              gone={changes.gone}
              hrefOf={(id) => pathOf({ comment: id })}
              items={items}
              list={list}
              now={props.now}
              onChoose={queue.open}
              onStep={queue.step}
              readers={changes.readers}
            />
          </div>
          <section aria-label="The comment" className="detail" ref={detail} tabIndex={-1}>
            <a
              className="to-list"
              href={pathOf({})}
              onClick={(event) => {
                event.preventDefault();
                queue.close();
              }}
            >
              Back to the list
            </a>
            <QueueDetail comment={one} guidelines={props.guidelines} />
            <QueueDecision
              chosen={choice.chosen.length}
              comment={one}
              guidelines={props.guidelines}
              isBusy={isBusy}
              isRejecting={queue.isRejecting}
              key={`${one.id}-${one.version}-${queue.isRejecting}`}
              onBack={queue.stopRejecting}
              onPublish={() => void queue.decide(one, "published")}
              onReject={(because) => (because ? void queue.decide(one, "rejected", because) : queue.setRejecting(true))}
            />
            <QueueMarks comment={one} isBusy={isBusy} onMark={(marks) => void queue.mark(one, marks)} />
            <QueueMeanwhile
              change={changes.ofOne}
              isBusy={isBusy}
              onNext={queue.next}
              onReadAgain={changes.gone.has(one.id) ? undefined : queue.showNew}
              reader={changes.readers.get(one.id) ?? null}
            />
          </section>
        </div>
      ) : (
        <div className="sheet">
          <p className="empty">{nothing[list]}</p>
        </div>
      )}
    </>
  );
}
