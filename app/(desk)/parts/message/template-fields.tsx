"use client";

export type FieldRow = { name: string; kind: "text" | "number" | "date" | "link"; fallback: string | null };

const kinds: [FieldRow["kind"], string][] = [
  ["text", "Text"],
  ["number", "Number"],
  ["date", "Date"],
  ["link", "Address"],
];

/** What a program fills in: each with its kind, and what stands there when it is left out. */
export function TemplateFields({ fields, set }: { fields: FieldRow[]; set(fields: FieldRow[]): void }) {
  const change = (at: number, part: Partial<FieldRow>) =>
    set(fields.map((field, own) => (own === at ? { ...field, ...part } : field)));
  return (
    <fieldset className="template-fields">
      <legend>Fields that a program fills in</legend>
      {fields.length === 0 ? <p className="meta">None: the mail is the same for everybody.</p> : null}
      {fields.map(({ name, kind, fallback }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no identity but its place while its name is typed
        <div className="template-field" key={at}>
          <label className="field">
            <span>Name</span>
            <input
              maxLength={40}
              onChange={(event) => change(at, { name: event.target.value.trim() })}
              pattern="[a-z][a-z0-9_]*"
              placeholder="order_number"
              required
              title="Small letters, digits and low lines, a letter first"
              value={name}
            />
          </label>
          <label className="field">
            <span>Kind</span>
            <select onChange={(event) => change(at, { kind: event.target.value as FieldRow["kind"] })} value={kind}>
              {kinds.map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
            </select>
          </label>
          {fallback === null ? null : (
            <label className="field">
              <span>When it is left out</span>
              <input
                maxLength={200}
                onChange={(event) => change(at, { fallback: event.target.value })}
                value={fallback}
              />
            </label>
          )}
          <div className="template-field-acts">
            <label className="check">
              <input
                checked={fallback === null}
                onChange={(event) => change(at, { fallback: event.target.checked ? null : "" })}
                type="checkbox"
              />
              <span>Must be given</span>
            </label>
            <button
              aria-label={`Take out the field ${name || at + 1}`}
              className="link"
              onClick={() => set(fields.filter((_, own) => own !== at))}
              type="button"
            >
              Take out
            </button>
          </div>
        </div>
      ))}
      <div>
        <button
          className="button quiet"
          disabled={fields.length >= 50}
          onClick={() => set([...fields, { name: "", kind: "text", fallback: null }])}
          type="button"
        >
          Add a field
        </button>
      </div>
    </fieldset>
  );
}
