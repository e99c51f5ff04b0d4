import type pg from "pg";
import type { Table } from "./shapes.ts";

type Client = Pick<pg.ClientBase, "query">;

/** Every table of ours, by name. What migrations ran is not among them: a restore runs them itself. */
export async function tablesOf(client: Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    select c.relname as name,
           (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
            where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> '_prisma_migrations'
    order by c.relname`);
  return rows;
}

/** Where the sequences stand. They move outside of transactions, so it may be a little further than the rows. */
export async function sequencesOf(client: Client): Promise<Record<string, { last: string; isCalled: boolean }>> {
  const { rows: names } = await client.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S' order by relname",
  );
  const all: Record<string, { last: string; isCalled: boolean }> = {};
  for (const { name } of names) {
    const { rows } = await client.query<{ last: string; isCalled: boolean }>(
      `select last_value::text as last, is_called as "isCalled" from public.${quoted(name)}`,
    );
    if (rows[0]) all[name] = rows[0];
  }
  return all;
}

type Applied = { name: string; checksum: string };

/** The migrations that a database has, in their order; none where it has no table of them. */
export async function migrationsOf(client: Client): Promise<Applied[]> {
  const { rows: there } = await client.query<{ is: boolean }>(
    "select to_regclass('public._prisma_migrations') is not null as is",
  );
  if (!there[0]?.is) return [];
  const { rows } = await client.query<Applied>(
    "select migration_name as name, checksum from _prisma_migrations where rolled_back_at is null and finished_at is not null order by migration_name",
  );
  return rows;
}

/** How values are written and read, whatever the server's own settings are. */
export const speakPlainly = (client: Client) =>
  client.query(`set local datestyle = 'ISO, MDY'; set local intervalstyle = 'postgres'; set local timezone = 'UTC';
    set local extra_float_digits = 1; set local bytea_output = 'hex'; set local client_encoding = 'UTF8';
    set local statement_timeout = 0; set local lock_timeout = 0; set local idle_in_transaction_session_timeout = 0`);

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
