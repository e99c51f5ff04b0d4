import http from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { peerHeader, peerOf } from "@/lib/peer.ts";
import { namePeer } from "@/lib/server/peer.ts";

let server: http.Server;
let address: string;

beforeAll(async () => {
  const listen = getRequestListener((request) => new Response(peerOf(request, 0)), { overrideGlobalObjects: false });
  server = http.createServer((request, response) => {
    namePeer(request);
    void listen(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

test("nobody names themselves: the network is the socket's, whatever headers say", async () => {
  const claims = [{}, { [peerHeader]: "203.0.113.9" }, { [peerHeader.toUpperCase()]: "203.0.113.10" }];
  for (const headers of claims) expect(await (await fetch(address, { headers })).text()).toBe("127.0.0.1");
});
