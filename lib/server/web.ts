import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import next from "next";
import { endLive } from "../comments/live.ts";
import { warmRules } from "../comments/rules/judge.ts";
import { BadSettings } from "../env.ts";
import { settleHits } from "../figures/hits.ts";
import { embedFile } from "../hosts/files.ts";
import { routerAheadHeader } from "../plans/meter-request.ts";
import { assertOneMode } from "../plans/mode.ts";
import { house } from "../wiring.ts";
import { fastLane } from "./fast-lane.ts";
import { namePeer } from "./peer.ts";
import { portProblem } from "./port.ts";
import { endpoints } from "./registry.ts";
import { limitSlowClients } from "./slow-clients.ts";

export type Web = { port: number; stop(): Promise<void> };

const root = path.resolve(import.meta.dirname, "../..");

/**
 * Serves the site: the API from the fast lane, screens from Next, in one process on one port.
 * @param options.hasFastLane false sends the API through Next's own route handlers too, as plain Next hosting does
 */
export async function startWeb({ hasFastLane = true } = {}): Promise<Web> {
  const here = house();
  const { env, log, close } = here;
  if (!fs.existsSync(path.join(root, ".next/BUILD_ID")))
    throw new BadSettings("The site is not built yet. Run `npm run build` once, then start it again.");
  await assertOneMode(here);
  const app = next({ dev: false, dir: root, hostname: env.http.host, port: env.http.port });
  await app.prepare();
  await warmRules();
  const screens = app.getRequestHandler();
  const standing = {
    "strict-transport-security": env.http.isSecure ? "max-age=31536000" : "max-age=0",
    "referrer-policy": "strict-origin-when-cross-origin",
    "x-frame-options": "SAMEORIGIN",
  };
  const lane = fastLane(endpoints, standing);
  // So often it looks for whoever is late (slow-clients.ts).
  const server = http.createServer({ connectionsCheckingInterval: 5_000 }, (request, response) => {
    namePeer(request);
    if (hasFastLane && (lane(request, response) || sendEmbedFile(request, response, standing))) return;
    for (const [name, value] of Object.entries(standing)) response.setHeader(name, value);
    // A path that was cut in the middle of a sign names nothing; Next would answer it with a bare 500.
    if (!isReadable(request.url ?? "/")) request.url = "/no-such-page";
    // Next keeps it from proxy.ts that its router only fetches ahead; a story is not counted for that.
    if (request.headers["next-router-prefetch"] !== undefined) request.headers[routerAheadHeader] = "1";
    screens(request, response).catch((err: unknown) => {
      log.error({ err }, "a screen failed");
      response.destroy();
    });
  });
  limitSlowClients(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (problem: NodeJS.ErrnoException) =>
      reject(portProblem(problem, env.http.host, env.http.port)),
    );
    server.listen(env.http.port, env.http.host, resolve);
  });
  const bound = server.address();
  return {
    port: typeof bound === "object" && bound ? bound.port : env.http.port,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      await endLive(here);
      await settleHits(here);
      server.closeIdleConnections();
      const patience = setTimeout(() => server.closeAllConnections(), 5_000);
      await closed;
      clearTimeout(patience);
      await app.close();
      await close();
    },
  };
}

/** What publishers' pages load. Answers whether it was that. */
function sendEmbedFile(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  standing: Record<string, string>,
): boolean {
  const name = /^\/embed\/([\w.-]+)(?:\?|$)/.exec(request.url ?? "")?.[1];
  if (!name || (request.method !== "GET" && request.method !== "HEAD")) return false;
  const asked = {
    encodings: request.headers["accept-encoding"]?.toString() ?? null,
    etag: request.headers["if-none-match"] ?? null,
  };
  const { status, headers, body } = embedFile(name, asked, path.join(root, "lib/generated/embed"));
  response.writeHead(status, {
    ...standing,
    ...headers,
    ...(body ? { "content-length": Buffer.byteLength(body) } : {}),
  });
  response.end(body ?? undefined);
  return true;
}

function isReadable(url: string): boolean {
  try {
    decodeURIComponent(url.split("?")[0] ?? "");
    return true;
  } catch {
    return false;
  }
}
