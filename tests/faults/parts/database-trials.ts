import { setTimeout as wait } from "node:timers/promises";
import {
  type DatabaseGround,
  goesOn,
  onServer,
  sendUntilSomewhere,
  unclaimed,
  type Worker,
} from "./database-ground.ts";
import { makeServer } from "./database-server.ts";
import type { Trial } from "./trials.ts";

/** A2: the database's processes are killed in the middle of a mailing, and started again after a while. */
export const killDatabase =
  (resends: boolean, awayMs = 0): Trial =>
  async (place) =>
    onServer(place, await makeServer(), async (parts) => {
      const { ground, server, door } = parts;
      const id = await ground.mailing({ resends });
      const worker = await sendUntilSomewhere(parts, place);
      await server.kill();
      // More began between a look before its end and that end; without it, none begins.
      ground.explained.openAtKill.push((await ground.sink.figures()).peakOpen);
      await door.reset();
      await ground.sink.release();
      await Promise.race([door.untilAsked(3), worker.ended]);
      await wait(awayMs);
      return comeBack(parts, id, worker);
    });

/** A2: the same while a job waits for an answer of the database, so that the job fails and cannot even say so. */
export const killUnderJob: Trial = async (place) =>
  onServer(place, await makeServer(), async (parts) => {
    const { ground, server, door } = parts;
    const id = await ground.mailing({ resends: false });
    const holder = await server.connect();
    await holder.query("begin");
    await holder.query("lock table send_gates");
    const worker = ground.worker();
    while ((await server.query("select from pg_locks where not granted")).length === 0) await wait(20);
    await server.kill();
    await door.reset();
    await Promise.race([door.untilAsked(3), worker.ended]);
    return comeBack(parts, id, worker);
  });

/** The server starts at another address, where the worker does not find it until the ledger has been looked at. */
async function comeBack(parts: DatabaseGround, id: string, worker: Worker) {
  const { ground, server, door, ownDoor, expect } = parts;
  await door.refuse();
  await server.start();
  await ownDoor.forward(server.port);
  expect((await unclaimed(ground, id)) === 0, "a body was begun without a claim that outlived the kill");
  await door.forward(server.port);
  return goesOn(parts, id, worker);
}

/** A9: the database cannot be reached for a while: nothing goes through, or every connection is reset. */
export const cutOff =
  (manner: "pause" | "reset", { resends = false, awayMs = 0 } = {}): Trial =>
  async (place) =>
    onServer(place, await makeServer(), async (parts) => {
      const { ground, door, expect } = parts;
      const id = await ground.mailing({ resends });
      const worker = await sendUntilSomewhere(parts, place);
      await door[manner]();
      await ground.sink.release();
      // The mail server is there, so its answers come; what they mean cannot be written down, and nothing new begins.
      await Promise.race([door.untilAsked(3), worker.ended]);
      await everyAnswerIsOut(parts);
      await wait(awayMs);
      expect((await unclaimed(ground, id)) === 0, "a body was begun without a claim");
      const counts = await ground.counts(id);
      expect((counts.accepted ?? 0) < place.recipients, "the mailing was over before the database was away");
      await door.forward();
      return goesOn(parts, id, worker);
    });

/** What was begun before is taken, and the mail server has nothing left to say. */
async function everyAnswerIsOut({ ground }: DatabaseGround) {
  for (;;) {
    const { bodies, taken } = await ground.sink.figures();
    if (bodies === taken) return;
    await wait(20);
  }
}
