import http from "node:http";
import type { AddressInfo } from "node:net";
import { fastLane } from "./fast-lane.ts";
import { namePeer } from "./peer.ts";
import { portProblem } from "./port.ts";
import { limitSlowClients } from "./slow-clients.ts";
import { watchEndpoints } from "./watch-api.ts";

export type WatchPort = { port: number; close(): Promise<void> };

/** Health, readiness and figures of a process that serves no site. @throws BadSettings where it cannot listen */
export async function openWatchPort(host: string, port: number): Promise<WatchPort> {
  const lane = fastLane(watchEndpoints);
  const server = http.createServer({ connectionsCheckingInterval: 5_000 }, (request, response) => {
    namePeer(request);
    if (!lane(request, response)) response.writeHead(404).end();
  });
  limitSlowClients(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (problem: NodeJS.ErrnoException) => reject(portProblem(problem, host, port, "WORKER_PORT")));
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
