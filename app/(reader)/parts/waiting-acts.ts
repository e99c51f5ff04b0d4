import { call } from "./call.ts";
import { canKeep, signOfOwner, type WaitingAct, wipeCopy, withStore } from "./device-store.ts";

type WithoutTime<Each> = Each extends WaitingAct ? Omit<Each, "at"> : never;
export type Act = WithoutTime<WaitingAct>;

/** Said where something waits. */
export const waits = "Saved on this device; it will be synced.";
/** Told on the page when what waits has changed. */
export const waitingEvent = "masthead:waiting";
/** As many as the server takes at once. */
const mostAtOnce = 200;

/**
 * Puts down what was done without a network. Answers under which numbers, or undefined when this device keeps no copy, so that it
 * could not be done later either.
 */
export async function letWait(acts: Act[]): Promise<number[] | undefined> {
  if (!canKeep() || signOfOwner() === null) return undefined;
  try {
    const numbers = await withStore(async (db) => {
      if (!(await db.get("facts", "owner"))) return undefined;
      const turn = db.transaction("acts", "readwrite");
      const put: number[] = [];
      for (const act of acts) {
        // Of a place only the last counts, and a story is scrolled through in a hundred of them.
        if (act.act === "place")
          for (let at = await turn.store.openCursor(); at; at = await at.continue())
            if (at.value.act === "place" && at.value.storyId === act.storyId) await at.delete();
        put.push(await turn.store.add({ ...act, at: Date.now() } as WaitingAct));
      }
      await turn.done;
      return put;
    });
    tell();
    return numbers;
  } catch {
    // A full disk, or a browser that keeps nothing: then it is said that it did not work.
    return undefined;
  }
}

/**
 * Takes back what waits. What was synced already, or is on its way, is followed by its opposite.
 * @throws Error when this device keeps nothing any more
 */
export async function takeBack(waiting: { number: number; opposite: Act }[]): Promise<void> {
  const late = await oneAtATime(() =>
    withStore(async (db) => {
      const turn = db.transaction("acts", "readwrite");
      const there = new Set(await turn.store.getAllKeys());
      for (const { number } of waiting) if (there.has(number)) await turn.store.delete(number);
      await turn.done;
      return waiting.filter(({ number }) => !there.has(number)).map(({ opposite }) => opposite);
    }),
  );
  tell();
  if (late.length === 0) return;
  if (!(await letWait(late))) throw new Error("Nothing is kept on this device any more.");
  await syncWaiting();
}

export const countWaiting = (): Promise<number> =>
  signOfOwner() === null || !canKeep() ? Promise.resolve(0) : withStore((db) => db.count("acts"));

export type Synced = { done: number; older: number; left: number; problem?: string };

/** Sends what waits, in its order, one page of this browser at a time. What is not answered for waits on. */
export async function syncWaiting(): Promise<Synced> {
  if (!canKeep() || signOfOwner() === null) return { done: 0, older: 0, left: 0 };
  return oneAtATime(async () => {
    const sum: Synced = { done: 0, older: 0, left: 0 };
    for (;;) {
      const { owner, entries } = await firstWaiting();
      if (!owner || entries.length === 0) return sum;
      const now = Date.now();
      const answer = await call<{ outcomes: string[] }>("POST", "/api/v1/bookmarks/sync", {
        owner,
        acts: entries.map(({ act: { at, title: _, ...act } }) => ({ ...act, agoMs: Math.max(0, now - at) })),
      });
      if (!answer.ok) {
        // Somebody else has signed in here: what another did is not theirs to send, nor to see.
        if (answer.problem.code === "not_allowed") await wipeCopy();
        return { ...sum, left: entries.length, problem: answer.problem.title };
      }
      await withStore(async (db) => {
        const turn = db.transaction("acts", "readwrite");
        for (const { number } of entries) await turn.store.delete(number);
        await turn.done;
      });
      sum.done += entries.length;
      sum.older += answer.view.outcomes.filter((outcome) => outcome === "older").length;
      tell();
    }
  });
}

const firstWaiting = () =>
  withStore(async (db) => {
    const turn = db.transaction(["facts", "acts"]);
    const owner = await turn.objectStore("facts").get("owner");
    const acts = turn.objectStore("acts");
    const [numbers, values] = await Promise.all([acts.getAllKeys(null, mostAtOnce), acts.getAll(null, mostAtOnce)]);
    return { owner, entries: values.map((act, at) => ({ act, number: numbers[at] ?? 0 })) };
  });

/** Among all pages of this browser: none takes back what another is sending. */
const oneAtATime = <Done>(act: () => Promise<Done>): Promise<Done> =>
  navigator.locks.request("masthead-device-sync", act) as Promise<Done>;

const tell = () => window.dispatchEvent(new Event(waitingEvent));
