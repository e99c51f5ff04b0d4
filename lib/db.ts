import { createHash } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { Prisma, PrismaClient } from "./generated/prisma/client.ts";
import { inSpan, isTraced } from "./traces.ts";

export { Prisma };
export type Db = PrismaClient;
/** Inside a transaction. Everything that must happen together takes one of these. */
export type Tx = Prisma.TransactionClient;

/** A query on the hot path: a tagged template, prepared once for each connection. Rows come back with the names that the SQL gives. */
export type Sql = <Row extends object>(text: TemplateStringsArray, ...values: unknown[]) => Promise<Row[]>;

export type Database = { db: Db; sql: Sql; pool: pg.Pool; close(): Promise<void> };

/** One pool for Prisma and for prepared statements alike. `most` bounds its connections. */
export function openDatabase(url: string, { most = 10 } = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: most,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
  });
  // An idle connection that the server closes is replaced at the next query; without a listener it would end the process.
  pool.on("error", () => {});
  // Nor does one that somebody has taken for a longer while, between two of its queries: the next of them says that it is gone.
  pool.on("connect", (client) => {
    client.on("error", () => {});
  });
  const db = new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions: { maxWait: 5_000, timeout: 15_000 } });
  return {
    db,
    pool,
    sql: sqlOn(pool),
    close: async () => {
      await db.$disconnect();
      await pool.end();
    },
  };
}

const sqlOn =
  (connection: Pick<pg.Pool | pg.PoolClient, "query">): Sql =>
  <Row extends object>(parts: TemplateStringsArray, ...values: unknown[]) => {
    const named = prepared(parts);
    const ask = async () => (await connection.query<Row>({ ...named, values, types })).rows;
    const about = { "db.system.name": "postgresql", "db.query.text": named.text };
    return isTraced() ? inSpan("postgresql", "client", about, ask) : ask();
  };

/** All or none of it, on one connection: for moves of many rows on the hot path. Each statement sees what was committed before it began. */
export async function together<Result>(
  pool: pg.Pool,
  move: (sql: Sql, client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let isBroken = false;
  try {
    await client.query("begin");
    const result = await move(sqlOn(client), client);
    await client.query("commit");
    return result;
  } catch (problem) {
    await client.query("rollback").catch(() => {
      isBroken = true;
    });
    throw problem;
  } finally {
    client.release(isBroken);
  }
}

const timestampWithZone = 1184;
const standard = pg.types.getTypeParser(timestampWithZone, "text");

/** How hot queries read their columns: as pg does, and moments in UTC by the engine's own parser, which is much faster. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((id: number, format?: "text" | "binary") =>
    id === timestampWithZone && format !== "binary"
      ? moment
      : pg.types.getTypeParser(id, format as "text")) as pg.CustomTypesConfig["getTypeParser"],
};

/** "2026-03-14 12:00:00.123+00", as a server in UTC writes it; whatever else is left to pg. */
function moment(text: string): unknown {
  const isPlain = text.charCodeAt(10) === 32 && text.length >= 22 && text.length <= 29 && text.endsWith("+00");
  return isPlain ? new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`) : standard(text);
}

/** A statement of parts, with a value between each two, for `sql`: several statements may share what they say. Make it once. */
export const statement = (...parts: string[]): TemplateStringsArray => Object.assign(parts, { raw: parts });

const statements = new WeakMap<TemplateStringsArray, { name: string; text: string }>();

function prepared(parts: TemplateStringsArray) {
  const known = statements.get(parts);
  if (known) return known;
  const text = parts.reduce((all, part, at) => `${all}$${at}${part}`);
  const named = { name: createHash("sha256").update(text).digest("hex").slice(0, 24), text };
  statements.set(parts, named);
  return named;
}

/** Codes of PostgreSQL, Prisma and the network that say: not now, and through no fault of who asked. */
const awayCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ETIMEDOUT",
  "EPIPE",
  // A standby that is not promoted yet, or a primary that has been demoted.
  "25006",
  // The disk is full, or cannot be written.
  "53100",
  "58030",
  "53300",
  "57P01",
  "57P02",
  "57P03",
  "P1001",
  "P1002",
  "P1008",
  "P1017",
  "P2024",
  "P2028",
]);

/**
 * Whether the database could not be reached, or could not write for now: what failed may be tried again as it is. Prisma keeps
 * the database's own code inside of what its driver said.
 */
export function isDatabaseAway(problem: unknown): boolean {
  if (typeof problem !== "object" || problem === null) return false;
  const { code, originalCode, message, cause, meta } = problem as Record<string, unknown>;
  const isAway = (one: unknown) => typeof one === "string" && (awayCodes.has(one) || /^08\w{3}$/.test(one));
  return (
    isAway(code) ||
    isAway(originalCode) ||
    /timeout exceeded when trying to connect|Connection terminated|is not queryable/i.test(String(message ?? "")) ||
    isDatabaseAway(cause) ||
    isDatabaseAway((meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError)
  );
}
