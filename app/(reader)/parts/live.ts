import { useEffect, useEffectEvent, useState } from "react";
import { call } from "./call.ts";
import type { Told } from "./threads.ts";

export type Latest = { items: Told[]; version: number; count: number };

/** A stream that says nothing for so long is held back somewhere on its way. */
const patienceMs = 5_000;
const pollMs = 15_000;
/** Several that come together are fetched together. */
const gatherMs = 250;

/**
 * What was said since this page was made. The server says that something moved, and what it is is fetched. Where its events do
 * not arrive, the same is asked now and then. A page that nobody looks at asks for nothing.
 */
export function useLatest(storyId: string, first: Latest) {
  const [latest, setLatest] = useState(first);
  const path = `/api/v1/stories/${storyId}/comments`;

  async function look() {
    const answer = await call<Latest>("GET", `${path}/latest`);
    if (answer.ok) setLatest((known) => (answer.view.version > known.version ? answer.view : known));
  }
  const lookNow = useEffectEvent(look);
  const isNews = useEffectEvent((version: number) => version > latest.version);

  useEffect(() => {
    let source: EventSource | undefined;
    let poll: ReturnType<typeof setInterval> | undefined;
    let patience: ReturnType<typeof setTimeout> | undefined;
    let gathering: ReturnType<typeof setTimeout> | undefined;

    function ask() {
      source?.close();
      source = undefined;
      clearTimeout(patience);
      clearInterval(poll);
      void lookNow();
      poll = setInterval(() => void lookNow(), pollMs);
    }

    function listen() {
      source = new EventSource(`${path}/live`);
      patience = setTimeout(ask, patienceMs);
      source.onmessage = ({ data }) => {
        clearTimeout(patience);
        if (!isNews((JSON.parse(data) as Latest).version) || gathering) return;
        gathering = setTimeout(() => {
          gathering = undefined;
          void lookNow();
        }, gatherMs);
      };
      source.onerror = () => {
        // One that was cut off is taken up again by the browser; one that was refused is not.
        if (source?.readyState === EventSource.CLOSED) ask();
      };
    }

    function stop() {
      source?.close();
      source = undefined;
      for (const timer of [patience, poll, gathering]) clearTimeout(timer);
      gathering = undefined;
    }

    function turn() {
      stop();
      if (document.visibilityState === "hidden") return;
      if (typeof EventSource === "undefined") ask();
      else listen();
    }

    turn();
    document.addEventListener("visibilitychange", turn);
    return () => {
      document.removeEventListener("visibilitychange", turn);
      stop();
    };
  }, [path]);

  return { latest, look };
}
