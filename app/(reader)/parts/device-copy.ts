import { call } from "./call.ts";
import { type DeviceDb, type DeviceLine, signOfOwner, type WaitingAct, withStore } from "./device-store.ts";
import type { Highlighted } from "./highlight-acts.ts";
import type { SavedLine, SavedShelf } from "./saved-acts.ts";

type Item = Omit<SavedLine, "id" | "title" | "standfirst" | "section" | "byline" | "read" | "highlights"> & {
  story: {
    id: string;
    title: string;
    standfirst: string;
    section: string | null;
    byline: string | null;
    publishedAt: string;
    address: string | null;
  };
  readAt: string | null;
  archivedAt: string | null;
  place: { block: number; of: number } | null;
  isOpen: boolean;
  version: string;
  highlights: Highlighted[];
};
type Text = { isOpen: boolean; version: string; bodyHtml: string | null };
type Copy = { owner: string; items: Item[]; isWhole: boolean };

/**
 * Brings the copy on this device up to date: the list at once, and with it every text goes that is not saved or not open to its member any more; then comes
 * each text that is not there yet or was changed.
 */
export async function freshenCopy(owner: string): Promise<void> {
  const answer = await call<Copy>("GET", "/api/v1/bookmarks/device-copy");
  // Somebody else may have signed in meanwhile, in another window: what is theirs is not put into this copy.
  if (!answer.ok || answer.view.owner !== owner) return;
  const { items, isWhole } = answer.view;
  const lines = items.map(lineOf);
  const missing = await whenStillOf(owner, async (db) => {
    const turn = db.transaction(["facts", "lines", "bodies"], "readwrite");
    const bodies = new Map((await turn.objectStore("bodies").getAll()).map((body) => [body.id, body.version]));
    await turn.objectStore("lines").clear();
    for (const line of lines) await turn.objectStore("lines").put(line);
    const open = new Set(lines.flatMap(({ id, isOpen }) => (isOpen ? [id] : [])));
    for (const id of bodies.keys()) if (!open.has(id)) await turn.objectStore("bodies").delete(id);
    await turn.objectStore("facts").put(new Date().toISOString(), "keptAt");
    await turn.objectStore("facts").put(isWhole ? "yes" : "no", "isWhole");
    await turn.done;
    return lines.filter(({ id, isOpen, version }) => isOpen && bodies.get(id) !== version);
  });
  for (const { id } of missing ?? []) {
    const text = await call<Text>("GET", `/api/v1/bookmarks/device-copy/${id}`);
    if (!text.ok) return;
    const { isOpen, version, bodyHtml: html } = text.view;
    await whenStillOf(owner, async (db) => {
      if (isOpen) await db.put("bodies", { id, version, html });
      else await db.delete("bodies", id);
    });
  }
}

/** Wiped in between, or another's: then nothing is done. */
async function whenStillOf<Done>(owner: string, act: (db: DeviceDb) => Promise<Done>): Promise<Done | undefined> {
  if (signOfOwner() !== owner) return undefined;
  return withStore(async (db) => ((await db.get("facts", "owner")) === owner ? act(db) : undefined));
}

const lineOf = ({
  story,
  savedAt,
  readAt,
  archivedAt,
  tags,
  note,
  place,
  correction,
  isOpen,
  version,
  highlights,
}: Item) => ({
  id: story.id,
  title: story.title,
  standfirst: story.standfirst,
  section: story.section,
  byline: story.byline,
  publishedAt: story.publishedAt,
  address: story.address,
  savedAt,
  tags,
  note,
  read: place && Math.round((100 * (place.block + 1)) / place.of),
  place: place && { block: place.block, of: place.of },
  marked: highlights,
  highlights: glimpseOf(highlights),
  correction,
  isOpen,
  version,
  shelf: (archivedAt ? "archived" : readAt ? "read" : "unread") as SavedShelf,
});

function glimpseOf(highlights: Highlighted[]): SavedLine["highlights"] {
  if (highlights.length === 0) return null;
  const items = highlights.slice(0, 3).map(({ id, target, note }) => ({ id, exact: target.exact, note }));
  return { count: highlights.length, items };
}

/** The copy as it stands with what was done since. Undefined when this device keeps none. */
export async function readCopy() {
  if (signOfOwner() === null) return undefined;
  return withStore(async (db) => {
    const [owner, keptAt, isWhole] = await Promise.all([
      db.get("facts", "owner"),
      db.get("facts", "keptAt"),
      db.get("facts", "isWhole"),
    ]);
    if (!owner || !keptAt) return undefined;
    const [lines, acts] = await Promise.all([db.getAll("lines"), db.getAll("acts")]);
    return { owner, keptAt, isWhole: isWhole === "yes", lines: withActs(lines, acts), waiting: acts.length };
  });
}

export const readBody = (id: string) => withStore((db) => db.get("bodies", id));

/** What the list looks like once everything that waits is done, in its order. */
export function withActs(lines: DeviceLine[], acts: WaitingAct[]): DeviceLine[] {
  const standing = new Map(lines.map((line) => [line.id, line]));
  const dropped = new Map<string, DeviceLine>();
  for (const act of acts) {
    const line = standing.get(act.storyId) ?? dropped.get(act.storyId) ?? newLineOf(act);
    if (!line) continue;
    if (act.act === "drop") {
      standing.delete(line.id);
      dropped.set(line.id, line);
    } else standing.set(line.id, { ...line, ...changeOf(act, line) });
  }
  return [...standing.values()].sort((one, other) => other.savedAt.localeCompare(one.savedAt));
}

/** A story that was saved without a network: nothing but its headline is known here. */
function newLineOf({ act, storyId, title, at }: WaitingAct): DeviceLine | undefined {
  if (act !== "keep" || title === undefined) return undefined;
  const unknown = { section: null, byline: null, address: null, read: null, place: null, correction: null };
  const empty = {
    standfirst: "",
    note: "",
    tags: [],
    isOpen: true,
    version: "",
    marked: [],
    highlights: null,
    publishedAt: "",
  };
  return { id: storyId, title, savedAt: new Date(at).toISOString(), shelf: "unread", ...unknown, ...empty };
}

function changeOf(act: WaitingAct, line: DeviceLine): Partial<DeviceLine> {
  switch (act.act) {
    case "read":
      return line.shelf === "archived" ? {} : { shelf: "read" };
    case "unread":
    case "unarchive":
      return { shelf: "unread" };
    case "archive":
      return { shelf: "archived" };
    case "place":
      return { place: act.place, read: Math.round((100 * (act.place.block + 1)) / act.place.of) };
    default:
      return {};
  }
}
