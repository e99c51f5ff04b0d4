import { once } from "node:events";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { limitSlowClients } from "@/lib/server/slow-clients.ts";

const large = Buffer.alloc(32 * 1_048_576, "x");
const servers: http.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** What is not tried is far away, so that each limit stands for itself. */
const never = 60_000;

async function serve(limits: { headMs?: number; requestMs?: number; silentMs?: number }) {
  // Node looks for late heads and requests as often as this says.
  const server = http.createServer({ connectionsCheckingInterval: 50 }, (request, response) => {
    request.resume();
    request.once("end", () => response.end(large));
  });
  limitSlowClients(server, { headMs: never, requestMs: never, silentMs: never, idleMs: 5_000, ...limits });
  servers.push(server.listen(0, "127.0.0.1"));
  await once(server, "listening");
  const socket = net.connect((server.address() as AddressInfo).port, "127.0.0.1");
  await once(socket, "connect");
  socket.on("error", () => {});
  return { server, socket };
}

describe("a client that is slow on purpose is let go", () => {
  test.each([
    ["with its head", { headMs: 300 }, "GET / HTTP/1.1\r\nhost: here\r\nx-slow: "],
    ["with its body", { requestMs: 300, headMs: 300 }, "POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 1000\r\n\r\n"],
  ])("%s, though it sends a letter now and then", async (_, limits, begins) => {
    const { socket } = await serve(limits);
    socket.write(begins);
    const letters = setInterval(() => socket.write("x"), 20);
    let answer = "";
    socket.on("data", (part) => {
      answer += part;
    });
    await once(socket, "close");
    clearInterval(letters);
    expect(answer).toContain("408 Request Timeout");
  });

  test("with taking its answer", async () => {
    const { server, socket } = await serve({ silentMs: 200 });
    socket.pause();
    socket.write("GET / HTTP/1.1\r\nhost: here\r\n\r\n");
    await expect.poll(() => connectionsOf(server)).toBe(0);
  });

  test("and who takes it slowly but steadily is not", async () => {
    const { socket } = await serve({ silentMs: 5_000 });
    socket.write("GET / HTTP/1.1\r\nhost: here\r\n\r\n");
    let got = 0;
    const began = performance.now();
    // Longer in all than it may be silent, however long each wait becomes on a busy machine.
    for await (const part of socket) {
      got += (part as Buffer).length;
      if (got >= large.length) break;
      if (performance.now() - began < 8_000) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(got).toBeGreaterThanOrEqual(large.length);
  });
});

const connectionsOf = (server: http.Server) =>
  new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
