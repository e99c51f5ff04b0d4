export type Pasted = { added: number; known: number; notTaken: { line: number; text: string; reason: string }[] };

/** What became of a list that somebody pasted: nothing of it goes without a word. */
export function PastedCodes({ pasted: { added, known, notTaken } }: { pasted: Pasted }) {
  return (
    <div>
      <p role="status">
        {added.toLocaleString("en")} {added === 1 ? "code is" : "codes are"} kept
        {known > 0 ? `; ${known.toLocaleString("en")} the offer had already` : ""}
        {notTaken.length > 0 ? `; ${notTaken.length.toLocaleString("en")} lines were not taken:` : "."}
      </p>
      {notTaken.length > 0 ? (
        <ul className="plain-list">
          {notTaken.slice(0, 200).map(({ line, text, reason }) => (
            <li key={line}>
              Line {line}: {text ? <code>{text}</code> : null} {reason}
            </li>
          ))}
        </ul>
      ) : null}
      {notTaken.length > 200 ? <p className="meta">And {notTaken.length - 200} more.</p> : null}
    </div>
  );
}
