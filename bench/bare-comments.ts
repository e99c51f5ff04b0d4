// The limit that reading and posting comments is measured against: Node's http and pg and nothing else. The list is one query
// that makes the JSON in SQL; a post is one insert, into a table of the same columns and indexes without our triggers. It knows no
// rules, rights, counts or versions.
//
// BARE_DATABASE_URL, and BARE_AUTHOR, the member who writes
import http from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.BARE_DATABASE_URL, max: 10 });
const author = process.env.BARE_AUTHOR;

const list = `
  select coalesce(json_agg(t order by t."createdAt" desc), '[]')::text as json from (
    select c.id, c.story_id as "storyId", c.text, c.state, c.recommended, c.version, c.created_at as "createdAt", c.edited_at as "editedAt",
           m.display_name as author,
           (select coalesce(json_agg(r order by r."createdAt"), '[]') from (
              select r.id, r.story_id as "storyId", r.parent_id as "parentId", r.text, r.state, r.recommended, r.version,
                     r.created_at as "createdAt", r.edited_at as "editedAt", rm.display_name as author
              from comments r join members rm on rm.id = r.author_id
              where r.parent_id = c.id and r.state = 'published' order by r.created_at limit 10) r) as replies
    from comments c join members m on m.id = c.author_id
    where c.story_id = $1 and c.parent_id is null and c.state = 'published' order by c.created_at desc, c.id desc limit 50) t`;
const insert = `
  insert into bare_comments (id, story_id, author_id, text, state, created_at, published_at)
  values (gen_random_uuid(), $1, $2, $3, 'published', now(), now()) returning id, state, version, created_at`;
const praise = "update comments set recommended = recommended + 1 where id = $1 returning recommended";

const server = http.createServer(async (request, response) => {
  const [, what, id] = (request.url ?? "").split("/");
  let body: string;
  if (what === "list") body = (await pool.query({ name: "list", text: list, values: [id] })).rows[0].json;
  else if (what === "praise")
    body = JSON.stringify((await pool.query({ name: "praise", text: praise, values: [id] })).rows[0]);
  else {
    let sent = "";
    for await (const part of request) sent += part;
    const values = [id, author, JSON.parse(sent).text];
    body = JSON.stringify((await pool.query({ name: "insert", text: insert, values })).rows[0]);
  }
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
});
server.keepAliveTimeout = 65_000;
server.listen(0, "127.0.0.1", () => process.send?.({ ready: (server.address() as AddressInfo).port }));

process.once("SIGTERM", () => process.exit(0));
process.once("disconnect", () => process.exit(0));
