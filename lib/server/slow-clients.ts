import type http from "node:http";

const limits = { headMs: 15_000, requestMs: 30_000, silentMs: 90_000, idleMs: 65_000 };

/**
 * How long a client may take, in milliseconds: to send its head, to send all of a request, and to take nothing of an answer that waits for it. Whoever takes longer is let go, so that
 * nobody holds our memory by reading on a whim. What is followed live says something far more often (lib/comments/live.ts).
 */
export function limitSlowClients(server: http.Server, { headMs, requestMs, silentMs, idleMs } = limits): void {
  server.headersTimeout = headMs;
  server.requestTimeout = requestMs;
  server.keepAliveTimeout = idleMs;
  server.setTimeout(silentMs);
}
