// The web process without its screens: the fast lane alone, so that what it costs can be measured before the site is built.
import http from "node:http";
import type { AddressInfo } from "node:net";
import { warmRules } from "../lib/comments/rules/judge.ts";
import { fastLane } from "../lib/server/fast-lane.ts";
import { namePeer } from "../lib/server/peer.ts";
import { endpoints } from "../lib/server/registry.ts";
import { limitSlowClients } from "../lib/server/slow-clients.ts";

await warmRules();
const lane = fastLane(endpoints);
const server = http.createServer({ connectionsCheckingInterval: 5_000 }, (request, response) => {
  namePeer(request);
  if (!lane(request, response)) response.writeHead(404).end();
});
limitSlowClients(server);
server.listen(0, "127.0.0.1", () => process.send?.({ ready: (server.address() as AddressInfo).port }));

process.once("SIGTERM", () => process.exit(0));
process.once("disconnect", () => process.exit(0));
