import type { Books, Thing } from "./books.ts";

/** Names a thing by what it says now, and what it said before. */
export function change(books: Books, thing: Thing, input: Record<string, unknown>, event: string): Thing {
  const { expand: _, ...fields } = input;
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const before = Object.fromEntries(given.map(([name]) => [name, thing[name] ?? null]));
  for (const [name, value] of given)
    thing[name] = name === "metadata" ? merged(thing.metadata, value as Record<string, string>) : value;
  if ("updated" in thing) thing.updated = books.seconds;
  if (given.length > 0) books.tell(event, thing, before);
  return thing;
}

/** Stripe keeps what is not named, and forgets what is set to nothing. */
function merged(old: unknown, given: Record<string, string>) {
  return Object.fromEntries(Object.entries({ ...(old as object), ...given }).filter(([, value]) => value !== ""));
}
