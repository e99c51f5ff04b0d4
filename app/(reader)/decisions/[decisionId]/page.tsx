import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { leastAppeal, mostAppeal } from "@/lib/comments/appeal-schema.ts";
import { myDecision } from "@/lib/comments/own-reads.ts";
import { isUuid, memberCtx, orNotFound, type Search } from "../../../page-context.ts";
import { OwnComment } from "../../parts/own-comment.tsx";
import { Said } from "../../parts/said.tsx";
import { exactly } from "../../parts/times.ts";

export const metadata: Metadata = { title: "A decision about your comment", robots: "noindex" };

type Props = { params: Promise<{ decisionId: string }>; searchParams: Search };

/** Where the mail about a decision leads: for its author alone, who signs in first. */
export default async function Decision({ params, searchParams }: Props) {
  const { decisionId } = await params;
  if (!isUuid(decisionId)) notFound();
  const ctx = await memberCtx(`/decisions/${decisionId}`);
  const comment = await orNotFound(myDecision(ctx, decisionId));
  return (
    <div className="narrow">
      <h1>A decision about your comment</h1>
      <Said search={searchParams} />
      <OwnComment comment={comment} heading="h2" now={ctx.now()} />
      {comment.decision?.appealUntil ? (
        <>
          <h2 className="section-title" id="appeal">
            Appeal
          </h2>
          <form action={`/api/v1/decisions/${decisionId}/appeal`} className="stack" method="post">
            <input name="decisionId" type="hidden" value={decisionId} />
            <label className="field">
              <span>Why is the decision wrong?</span>
              <textarea maxLength={mostAppeal} minLength={leastAppeal} name="text" required />
            </label>
            <p className="meta">
              You can appeal once, until {exactly(comment.decision.appealUntil)}. Where more than one person moderates,
              somebody else reads it. We mail you what comes of it.
            </p>
            <button className="button" type="submit">
              Send the appeal
            </button>
          </form>
        </>
      ) : comment.decision?.state === "rejected" && !comment.decision.appeal ? (
        <p className="meta onward">The time to appeal against this decision is over. You can write to the newsroom.</p>
      ) : null}
      <p className="meta onward">
        <Link href="/account#comments">All your comments</Link>
      </p>
    </div>
  );
}
