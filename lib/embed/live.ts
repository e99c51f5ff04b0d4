import { home, read } from "./base.ts";

type Talk = { version: number; count: number };

/** A stream that says nothing for so long is held back somewhere on its way. */
const patienceMs = 5_000;
const pollMs = 15_000;

/**
 * Hears that a talk has moved; where events do not arrive, the same is asked now and then. A page that nobody looks at asks for
 * nothing. @returns what ends it
 */
export function followTalk(storyId: string, hear: (talk: Talk) => void): () => void {
  const path = `/api/v1/stories/${storyId}/comments`;
  let source: EventSource | undefined;
  let patience: ReturnType<typeof setTimeout> | undefined;
  let poll: ReturnType<typeof setInterval> | undefined;

  async function look() {
    const answer = await read<Talk>(`${path}/latest`);
    if (answer.ok) hear(answer.view);
  }
  function ask() {
    stop();
    void look();
    poll = setInterval(() => void look(), pollMs);
  }
  function listen() {
    source = new EventSource(`${home + path}/live`);
    patience = setTimeout(ask, patienceMs);
    source.onmessage = ({ data }) => {
      clearTimeout(patience);
      hear(JSON.parse(data) as Talk);
    };
    // One that was cut off is taken up again by the browser; one that was refused is not.
    source.onerror = () => source?.readyState === EventSource.CLOSED && ask();
  }
  function stop() {
    source?.close();
    source = undefined;
    clearTimeout(patience);
    clearInterval(poll);
  }
  function turn() {
    stop();
    if (document.visibilityState !== "hidden") listen();
  }
  turn();
  document.addEventListener("visibilitychange", turn);
  return () => {
    document.removeEventListener("visibilitychange", turn);
    stop();
  };
}
