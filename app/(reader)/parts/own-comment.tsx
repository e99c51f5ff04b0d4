import Link from "next/link";
import type { OwnCommentView } from "@/lib/comments/own-schema.ts";
import { exactly } from "./times.ts";
import { When } from "./when.tsx";

const waits: Record<string, string> = {
  rules: "A house rule stopped it, and you asked for a moderator. One reads it; until then only you see it.",
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

/** A comment as its author sees it: what became of it, and why. */
export function OwnComment({ comment, now }: { comment: OwnCommentView; now: Date }) {
  const { decision, story } = comment;
  return (
    <article aria-label={`Your comment on ${story.title}`} className="own" id={`comment-${comment.id}`}>
      <p className="who">
        <span className={comment.state === "published" ? "meta" : comment.state === "held" ? "tag waits" : "tag"}>
          {stateOf(comment)}
        </span>
        <When at={comment.createdAt} now={now} />
      </p>
      <h3>
        <Link href={comment.state === "rejected" ? `/stories/${story.id}` : `/comments/${comment.id}`}>
          {story.title}
        </Link>
      </h3>
      <p className="said-text">{comment.text}</p>
      {comment.state === "held" ? <p className="why">{waits[comment.heldBecause ?? ""] ?? waits.rules}</p> : null}
      {comment.state === "rejected" && decision ? (
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
        </div>
      ) : null}
    </article>
  );
}
