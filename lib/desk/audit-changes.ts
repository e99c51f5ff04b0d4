/** One part of a thing, and what it was and is; undefined where there was none, or is none any more. */
export type AuditChange = { part: string; was: string | undefined; is: string | undefined };

const longest = 200;

/**
 * What an act changed, part by part, as the audit log has it before and after; parts that stayed as they were are left out. What lies in
 * parts of parts is named by the way there, like "rules.civility".
 */
export function changesOf(before: unknown, after: unknown): AuditChange[] {
  const [was, is] = [partsOf(before), partsOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((part) => ({ part, was: was.get(part), is: is.get(part) }))
    .filter((change) => change.was !== change.is);
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
  const text = Array.isArray(value) ? (value.length === 0 ? "nothing" : value.join(", ")) : String(value);
  return text.length > longest ? `${text.slice(0, longest)} …` : text;
}
