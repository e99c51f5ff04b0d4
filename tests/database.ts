import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

/** Any number, as long as every test process takes the same lock. */
const CLONE_LOCK = 5_011_971;

/** A migrated database of its own for a test file. `drop` also ends whatever is still connected to it. */
export async function cloneDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const template = new URL(inject("templateUrl"));
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await onServer(template, async (server) => {
    // Clones of one template wait for each other anyway, but by failing after five seconds. The session's end unlocks.
    await server.query("select pg_advisory_lock($1)", [CLONE_LOCK]);
    await server.query(`create database ${name} template ${template.pathname.slice(1)} strategy file_copy`);
  });

  const url = new URL(template);
  url.pathname = name;
  const drop = () =>
    onServer(template, async (server) => {
      await server.query(`drop database if exists ${name} with (force)`);
    });
  return { url: url.href, drop };
}

async function onServer(anyDatabase: URL, work: (server: pg.Client) => Promise<void>) {
  const url = new URL(anyDatabase);
  url.pathname = "postgres";
  const server = new pg.Client({ connectionString: url.href });
  await server.connect();
  await work(server).finally(() => server.end());
}
