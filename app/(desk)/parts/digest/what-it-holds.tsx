"use client";
import { onItsClock } from "./moments.ts";
import type { Previewed } from "./use-preview.ts";

type Props = { previewed: Previewed; fewest: number; zone: string; isPicks: boolean };

/** What the digest would hold now, and when it would be due: as it stands in the form, saved or not. */
export function WhatItHolds({ previewed, fewest, zone, isPicks }: Props) {
  const { preview, problem, isOld } = previewed;
  return (
    <section aria-label="What it would hold now" className="digest-now">
      <h2>What it would hold now</h2>
      <div aria-busy={isOld} className={isOld ? "is-old" : undefined} role="status">
        {problem ? (
          <p className="meta">{problem}</p>
        ) : !preview ? (
          <p className="meta">Looking …</p>
        ) : (
          <>
            <p className="digest-subject">
              {preview.stories.length === 0
                ? isPicks
                  ? "No pick that readers have not had."
                  : "No story that readers have not had."
                : preview.subject}
            </p>
            {preview.stories.length > 0 && !preview.isEnough ? (
              <p className="meta">Too few: it waits until there are {fewest}, and these go into the one after that.</p>
            ) : null}
            {preview.stories.length > 0 ? (
              <ol className="digest-stories">
                {preview.stories.map((story) => (
                  <li key={story.id}>
                    {story.title}
                    <br />
                    <span className="meta">
                      {[story.section, story.byline].filter(Boolean).join(" · ")}
                      {story.section || story.byline ? " · " : ""}
                    </span>
                    <span className="meta">{onItsClock(story.publishedAt, zone)}</span>
                    {story.talk > 0 ? (
                      <span className="meta">
                        {" "}
                        · {story.talk} {story.talk === 1 ? "member" : "members"} saved it or commented
                      </span>
                    ) : null}
                  </li>
                ))}
              </ol>
            ) : (
              <p className="meta">Where there is nothing, nothing is sent.</p>
            )}
            <p className="meta">
              Stories that {isPicks ? "were picked" : "came out"} since {onItsClock(preview.since, zone)}.
            </p>
            <h3>When it would be due</h3>
            <ul className="plain">
              {preview.next.map((at) => (
                <li key={at}>{onItsClock(at, zone)}</li>
              ))}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}
