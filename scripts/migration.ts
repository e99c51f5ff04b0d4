// npm run migration -- create <name>   writes prisma/migrations/<stamp>_<name>/migration.sql
// npm run migration -- drift           exits 1, and prints the SQL, when the schema files and the migrations differ
//
// Both compare what the migrations make (they are run on a scratch database) with what the schema files describe.
//
// Prisma cannot say everything, so migrations also hold SQL by hand. As tried with 7.10:
//
// Not seen, so never taken for drift: partial and expression indexes, the predicate of an index and NULLS NOT DISTINCT,
// triggers, functions, procedures, rules, policies, views, sequences, domains, checks, exclusion constraints, extended
// statistics, collations, storage settings, deferrable keys, and every schema but "public" (the job queue has its own).
//
// Seen, so the schema files must name it, or the next migration would drop it:
//   tables (partitioned ones too) and enum types;
//   column defaults, and generated columns: give the field `@default(dbgenerated())` and write the expression by hand;
//   whole-column indexes of any kind. INCLUDE columns look like key columns: `index i on t (a) include (b)` is
//   `@@index([a, b], map: "i")`. `create` writes that one without INCLUDE; put it in before the migration is applied.
//
// It follows that a lost partial index or trigger is nobody's drift: what matters has a test of its own.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import * as wasm from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";
import { startEmbeddedPostgres } from "../lib/server/embedded-postgres.ts";
import { listMigrations } from "../lib/server/migrate.ts";

const root = path.resolve(import.meta.dirname, "..");
const schemaDir = path.join(root, "prisma");
const migrationsDir = path.join(schemaDir, "migrations");

/** The type "char" of PostgreSQL's catalogues, one byte, not to be confused with character(n). */
const CATALOGUE_CHAR = 18;
const TEXT = 25;

const [command, ...words] = process.argv.slice(2);
try {
  if (command === "create" && words.length > 0) await create(words.join("_"));
  else if (command === "drift") await drift();
  else throw new Error("npm run migration -- create <name>\nnpm run migration -- drift");
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function create(title: string) {
  const name = title.toLowerCase().replace(/[^a-z0-9]+/g, "_");
  const sql = await missingSql();
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const file = path.join(migrationsDir, `${stamp}_${name}`, "migration.sql");
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, sql || "-- The schema files ask for no change. What Prisma cannot say goes here.\n");
  fs.writeFileSync(path.join(migrationsDir, "migration_lock.toml"), 'provider = "postgresql"\n');
  console.log(`${path.relative(root, file)}${sql ? "" : " (empty: the schema files ask for no change)"}`);
}

async function drift() {
  const sql = await missingSql();
  if (!sql) return console.log("The schema files and the migrations agree.");
  console.log(`${sql}\nThe schema files and the migrations differ, by the SQL above.`);
  console.log("Write it down with: npm run migration -- create <name>");
  process.exitCode = 1;
}

/** The SQL that leads from the migrations to the schema files; empty when there is none. */
async function missingSql(): Promise<string> {
  const postgres = await startEmbeddedPostgres({ dir: path.join(root, ".data", "migration"), fast: true });
  const databases = bindMigrationAwareSqlAdapterFactory(scratchFactory(postgres.url));
  try {
    const files = schemaFiles();
    const engine = await openEngine(files, databases);
    // The engine's createMigration needs a native part that its WebAssembly build lacks; diff gives the same SQL.
    const { exitCode, stdout } = await engine.diff({
      from: { tag: "migrations", ...migrationList() },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return exitCode === 0 ? "" : (stdout ?? "");
  } catch (error) {
    // A fault of a database travels through the engine as a number, somewhere in its own message.
    const { message } = error as Error;
    const id = /External error id#(\d+)/.exec(message)?.[1];
    const fault = id && databases.errorRegistry.consumeError(Number(id))?.error;
    if (!(fault instanceof Error)) throw error;
    throw new Error(`${message.split("\n", 1)[0]}\n${fault.message}`, { cause: fault });
  } finally {
    await postgres.stop();
  }
}

function schemaFiles(): { path: string; content: string }[] {
  const models = path.join(schemaDir, "models");
  const rooms = fs.existsSync(models) ? fs.readdirSync(models).filter((name) => name.endsWith(".prisma")) : [];
  return [path.join(schemaDir, "schema.prisma"), ...rooms.sort().map((name) => path.join(models, name))].map(
    (file) => ({
      path: path.relative(root, file),
      content: fs.readFileSync(file, "utf8"),
    }),
  );
}

function migrationList() {
  return {
    baseDir: migrationsDir,
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: listMigrations(migrationsDir).map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value: sql } },
    })),
  };
}

async function openEngine(files: { path: string; content: string }[], databases: object) {
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: (text: string) => console.error(text) } });
  // The package's own entry imports the .wasm file as a module, which Node cannot do without a flag.
  const glue = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const bytes = fs.readFileSync(path.join(path.dirname(glue), "schema_engine_bg.wasm"));
  const imports = { "./schema_engine_bg.js": wasm as unknown as WebAssembly.ModuleImports };
  const { instance } = await WebAssembly.instantiate(bytes, imports);
  wasm.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();

  const datamodels = files.map(({ path, content }): [string, string] => [path, content]);
  return wasm.SchemaEngine.new({ datamodels }, () => {}, databases);
}

/**
 * Gives the engine its databases. PrismaPg's own connectToShadowDb (7.10) must not be used: made from a connection
 * string it runs the migrations in the main database, and it drops the shadow before it has left it.
 */
function scratchFactory(url: string): SqlMigrationAwareDriverAdapterFactory {
  return {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => connect(url),
    async connectToShadowDb() {
      const name = `shadow_${crypto.randomUUID()}`;
      const admin = new pg.Client({ connectionString: url });
      await admin.connect();
      await admin.query(`create database "${name}" template template0`);
      const shadow = new URL(url);
      shadow.pathname = name;
      const adapter = await connect(shadow.href);
      const leave = adapter.dispose.bind(adapter);
      adapter.dispose = async () => {
        await leave();
        await admin.query(`drop database "${name}" with (force)`);
        await admin.end();
      };
      return adapter;
    },
  };
}

/**
 * PrismaPg (7.10) refuses columns of the type "char", of which the engine's questions to the catalogues are full. They
 * are shown to it as text, and to the engine as the single characters it expects. It also cuts scripts at every
 * semicolon, even inside the body of a function; PostgreSQL is better at that.
 */
async function connect(url: string): Promise<SqlDriverAdapter> {
  const { pool, charColumns } = cataloguePool(url);
  const adapter = await new PrismaPg(pool, { disposeExternalPool: true }).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const column of charColumns) result.columnTypes[column] = ColumnTypeEnum.Character;
    return result;
  };
  adapter.executeScript = async (script) => {
    await pool.query(script);
  };
  return adapter;
}

type AnyQuery = (...args: unknown[]) => Promise<pg.QueryResult | pg.QueryResult[]>;

/** A pool, and the positions of the "char" columns in its latest result; the engine asks one question at a time. */
function cataloguePool(url: string) {
  const pool = new pg.Pool({ connectionString: url });
  const charColumns: number[] = [];
  const ask = pool.query.bind(pool) as unknown as AnyQuery;
  const askAsText: AnyQuery = async (...args) => {
    const result = await ask(...args);
    charColumns.length = 0;
    for (const { fields } of [result].flat()) {
      fields?.forEach((field, index) => {
        if (field.dataTypeID !== CATALOGUE_CHAR) return;
        field.dataTypeID = TEXT;
        charColumns.push(index);
      });
    }
    return result;
  };
  return { pool: Object.assign(pool, { query: askAsText }) as pg.Pool, charColumns };
}
