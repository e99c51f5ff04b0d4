import type { Metadata } from "next";
import Link from "next/link";
import { mostListBytes, pieceBytes } from "@/lib/newsletters/lists/schema.ts";
import { newsletterBySlug } from "@/lib/newsletters/reads.ts";
import { deskCtx, orNotFound } from "../../../../../../page-context.ts";
import { NewList } from "../../../../../parts/lists/new-list.tsx";

export const metadata: Metadata = { title: "Readers from elsewhere", robots: "noindex" };

/** Where an editor gives a list of readers from another program. */
export default async function GiveList({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params;
  const ctx = await deskCtx("readers.import");
  const newsletter = await orNotFound(newsletterBySlug(ctx, slug));
  return (
    <>
      <div className="top">
        <h1>Readers from elsewhere</h1>
        <Link className="button quiet" href={`/desk/newsletters/${slug}`} prefetch={false}>
          {newsletter.name}
        </Link>
      </div>
      <div className="sheet">
        <p className="meta">
          Whoever confirmed this newsletter in another program goes on getting it here. Nobody who left, there or here,
          is brought back, and nothing is changed before you have seen what would happen.
        </p>
        <NewList mostBytes={mostListBytes} pieceBytes={pieceBytes} slug={slug} />
      </div>
    </>
  );
}
