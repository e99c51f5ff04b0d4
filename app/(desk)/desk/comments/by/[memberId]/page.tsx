import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { recordOf } from "@/lib/comments/ban-reads.ts";
import { commentsForDesk, countWaiting } from "@/lib/comments/desk-reads.ts";
import { readGuidelines } from "@/lib/comments/guidelines.ts";
import { memberTermsOf } from "@/lib/comments/member-terms.ts";
import { commentState } from "@/lib/comments/schema.ts";
import { undoableBy } from "@/lib/comments/undo-reads.ts";
import { cursorWord, deskCtx, isUuid, orNotFound, type Search, wordOf } from "../../../../../page-context.ts";
import { BanActs } from "../../../../parts/ban-form.tsx";
import { CommentFilters } from "../../../../parts/comment-filters.tsx";
import { CommentTabs } from "../../../../parts/comment-tabs.tsx";
import { Bans, RecordFigures } from "../../../../parts/member-record.tsx";
import { MemberTerms } from "../../../../parts/member-terms.tsx";
import { Queue } from "../../../../parts/queue.tsx";

export const metadata: Metadata = { title: "A member's comments", robots: "noindex" };

type Props = { params: Promise<{ memberId: string }>; searchParams: Search };

/** Everything that one member has said, how it fared, and whether they may go on. */
export default async function MemberComments({ params, searchParams }: Props) {
  const { memberId } = await params;
  if (!isUuid(memberId)) notFound();
  const ctx = await deskCtx("comments.moderate");
  const asked = commentState.safeParse(await wordOf(searchParams, "state"));
  const state = asked.success ? asked.data : undefined;
  const after = await cursorWord(searchParams);
  const record = await orNotFound(recordOf(ctx, memberId));
  const [found, waiting, all, undoable, named, why, terms] = await Promise.all([
    commentsForDesk(ctx, { list: "all", state, author: memberId, after }),
    countWaiting(ctx),
    readGuidelines(ctx),
    undoableBy(ctx),
    wordOf(searchParams, "comment"),
    wordOf(searchParams, "why"),
    memberTermsOf(ctx, memberId),
  ]);
  const path = `/desk/comments/by/${memberId}`;
  const query = { ...(state ? { state } : {}), ...(after ? { after } : {}) };
  const { member, counts, bans, mayBan } = record;
  const guidelines = all.map(({ id, number, title }) => ({ id, number, title }));
  const standing = bans.find(({ isStanding }) => isStanding)?.id ?? null;
  return (
    <>
      <div className="top">
        <h1>Comments by {member.name}</h1>
        <CommentTabs counts={waiting} here={null} />
      </div>
      <div className="sheet">
        <p className="meta record-since">
          Member since {member.since.getUTCFullYear()}
          {member.isStaff ? " · works at the desk" : ""} ·{" "}
          <Link href={`/desk/members/${memberId}`} prefetch={false}>
            Their timeline
          </Link>
        </p>
        <RecordFigures counts={counts} />
        <h2>Whether they may comment</h2>
        <Bans bans={bans} guidelines={guidelines} />
        {mayBan ? (
          <BanActs guidelines={guidelines} memberId={memberId} name={member.name} standing={standing} />
        ) : (
          <p className="meta">
            {memberId === ctx.actor.id
              ? "This is yourself, so you cannot change it."
              : "They moderate as well, so only somebody with more rights at the desk can change it."}
          </p>
        )}
        <h2>Whether theirs are read first</h2>
        <MemberTerms
          key={terms.version}
          mayChange={mayBan}
          memberId={memberId}
          terms={JSON.parse(JSON.stringify(terms))}
        />
      </div>
      <CommentFilters path={path} state={state} />
      <Queue
        guidelines={guidelines}
        isRejecting={why !== undefined}
        items={JSON.parse(JSON.stringify(found.items))}
        key={`${state ?? ""}-${after ?? ""}`}
        listed={{ list: "all", query: { ...query, author: memberId } }}
        named={isUuid(named) && found.items.some(({ id }) => id === named) ? named : undefined}
        now={ctx.now().toISOString()}
        undoable={undoable}
      />
      {found.next ? (
        <p className="under-top">
          <Link href={`${path}?${new URLSearchParams({ ...query, after: found.next })}`}>Older</Link>
        </p>
      ) : null}
    </>
  );
}
