import { z } from "zod";
import { Refused } from "./refused.ts";

type Tree = { [name: string]: string | Tree | (string | Tree)[] };

/** Stripe's own way of writing: `items[0][price]=…`. What a route does not know is an error, as it is at Stripe. */
export function parseForm<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> {
  const parsed = schema.safeParse(treeOf(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = [...(issue?.path ?? [])];
  if (issue?.code === "unrecognized_keys") {
    const param = named([...at, ...issue.keys.slice(0, 1)]);
    throw new Refused(400, `Received unknown parameter: ${param}`, { code: "parameter_unknown", param });
  }
  const param = named(at);
  if (issue?.code === "invalid_type" && /received undefined/.test(issue.message))
    throw new Refused(400, `Missing required param: ${param}.`, { code: "parameter_missing", param });
  throw new Refused(400, `Invalid ${param || "parameters"}: ${issue?.message}`, { code: "parameter_invalid", param });
}

function treeOf(text: string): Tree {
  const root: Tree = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    const steps = [name.replace(/\[.*$/s, ""), ...[...name.matchAll(/\[([^[\]]*)\]/g)].map(([, step]) => step ?? "")];
    let place = root;
    steps.forEach((step, index) => {
      const key = step === "" ? String(Object.keys(place).length) : step;
      if (index === steps.length - 1) {
        place[key] = value;
        return;
      }
      const next = place[key];
      if (next !== undefined && typeof next === "object" && !Array.isArray(next)) {
        place = next;
        return;
      }
      const made: Tree = Object.create(null);
      place[key] = made;
      place = made;
    });
  }
  return withLists(root) as Tree;
}

/** Objects whose names are all numbers were lists. */
function withLists(value: string | Tree | (string | Tree)[]): string | Tree | (string | Tree)[] {
  if (typeof value === "string" || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([name, each]) => [name, withLists(each)] as const);
  if (entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name)))
    return entries.map(([, each]) => each as string | Tree);
  return Object.fromEntries(entries) as Tree;
}

function named(path: PropertyKey[]): string {
  const [first, ...rest] = path.map(String);
  return (first ?? "") + rest.map((step) => `[${step}]`).join("");
}

export const whole = z
  .string()
  .regex(/^-?\d{1,15}$/, "must be a whole number")
  .transform(Number);
export const yesNo = z.enum(["true", "false"]).transform((word) => word === "true");
export const metadata = z.record(z.string().max(40), z.string().max(500));
export const expand = z.array(z.string()).optional();
/** What every list may be asked. */
export const paging = {
  limit: whole.pipe(z.number().min(1).max(100)).default(10),
  starting_after: z.string().optional(),
  ending_before: z.string().optional(),
  expand,
};

export const currency = z.string().regex(/^[a-z]{3}$/, "must be a three-letter currency in lower case");
export const items = z
  .array(z.strictObject({ price: z.string(), quantity: whole.pipe(z.number().min(1)).default(1) }))
  .min(1)
  .max(20);
