import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "@/lib/server/embedded-postgres";
import { migrate } from "@/lib/server/migrate";

/** Tests ride on the topic of offers at whatever hour they run, as often as they like; what limits that has tests of its own. */
const anyOffersAtAnyHour = `
  insert into settings (key, value) values ('contact', '{"most": null, "days": 7, "quietFrom": null, "quietTo": null}')`;

const TEMPLATE = "masthead_template";

/** Makes, once a run, the database that every test file clones. A clone takes milliseconds, migrating takes seconds. */
export default async function makeTemplate(project: TestProject) {
  const postgres = await startEmbeddedPostgres({ dir: ".data/test", database: "postgres", fast: true });
  try {
    const templateUrl = new URL(postgres.url);
    templateUrl.pathname = TEMPLATE;
    await onServer(postgres.url, async (server) => {
      if (!postgres.isShared) await dropClones(server);
      await dropTemplate(server);
      await server.query(`create database ${TEMPLATE}`);
      await migrate(templateUrl.href, "prisma/migrations");
      await onServer(templateUrl.href, async (template) => void (await template.query(anyOffersAtAnyHour)));
      // A database that anybody is connected to cannot be cloned, so nobody may connect any more.
      await server.query(`alter database ${TEMPLATE} with is_template true allow_connections false`);
    });
    project.provide("templateUrl", templateUrl.href);
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  return () => postgres.stop();
}

async function onServer(url: string, work: (server: pg.Client) => Promise<void>) {
  const server = new pg.Client({ connectionString: url });
  await server.connect();
  await work(server).finally(() => server.end());
}

/** Clones that a killed run left behind. */
async function dropClones(server: pg.Client) {
  const { rows } = await server.query<{ name: string }>(
    "select datname as name from pg_database where starts_with(datname, 'test_')",
  );
  for (const { name } of rows)
    await server.query(`drop database if exists ${server.escapeIdentifier(name)} with (force)`);
}

async function dropTemplate(server: pg.Client) {
  const { rowCount } = await server.query("select 1 from pg_database where datname = $1", [TEMPLATE]);
  if (!rowCount) return;
  await server.query(`alter database ${TEMPLATE} with is_template false`);
  await server.query(`drop database ${TEMPLATE} with (force)`);
}

declare module "vitest" {
  interface ProvidedContext {
    /** Of the migrated database to clone. It takes no connections itself. */
    templateUrl: string;
  }
}
