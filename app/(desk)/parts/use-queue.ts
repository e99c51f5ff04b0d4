import { useRouter } from "next/navigation";
import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import type { Undoable } from "@/lib/comments/undo-reads.ts";
import { call } from "../../(reader)/parts/call.ts";
import { begins, countWords, doneWords, markWords } from "./comment-words.ts";
import { decidePress } from "./decide-press.ts";
import { changesIn } from "./queue-changes.ts";
import type { DeskItem } from "./queue-detail.tsx";
import { lineOf } from "./queue-list.tsx";
import type { Because } from "./queue-reasons.tsx";
import { useChoice } from "./use-choice.ts";
import { useNews } from "./use-news.ts";
import { useReading } from "./use-reading.ts";
import { useUndo } from "./use-undo.ts";

export type Listed = { list: "held" | "reported" | "all"; query: Record<string, string> };
type First = {
  listed: Listed;
  items: DeskItem[];
  undoable: Undoable[];
  named: string | undefined;
  isRejecting: boolean;
};
type Decided = { decisionId: string; undoableForMs: number };
type Undone = { id: string } | { undone: { id: string }[]; left: { problem: string }[] };

const path = "/api/v1/desk/comments";
/** After these there is nothing to take back any more. */
const over = new Set(["too_late", "not_found", "changed_meanwhile"]);

/** What is listed, which comment is read, what was decided here and elsewhere, and the way back. */
export function useQueue(first: First, detail: RefObject<HTMLElement | null>) {
  const { list } = first.listed;
  const query = { ...first.listed.query, list };
  const [items, setItems] = useState(first.items);
  const [chosen, setChosen] = useState(
    first.named ?? (first.items.find(({ readBy }) => readBy === null) ?? first.items[0])?.id,
  );
  const [isOpen, setOpen] = useState(first.named !== undefined);
  const [isRejecting, setRejecting] = useState(first.isRejecting);
  const [word, setWord] = useState({ text: "", isProblem: false });
  const [isBusy, setBusy] = useState(false);
  const undoing = useUndo(first.undoable);
  const router = useRouter();
  // A state and no ref: it comes with the list and the choice that it is about, and no rendering between can take it.
  const [focusing, setFocusing] = useState(0);
  const focusAgain = () => setFocusing((times) => times + 1);
  const one = items.find((comment) => comment.id === chosen) ?? items[0];
  const { news, forget } = useNews(query, one?.id);
  const changes = changesIn(items, one, news);
  const choice = useChoice(items, changes.gone);
  useReading(one?.id);

  const focus = useEffectEvent(() => focusOn(one?.id, detail.current));
  useEffect(() => {
    if (focusing > 0) focus();
  }, [focusing]);

  // The counts beside the lists and in the margin are the server's.
  const counted = news && JSON.stringify(news.counts);
  const counts = useRef(counted);
  const refresh = useEffectEvent(() => router.refresh());
  useEffect(() => {
    if (counts.current !== undefined && counted !== undefined && counts.current !== counted) refresh();
    counts.current = counted ?? counts.current;
  }, [counted]);

  function choose(id: string | undefined) {
    setChosen(id);
    setRejecting(false);
    focusAgain();
  }

  function step(by: 1 | -1, isChoosing = false) {
    const at = items.findIndex(({ id }) => id === one?.id);
    const to = items[Math.min(Math.max(at + by, 0), items.length - 1)];
    if (isChoosing && one && to) choice.extendTo(to.id, one.id);
    choose(to?.id);
  }

  async function decide(comment: DeskItem, state: "published" | "rejected", because?: Because) {
    if (isBusy) return;
    setBusy(true);
    const answer = await call<Decided>("POST", `${path}/${comment.id}/decision`, {
      state,
      version: comment.version,
      ...because,
    });
    const text = answer.ok ? doneWords(comment, state) : answer.problem.title;
    setWord({ text, isProblem: !answer.ok });
    if (answer.ok) {
      const done = { id: answer.view.decisionId, press: null, about: begins(comment.text), text };
      undoing.add(done, answer.view.undoableForMs);
    }
    if (answer.ok || answer.problem.code === "already_decided") {
      router.refresh();
      await (list === "all" ? readAgain(comment.id) : goOn(comment));
    } else if (answer.problem.code === "changed_meanwhile") await readAgain(comment.id);
    setBusy(false);
  }

  /** Everything that is chosen, by one press. What is left of it stands in the list as it is now, and is chosen no more. */
  async function decideChosen(state: "published" | "rejected", because?: Because) {
    if (isBusy) return;
    setBusy(true);
    const answer = await decidePress(choice.chosen, state, because);
    setWord({ text: answer.text, isProblem: answer.isProblem });
    if (answer.done) undoing.add(answer.done, answer.undoableForMs);
    if (answer.isOver) {
      choice.none();
      setRejecting(false);
      router.refresh();
      const { decided } = answer;
      if (list !== "all") setItems((now) => now.filter(({ id }) => !decided.has(id)));
      await readAgain(items.find(({ id, readBy }) => !decided.has(id) && readBy === null)?.id);
    }
    setBusy(false);
  }

  /** Leaves a comment for the next that nobody else reads. One that waits no more leaves the list, and so do those that others decided. */
  async function goOn(from: DeskItem, stays = false) {
    const gone = new Set([...changes.gone, ...(stays ? [] : [from.id])]);
    const left = items.filter(({ id }) => !gone.has(id));
    const answer = await call<{ item: DeskItem | null }>("POST", `${path}/next`, { ...query, after: from.place });
    const next = answer.ok ? answer.view.item : null;
    const at = items.slice(0, items.indexOf(from)).filter(({ id }) => !gone.has(id)).length;
    setItems(next && !left.some(({ id }) => id === next.id) ? [...left, next] : left);
    choose(next?.id ?? (stays ? from.id : left[Math.min(at, left.length - 1)]?.id));
    if (stays && !next) setWord({ text: "Nothing else waits that nobody reads.", isProblem: false });
    forget();
  }

  /** Puts a mark on a comment, or takes it off. It is no decision: the comment stays where it is, in the version that it has. */
  async function mark(comment: DeskItem, marks: Partial<Pick<DeskItem, "isPinned" | "isPicked">>) {
    if (isBusy) return;
    setBusy(true);
    const answer = await call<Pick<DeskItem, "isPinned" | "isPicked">>("PUT", `${path}/${comment.id}/marks`, marks);
    setWord(
      answer.ok
        ? { text: markWords(comment, marks), isProblem: false }
        : { text: answer.problem.title, isProblem: true },
    );
    if (answer.ok) {
      const { isPinned, isPicked } = answer.view;
      setItems((now) => now.map((item) => (item.id === comment.id ? { ...item, isPinned, isPicked } : item)));
    }
    setBusy(false);
  }

  async function undo() {
    const { last } = undoing;
    if (!last || isBusy) return;
    setBusy(true);
    const answer = await call<Undone>("POST", last.undoPath, {});
    if (answer.ok || over.has(answer.problem.code)) undoing.drop(last);
    setWord(answer.ok ? backWords(answer.view, last.about) : { text: answer.problem.title, isProblem: true });
    if (answer.ok) {
      router.refresh();
      await readAgain("undone" in answer.view ? answer.view.undone[0]?.id : answer.view.id);
    }
    setBusy(false);
  }

  /** The list as it is now. What is read stays open where it is still in it, and nothing that was typed about it before. */
  async function readAgain(id: string | undefined) {
    const answer = await call<{ items: DeskItem[] }>("GET", `${path}?${new URLSearchParams(query)}`);
    if (answer.ok) setItems(answer.view.items);
    choose(id);
    forget();
  }

  const isFree = one !== undefined && !isBusy;
  return {
    choice,
    decideChosen,
    mark,
    items,
    one,
    word,
    changes,
    isBusy,
    isOpen,
    isRejecting,
    setRejecting,
    last: undoing.last,
    undo: undoing.last ? () => void undo() : undefined,
    next: isFree ? () => void goOn(one, changes.ofOne === undefined) : undefined,
    showNew: changes.fresh > 0 || changes.ofOne ? () => void readAgain(one?.id) : undefined,
    step,
    decide,
    open: (id: string) => {
      setOpen(true);
      choose(id);
    },
    close: () => {
      setOpen(false);
      focusAgain();
    },
    stopRejecting: () => {
      setRejecting(false);
      focusAgain();
    },
  };
}

/** What was taken back, and what of it could not be. */
function backWords(view: Undone, about: string) {
  if (!("undone" in view) || view.left.length === 0)
    return { text: `Taken back, and as it was before: ${about}`, isProblem: false };
  const why = [...new Set(view.left.map(({ problem }) => problem))].join(" ");
  return {
    text: `Taken back: ${countWords(view.undone.length)}, but not ${view.left.length}. ${why}`,
    isProblem: true,
  };
}

/** Its line in the list or, on a phone where it is alone on the screen, the comment. */
function focusOn(id: string | undefined, detail: HTMLElement | null) {
  const line = id ? lineOf(id) : null;
  const place = line && line.offsetParent !== null ? line : detail;
  place?.focus();
}
