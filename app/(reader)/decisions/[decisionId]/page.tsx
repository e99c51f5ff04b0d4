import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { myDecision } from "@/lib/comments/own-reads.ts";
import { isUuid, memberCtx, orNotFound, type Search } from "../../../page-context.ts";
import { OwnComment } from "../../parts/own-comment.tsx";
import { Said } from "../../parts/said.tsx";

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
      <OwnComment comment={comment} now={ctx.now()} />
      <p className="meta onward">
        <Link href="/account#comments">All your comments</Link>
      </p>
    </div>
  );
}
