"use client";
import type { DeviceLine } from "../../(reader)/parts/device-store.ts";
import type { SavedShelf } from "../../(reader)/parts/saved-acts.ts";
import { SavedList } from "../../(reader)/parts/saved-list.tsx";

const shelves: Record<SavedShelf, string> = { unread: "Unread", read: "Read", archived: "Archive" };
const names = Object.keys(shelves) as SavedShelf[];

/** The reading list from what this device keeps: its shelves, its search, and what can be done on each. */
export function DeviceList({ lines, isWhole, now }: { lines: DeviceLine[]; isWhole: boolean; now: string }) {
  const asked = new URLSearchParams(location.search);
  const shelf = names.find((name) => name === asked.get("shelf")) ?? "unread";
  const [words, tag] = [asked.get("words") ?? "", asked.get("tag") ?? ""];
  const fitting = inOrder(
    lines.filter((line) => fits(line, words, tag)),
    asked.get("order"),
  );
  const shown = fitting.filter((line) => line.shelf === shelf);
  const addressOf = (name: SavedShelf) =>
    `/reading-list?${new URLSearchParams({ shelf: name, ...(words ? { words } : {}), ...(tag ? { tag } : {}) })}`;
  return (
    <>
      <search>
        <form action="/reading-list" className="find" method="get">
          <input name="shelf" type="hidden" value={shelf} />
          <input
            aria-label="Search your reading list"
            defaultValue={words}
            maxLength={200}
            name="words"
            placeholder="Search titles, bylines, notes and highlights"
            type="search"
          />
          <button className="button quiet" type="submit">
            Search
          </button>
        </form>
      </search>
      <nav aria-label="Shelves" className="tabs">
        {names.map((name) => (
          <a aria-current={name === shelf ? "page" : undefined} href={addressOf(name)} key={name}>
            {shelves[name]} {fitting.filter((line) => line.shelf === name).length}
          </a>
        ))}
        <a href="/reading-list/highlights">Highlights {lines.reduce((sum, { marked }) => sum + marked.length, 0)}</a>
      </nav>
      {words || tag ? (
        <p className="meta narrowed" role="status">
          {shown.length} on this shelf{words ? ` with “${words}”` : ""}
          {tag ? ` tagged “${tag}”` : ""}. <a href="/reading-list">Show everything</a>
        </p>
      ) : null}
      {shown.length === 0 ? (
        <p className="empty">
          {shelf === "archived"
            ? "The archive is read with a network. What you archive without one stands here until it is synced."
            : "Nothing of this shelf is on this device."}
        </p>
      ) : (
        <SavedList here="/reading-list" lines={shown} now={now} shelf={shelf} />
      )}
      {isWhole ? null : <p className="meta">A device keeps the newest 200. The others are read with a network.</p>}
    </>
  );
}

function fits(line: DeviceLine, words: string, tag: string): boolean {
  const marked = line.marked.map(({ target, note }) => `${target.exact} ${note}`).join(" ");
  const text = `${line.title} ${line.standfirst} ${line.byline ?? ""} ${line.note} ${marked}`.toLowerCase();
  const isNamed = words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
  return isNamed && (tag === "" || line.tags.some((one) => one.toLowerCase() === tag.toLowerCase()));
}

function inOrder(lines: DeviceLine[], order: string | null): DeviceLine[] {
  if (order === "oldest") return lines.toReversed();
  if (order === "published") return lines.toSorted((one, other) => other.publishedAt.localeCompare(one.publishedAt));
  return lines;
}
