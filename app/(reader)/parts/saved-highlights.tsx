import type { SavedLine } from "./saved-acts.ts";

/** What a member highlighted in a saved story: the first of it, each with the way into the text. */
export function SavedHighlights({ line }: { line: SavedLine }) {
  if (!line.highlights) return null;
  const { count, items } = line.highlights;
  return (
    <ul aria-label={`Highlights in ${line.title}`} className="saved-highlights">
      {items.map(({ id, exact, note }) => (
        <li key={id}>
          <a href={`/stories/${line.id}#highlight-${id}`}>“{shortOf(exact)}”</a>
          {note ? <span className="own-note"> {shortOf(note)}</span> : null}
        </li>
      ))}
      {count > items.length ? (
        <li>
          <a className="meta" href={`/reading-list/highlights?story=${line.id}`}>
            All {count} highlights
          </a>
        </li>
      ) : null}
    </ul>
  );
}

const shortOf = (words: string) => (words.length > 200 ? `${words.slice(0, 197).trimEnd()}…` : words);
