import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { Refusal } from "../../errors.ts";
import { isAsApplied, listMigrations, migrate, migrationLock } from "../migrate.ts";
import { migrationsOf, quoted, speakPlainly, tablesOf } from "./catalogue.ts";
import { readBackup } from "./read.ts";
import type { Head, Job, Tail } from "./shapes.ts";
import { copyWords, linesIn } from "./write.ts";

export type Restored = { head: Head; rows: number; tables: number; jobs: number };

/**
 * Puts a backup into an empty database, and brings it to the newest schema. All of its rows come in one transaction: until its end the
 * database stays empty, so what was broken off can be begun again.
 * @param secret the keyed number of our own secret, as the head has it
 * @throws Refusal when the database is not empty, or the backup is of another secret or a newer version, or damaged
 */
export async function restoreBackup(
  databaseUrl: string,
  input: Readable,
  { secret, dir, progress = () => {} }: { secret: string; dir: string; progress?: (done: number | string) => void },
): Promise<Restored> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on("error", () => {});
  await client.connect();
  try {
    let head: Head | undefined;
    let load: Awaited<ReturnType<typeof openLoad>> | undefined;
    const tail = await readBackup(input, {
      head: async (told) => {
        assertSecret(told, secret);
        assertKnown(told, dir);
        await assertEmpty(client, told);
        await migrate(databaseUrl, dir, { until: told.migrations.at(-1)?.name });
        head = told;
        load = await openLoad(client);
      },
      table: (name, columns, rows) => begun(load).table(name, columns, rows, progress),
      job: (job) => begun(load).job(job),
    });
    progress("every reference is looked at");
    const rows = await begun(load).end(tail);
    progress("the newest schema is made");
    await migrate(databaseUrl, dir);
    // It knows nothing of the sizes yet, and would plan badly until it has looked.
    await client.query("analyze");
    return { head: begun(head), rows, tables: Object.keys(tail.tables).length, jobs: tail.jobs };
  } finally {
    // Ends the transaction too, where it did not come to its end.
    await client.end().catch(() => {});
  }
}

function begun<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error("A part came before the head.");
  return thing;
}

function assertSecret(head: Head, secret: string) {
  if (head.secret === secret) return;
  throw new Refusal(
    "invalid_input",
    "This backup was made with another secret. Nobody could sign in, and who must get no mail would not be known. Set AUTH_SECRET to the one of its house, or put its file `secret` in the place of the one in DATA_DIR; then try again.",
  );
}

/** Its migrations are the first of ours, each as it was then. */
function assertKnown({ migrations, madeAt }: Head, dir: string) {
  const ours = listMigrations(dir);
  const isOurs = ({ name, checksum }: Head["migrations"][number], at: number) =>
    ours[at]?.name === name && isAsApplied(ours[at].sql, checksum);
  if (migrations.every(isOurs)) return;
  throw new Refusal(
    "invalid_input",
    `This backup of ${madeAt} was made by a newer version of Masthead, or by a changed one. Install that version, and restore it there.`,
  );
}

async function assertEmpty(client: pg.Client, { migrations }: Head) {
  const applied = await migrationsOf(client);
  if (applied.length === 0) return;
  await assertUnused(client);
  if (applied.length <= migrations.length && applied.every(({ name }, at) => migrations[at]?.name === name)) return;
  throw new Refusal(
    "invalid_input",
    "This database is empty, but has the tables of a newer version than the backup. Make a new database, or move the folder `postgres` in DATA_DIR away.",
  );
}

/** What nobody may lose; a house that was only built has none of it. */
const precious = ["members", "stories", "newsletters", "mailings", "audit_entries"];

async function assertUnused(client: pg.Client) {
  const there = new Set((await tablesOf(client)).map(({ name }) => name));
  for (const name of precious.filter((one) => there.has(one))) {
    const { rows } = await client.query<{ is: boolean }>(`select exists (select from public.${quoted(name)}) as is`);
    if (!rows[0]?.is) continue;
    throw new Refusal(
      "invalid_input",
      `This database is not empty: it has ${name.replaceAll("_", " ")}. A restore replaces nothing. Make a new database and name it in DATABASE_URL; without one, stop Masthead and move the folder \`postgres\` in DATA_DIR away.`,
    );
  }
  if (!there.has("workers")) return;
  const { rows } = await client.query<{ is: boolean }>(
    "select exists (select from workers where seen_at > now() - interval '45 seconds') as is",
  );
  if (rows[0]?.is)
    throw new Refusal(
      "invalid_input",
      "A worker is at work on this database. Stop it, wait for a minute, and try again.",
    );
}

/** Begins to take rows in: without foreign keys and triggers, which would look at each row again; the keys are looked at together at the end. */
async function openLoad(client: pg.Client) {
  await client.query("begin");
  await speakPlainly(client);
  await client.query("select pg_advisory_xact_lock($1)", [migrationLock]);
  const tables = new Map((await tablesOf(client)).map((table) => [table.name, table]));
  const names = [...tables.keys()].map((name) => `public.${quoted(name)}`);
  const { rows: keys } = await client.query<{ drop: string; add: string }>(`
    select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
           format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as add
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace order by conrelid, conname`);
  for (const { drop } of keys) await client.query(drop);
  // From here on nobody else reads or writes: what came in meanwhile is seen.
  await assertUnused(client);
  for (const name of names) await client.query(`alter table ${name} disable trigger user`);
  // Some migrations fill tables, and the backup has what became of that.
  await client.query(`truncate ${names.join(", ")}`);
  let loaded = 0;

  return {
    async table(name: string, columns: string, rows: AsyncIterable<Buffer>, progress: (done: number) => void) {
      const table = tables.get(name);
      if (!table || table.columns !== columns)
        throw new Error(`The backup's table ${name} is not the one that its migrations make.`);
      async function* counted() {
        for await (const chunk of rows) {
          loaded += linesIn(chunk);
          progress(loaded);
          yield chunk;
        }
      }
      await pipeline(counted, client.query(copyFrom(copyWords(name, columns).replace(/;$/, ""))));
    },
    async job({ task, payload, queue, runAt, maxAttempts, key, priority, flags }: Job) {
      await client.query(
        "select graphile_worker.add_job($1, $2::json, $3, $4::timestamptz, $5, $6, $7, $8::text[], 'preserve_run_at')",
        [task, JSON.stringify(payload), queue, runAt, maxAttempts, key, priority, flags],
      );
    },
    async end({ tables: told, sequences }: Tail): Promise<number> {
      const missing = [...tables.keys()].filter((name) => !told[name]);
      if (missing.length > 0) throw new Error(`The backup lacks ${missing.join(", ")}.`);
      for (const [name, { last, isCalled }] of Object.entries(sequences))
        await client.query("select setval($1::regclass, $2::bigint, $3)", [`public.${quoted(name)}`, last, isCalled]);
      for (const name of names) await client.query(`alter table ${name} enable trigger user`);
      for (const { add } of keys) await client.query(add);
      await client.query("commit");
      return loaded;
    },
  };
}
