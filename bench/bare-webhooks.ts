// The limit that taking in Stripe's events is measured against: Node's http, crypto and pg and nothing else. An event is proven
// by Stripe's scheme, parsed, and inserted once into a table with the columns and indexes of ours. It puts down no job, looks at
// no mode and no size, and knows one secret.
//
// BARE_DATABASE_URL, and BARE_SECRET, the signing secret
import { createHmac, timingSafeEqual } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.BARE_DATABASE_URL, max: 10 });
const secret = process.env.BARE_SECRET ?? "";
const insert =
  "insert into bare_events (id, type, about, created_at, received_at) values ($1, $2, $3, $4, $5) on conflict do nothing";

const server = http.createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  const signature = String(request.headers["stripe-signature"]);
  if (!isSigned(body, signature)) return void response.writeHead(400).end();
  const { id, type, created, data } = JSON.parse(body.toString());
  const values = [id, type, `customer:${data.object.customer}`, new Date(created * 1000), new Date()];
  const { rowCount } = await pool.query({ name: "insert", text: insert, values });
  const answer = JSON.stringify({ isNew: rowCount === 1 });
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(answer) };
  response.writeHead(200, headers).end(answer);
});

function isSigned(body: Buffer, signature: string): boolean {
  const [, at = "", mark = ""] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (Math.abs(Date.now() / 1000 - Number(at)) > 300) return false;
  const made = createHmac("sha256", secret).update(`${at}.`).update(body).digest();
  return timingSafeEqual(made, Buffer.from(mark, "hex"));
}
server.keepAliveTimeout = 65_000;
server.listen(0, "127.0.0.1", () => process.send?.({ ready: (server.address() as AddressInfo).port }));

process.once("SIGTERM", () => process.exit(0));
process.once("disconnect", () => process.exit(0));
