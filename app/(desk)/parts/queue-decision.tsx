"use client";
import type { ReactNode } from "react";
import type { DeskComment, Part } from "./queue-detail.tsx";
import { type Because, QueueReasons } from "./queue-reasons.tsx";

export const mayPublish = ({ state, reports }: DeskComment) =>
  state === "held" || (state === "published" && reports.length > 0);
export const mayReject = ({ state }: DeskComment) => state === "held" || state === "published";

/** What a moderator can do about the comment that is open, with the key beside each; plain forms where there are no scripts. */
export function QueueDecision(props: {
  comment: DeskComment;
  guidelines: Part[];
  isBusy: boolean;
  isRejecting: boolean;
  onPublish: () => void;
  onReject: (because?: Because) => void;
  onBack: () => void;
  /** How many are chosen to be decided together; the keys are theirs then. */
  chosen: number;
}) {
  const { comment } = props;
  if (props.chosen > 0)
    return (
      <p className="meta">
        {props.chosen === 1 ? "One comment is chosen" : `${props.chosen} comments are chosen`}: the buttons above the
        list decide {props.chosen === 1 ? "it" : "them"}. Choose none to decide the one that is open.
      </p>
    );
  const stands = comment.state === "published";
  if (props.isRejecting && mayReject(comment))
    return (
      <QueueReasons
        action={decisionPath(comment)}
        button={stands ? "Take down" : "Reject"}
        findings={comment.findings}
        guidelines={props.guidelines}
        isBusy={props.isBusy}
        onBack={props.onBack}
        onReject={props.onReject}
        reports={comment.reports}
        version={comment.version}
      />
    );
  return (
    <div className="keys">
      {mayPublish(comment) ? (
        <Act action={decisionPath(comment)} onAct={props.onPublish}>
          <input name="state" type="hidden" value="published" />
          <input name="version" type="hidden" value={comment.version} />
          <button aria-keyshortcuts={stands ? "l" : "a"} className="button" disabled={props.isBusy} type="submit">
            {stands ? "Let it stand" : "Publish"} <kbd>{stands ? "L" : "A"}</kbd>
          </button>
        </Act>
      ) : null}
      {mayReject(comment) ? (
        <Act onAct={() => props.onReject()}>
          <input name="comment" type="hidden" value={comment.id} />
          <input name="why" type="hidden" value="asked" />
          <button aria-keyshortcuts={stands ? "t" : "r"} className="button quiet" disabled={props.isBusy} type="submit">
            {stands ? "Take down with reason" : "Reject with reason"} <kbd>{stands ? "T" : "R"}</kbd>
          </button>
        </Act>
      ) : null}
    </div>
  );
}

const decisionPath = ({ id }: DeskComment) => `/api/v1/desk/comments/${id}/decision`;

/** A form that asks this page for more when it has no address to send something to. */
function Act({ action, onAct, children }: { action?: string; onAct: () => void; children: ReactNode }) {
  return (
    <form
      {...(action ? { action, method: "post" } : {})}
      onSubmit={(event) => {
        event.preventDefault();
        onAct();
      }}
    >
      {children}
    </form>
  );
}
