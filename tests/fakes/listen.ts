import http from "node:http";
import type { AddressInfo } from "node:net";

export type Asked = { method: string; url: URL; headers: http.IncomingHttpHeaders; form: URLSearchParams };
export type Answer = { status?: number; headers?: Record<string, string>; json?: unknown; text?: string };

/** A server on a real socket that answers each request by one function. */
export async function listen(answer: (asked: Asked) => Answer | Promise<Answer>) {
  const server = http.createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const {
      status = 200,
      headers,
      json,
      text,
    } = await answer({
      method: request.method ?? "GET",
      url: new URL(request.url ?? "/", base),
      headers: request.headers,
      form: new URLSearchParams(Buffer.concat(parts).toString("utf8")),
    });
    response.writeHead(status, { "content-type": json === undefined ? "text/html" : "application/json", ...headers });
    response.end(json === undefined ? text : JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    base,
    stop: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
