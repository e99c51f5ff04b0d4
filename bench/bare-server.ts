// The limit that the fast lane is measured against: Node's http and pg and nothing else. It knows the queries and their
// values beforehand, looks at no header, checks no right, and writes the rows as they come.
//
// In values, "{1}" is the first part of the path, "{2}" the second, and "{id}" a new id.
//
// BARE_DATABASE_URL, and BARE_QUERIES as JSON: [{ "text": "select …", "values": […] }, …]; those that begin a transaction are all made on one connection
import { randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";

const queries = JSON.parse(process.env.BARE_QUERIES ?? "[]") as { text: string; values: unknown[] }[];
const pool = new pg.Pool({ connectionString: process.env.BARE_DATABASE_URL, max: 10 });
const isTransaction = queries.some(({ text }) => text === "begin");

const server = http.createServer(async (request, response) => {
  if (request.method === "POST") for await (const _ of request);
  const parts = (request.url ?? "").split("/");
  const filled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(filled);
    if (typeof value !== "string" || !value.includes("{")) return value;
    return value === "{id}" ? randomUUID() : value.replace(/\{(\d)\}/g, (_, part) => parts[Number(part)] ?? "");
  };
  const client = isTransaction ? await pool.connect() : undefined;
  let rows: unknown[] = [];
  for (const [at, { text, values }] of queries.entries())
    ({ rows } = await (client ?? pool).query({ name: `q${at}`, text, values: values.map(filled) }));
  client?.release();
  const body = JSON.stringify(rows);
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
});
server.keepAliveTimeout = 65_000;
server.listen(0, "127.0.0.1", () => process.send?.({ ready: (server.address() as AddressInfo).port }));

process.once("SIGTERM", () => process.exit(0));
process.once("disconnect", () => process.exit(0));
