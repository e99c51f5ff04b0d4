import type { Metadata } from "next";
import { listHeld } from "@/lib/comments/desk-reads.ts";
import { readGuidelines } from "@/lib/comments/guidelines.ts";
import { Said } from "../../../(reader)/parts/said.tsx";
import { deskCtx, type Search } from "../../../page-context.ts";
import { Queue } from "../../parts/queue.tsx";

export const metadata: Metadata = { title: "Comments", robots: "noindex" };

export default async function HeldComments({ searchParams }: { searchParams: Search }) {
  const ctx = await deskCtx("comments.moderate");
  const [held, guidelines] = await Promise.all([listHeld(ctx), readGuidelines(ctx)]);
  return (
    <>
      <div className="top">
        <h1>Comments</h1>
        <span className="meta">Held {held.length}</span>
      </div>
      <Said search={searchParams} />
      <Queue
        guidelines={guidelines.map(({ id, number, title }) => ({ id, number, title }))}
        held={JSON.parse(JSON.stringify(held))}
        now={ctx.now().toISOString()}
      />
    </>
  );
}
