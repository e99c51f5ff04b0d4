import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Highlighted } from "./highlight-acts.ts";
import type { SavedLine, SavedShelf } from "./saved-acts.ts";

/** A saved story as a device keeps it. */
export type DeviceLine = SavedLine & {
  shelf: SavedShelf;
  publishedAt: string;
  address: string | null;
  place: { block: number; of: number } | null;
  /** Whether its text was open to its member when the copy was made. */
  isOpen: boolean;
  version: string;
  marked: Highlighted[];
};
type Body = { id: string; version: string; html: string | null };

/** What was done without a network and is not synced yet. */
export type WaitingAct = { storyId: string; at: number; title?: string } & (
  | { act: "keep" | "drop" | "read" | "unread" | "archive" | "unarchive" }
  | { act: "place"; place: { block: number; of: number } }
);

interface Store extends DBSchema {
  facts: { key: "owner" | "keptAt" | "isWhole"; value: string };
  lines: { key: string; value: DeviceLine };
  bodies: { key: string; value: Body };
  acts: { key: number; value: WaitingAct };
}
export type DeviceDb = IDBPDatabase<Store>;

const name = "masthead-device";
/** Says whose copy lies on this device, without opening it: pages of strangers look at nothing else. */
const sign = "masthead-device";
/** Its parts of the site; elsewhere there is no worker, so the desk never has one. */
const scopes = ["/reading-list", "/stories/"];
const script = "/reading-list-worker.js";

export const signOfOwner = (): string | null => {
  try {
    return localStorage.getItem(sign);
  } catch {
    return null;
  }
};

/** A browser that keeps nothing, or a page on plain http, does without. */
export const canKeep = () =>
  "serviceWorker" in navigator && "locks" in navigator && "indexedDB" in window && window.isSecureContext;

export const openStore = (): Promise<DeviceDb> =>
  openDB<Store>(name, 1, {
    upgrade(db) {
      db.createObjectStore("facts");
      db.createObjectStore("lines", { keyPath: "id" });
      db.createObjectStore("bodies", { keyPath: "id" });
      db.createObjectStore("acts", { autoIncrement: true });
    },
    blocking: (_was, _wanted, event) => (event.target as IDBDatabase).close(),
  });

/** Opens it for one thing to be done, and closes it: an open one would keep it from being wiped. */
export async function withStore<Done>(act: (db: DeviceDb) => Promise<Done>): Promise<Done> {
  const db = await openStore();
  try {
    return await act(db);
  } finally {
    db.close();
  }
}

/** Makes this device keep a copy for this member; whatever lay there of another is wiped first. Answers whether it can. */
export async function beginCopy(owner: string): Promise<boolean> {
  if (!canKeep()) return false;
  const was = signOfOwner();
  if (was !== null && was !== owner) await wipeCopy();
  const workers = await Promise.all(
    scopes.map((scope) => navigator.serviceWorker.register(script, { scope, updateViaCache: "none" })),
  );
  // Something between us and the browser may keep workers out; then a copy could not be read.
  if (!workers.every(Boolean)) return false;
  localStorage.setItem(sign, owner);
  await withStore((db) => db.put("facts", owner, "owner"));
  return true;
}

/** Takes away all that this device keeps: stories, what waits, pages and workers. */
export async function wipeCopy(): Promise<void> {
  try {
    localStorage.removeItem(sign);
  } catch {
    // Nothing can be kept here, so nothing is.
  }
  if (!canKeep()) return;
  for (const worker of await navigator.serviceWorker.getRegistrations())
    if (scopes.some((scope) => new URL(worker.scope).pathname === scope)) await worker.unregister();
  for (const cache of await caches.keys()) if (cache.startsWith("masthead-device-")) await caches.delete(cache);
  await new Promise<void>((done, failed) => {
    const asked = indexedDB.deleteDatabase(name);
    asked.onsuccess = () => done();
    asked.onerror = () => failed(asked.error);
    // Another page has it open for a moment, and lets go of it.
  });
}
