import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { Logger, runMigrations } from "graphile-worker";
import pg from "pg";

type Migration = { name: string; file: string; sql: string };
type Applied = { migration_name: string; checksum: string; finished_at: Date | null };

/** The lock Prisma's own engine takes, so that neither runs beside the other. */
export const migrationLock = 72_707_369;
const LOCK_WAIT_MS = 300_000;

/**
 * Brings a database up to date and answers the names of the migrations it applied, in order: first those of `dir`
 * (`<14 digits>_<name>/migration.sql`, each in a transaction of its own), then the job queue's. It keeps Prisma's table
 * as Prisma does, so `prisma migrate` agrees with it. An empty or missing directory is fine. `until` names the last one that is wanted.
 *
 * Throws, and leaves the database as the last good migration left it, when a migration fails, when one that was
 * applied has been edited since, or when another process has been migrating for five minutes.
 */
export async function migrate(
  url: string,
  dir: string,
  { until }: { until?: string | undefined } = {},
): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await lock(client);
    const known = listMigrations(dir);
    const names = await applyAll(client, until ? known.filter(({ name }) => name <= until) : known);
    // Under the same lock: the queue's own migrations are not meant to run twice at once.
    await migrateQueue(url);
    return names;
  } finally {
    await client.end(); // Ends the session, and with it the lock.
  }
}

/** By a pool of our own: the queue's stops listening for errors before its connections are gone, and one that the server ends then ends the process. */
async function migrateQueue(url: string) {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on("error", () => {});
  pool.on("connect", (client) => {
    client.on("error", () => {});
  });
  try {
    await runMigrations({ pgPool: pool, logger: new Logger(() => () => {}) });
  } finally {
    await pool.end();
  }
}

/** The migrations in `dir`, in the order of their time stamps. */
export function listMigrations(dir: string): Migration[] {
  if (!fs.existsSync(dir)) return [];
  const names = fs.readdirSync(dir).filter((name) => /^\d{14}_/.test(name));
  return names.sort().map((name) => {
    const file = path.join(dir, name, "migration.sql");
    return { name, file, sql: fs.readFileSync(file, "utf8") };
  });
}

async function lock(client: pg.Client) {
  await client.query(`set lock_timeout = ${LOCK_WAIT_MS}`);
  try {
    await client.query("select pg_advisory_lock($1)", [migrationLock]);
  } catch (cause) {
    if ((cause as pg.DatabaseError).code !== "55P03") throw cause;
    throw new Error("Another process has been migrating this database for five minutes. See what it waits for.", {
      cause,
    });
  }
  await client.query("reset lock_timeout");
}

async function applyAll(client: pg.Client, migrations: Migration[]): Promise<string[]> {
  await createTable(client);
  const { rows } = await client.query<Applied>(
    `select migration_name, checksum, finished_at from "_prisma_migrations" where rolled_back_at is null`,
  );
  const applied = new Map(rows.map((row) => [row.migration_name, row]));

  // Every check comes before the first change.
  for (const migration of migrations) refuseUnlessSame(migration, applied.get(migration.name));
  const waiting = migrations.filter(({ name }) => !applied.has(name));
  for (const migration of waiting) await apply(client, migration);
  return waiting.map(({ name }) => name);
}

async function createTable(client: pg.Client) {
  await client.query(`create table if not exists "_prisma_migrations" (
    "id" varchar(36) primary key not null,
    "checksum" varchar(64) not null,
    "finished_at" timestamptz,
    "migration_name" varchar(255) not null,
    "logs" text,
    "rolled_back_at" timestamptz,
    "started_at" timestamptz not null default now(),
    "applied_steps_count" integer not null default 0
  )`);
}

function refuseUnlessSame({ name, file, sql }: Migration, applied: Applied | undefined) {
  if (!applied) return;
  if (!applied.finished_at) {
    throw new Error(
      `Migration ${name} was begun by another tool and never finished. Look at the column "logs" of ` +
        `_prisma_migrations, repair the database, and set "rolled_back_at" of that row to now().`,
    );
  }

  if (isAsApplied(sql, applied.checksum)) return;
  throw new Error(
    `${file} was edited after this database applied it. Put it back as it was ` +
      `(git log -- ${path.relative(process.cwd(), file)}) and write the change as a new migration: ` +
      `npm run migration -- create <name>. A database with nothing to keep can be dropped and made anew instead.`,
  );
}

/** Whether a file is what was applied. Git may check it out with other line ends than it had then. */
export function isAsApplied(sql: string, applied: string): boolean {
  const unix = sql.replaceAll("\r\n", "\n");
  return [sql, unix, unix.replaceAll("\n", "\r\n")].map(checksum).includes(applied);
}

async function apply(client: pg.Client, { name, file, sql }: Migration) {
  await client.query("begin");
  try {
    await client.query(sql);
    await client.query(
      `insert into "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
       values ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum(sql), name],
    );
    await client.query("commit");
  } catch (cause) {
    await client.query("rollback").catch(() => {}); // A lost connection has rolled back already.
    const { message, position } = cause as pg.DatabaseError;
    const line = position ? `:${sql.slice(0, Number(position)).split("\n").length}` : "";
    throw new Error(`${file}${line}: ${message}. Nothing of this migration was kept.`, { cause });
  }
}

function checksum(sql: string): string {
  return createHash("sha256").update(sql).digest("hex");
}
