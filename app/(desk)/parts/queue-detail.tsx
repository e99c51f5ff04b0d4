import Link from "next/link";
import type { ReportReason } from "@/lib/comments/report-reasons.ts";
import type { CommentState } from "@/lib/comments/schema.ts";
import { exactly } from "../../(reader)/parts/times.ts";
import { commentWords, reasonWords } from "./comment-words.ts";
import { Marked } from "./marked.tsx";

export type DeskComment = {
  id: string;
  version: number;
  state: CommentState;
  text: string;
  findings: {
    rule: string;
    reason: string;
    guideline: string;
    at: [number, number];
    handling?: "nudge" | "hold" | "refuse" | undefined;
  }[];
  heldBecause: string | null;
  createdAt: string;
  story: { id: string; title: string };
  author: {
    id: string | null;
    name: string;
    since: string | null;
    published: number;
    rejected: number;
    isBanned: boolean;
  };
  inReplyTo: string | null;
  isPinned: boolean;
  isPicked: boolean;
  editedAt: string | null;
  earlier: { text: string; writtenAt: string }[];
  reports: {
    reason: ReportReason;
    note: string | null;
    at: string;
    by: string;
    upheld: number;
    turnedDown: number;
    isHeeded: boolean;
    isOfEarlierText: boolean;
  }[];
  decision: {
    state: CommentState;
    guideline: string | null;
    reason: string | null;
    note: string | null;
    by: string;
    at: string;
  } | null;
};
/** One in a list: its place there, and who else reads it. */
export type DeskItem = DeskComment & { place: string; readBy: string | null };
export type Part = { id: string; number: number; title: string };

/** A comment as a moderator reads it: its words, what the rules and the readers say of them, and who wrote it. */
export function QueueDetail({ comment, guidelines }: { comment: DeskComment; guidelines: Part[] }) {
  const part = (id: string | null) => guidelines.find((one) => one.id === id);
  return (
    <>
      <p className="meta">
        On <Link href={`/desk/comments/on/${comment.story.id}`}>{comment.story.title}</Link>
        {comment.inReplyTo ? ` · in reply to ${comment.inReplyTo}` : ""} ·{" "}
        <time dateTime={comment.createdAt}>{exactly(new Date(comment.createdAt))}</time>
      </p>
      {comment.text ? (
        <blockquote>
          <Marked findings={comment.findings} text={comment.text} />
        </blockquote>
      ) : (
        <p className="gone">Its author deleted this comment, so its words are not shown any more.</p>
      )}
      <dl className="facts">
        {comment.findings.map((finding) => (
          <div className="fact" key={`${finding.rule}-${finding.at[0]}`}>
            <dt>{part(finding.guideline)?.title ?? finding.rule}</dt>
            <dd>
              {finding.reason} <span className="meta">Guideline {part(finding.guideline)?.number ?? "?"}</span>
            </dd>
          </div>
        ))}
        {comment.heldBecause === "check-failed" ? (
          <div className="fact">
            <dt>Not checked</dt>
            <dd>A house rule could not answer when this was posted, so nobody has judged it yet.</dd>
          </div>
        ) : null}
        {comment.reports.map((report) => (
          <div className="fact" key={`${report.at}-${report.by}`}>
            <dt>Reported by {report.by}</dt>
            <dd>
              {reasonWords[report.reason]}
              {report.note ? `: “${report.note}”` : "."} <span className="meta">{aboutReporter(report)}</span>
            </dd>
          </div>
        ))}
        {comment.earlier.map((earlier) => (
          <div className="fact" key={earlier.writtenAt}>
            <dt>Before it was edited</dt>
            <dd className="before">{earlier.text}</dd>
          </div>
        ))}
        {comment.decision ? (
          <div className="fact">
            <dt>Last decision</dt>
            <dd>
              {commentWords[comment.decision.state]} by {comment.decision.by}, {exactly(new Date(comment.decision.at))}
              {comment.decision.guideline ? ` · Guideline ${part(comment.decision.guideline)?.number ?? "?"}` : ""}
              {comment.decision.reason ? ` · to the author: “${comment.decision.reason}”` : ""}
              {comment.decision.note ? ` · for us: “${comment.decision.note}”` : ""}
            </dd>
          </div>
        ) : null}
        <div className="fact">
          <dt>The author</dt>
          <dd>
            {comment.author.id ? (
              <Link href={`/desk/comments/by/${comment.author.id}`}>{comment.author.name}</Link>
            ) : (
              comment.author.name
            )}
            {comment.author.isBanned ? <span className="tag waits"> may not comment</span> : null} ·{" "}
            {comment.author.since
              ? `member since ${new Date(comment.author.since).getUTCFullYear()} · ${comment.author.published} published, ${comment.author.rejected} rejected`
              : "wrote elsewhere, and is no member here"}
            {isInsisted(comment) ? " · saw the reasons and asked for a moderator" : ""}
            {comment.heldBecause === "first" ? " · one of the first under this name" : ""}
            {comment.heldBecause === "member" ? " · everything of theirs is read first" : ""}
          </dd>
        </div>
      </dl>
    </>
  );
}

/** Whether its author could have mended it and sent it on instead. */
const isInsisted = ({ heldBecause, findings }: DeskComment) =>
  heldBecause === "rules" && findings.every(({ handling = "nudge" }) => handling === "nudge");

function aboutReporter({ upheld, turnedDown, isHeeded, isOfEarlierText }: DeskComment["reports"][number]): string {
  const decided = upheld + turnedDown;
  const record = decided === 0 ? "First report" : `${upheld} of ${decided} earlier reports upheld`;
  return [record, isHeeded ? "" : "does not count towards holding", isOfEarlierText ? "about an earlier text" : ""]
    .filter(Boolean)
    .join(" · ");
}
