import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { commentsForDesk, countWaiting } from "@/lib/comments/desk-reads.ts";
import { readGuidelines } from "@/lib/comments/guidelines.ts";
import { commentState } from "@/lib/comments/schema.ts";
import { commentSettingsOf } from "@/lib/comments/settings.ts";
import { closingOf, localTime, readFirstAt, talkTermsOf } from "@/lib/comments/terms.ts";
import { closedWords } from "@/lib/comments/terms-words.ts";
import { undoableBy } from "@/lib/comments/undo-reads.ts";
import { keptStory } from "@/lib/stories/reads.ts";
import { cursorWord, deskCtx, isUuid, publication, type Search, wordOf } from "../../../../../page-context.ts";
import { CommentFilters } from "../../../../parts/comment-filters.tsx";
import { CommentTabs } from "../../../../parts/comment-tabs.tsx";
import { Queue } from "../../../../parts/queue.tsx";
import { TalkTerms } from "../../../../parts/talk-terms.tsx";

export const metadata: Metadata = { title: "Comments on a story", robots: "noindex" };

type Props = { params: Promise<{ storyId: string }>; searchParams: Search };

/** Everything that was said on one story, whether anybody can say more, and whether it is read first. */
export default async function StoryComments({ params, searchParams }: Props) {
  const { storyId } = await params;
  if (!isUuid(storyId)) notFound();
  const ctx = await deskCtx("comments.moderate");
  const story = (await keptStory(ctx, storyId)) ?? notFound();
  const asked = commentState.safeParse(await wordOf(searchParams, "state"));
  const state = asked.success ? asked.data : undefined;
  const after = await cursorWord(searchParams);
  const word = await wordOf(searchParams, "mark");
  const mark = word === "pinned" || word === "picked" ? word : undefined;
  const [found, waiting, all, undoable, named, why, terms, closing, readFirst, settings, { timeZone }] =
    await Promise.all([
      commentsForDesk(ctx, { list: "all", state, mark, story: storyId, after }),
      countWaiting(ctx),
      readGuidelines(ctx),
      undoableBy(ctx),
      wordOf(searchParams, "comment"),
      wordOf(searchParams, "why"),
      talkTermsOf(ctx, storyId),
      closingOf(ctx, storyId),
      readFirstAt(ctx, storyId),
      commentSettingsOf(ctx),
      publication(),
    ]);
  const path = `/desk/comments/on/${storyId}`;
  const query = { ...(state ? { state } : {}), ...(mark ? { mark } : {}), ...(after ? { after } : {}) };
  return (
    <>
      <div className="top">
        <h1>Comments on “{story.title}”</h1>
        <CommentTabs counts={waiting} here={null} />
      </div>
      <div className="sheet story-terms">
        <p className="meta">
          {story.comments === 1 ? "One is" : `${story.comments.toLocaleString("en")} are`} published ·{" "}
          <Link href={`/stories/${storyId}#comments`}>As readers see them</Link>
        </p>
        <TalkTerms
          closeAfterDays={settings.closeAfterDays}
          closesAtLocal={closing && closing.at > ctx.now() ? localTime(closing.at, timeZone) : ""}
          key={terms.version}
          now={{
            closing: closing ? closedWords(closing, ctx.now()) : "Comments are open, and stay so.",
            reading: readFirst
              ? "A moderator reads every comment before it appears."
              : "Comments go by the house rules: what breaks none appears at once.",
          }}
          storyId={storyId}
          terms={JSON.parse(JSON.stringify(terms))}
          timeZone={timeZone}
        />
      </div>
      <CommentFilters mark={mark ?? null} path={path} state={state} />
      <Queue
        guidelines={all.map(({ id, number, title }) => ({ id, number, title }))}
        isRejecting={why !== undefined}
        items={JSON.parse(JSON.stringify(found.items))}
        key={`${state ?? ""}-${mark ?? ""}-${after ?? ""}`}
        listed={{ list: "all", query: { ...query, story: storyId } }}
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
