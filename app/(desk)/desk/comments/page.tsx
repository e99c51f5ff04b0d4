import type { Metadata } from "next";
import type { Search } from "../../../page-context.ts";
import { CommentList } from "../../parts/comment-list.tsx";

export const metadata: Metadata = { title: "Comments", robots: "noindex" };

export default function HeldComments({ searchParams }: { searchParams: Search }) {
  return <CommentList list="held" search={searchParams} />;
}
