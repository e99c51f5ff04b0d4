import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { highlightsIn } from "@/lib/bookmarks/highlight-reads.ts";
import { findSaved } from "@/lib/bookmarks/reads.ts";
import { readGuidelines } from "@/lib/comments/guidelines.ts";
import { languageOfComments } from "@/lib/comments/house-rules.ts";
import { mineUnder } from "@/lib/comments/mine.ts";
import { isToBeAsked } from "@/lib/comments/own-reads.ts";
import { latestPage, threadsPage } from "@/lib/comments/pages.ts";
import { threadOf } from "@/lib/comments/reads.ts";
import { commentOrder, mostCharacters } from "@/lib/comments/schema.ts";
import { closingOf, readFirstAt } from "@/lib/comments/terms.ts";
import { closedWords } from "@/lib/comments/terms-words.ts";
import { isShowingFigures } from "@/lib/comments/transparency.ts";
import { checkComment } from "@/lib/comments/verdict.ts";
import { findDraft } from "@/lib/intents/begin.ts";
import { isMetered } from "@/lib/plans/meter.ts";
import { storyById } from "@/lib/stories/reads.ts";
import {
  isMember,
  isUuid,
  orNotFound,
  pageCtx,
  type Search,
  thisBrowser,
  thisReading,
  wordOf,
} from "../../../page-context.ts";
import { BenefitsBox } from "../../parts/benefits-box.tsx";
import { BookmarkButton } from "../../parts/bookmark-button.tsx";
import { CommentCount } from "../../parts/comment-count.tsx";
import { Comments } from "../../parts/comments.tsx";
import { Highlights } from "../../parts/highlights.tsx";
import { MyReports } from "../../parts/my-reports.tsx";
import { ReadingPlace } from "../../parts/reading-place.tsx";
import { Said } from "../../parts/said.tsx";
import { meteredClass, StoryData } from "../../parts/story-data.tsx";
import { dayOf, exactly } from "../../parts/times.ts";
import { FreeStories, Wall } from "../../parts/wall.tsx";

type Props = { params: Promise<{ storyId: string }>; searchParams: Search };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { storyId } = await params;
  if (!isUuid(storyId)) return {};
  const story = await orNotFound(storyById(await pageCtx(), storyId));
  return {
    title: story.title,
    description: story.standfirst,
    // A story that the publisher shows elsewhere has its home there.
    alternates: { canonical: story.address ?? `/stories/${story.id}` },
    openGraph: { type: "article", title: story.title, description: story.standfirst },
  };
}

export default async function StoryPage({ params, searchParams }: Props) {
  const { storyId } = await params;
  if (!isUuid(storyId)) notFound();
  const ctx = await pageCtx();
  const story = await orNotFound(storyById(ctx, storyId));
  const reading = await thisReading();
  const isClosed = reading.state === "closed";
  const order = commentOrder.catch("newest").parse(await wordOf(searchParams, "order"));
  const followed = await wordOf(searchParams, "thread");
  const draftId = await wordOf(searchParams, "draft");
  const problem = await wordOf(searchParams, "problem");
  // First what is newest: what comes in while the rest is read is then told as new, and nothing is missed.
  const latest = read(await latestPage(ctx, story.id));
  const [threads, mine, guidelines, saved, highlights, draft, hasFigures, asks, closing, readFirst, language] =
    await Promise.all([
      threadsPage(ctx, story.id, { order, most: 20 }).then(read),
      isMember(ctx) ? mineUnder(ctx, story.id) : nothing,
      readGuidelines(ctx),
      isMember(ctx) ? findSaved(ctx, story.id) : undefined,
      isMember(ctx) ? highlightsIn(ctx, story.id) : [],
      isUuid(draftId) ? thisBrowser().then((browser) => findDraft(ctx, "comment", draftId, browser)) : undefined,
      isShowingFigures(ctx),
      isMember(ctx) && isToBeAsked(ctx),
      closingOf(ctx, story.id),
      readFirstAt(ctx, story.id),
      languageOfComments(ctx),
    ]);
  const found = isUuid(followed) ? await threadOf(ctx, followed).catch(() => undefined) : undefined;
  const findings = draft ? await checkComment(ctx, draft.text).catch(() => []) : [];
  const path = `/stories/${story.id}`;
  const now = ctx.now();
  const mayWrite = !mine.ban && !(closing && closing.at <= now);
  const isAtTheBox = Boolean(draft && !draft.parentId && mayWrite);

  return (
    <>
      <StoryData address={story.address ?? new URL(path, ctx.env.http.appUrl).href} reading={reading} story={story} />
      <article className="story">
        {story.section ? <p className="eyebrow">{story.section}</p> : null}
        <h1>{story.title}</h1>
        {story.standfirst ? <p className="stand">{story.standfirst}</p> : null}
        <div className="tools" id="tools">
          <span className="meta">
            {story.byline ? `By ${story.byline} · ` : ""}
            <time dateTime={story.publishedAt.toISOString()} title={exactly(story.publishedAt)}>
              {dayOf(story.publishedAt, now)}
            </time>
            {` · ${story.minutes} min`}
          </span>
          <BookmarkButton
            isMember={isMember(ctx)}
            isSaved={saved !== undefined}
            returnTo={path}
            storyId={story.id}
            title={story.title}
          />
          <CommentCount count={latest.count} storyId={story.id} />
        </div>
        {/* Why a comment was not posted stands with it, for that is where the page opens. */}
        {isAtTheBox ? null : <Said search={searchParams} />}
        <FreeStories reading={reading} />
        {saved && story.bodyHtml && !isClosed ? (
          <ReadingPlace place={saved.place && plain(saved.place)} storyId={story.id} />
        ) : null}
        {isClosed ? (
          <Wall ctx={ctx} path={path} reading={reading} />
        ) : story.bodyHtml ? (
          <div
            className={isMetered(reading) ? `body ${meteredClass}` : "body"}
            // biome-ignore lint/security/noDangerouslySetInnerHtml: sanitised when it was taken in (lib/stories/sanitize.ts)
            dangerouslySetInnerHTML={{ __html: story.bodyHtml }}
          />
        ) : null}
        {story.address && !isClosed ? (
          <p className="onward">
            <a className="button quiet" href={story.address} rel="noopener">
              Read the whole story at {new URL(story.address).host.replace(/^www\./, "")}
            </a>
          </p>
        ) : null}
        {isMember(ctx) ? <Highlights first={plain(highlights)} now={now.toISOString()} storyId={story.id} /> : null}
      </article>
      <BenefitsBox ctx={ctx} returnTo={path} />
      <MyReports first={mine.reported} key={ctx.actor.kind}>
        <Comments
          asksAboutReplies={asks}
          closing={
            closing && {
              at: closing.at.toISOString(),
              words: closedWords(closing, closing.at),
              wordsBefore: closedWords(closing, new Date(closing.at.getTime() - 1)),
            }
          }
          draft={
            draft
              ? {
                  text: draft.text,
                  parentId: draft.parentId ?? null,
                  displayName: draft.displayName ?? "",
                  findings,
                  problem: isAtTheBox && problem && `You are signed in, and your comment is not posted yet. ${problem}`,
                }
              : { text: "", parentId: null, displayName: "", findings: [] }
          }
          first={threads}
          followed={followed && found?.storyId === story.id ? { id: followed, thread: plain(found.thread) } : null}
          guidelines={guidelines.map(({ id, number, title }) => ({ id, number, title }))}
          hasFigures={hasFigures}
          key={`${order}-${draftId ?? ""}-${ctx.actor.kind}`}
          language={language}
          latest={latest}
          me={isMember(ctx) ? { name: ctx.actor.displayName } : null}
          mine={plain(mine)}
          most={mostCharacters}
          now={now.toISOString()}
          order={order}
          readFirst={readFirst}
          storyId={story.id}
        />
      </MyReports>
    </>
  );
}

const nothing = { held: [], own: [], recommended: [], muted: [], hasMutes: false, reported: [], ban: null };

/** A page that is kept as bytes, in the API's shape. */
const read = ({ bytes }: { bytes: Buffer }) => JSON.parse(bytes.toString("utf8"));

/** Dates become text before they cross to the browser, as in the API. */
const plain = <Shown,>(shown: Shown) => JSON.parse(JSON.stringify(shown));
