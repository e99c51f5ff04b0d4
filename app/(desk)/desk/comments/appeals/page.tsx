import type { Metadata } from "next";
import { openAppeals } from "@/lib/comments/appeal-reads.ts";
import { countWaiting } from "@/lib/comments/desk-reads.ts";
import { readGuidelines } from "@/lib/comments/guidelines.ts";
import { deskCtx } from "../../../../page-context.ts";
import { Appeals } from "../../../parts/appeals.tsx";
import { CommentTabs } from "../../../parts/comment-tabs.tsx";

export const metadata: Metadata = { title: "Appeals", robots: "noindex" };

export default async function AppealsPage() {
  const ctx = await deskCtx("comments.moderate");
  const [appeals, counts, guidelines] = await Promise.all([openAppeals(ctx), countWaiting(ctx), readGuidelines(ctx)]);
  return (
    <>
      <div className="top">
        <h1>Comments</h1>
        <CommentTabs counts={counts} here="appeals" />
      </div>
      <Appeals
        appeals={JSON.parse(JSON.stringify(appeals))}
        guidelines={guidelines.map(({ id, number, title }) => ({ id, number, title }))}
        now={ctx.now().toISOString()}
      />
    </>
  );
}
