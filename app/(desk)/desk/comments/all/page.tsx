import type { Metadata } from "next";
import { commentState } from "@/lib/comments/schema.ts";
import { cursorWord, type Search, wordOf } from "../../../../page-context.ts";
import { CommentList } from "../../../parts/comment-list.tsx";

export const metadata: Metadata = { title: "All comments", robots: "noindex" };

export default async function AllComments({ searchParams }: { searchParams: Search }) {
  const state = commentState.safeParse(await wordOf(searchParams, "state"));
  return (
    <CommentList
      after={await cursorWord(searchParams)}
      list="all"
      search={searchParams}
      state={state.success ? state.data : undefined}
    />
  );
}
