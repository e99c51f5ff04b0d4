import type { Metadata } from "next";
import { commentState } from "@/lib/comments/schema.ts";
import { type Search, wordOf } from "../../../../page-context.ts";
import { CommentList } from "../../../parts/comment-list.tsx";

export const metadata: Metadata = { title: "All comments", robots: "noindex" };

export default async function AllComments({ searchParams }: { searchParams: Search }) {
  const state = commentState.safeParse(await wordOf(searchParams, "state"));
  const after = await wordOf(searchParams, "after");
  return (
    <CommentList
      after={/^\d{1,15}_[0-9a-f-]{36}$/.test(after ?? "") ? after : undefined}
      list="all"
      search={searchParams}
      state={state.success ? state.data : undefined}
    />
  );
}
