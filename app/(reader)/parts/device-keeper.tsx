"use client";
import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useState } from "react";
import { freshenCopy, readCopy } from "./device-copy.ts";
import { beginCopy, signOfOwner, wipeCopy } from "./device-store.ts";
import { countWaiting, type Synced, syncWaiting, waitingEvent } from "./waiting-acts.ts";

/** Elsewhere than on the list, a copy that is younger is fresh enough. */
const freshMs = 10 * 60_000;

/**
 * Keeps this device's copy of the reading list, from the first time that its member opens the list here; syncs what waited; and
 * wipes everything as soon as nobody, or somebody else, is signed in. What it has to say stands over the page and moves nothing.
 */
export function DeviceKeeper({ owner, isOn }: { owner: string | null; isOn: boolean }) {
  const [word, setWord] = useState("");
  const router = useRouter();

  const keep = useEffectEvent(async () => {
    if (!owner || !isOn) {
      if (signOfOwner() !== null) await wipeCopy();
      return;
    }
    const isOnList = location.pathname === "/reading-list";
    const was = signOfOwner();
    if (was !== null && was !== owner) await wipeCopy();
    if (!isOnList && was !== owner) return;
    if (!(await beginCopy(owner))) return;
    const synced = await syncWaiting();
    if (synced.done > 0 || synced.left > 0) setWord(wordsOf(synced));
    if (synced.done > 0) router.refresh();
    const keptAt = (await readCopy())?.keptAt;
    if (isOnList || !keptAt || Date.now() - new Date(keptAt).getTime() > freshMs) await freshenCopy(owner);
  });
  // A device that keeps nothing loses nothing but the copy; the page itself is as good without.
  const keepQuietly = useEffectEvent(() => void keep().catch(() => {}));
  const countAgain = useEffectEvent(async () => {
    const left = await countWaiting();
    if (left > 0) setWord(waitingWords(left));
    else setWord((now) => (now.startsWith("Synced") ? now : ""));
  });

  useEffect(() => {
    const waiting = () => void countAgain().catch(() => {});
    const begin = () => keepQuietly();
    if (document.readyState === "complete") begin();
    else window.addEventListener("load", begin, { once: true });
    window.addEventListener("online", begin);
    window.addEventListener(waitingEvent, waiting);
    return () => {
      window.removeEventListener("load", begin);
      window.removeEventListener("online", begin);
      window.removeEventListener(waitingEvent, waiting);
    };
  }, []);

  return (
    <p aria-live="polite" className={word === "" ? "hidden" : "device-word"}>
      {word === "" ? null : (
        <>
          <span>{word}</span>
          <button className="link" onClick={() => setWord("")} type="button">
            Close
          </button>
        </>
      )}
    </p>
  );
}

const changes = (count: number) => `${count} ${count === 1 ? "change" : "changes"}`;

export const waitingWords = (count: number) =>
  `${changes(count)} ${count === 1 ? "waits" : "wait"} on this device, and will be synced when there is a network.`;

export function wordsOf({ done, older, left, problem }: Synced): string {
  if (left > 0) return `${changes(left)} could not be synced yet. ${problem ?? ""}`.trim();
  const kept = older === 0 ? "" : ` For ${older} of them, what was done later elsewhere stands.`;
  return `Synced: ${changes(done)} from this device.${kept}`;
}
