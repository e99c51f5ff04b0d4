import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import type { IssueDocument } from "@/lib/newsletters/document.ts";
import { call, type Problem } from "../../../(reader)/parts/call.ts";
import { docOf, documentOfDoc } from "./blocks-and-nodes.ts";

export type Words = { subject: string; preview: string; document: IssueDocument };
export type Kept = { id: string; version: number };
export type Theirs = Words & Kept & { updatedAt: string; savedBy: string | null };
/** How it stands: all saved, something to be saved, being saved, or why it could not be. */
export type Saving =
  | { state: "waiting" | "saving" }
  | { state: "saved"; at: Date | null }
  | { state: "stuck"; problem: Problem };

const quietMs = 1_200;
const longestMs = 8_000;
const againMs = 5_000;

/**
 * Saves by itself when one stops typing, one save at a time, each over the version that was open. What somebody else saved
 * meanwhile is never written over: both are shown, and nothing is saved until one of them was chosen.
 */
export function useSaving(first: Words & Kept, read: () => Words) {
  const [saving, setSaving] = useState<Saving>({ state: "saved", at: null });
  const [theirs, setTheirs] = useState<Theirs | null>(null);
  const kept = useRef<Kept>(first);
  const savedText = useRef(textOf(first));
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const dirtySince = useRef(0);
  const underWay = useRef<Promise<Kept | undefined> | null>(null);
  const readNow = useEffectEvent(read);

  const save = useCallback(async (isStep: boolean, given?: Words): Promise<Kept | undefined> => {
    clearTimeout(timer.current);
    await underWay.current;
    const words = given ?? readNow();
    const text = textOf(words);
    if (text === savedText.current && !isStep) return kept.current;
    setSaving({ state: "saving" });
    const going = send(kept.current, words, isStep);
    underWay.current = going.then((answer) => (answer.ok ? answer.view : undefined));
    const answer = await going;
    underWay.current = null;
    if (answer.ok) {
      kept.current = answer.view;
      savedText.current = text;
      const isAll = given !== undefined || textOf(readNow()) === text;
      dirtySince.current = isAll ? 0 : Date.now();
      setSaving(isAll ? { state: "saved", at: new Date() } : { state: "waiting" });
      // What changed while it was under way is still to be saved, though it may stand again as it was saved before.
      if (!isAll) {
        clearTimeout(timer.current);
        timer.current = setTimeout(() => void save(false), quietMs);
      }
      return answer.view;
    }
    setSaving({ state: "stuck", problem: answer.problem });
    if (answer.problem.code === "changed_meanwhile") {
      const now = await call<Theirs>("GET", `/api/v1/desk/issues/${kept.current.id}`);
      if (now.ok) setTheirs(now.view);
    } else if (answer.problem.status === 0 || answer.problem.status >= 500)
      timer.current = setTimeout(() => void save(false), againMs);
    return undefined;
  }, []);

  /** Something was typed. */
  const touch = useCallback(() => {
    if (textOf(readNow()) === savedText.current) return;
    const now = Date.now();
    dirtySince.current ||= now;
    setSaving((before) => (before.state === "stuck" ? before : { state: "waiting" }));
    clearTimeout(timer.current);
    timer.current = setTimeout(
      () => void save(false),
      Math.max(0, Math.min(quietMs, dirtySince.current + longestMs - now)),
    );
  }, [save]);

  useEffect(() => {
    const isOpen = () => textOf(readNow()) !== savedText.current;
    const warn = (event: BeforeUnloadEvent) => {
      if (isOpen()) event.preventDefault();
    };
    /** A tab that one comes back to may show what is old by now. */
    const look = async () => {
      if (document.visibilityState !== "visible") return;
      const { id, version } = kept.current;
      const now = await call<Theirs>("GET", `/api/v1/desk/issues/${id}`);
      if (now.ok && kept.current.version === version && now.view.version > version) setTheirs(now.view);
    };
    window.addEventListener("beforeunload", warn);
    document.addEventListener("visibilitychange", look);
    return () => {
      window.removeEventListener("beforeunload", warn);
      document.removeEventListener("visibilitychange", look);
      clearTimeout(timer.current);
    };
  }, []);

  return {
    saving,
    theirs,
    kept,
    save,
    touch,
    /** Mine goes over theirs, which stays in the history. */
    async keepMine() {
      if (!theirs) return;
      kept.current = { id: theirs.id, version: theirs.version };
      setTheirs(null);
      await save(true);
    },
    /** Theirs comes onto the screen, and mine goes into the history. Answers whether it did. */
    async takeTheirs(show: (words: Words) => void): Promise<boolean> {
      if (!theirs) return false;
      const mine = readNow();
      if (textOf(mine) !== savedText.current) {
        const aside = await call("POST", `/api/v1/desk/issues/${theirs.id}/steps`, {
          ...mine,
          version: kept.current.version,
        });
        if (!aside.ok) {
          setSaving({ state: "stuck", problem: aside.problem });
          return false;
        }
      }
      kept.current = { id: theirs.id, version: theirs.version };
      clearTimeout(timer.current);
      savedText.current = textOf(theirs);
      show(theirs);
      setSaving({ state: "saved", at: new Date(theirs.updatedAt) });
      setTheirs(null);
      return true;
    },
  };
}

/** The same words are the same text, whichever way they came: the editor has its own order of things. */
const textOf = ({ subject, preview, document }: Words) =>
  JSON.stringify([subject, preview, documentOfDoc(docOf(document))]);

const send = ({ id, version }: Kept, words: Words, isStep: boolean) =>
  call<Kept>("PUT", `/api/v1/desk/issues/${id}`, { ...words, version, isStep });
