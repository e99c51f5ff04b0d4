import { createHash } from "node:crypto";

/** As much of JSON Schema as our documents use. */
export type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  propertyNames?: Schema;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  format?: string;
  default?: unknown;
};
type Context = { doc: object; ids: Record<string, string[]>; seed: string };

/** What breaks programs: other types, ends of ranges, characters that are none, names that objects have by themselves, and very much of anything. */
const nonsense: unknown[] = [
  null,
  true,
  -1,
  0,
  2 ** 53,
  -(2 ** 63),
  1.5e308,
  "",
  " ",
  "\u0000",
  "\ud800",
  "\u202e\u200b",
  "'; drop table members; --",
  "%00%ff",
  "../../etc/passwd",
  "__proto__",
  "constructor",
  "NaN",
  "0190a0b0-0000-7000-8000-00000000ffff",
  "2026-02-30",
  "+275760-09-13T00:00:00.001Z",
  "x".repeat(20_000),
  [],
  [[[[[[[[]]]]]]]],
  {},
  { $ne: null },
  { toString: null },
  { length: 1e9 },
];

/** A value that fits the schema, the same for the same seed. */
export function fitting(given: Schema, context: Context, depth = 0): unknown {
  const schema = resolved(given, context.doc);
  const next = (name: string) => ({ ...context, seed: `${context.seed}/${name}` });
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return pick(schema.enum, context.seed);
  const branch = schema.anyOf ?? schema.oneOf;
  if (branch)
    return fitting(pick(depth > 6 ? branch.slice(-1) : branch, context.seed) as Schema, next("branch"), depth + 1);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((one, at) => fitting(one, next(`${at}`), depth + 1)));
  switch (Array.isArray(schema.type) ? pick(schema.type, context.seed) : schema.type) {
    case "null":
      return null;
    case "boolean":
      return number(context.seed) % 2 === 0;
    case "integer":
    case "number": {
      const least = schema.minimum ?? schema.exclusiveMinimum ?? 0;
      const most = Math.min(schema.maximum ?? least + 1_000, least + 1_000_000);
      return least + (number(context.seed) % (Math.floor(most - least) + 1));
    }
    case "array": {
      const least = schema.minItems ?? 0;
      const count = Math.min(schema.maxItems ?? 3, least + (depth > 6 ? 0 : number(context.seed) % 3));
      return Array.from({ length: count }, (_, at) => fitting(schema.items ?? {}, next(`${at}`), depth + 1));
    }
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name]) => schema.required?.includes(name) || number(`${context.seed}?${name}`) % 2 === 0)
          .map(([name, one]) => [name, context.ids[name]?.[0] ?? fitting(one, next(name), depth + 1)]),
      );
    case "string":
      return text(schema, context.seed);
    default:
      return pick(nonsense, context.seed);
  }
}

/** The same with one place in it that does not fit, or that nobody had in mind. */
export function unlike(schema: Schema, context: Context): unknown {
  const value = fitting(schema, context);
  const wrong = pick(nonsense, `${context.seed} wrong`);
  if (typeof value !== "object" || value === null || number(`${context.seed} whole`) % 5 === 0) return wrong;
  let at = value as Record<string, unknown>;
  for (let depth = 0; depth < 4; depth += 1) {
    const names = Object.keys(at);
    const name = names.length > 0 ? String(pick(names, `${context.seed} ${depth}`)) : "role";
    const inner = at[name];
    if (typeof inner !== "object" || inner === null || number(`${context.seed} stop ${depth}`) % 2 === 0) {
      at[name] = wrong;
      break;
    }
    at = inner as Record<string, unknown>;
  }
  return value;
}

const words = ["weir", "Harrow", "ledger", "Ünïcode", "日本", "👩‍👩‍👧", "<b>", "a\nb", "{first_name}", "\\"];

function text({ format, minLength = 0, maxLength = 60 }: Schema, seed: string): string {
  const nth = number(seed);
  if (format === "uuid") return `0190a0b0-0000-7000-8000-${String(nth).padStart(12, "0").slice(-12)}`;
  if (format === "email") return `made.up.${nth}@reader.test`;
  if (format === "date-time") return new Date(1_770_000_000_000 + nth).toISOString();
  if (format === "date") return new Date(1_770_000_000_000 + nth).toISOString().slice(0, 10);
  // Nothing is fetched from the network for this: the guard refuses its own machine before it opens a socket.
  if (format === "uri") return `http://127.0.0.1:9/${nth}`;
  let made = "";
  for (let at = 0; made.length < Math.max(minLength, nth % 40); at += 1) made += `${pick(words, `${seed} ${at}`)} `;
  return made.trim().padEnd(minLength, "x").slice(0, maxLength);
}

function resolved(schema: Schema, doc: object): Schema {
  if (!schema.$ref) return schema;
  let at: unknown = doc;
  for (const part of schema.$ref.replace(/^#\//, "").split("/"))
    at = (at as Record<string, unknown>)[part.replaceAll("~1", "/").replaceAll("~0", "~")];
  return resolved(at as Schema, doc);
}

const number = (seed: string) => createHash("sha256").update(seed).digest().readUInt32BE(0);
const pick = (from: readonly unknown[], seed: string) => from[number(`${seed} pick`) % from.length];
