import type { Metadata } from "next";
import type { Search } from "../../../../page-context.ts";
import { CommentList } from "../../../parts/comment-list.tsx";

export const metadata: Metadata = { title: "All comments", robots: "noindex" };

export default function AllComments({ searchParams }: { searchParams: Search }) {
  return <CommentList list="all" search={searchParams} />;
}
