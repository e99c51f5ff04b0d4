import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { call } from "../../../(reader)/parts/call.ts";

const nothing = { text: "", isProblem: false };

/**
 * Words that are saved when one says so, over the version that was open. What is typed while the request runs is not saved by it, and whoever
 * leaves with that is asked.
 * @param at where they are put
 * @param saved what is said when all of it is saved
 */
export function usePressedSave(at: string, openVersion: number, saved: string) {
  const router = useRouter();
  const version = useRef(openVersion);
  const touches = useRef(0);
  const [isChanged, setChanged] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [word, setWord] = useState(nothing);
  useLeavingAsked(isChanged);

  /** Something was typed. */
  const touch = () => {
    touches.current += 1;
    setChanged(true);
    setWord(nothing);
  };

  async function save(words: Record<string, unknown>) {
    const before = touches.current;
    setBusy(true);
    const answer = await call<{ version: number }>("PUT", at, { version: version.current, ...words });
    setBusy(false);
    if (!answer.ok) return setWord({ text: answer.problem.title, isProblem: true });
    version.current = answer.view.version;
    const isAll = touches.current === before;
    setChanged(!isAll);
    setWord({ text: isAll ? saved : "Saved. What you typed since is not saved yet.", isProblem: false });
    router.refresh();
  }

  return { save, touch, isBusy, isChanged, word };
}

/** Whoever leaves with something that is not saved is asked. */
function useLeavingAsked(isChanged: boolean) {
  useEffect(() => {
    if (!isChanged) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isChanged]);
}
