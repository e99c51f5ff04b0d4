// The limit that saving a story is measured against: Node's http and pg and nothing else. A save is one insert into a table with
// the columns and indexes of ours. It knows no sessions, writes no audit log, and does not look whether the story is there.
//
// BARE_DATABASE_URL, and BARE_MEMBERS, the members who save, by the number in the path
import http from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.BARE_DATABASE_URL, max: 10 });
const members = JSON.parse(process.env.BARE_MEMBERS ?? "[]") as string[];
const insert =
  "insert into bare_bookmarks (member_id, story_id, saved_at) values ($1, $2, now()) on conflict do nothing";

const server = http.createServer(async (request, response) => {
  const [, at, storyId] = (request.url ?? "").split("/");
  await pool.query({ name: "insert", text: insert, values: [members[Number(at)], storyId] });
  const body = JSON.stringify({ storyId, isSaved: true });
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
});
server.keepAliveTimeout = 65_000;
server.listen(0, "127.0.0.1", () => process.send?.({ ready: (server.address() as AddressInfo).port }));

process.once("SIGTERM", () => process.exit(0));
process.once("disconnect", () => process.exit(0));
