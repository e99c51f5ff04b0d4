import type { House } from "./context.ts";
import type { Contract, Reply } from "./contract.ts";
import { isListedOrigin } from "./origins.ts";
import { house } from "./wiring.ts";

/**
 * The listed origin of the publisher's page that asks; null for everybody else, who is held to be on our own pages. A form cannot be
 * sent so: a body must be JSON, which no page can send to us before we have told its browser that it may.
 */
export async function hostPageOf(request: Request, contract: Contract, here: House): Promise<string | null> {
  const origin = request.headers.get("origin");
  if (!contract.isEmbeddable || origin === null || origin === here.env.http.appUrl) return null;
  const isJson = request.headers.get("content-type")?.startsWith("application/json") === true;
  if (contract.method === "POST" && !isJson) return null;
  return (await isListedOrigin(here, origin)) ? origin : null;
}

/** What everybody gets may be read everywhere; what depends on the reader only by the very page that is listed. */
export function addHostHeaders(answer: Reply | Response, contract: Contract, host: string | null) {
  const headers: Record<string, string> = contract.isShared
    ? { "access-control-allow-origin": "*" }
    : {
        vary: "origin",
        ...(host ? { "access-control-allow-origin": host, "access-control-allow-credentials": "true" } : {}),
      };
  if (answer instanceof Response) for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
  else Object.assign(answer.headers, headers);
}

/** What a browser asks before a page of another origin may send something: yes for listed ones, and nothing for others. */
export async function preflight(request: Request, contract: Contract): Promise<Reply> {
  const origin = request.headers.get("origin");
  const isIn = contract.isEmbeddable && (contract.isShared || (await isListedOrigin(house(), origin)));
  return {
    status: 204,
    headers: {
      vary: "origin",
      "cache-control": "no-store",
      ...(isIn && origin
        ? {
            "access-control-allow-origin": contract.isShared ? "*" : origin,
            ...(contract.isShared ? {} : { "access-control-allow-credentials": "true" }),
            "access-control-allow-methods": contract.method,
            "access-control-allow-headers": "content-type",
            "access-control-max-age": "600",
          }
        : {}),
    },
    body: null,
  };
}
