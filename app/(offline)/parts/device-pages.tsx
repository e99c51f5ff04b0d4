"use client";
import { useEffect, useEffectEvent, useState } from "react";
import { readBody, readCopy } from "../../(reader)/parts/device-copy.ts";
import { waitingWords, wordsOf } from "../../(reader)/parts/device-keeper.tsx";
import { HighlightPage } from "../../(reader)/parts/highlight-page.tsx";
import { countWaiting, syncWaiting, waitingEvent } from "../../(reader)/parts/waiting-acts.ts";
import { When } from "../../(reader)/parts/when.tsx";
import { DeviceList } from "./device-list.tsx";
import { DeviceStory } from "./device-story.tsx";

type Copy = NonNullable<Awaited<ReturnType<typeof readCopy>>>;
const highlights = "/reading-list/highlights";
type Shown = { path: string; copy: Copy | undefined; html: string | null | undefined; storyId: string | undefined };

/** So often it is asked whether the site is there: where the device had a network all along, or does not know that it has none, nobody says when. */
const askMs = 8_000;

/** The reading list, or a story of it, from what this device keeps: whichever the address says. */
export function DevicePages() {
  const [shown, setShown] = useState<Shown>();
  const [word, setWord] = useState("");
  const [isBack, setBack] = useState(false);

  const look = useEffectEvent(async () => {
    const storyId = /^\/stories\/([0-9a-f-]{36})\/?$/.exec(location.pathname)?.[1];
    const copy = await readCopy().catch(() => undefined);
    const html = copy && storyId ? (await readBody(storyId))?.html : undefined;
    setShown({ path: location.pathname, copy, html, storyId });
    if (copy && copy.waiting > 0) setWord(waitingWords(copy.waiting));
  });
  const count = useEffectEvent(async () => {
    const left = await countWaiting();
    setWord(left > 0 ? waitingWords(left) : "");
  });
  const comeBack = useEffectEvent(async () => {
    setBack(true);
    const synced = await syncWaiting();
    if (synced.done > 0 || synced.left > 0) setWord(wordsOf(synced));
  });

  const ask = useEffectEvent(async () => {
    if (isBack || document.hidden) return;
    const { ok } = await fetch("/api/ready", { cache: "no-store", signal: AbortSignal.timeout(askMs / 2) });
    if (ok) await comeBack();
  });

  useEffect(() => {
    void look();
    // Not all devices at once, when a site is back that many read.
    const asking = setInterval(() => void ask().catch(() => {}), askMs * (0.75 + Math.random() / 2));
    const [waiting, online] = [() => void count().catch(() => {}), () => void comeBack().catch(() => {})];
    window.addEventListener(waitingEvent, waiting);
    window.addEventListener("online", online);
    return () => {
      clearInterval(asking);
      window.removeEventListener(waitingEvent, waiting);
      window.removeEventListener("online", online);
    };
  }, []);

  const line = shown?.copy?.lines.find(({ id }) => id === shown.storyId);
  const now = new Date().toISOString();
  const standing = (
    <p className="said waits device-standing" role="status">
      {isBack ? (
        <>
          There is a network again. {/* biome-ignore lint/a11y/useValidAnchor: it loads this very address anew */}
          <a href="">Load this page anew</a>.
        </>
      ) : shown?.copy ? (
        <>
          This site cannot be reached just now. This is what this device keeps, as of{" "}
          <When at={shown.copy.keptAt} now={now} />.
        </>
      ) : shown ? (
        "This site cannot be reached just now, and this device keeps nothing of a reading list. It does from the first time that you open yours on it."
      ) : (
        "Looking at what this device keeps."
      )}
      {word === "" ? null : ` ${word}`}
    </p>
  );

  if (shown?.copy && shown.storyId && line)
    return (
      <DeviceStory html={shown.html} line={line} now={now}>
        {standing}
      </DeviceStory>
    );
  if (shown?.copy && shown.path === highlights)
    return (
      <div className="narrow">
        <p className="meta">
          <a href="/reading-list">Reading list</a>
        </p>
        <h1>Your highlights</h1>
        {standing}
        <HighlightPage
          here={highlights}
          lines={shown.copy.lines.flatMap(({ title, marked }) => marked.map((one) => ({ ...one, story: { title } })))}
          now={now}
        />
      </div>
    );
  return (
    <div className="narrow">
      <h1>Reading list</h1>
      {standing}
      {shown?.copy && shown.storyId ? (
        <p className="empty">
          This story is not among those that this device keeps. <a href="/reading-list">These are.</a>
        </p>
      ) : null}
      {shown?.copy && !shown.storyId ? (
        <DeviceList isWhole={shown.copy.isWhole} lines={shown.copy.lines} now={now} />
      ) : null}
    </div>
  );
}
