/** One part of a thing, and what it was and is; undefined where there was none, or is none any more. */
export type AuditChange = { part: string; was: string | undefined; is: string | undefined };

const longest = 200;
/** Of a long text that was changed late, so many signs before the change are shown. */
const ahead = 40;

/**
 * What an act changed, part by part, as the audit log has it before and after; parts that stayed as they were are left out. What lies in
 * parts of parts is named by the way there, like "rules.civility".
 */
export function changesOf(before: unknown, after: unknown): AuditChange[] {
  const [was, is] = [partsOf(before), partsOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((part) => ({ part, was: was.get(part), is: is.get(part) }))
    .filter((change) => change.was !== change.is)
    .map(shortened);
}

/** Long texts are shown from shortly before where they begin to differ. */
function shortened({ part, was, is }: AuditChange): AuditChange {
  let same = 0;
  if (was !== undefined && is !== undefined) while (same < was.length && was[same] === is[same]) same += 1;
  const from = Math.max(was?.length ?? 0, is?.length ?? 0) > longest ? Math.max(0, same - ahead) : 0;
  const cut = (text: string) =>
    `${from > 0 ? "… " : ""}${text.slice(from, from + longest)}${text.length > from + longest ? " …" : ""}`;
  return { part, was: was === undefined ? was : cut(was), is: is === undefined ? is : cut(is) };
}

function partsOf(value: unknown, name = ""): Map<string, string> {
  if (value === null || value === undefined) return name ? new Map([[name, "nothing"]]) : new Map();
  if (typeof value !== "object" || (Array.isArray(value) && value.every((one) => typeof one !== "object")))
    return new Map([[name, inWords(value)]]);
  const entries = Object.entries(value);
  if (entries.length === 0) return name ? new Map([[name, "nothing"]]) : new Map();
  return new Map(entries.flatMap(([key, inner]) => [...partsOf(inner, name ? `${name}.${key}` : key)]));
}

function inWords(value: unknown): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return Array.isArray(value) ? (value.length === 0 ? "nothing" : value.join(", ")) : String(value);
}
