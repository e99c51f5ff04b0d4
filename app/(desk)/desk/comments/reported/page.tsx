import type { Metadata } from "next";
import type { Search } from "../../../../page-context.ts";
import { CommentList } from "../../../parts/comment-list.tsx";

export const metadata: Metadata = { title: "Reported comments", robots: "noindex" };

export default function ReportedComments({ searchParams }: { searchParams: Search }) {
  return <CommentList list="reported" search={searchParams} />;
}
