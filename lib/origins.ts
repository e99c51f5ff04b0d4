import { z } from "zod";
import type { House } from "./context.ts";
import type { Sql } from "./db.ts";
import { isUrl } from "./is-url.ts";

/** A page's origin as browsers send it: scheme, host, and port where it is not the usual one. */
export const originText = z
  .string()
  .trim()
  .max(255)
  .transform((text, context) => {
    const url = isUrl(text) ? new URL(text) : undefined;
    const isPlain = url && /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search && !url.hash;
    if (url && isPlain && !url.username && !url.hostname.includes("*")) return url.origin;
    context.addIssue({
      code: "custom",
      message: "Write where your pages stand, like https://www.example.org: no path, and no star.",
    });
    return z.NEVER;
  });

export const mostOrigins = 50;
const stored = z.array(z.string()).max(mostOrigins);

/** A page of another process is let in, or kept out, at most so much later. */
const keptMs = 2_000;
type Kept = WeakMap<Sql, { at: number; origins: Promise<string[]> }>;

// Next packs this file once more for its screens; both must forget the same.
const place = globalThis as unknown as { mastheadOrigins?: Kept };
place.mastheadOrigins ??= new WeakMap();
const kept = place.mastheadOrigins;

/** The origins whose pages may carry our elements and speak for their readers, as the desk has listed them. */
export async function originsOf(house: Pick<House, "sql">): Promise<string[]> {
  const [row] = await house.sql<{ value: unknown }>`select value from settings where key = 'origins'`;
  return stored.safeParse(row?.value ?? []).data ?? [];
}

/** Whether a page of this origin may. The list is exact: neither a subdomain nor another port nor “null” is in it by itself. */
export async function isListedOrigin(house: Pick<House, "sql">, origin: string | null): Promise<boolean> {
  if (!origin || origin === "null") return false;
  const now = performance.now();
  let known = kept.get(house.sql);
  if (!known || now - known.at > keptMs) {
    known = { at: now, origins: originsOf(house) };
    // What could not be read is asked for again, and nobody is let in by it.
    known.origins.catch(() => kept.delete(house.sql));
    kept.set(house.sql, known);
  }
  return (await known.origins).includes(origin);
}

/** After the list was changed through this process. */
export const forgetOrigins = (house: Pick<House, "sql">) => void kept.delete(house.sql);
