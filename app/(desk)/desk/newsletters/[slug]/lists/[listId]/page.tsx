import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { listById } from "@/lib/newsletters/lists/reads.ts";
import { anyNewsletterBySlug } from "@/lib/newsletters/reads.ts";
import { When } from "../../../../../../(reader)/parts/when.tsx";
import { deskCtx, isUuid, orNotFound } from "../../../../../../page-context.ts";
import { ListDesk } from "../../../../../parts/lists/list-desk.tsx";
import { presetWords } from "../../../../../parts/lists/list-words.ts";

export const metadata: Metadata = { title: "List of readers", robots: "noindex" };

type Props = { params: Promise<{ slug: string; listId: string }> };

/** One list from elsewhere: what would become of its rows, how far it is, and what became of them. */
export default async function DeskList({ params }: Props) {
  const { slug, listId } = await params;
  if (!isUuid(listId)) notFound();
  const ctx = await deskCtx("readers.import");
  const newsletter = await orNotFound(anyNewsletterBySlug(ctx, slug));
  const list = await orNotFound(listById(ctx, slug, listId));
  const { name, choice, givenAt, id, state, reason, lines, ofLines, counts, problems } = list;
  return (
    <>
      <div className="top">
        <h1>{name}</h1>
        <Link className="button quiet" href={`/desk/newsletters/${slug}`} prefetch={false}>
          {newsletter.name}
        </Link>
      </div>
      <div className="sheet">
        <p className="meta">
          {choice.source}
          {choice.preset ? ` · from ${presetWords[choice.preset]}` : ""} · given <When at={givenAt} now={ctx.now()} />
        </p>
        <ListDesk key={id} list={{ id, state, reason, lines, ofLines, counts, problems }} slug={slug} />
        <h2>What they agreed to</h2>
        <blockquote className="list-words">{choice.wording}</blockquote>
        <p className="meta">
          {choice.notesUnsubscribed
            ? "Who unsubscribed there is kept as somebody who has left here."
            : "Who unsubscribed there is not kept."}{" "}
          {choice.keepsNames ? "Names are kept." : "Names are not kept."}
        </p>
      </div>
    </>
  );
}
