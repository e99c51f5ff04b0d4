"use client";
import type { ReactNode } from "react";
import { BookmarkButton } from "../../(reader)/parts/bookmark-button.tsx";
import type { DeviceLine } from "../../(reader)/parts/device-store.ts";
import { Highlights } from "../../(reader)/parts/highlights.tsx";
import { ReadingPlace } from "../../(reader)/parts/reading-place.tsx";
import { dayOf, exactly } from "../../(reader)/parts/times.ts";

/** A saved story from what this device keeps. What others say under it is read with a network. */
export function DeviceStory(props: {
  line: DeviceLine;
  html: string | null | undefined;
  now: string;
  children: ReactNode;
}) {
  const { line, html } = props;
  const publishedAt = line.publishedAt === "" ? undefined : new Date(line.publishedAt);
  return (
    <article className="story">
      {line.section ? <p className="eyebrow">{line.section}</p> : null}
      <h1>{line.title}</h1>
      {line.standfirst ? <p className="stand">{line.standfirst}</p> : null}
      <div className="tools" id="tools">
        <span className="meta">
          {line.byline ? `By ${line.byline} · ` : ""}
          {publishedAt ? (
            <time dateTime={publishedAt.toISOString()} title={exactly(publishedAt)}>
              {dayOf(publishedAt, new Date(props.now))}
            </time>
          ) : null}
        </span>
        <BookmarkButton isMember isSaved returnTo={`/stories/${line.id}`} storyId={line.id} title={line.title} />
      </div>
      {props.children}
      {html ? (
        <>
          <ReadingPlace place={line.place} storyId={line.id} />
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: as on the story's own page, sanitised when it was taken in */}
          <div className="body" dangerouslySetInnerHTML={{ __html: html }} />
        </>
      ) : (
        <p className="empty">
          {line.isOpen === false
            ? "This story goes on for who has a plan, so this device keeps no text of it."
            : html === null
              ? "The publisher shows the whole story on a page of its own, which is read with a network."
              : "The text of this story is not on this device yet."}
        </p>
      )}
      <Highlights first={line.marked} now={props.now} storyId={line.id} />
    </article>
  );
}
