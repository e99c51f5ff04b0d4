import { useEffect, useState } from "react";
import type { Undoable } from "@/lib/comments/undo-reads.ts";
import { begins, doneWords } from "./comment-words.ts";

/** Less than the server gives, so that a press in the last moment still arrives. */
const marginMs = 5_000;

/** What was decided by one press, about what, in the words that say so, and until when it can be taken back. */
export type Done = { decisions: string[]; about: string; text: string; until: number };

/** What a moderator decided last and can still take back. What was decided before the page was loaded is among it. */
export function useUndo(first: Undoable[]) {
  const [now, setNow] = useState(() => Date.now());
  const [done, setDone] = useState<Done[]>(() =>
    first.map(({ id, forMs, before, ...decision }) => ({
      decisions: [id],
      about: begins(decision.words),
      text: doneWords({ state: before, text: decision.words }, decision.state),
      until: Date.now() + forMs - marginMs,
    })),
  );
  const last = done.find(({ until }) => until > now);

  useEffect(() => {
    if (!last) return;
    const timer = setTimeout(() => setNow(Date.now()), Math.max(0, last.until - Date.now()));
    return () => clearTimeout(timer);
  }, [last]);

  return {
    last,
    add: (one: Omit<Done, "until">, forMs: number) => {
      setNow(Date.now());
      setDone((others) => [{ ...one, until: Date.now() + forMs - marginMs }, ...others]);
    },
    drop: (one: Done) => setDone((all) => all.filter((other) => other !== one)),
  };
}
