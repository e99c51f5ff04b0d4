import pg from "pg";

export type Ear = { isUp(): boolean; close(): Promise<void> };

const lookMs = 500;
const beatMs = 5_000;

/**
 * Hears what the database calls out on a channel (NOTIFY), on a connection of its own that is taken up again whenever it was
 * cut off. Calls may be lost with a connection, so they only say where to look; what is true is asked of the tables.
 */
export function openEar(url: string, channel: string, onCall: (payload: string) => void): Ear {
  let client: pg.Client | undefined;
  let isUp = false;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let heardAt = 0;

  async function listen() {
    const fresh = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000, query_timeout: 3_000 });
    const forget = () => {
      if (client !== fresh) return;
      client = undefined;
      isUp = false;
    };
    client = fresh;
    fresh.on("error", forget);
    fresh.on("end", forget);
    fresh.on("notification", ({ payload }) => onCall(payload ?? ""));
    try {
      await fresh.connect();
      await fresh.query(`listen ${fresh.escapeIdentifier(channel)}`);
      heardAt = performance.now();
      isUp = client === fresh;
    } catch {
      forget();
      await fresh.end().catch(() => {});
    }
  }

  /** A peer that has vanished says nothing, so it is asked now and then. */
  async function beat(asked: pg.Client) {
    try {
      await asked.query("select 1");
      heardAt = performance.now();
    } catch {
      asked.emit("end");
      await asked.end().catch(() => {});
    }
  }

  async function turn() {
    if (!client) await listen();
    else if (performance.now() - heardAt > beatMs) await beat(client);
    if (isClosed) return void (await client?.end().catch(() => {}));
    timer = setTimeout(() => void turn(), lookMs);
    timer.unref();
  }
  void turn();

  return {
    isUp: () => isUp,
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      const last = client;
      client = undefined;
      isUp = false;
      await last?.end().catch(() => {});
    },
  };
}
