import type { z } from "zod";
import type { Books } from "./books.ts";
import { expanded } from "./books.ts";
import { parseForm } from "./form.ts";
import { Refused } from "./refused.ts";

type Method = "GET" | "POST" | "DELETE";
export type Route = { method: Method; path: string; run(books: Books, form: string, id: string): object };

/** One address of Stripe's: what it may be given, and what it does. */
export function route<Schema extends z.ZodType<Record<string, unknown>>>(
  method: Method,
  path: string,
  schema: Schema,
  act: (books: Books, input: z.output<Schema>, id: string) => object,
): Route {
  return {
    method,
    path,
    run(books, form, id) {
      const input = parseForm(schema, form);
      return expanded(books, act(books, input, id), input.expand as string[] | undefined);
    },
  };
}

/** @throws Refused in Stripe's own words for what it does not know */
export function routed(routes: Route[], method: string, path: string): { route: Route; id: string } {
  for (const route of routes) {
    if (route.method !== method) continue;
    const pattern = new RegExp(`^/v1/${route.path.replace(":id", "([^/]+)")}$`);
    const match = pattern.exec(path);
    if (match) return { route, id: decodeURIComponent(match[1] ?? "") };
  }
  throw new Refused(404, `Unrecognized request URL (${method}: ${path}). The rehearsal does not know it.`);
}
