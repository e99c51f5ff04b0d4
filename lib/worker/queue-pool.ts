import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { isDatabaseAway } from "../db.ts";

/**
 * The queue's own connections, which outlast a database that is away. graphile-worker does not look at what became of the
 * statement that ends a job, so one that failed would end the process. Here a connection is waited for, and a statement
 * that was cut off is one that the queue makes again: each of its statements may be made twice.
 * @param mayBegin is waited for before each connection
 */
export function openQueuePool(
  url: string | undefined,
  most: number,
  signal: AbortSignal,
  mayBegin: () => Promise<void>,
): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: most, connectionTimeoutMillis: 5_000 });
  pool.on("error", () => {});
  pool.on("connect", asksAgain);
  const connect = pool.connect.bind(pool);
  const patiently = async () => {
    for (;;)
      try {
        await mayBegin();
        return await connect();
      } catch (problem) {
        if (signal.aborted || !isDatabaseAway(problem)) throw problem;
        await setTimeout(1_000);
      }
  };
  // The pool's own queries ask with a callback; who asks so hears of the failure, and has a way to go on.
  pool.connect = ((done?: Parameters<typeof connect>[0]) =>
    done ? connect(done) : patiently()) as typeof pool.connect;
  return pool;
}

/** The code of a transaction that lost against another one: the queue tries those again, soon and often. */
const tryAgain = "40001";

function asksAgain(client: pg.PoolClient) {
  // A connection that is cut off while nothing was asked on it; without a listener it would end the process.
  client.on("error", () => {});
  const query = client.query.bind(client) as (...given: unknown[]) => unknown;
  client.query = ((...given: unknown[]) => {
    const asked = query(...given);
    if (!(asked instanceof Promise)) return asked;
    return asked.catch((problem: Error) => {
      throw isDatabaseAway(problem)
        ? Object.assign(new Error(problem.message, { cause: problem }), { code: tryAgain })
        : problem;
    });
  }) as typeof client.query;
}
