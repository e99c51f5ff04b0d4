import Link from "next/link";
import type { ReactNode } from "react";
import type { OwnCommentView } from "@/lib/comments/own-schema.ts";
import { exactly } from "./times.ts";
import { When } from "./when.tsx";

const waits: Record<string, string> = {
  rules: "A house rule found something in it. A moderator reads it; until then only you see it.",
  first: "A moderator reads the first comments under a new name. Until then only you see it.",
  member: "A moderator reads your comments before they are published. Until then only you see it.",
  story: "A moderator reads every comment on this story before it is published. Until then only you see it.",
  all: "A moderator reads every comment before it is published. Until then only you see it.",
  "check-failed":
    "Our check of the house rules could not answer when you sent it. A moderator reads it; until then only you see it.",
  reports: "Readers reported it. A moderator reads it and decides; until then only you see it.",
};

const stateOf = ({ state, decision }: OwnCommentView) =>
  state === "published"
    ? "Published"
    : state === "held"
      ? "Waits for a moderator"
      : decision?.wasPublished
        ? "Taken down"
        : "Not published";

/** A comment as its author sees it: what became of it, and why. `children` is what can be done about it. */
export function OwnComment(props: { comment: OwnCommentView; now: Date; heading: "h2" | "h3"; children?: ReactNode }) {
  const { comment, now, heading: Heading } = props;
  const { decision, story } = comment;
  return (
    <article aria-label={`Your comment on ${story.title}`} className="own" id={`comment-${comment.id}`}>
      <p className="who">
        <span className={comment.state === "published" ? "meta" : comment.state === "held" ? "tag waits" : "tag"}>
          {stateOf(comment)}
        </span>
        {comment.isPinned ? <span className="tag">Pinned by the newsroom</span> : null}
        {comment.isPicked ? <span className="tag">Editors’ pick</span> : null}
        <When at={comment.createdAt} now={now} />
      </p>
      <Heading>
        <Link href={comment.state === "rejected" ? `/stories/${story.id}` : `/comments/${comment.id}`}>
          {story.title}
        </Link>
      </Heading>
      <p className="said-text">{comment.text}</p>
      {comment.state === "held" ? <p className="why">{waits[comment.heldBecause ?? ""] ?? waits.rules}</p> : null}
      {decision?.state === "rejected" ? (
        <div className="why">
          <p>
            A moderator read it on {exactly(decision.at)} and found that it breaks{" "}
            {decision.part ? (
              <a href={`/guidelines#${decision.part.id}`}>
                guideline {decision.part.number}, “{decision.part.title}”
              </a>
            ) : (
              <a href="/guidelines">the community guidelines</a>
            )}
            .
          </p>
          {decision.reason ? (
            <p>
              The moderator writes: <q>{decision.reason}</q>
            </p>
          ) : null}
          {decision.appeal ? <Appeal appeal={decision.appeal} /> : null}
          {props.children}
        </div>
      ) : null}
    </article>
  );
}

type Statement = NonNullable<OwnCommentView["decision"]>;

/** What its author said against the decision, and what came of it. */
const Appeal = ({ appeal }: { appeal: NonNullable<Statement["appeal"]> }) => (
  <>
    <p>
      You appealed on {exactly(appeal.at)}: <q>{appeal.text}</q>
    </p>
    {appeal.outcome && appeal.decidedAt ? (
      <p>
        {appeal.outcome === "overturned" ? "The comment was published after all" : "The decision was upheld"} on{" "}
        {exactly(appeal.decidedAt)}. The moderator writes: <q>{appeal.words}</q>
      </p>
    ) : (
      <p>A moderator reads it. We mail you what comes of it.</p>
    )}
  </>
);
