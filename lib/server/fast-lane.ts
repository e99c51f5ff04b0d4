import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener, RequestError } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Endpoint, Reply } from "../contract.ts";
import { preflight } from "../host-pages.ts";

type Matched = { endpoint: Endpoint; params: Record<string, string> };

/**
 * Answers API requests straight from the registry of contracts: a route handler of Next costs about a millisecond of CPU,
 * this a fortieth of it. Returns false, having touched nothing, for what is not in the registry.
 * @param standing headers of every answer; given here they are written with the others, which is cheaper than setting them
 */
export function fastLane(endpoints: Endpoint[], standing: Record<string, string> = {}) {
  const find = matcher(endpoints);
  const matched = new WeakMap<IncomingMessage, Matched>();
  const listen = getRequestListener(
    async (request, bindings) => {
      const { incoming, outgoing } = bindings as { incoming: IncomingMessage; outgoing: ServerResponse };
      const found = matched.get(incoming);
      if (!found) return new Response(null, { status: 404 });
      const reply =
        request.method === "OPTIONS"
          ? await preflight(request, found.endpoint.contract)
          : await found.endpoint.reply(request, found.params);
      if (reply instanceof Response) {
        outgoing.setHeaders(new Headers(standing));
        return reply;
      }
      write(reply, standing, outgoing);
      return RESPONSE_ALREADY_SENT;
    },
    {
      overrideGlobalObjects: false,
      // What is no request at all (a bad Host header, say), and what an endpoint could not even refuse.
      errorHandler: (problem) =>
        new Response(null, { status: problem instanceof RequestError ? 400 : 500, headers: standing }),
    },
  );
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    // Before a page elsewhere may send something, its browser asks about the method that it will use.
    const asked = request.method === "OPTIONS" ? request.headers["access-control-request-method"] : request.method;
    const found = find(asked ?? "GET", request.url ?? "/");
    if (!found) return false;
    matched.set(request, found);
    void listen(request, response);
    return true;
  };
}

/** Status, headers and body in one piece. Node leaves the body out for HEAD by itself. */
function write({ status, headers, body }: Reply, standing: Record<string, string>, response: ServerResponse) {
  Object.assign(headers, standing);
  if (body !== null) headers["content-length"] = String(Buffer.byteLength(body));
  else if (status !== 204 && status !== 304) headers["content-length"] = "0";
  response.writeHead(status, headers).end(body ?? undefined);
}

/** A place in the paths of one method: what may stand next, word for word or as a parameter, and what ends here. */
type Place = {
  words: Map<string, Place>;
  other: Place | undefined;
  ends: { endpoint: Endpoint; names: string[] } | undefined;
};
const newPlace = (): Place => ({ words: new Map(), other: undefined, ends: undefined });

/** Goes down the path part by part, so that it costs the same however many endpoints there are; a word goes before a parameter. */
export function matcher(endpoints: Endpoint[]) {
  const roots = new Map<string, Place>();
  for (const endpoint of endpoints) {
    const { method, path } = endpoint.contract;
    let place = roots.get(method) ?? newPlace();
    roots.set(method, place);
    const names: string[] = [];
    for (const part of path.split("/")) {
      if (part.startsWith("{")) {
        names.push(part.slice(1, -1));
        place.other ??= newPlace();
        place = place.other;
      } else {
        const next = place.words.get(part) ?? newPlace();
        place.words.set(part, next);
        place = next;
      }
    }
    place.ends ??= { endpoint, names };
  }
  return (asked: string, url: string): Matched | undefined => {
    const cut = url.indexOf("?");
    const path = inApi(cut < 0 ? url : url.slice(0, cut));
    if (!path.startsWith("/api/")) return undefined;
    const root = roots.get(asked === "HEAD" ? "GET" : asked);
    return root && find(root, path.split("/"), 0, []);
  };
}

/** What stands in mails is short there; under /api/ it is the same. proxy.ts does this where Next is alone. */
const inApi = (path: string) =>
  path.startsWith("/r/") || path.startsWith("/o/") || path.startsWith("/media/") ? `/api${path}` : path;

function find(place: Place, parts: string[], at: number, given: string[]): Matched | undefined {
  const part = parts[at];
  if (part === undefined) return place.ends && matchedBy(place.ends, given);
  const next = place.words.get(part);
  const found = next && find(next, parts, at + 1, given);
  if (found || !place.other || part === "") return found;
  return find(place.other, parts, at + 1, [...given, part]);
}

function matchedBy({ endpoint, names }: NonNullable<Place["ends"]>, given: string[]): Matched | undefined {
  const params: Record<string, string> = {};
  try {
    for (const [at, name] of names.entries()) params[name] = decodeURIComponent(given[at] ?? "");
  } catch {
    return undefined;
  }
  return { endpoint, params };
}
