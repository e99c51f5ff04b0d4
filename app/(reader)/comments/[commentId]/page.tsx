import { notFound, redirect } from "next/navigation";
import { threadOf } from "@/lib/comments/reads.ts";
import { isUuid, orNotFound, pageCtx } from "../../../page-context.ts";

/** A comment's permanent address: its story, with its thread first. */
export default async function CommentLink({ params }: { params: Promise<{ commentId: string }> }) {
  const { commentId } = await params;
  if (!isUuid(commentId)) notFound();
  const { storyId } = await orNotFound(threadOf(await pageCtx(), commentId));
  redirect(`/stories/${storyId}?thread=${commentId}#comment-${commentId}`);
}
