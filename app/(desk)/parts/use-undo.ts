import { useEffect, useState } from "react";
import type { Undoable } from "@/lib/comments/undo-reads.ts";
import { begins, countWords, doneWords, severalWords } from "./comment-words.ts";

/** Less than the server gives, so that a press in the last moment still arrives. */
const marginMs = 5_000;

/** What was decided by one press, about what, in the words that say so, and until when it can be taken back. */
export type Done = { undoPath: string; about: string; text: string; until: number };

const pathOf = ({ id, press }: Pick<Undoable, "id" | "press">) =>
  press ? `/api/v1/desk/presses/${press}/undo` : `/api/v1/desk/decisions/${id}/undo`;

/** What a moderator decided last and can still take back. What was decided before the page was loaded is among it. */
export function useUndo(first: Undoable[]) {
  const [now, setNow] = useState(() => Date.now());
  const [done, setDone] = useState<Done[]>(() =>
    byPress(first).map(({ made, state, stood, forMs, words, before, ...one }) => ({
      undoPath: pathOf(one),
      about: made > 1 ? countWords(made) : begins(words),
      text: made > 1 ? severalWords(made, state, stood) : doneWords({ state: before, text: words }, state),
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
    add: ({ id, press, ...one }: Pick<Undoable, "id" | "press"> & Omit<Done, "until" | "undoPath">, forMs: number) => {
      setNow(Date.now());
      setDone((others) => [
        { ...one, undoPath: pathOf({ id, press }), until: Date.now() + forMs - marginMs },
        ...others,
      ]);
    },
    drop: (one: Done) => setDone((all) => all.filter((other) => other !== one)),
  };
}

/** Each press once, with how many it decided; all of it can be taken back for as long as the first of them can. */
function byPress(decisions: Undoable[]) {
  const presses = new Map<string, Undoable & { made: number; stood: boolean }>();
  for (const decision of decisions) {
    const key = decision.press ?? decision.id;
    const known = presses.get(key);
    const stood = decision.before === "published" && (known?.stood ?? true);
    const forMs = Math.min(decision.forMs, known?.forMs ?? decision.forMs);
    presses.set(key, { ...(known ?? decision), made: (known?.made ?? 0) + 1, stood, forMs });
  }
  return [...presses.values()];
}
