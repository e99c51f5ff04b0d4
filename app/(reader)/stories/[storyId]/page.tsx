import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { savedAmong } from "@/lib/bookmarks/reads.ts";
import { readGuidelines } from "@/lib/comments/guidelines.ts";
import { listThreads, threadOf } from "@/lib/comments/reads.ts";
import { myReports } from "@/lib/comments/report-reads.ts";
import { commentOrder, mostCharacters } from "@/lib/comments/schema.ts";
import { checkComment } from "@/lib/comments/verdict.ts";
import { findDraft } from "@/lib/intents/begin.ts";
import { storyById } from "@/lib/stories/reads.ts";
import {
  isMember,
  isUuid,
  orNotFound,
  pageCtx,
  publication,
  type Search,
  thisBrowser,
  wordOf,
} from "../../../page-context.ts";
import { BenefitsBox } from "../../parts/benefits-box.tsx";
import { BookmarkButton } from "../../parts/bookmark-button.tsx";
import { Comments } from "../../parts/comments.tsx";
import { MyReports } from "../../parts/my-reports.tsx";
import { Said } from "../../parts/said.tsx";
import { dayOf, exactly } from "../../parts/times.ts";

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
  const [ctx, { name }] = await Promise.all([pageCtx(), publication()]);
  const story = await orNotFound(storyById(ctx, storyId));
  const order = commentOrder.catch("newest").parse(await wordOf(searchParams, "order"));
  const followed = await wordOf(searchParams, "thread");
  const draftId = await wordOf(searchParams, "draft");
  const [threads, guidelines, saved, draft, reports] = await Promise.all([
    listThreads(ctx, story.id, order),
    readGuidelines(ctx),
    isMember(ctx) ? savedAmong(ctx, [story.id]) : new Set<string>(),
    isUuid(draftId) ? thisBrowser().then((browser) => findDraft(ctx, "comment", draftId, browser)) : undefined,
    isMember(ctx) ? myReports(ctx, story.id) : [],
  ]);
  const found = isUuid(followed) ? await threadOf(ctx, followed).catch(() => undefined) : undefined;
  const first = found?.storyId === story.id ? [found.thread] : [];
  const items = [...first, ...threads.items.filter((thread) => thread.id !== first[0]?.id)];
  const findings = draft ? await checkComment(draft.text).catch(() => []) : [];
  const path = `/stories/${story.id}`;
  const now = ctx.now();

  return (
    <>
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
            isSaved={saved.has(story.id)}
            returnTo={path}
            storyId={story.id}
            title={story.title}
          />
          <a aria-label={`${story.comments} comments`} className="button quiet" href="#comments">
            {story.comments}
            <svg
              aria-hidden="true"
              fill="none"
              height="16"
              stroke="currentColor"
              strokeWidth="1.6"
              viewBox="0 0 20 20"
              width="16"
            >
              <path d="M3 4h14v9.5H9L5 17v-3.5H3z" />
            </svg>
          </a>
        </div>
        <Said search={searchParams} />
        {story.bodyHtml ? (
          // biome-ignore lint/security/noDangerouslySetInnerHtml: sanitised when it was taken in (lib/stories/sanitize.ts)
          <div className="body" dangerouslySetInnerHTML={{ __html: story.bodyHtml }} />
        ) : null}
        {story.address ? (
          <p className="onward">
            <a className="button quiet" href={story.address} rel="noopener">
              Read the whole story at {new URL(story.address).host.replace(/^www\./, "")}
            </a>
          </p>
        ) : null}
      </article>
      <BenefitsBox ctx={ctx} returnTo={path} />
      <MyReports first={reports} key={ctx.actor.kind}>
        <Comments
          count={story.comments}
          draft={
            draft
              ? { text: draft.text, parentId: draft.parentId ?? null, displayName: draft.displayName ?? "", findings }
              : { text: "", parentId: null, displayName: "", findings: [] }
          }
          first={{ items: items.map(plain), next: threads.next }}
          followed={followed ?? null}
          guidelines={guidelines.map(({ id, number, title }) => ({ id, number, title }))}
          isOpen={story.hasOpenComments}
          key={`${order}-${draftId ?? ""}-${ctx.actor.kind}`}
          me={isMember(ctx) ? { name: ctx.actor.displayName } : null}
          most={mostCharacters}
          now={now.toISOString()}
          order={order}
          publication={name}
          storyId={story.id}
        />
      </MyReports>
    </>
  );
}

/** Dates become text before they cross to the browser, as in the API. */
const plain = <Shown,>(shown: Shown) => JSON.parse(JSON.stringify(shown));
