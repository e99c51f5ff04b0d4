import { useRouter } from "next/navigation";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { Undoable } from "@/lib/comments/undo-reads.ts";
import { call } from "../../(reader)/parts/call.ts";
import { begins, doneWords } from "./comment-words.ts";
import type { Listed } from "./queue.tsx";
import type { DeskComment } from "./queue-detail.tsx";
import { lineOf } from "./queue-list.tsx";
import type { Because } from "./queue-reasons.tsx";
import { useUndo } from "./use-undo.ts";

type Decided = { decisionId: string; undoableForMs: number };
const over = new Set(["too_late", "not_found", "changed_meanwhile"]);

/** What is listed, which comment is read, what was decided, and the way back. */
export function useQueue(
  first: { listed: Listed; items: DeskComment[]; undoable: Undoable[]; named: string | undefined; isRejecting: boolean },
  detail: RefObject<HTMLElement | null>,
) {
  const { list, query } = first.listed;
  const [items, setItems] = useState(first.items);
  const [chosen, setChosen] = useState(first.named ?? first.items[0]?.id);
  const [isOpen, setOpen] = useState(first.named !== undefined);
  const [isRejecting, setRejecting] = useState(first.isRejecting);
  const [word, setWord] = useState({ text: "", isProblem: false });
  const [isBusy, setBusy] = useState(false);
  const undoing = useUndo(first.undoable);
  const router = useRouter();
  const isToBeFocused = useRef(false);
  const one = items.find((comment) => comment.id === chosen) ?? items[0];

  useEffect(() => {
    if (!isToBeFocused.current) return;
    isToBeFocused.current = false;
    focusOn(one?.id, detail.current);
  });

  function choose(id: string | undefined) {
    setChosen(id);
    setRejecting(false);
    isToBeFocused.current = true;
  }

  function step(by: 1 | -1) {
    const at = items.findIndex(({ id }) => id === one?.id);
    choose(items[Math.min(Math.max(at + by, 0), items.length - 1)]?.id);
  }

  async function decide(comment: DeskComment, state: "published" | "rejected", because?: Because) {
    if (isBusy) return;
    setBusy(true);
    const answer = await call<Decided>("POST", `/api/v1/desk/comments/${comment.id}/decision`, {
      state,
      version: comment.version,
      ...because,
    });
    setBusy(false);
    const text = answer.ok ? doneWords(comment, state) : answer.problem.title;
    setWord({ text, isProblem: !answer.ok });
    if (answer.ok)
      undoing.add(
        { decisions: [answer.view.decisionId], about: begins(comment.text), text },
        answer.view.undoableForMs,
      );
    else if (answer.problem.code === "changed_meanwhile") return readAgain(comment.id);
    else if (answer.problem.code !== "already_decided") return;
    // The counts beside the lists and in the margin are the server's.
    router.refresh();
    if (list === "all") return readAgain(comment.id);
    const at = items.findIndex(({ id }) => id === comment.id);
    const left = items.filter(({ id }) => id !== comment.id);
    setItems(left);
    choose(left[Math.min(at, left.length - 1)]?.id);
  }

  async function undo() {
    const { last } = undoing;
    if (!last || isBusy) return;
    setBusy(true);
    const answer = await call<{ id: string }>("POST", `/api/v1/desk/decisions/${last.decisions[0]}/undo`, {});
    setBusy(false);
    if (answer.ok || over.has(answer.problem.code)) undoing.drop(last);
    setWord(
      answer.ok
        ? { text: `Taken back, and as it was before: ${last.about}`, isProblem: false }
        : { text: answer.problem.title, isProblem: true },
    );
    if (!answer.ok) return;
    router.refresh();
    await readAgain(answer.view.id);
  }

  /** It is another one now: it is shown in the same place, and nothing that was typed about the old one stays. */
  async function readAgain(id: string) {
    const answer = await call<{ items: DeskComment[] }>(
      "GET",
      `/api/v1/desk/comments?${new URLSearchParams({ ...query, list })}`,
    );
    if (answer.ok) setItems(answer.view.items);
    choose(id);
  }

  return {
    items,
    one,
    word,
    isBusy,
    isOpen,
    isRejecting,
    setRejecting,
    last: undoing.last,
    undo: undoing.last ? () => void undo() : undefined,
    step,
    decide,
    open: (id: string) => {
      setOpen(true);
      choose(id);
    },
    close: () => {
      setOpen(false);
      isToBeFocused.current = true;
    },
    stopRejecting: () => {
      setRejecting(false);
      isToBeFocused.current = true;
    },
  };
}

/** Its line in the list or, on a phone where it is alone on the screen, the comment. */
function focusOn(id: string | undefined, detail: HTMLElement | null) {
  const line = id ? lineOf(id) : null;
  const place = line && line.offsetParent !== null ? line : detail;
  place?.focus();
}
