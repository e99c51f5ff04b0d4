import fs from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { goesOn, onServer, sendUntilSomewhere, unclaimed } from "./database-ground.ts";
import { openProxy } from "./database-proxy.ts";
import { makeServer, type Server, twinOf } from "./database-server.ts";
import { random } from "./sink-words.ts";
import type { Trial } from "./trials.ts";

/**
 * A10: the primary is killed, and its standby is promoted, which has every commit that was answered. Nobody gets a copy, in
 * hold mode as little as otherwise.
 */
export const promoteSynchronous =
  (resends: boolean): Trial =>
  async (place) => {
    const { primary, standby, remove } = await makePair();
    try {
      return await onServer(place, primary, async (parts) => {
        const { ground, door, ownDoor, expect } = parts;
        const id = await ground.mailing({ resends });
        await primary.query("alter system set synchronous_standby_names = '*'");
        await primary.query("select pg_reload_conf()");
        await until(primary, "select from pg_stat_replication where sync_state = 'sync'");
        const worker = await sendUntilSomewhere(parts, place);
        await primary.kill();
        await door.reset();
        await ground.sink.release();
        await promote(standby);
        await ownDoor.forward(standby.port);
        expect((await unclaimed(ground, id)) === 0, "a body was begun without a claim that the standby has");
        await door.forward(standby.port);
        return goesOn(parts, id, worker);
      });
    } finally {
      await remove();
    }
  };

/** A10: the same with a standby that lags. What it has not heard may be sent again, and nothing else; nobody is lost. */
export const promoteLagging: Trial = async (place) => {
  const { primary, standby, wire, remove } = await makePair();
  try {
    return await onServer(place, primary, async (parts) => {
      const { ground, door, ownDoor, expect } = parts;
      const id = await ground.mailing();
      const [now] = await primary.query<{ lsn: string }>("select pg_current_wal_lsn()::text as lsn");
      await until(standby, `select where pg_last_wal_replay_lsn() >= '${now?.lsn}'::pg_lsn`);
      const chance = random(place.seed);
      const from = 1 + Math.floor(chance() * place.recipients * 0.4);
      const lags = ground.sink.wake("bodies", from);
      const due = ground.sink.wake("bodies", from + 20 + Math.floor(chance() * place.recipients * 0.4));
      const worker = ground.worker();
      await lags;
      await wire.pause();
      await due;
      await primary.kill();
      await wire.reset();
      await door.reset();
      const lag = await rowsInLag(primary, standby);
      expect(lag > 0, "no row was in the lag, so nothing was tried");
      ground.explained.openAtKill.push(lag);
      await promote(standby);
      await ownDoor.forward(standby.port);
      await door.forward(standby.port);
      const verdict = await goesOn(parts, id, worker);
      return { ...verdict, figures: { ...verdict.figures, lag } };
    });
  } finally {
    await remove();
  }
};

/** A primary and a standby that streams from it over `wire`. */
async function makePair() {
  const primary = await makeServer();
  await primary.stop();
  const wire = await openProxy(primary.port);
  const { password } = new URL(primary.url);
  const address = new URL(wire.through(primary.url));
  // Both are made from one folder that stands still; the standby finds its primary when that runs again.
  const standby = await twinOf(
    primary,
    { primary_conninfo: `host=127.0.0.1 port=${address.port} user=postgres password=${password}` },
    (data) => {
      const signal = path.join(data, "standby.signal");
      fs.writeFileSync(signal, "");
      const { uid, gid } = fs.statSync(data);
      fs.chownSync(signal, uid, gid);
      return undefined;
    },
  );
  await primary.start();
  await wire.forward(primary.port);
  await until(primary, "select from pg_stat_replication where state = 'streaming'");
  return {
    primary,
    standby,
    wire,
    async remove() {
      await standby.remove();
      await wire.close();
    },
  };
}

async function promote(standby: Server) {
  await standby.query("select pg_promote(true, 60)");
  await until(standby, "select where not pg_is_in_recovery()");
}

/** Rows of the ledger that the killed primary, asked once more, knows otherwise than its standby. */
async function rowsInLag(primary: Server, standby: Server): Promise<number> {
  await primary.start();
  const ledger = "select id::text, state::text, tries from deliveries";
  const [told, heard] = [await primary.query<Row>(ledger), await standby.query<Row>(ledger)];
  await primary.kill();
  const known = new Map(heard.map((row) => [row.id, row]));
  return told.filter(({ id, state, tries }) => known.get(id)?.state !== state || known.get(id)?.tries !== tries).length;
}

type Row = { id: string; state: string; tries: number };

/** Asks until there is a row. */
async function until(server: Server, question: string) {
  while ((await server.query(question)).length === 0) await wait(50);
}
