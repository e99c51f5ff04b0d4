import { execFileSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { setHouse } from "@/lib/wiring.ts";
import { ask } from "../../api-door.ts";
import { type DatabaseGround, goesOn, onServer, unclaimed } from "./database-ground.ts";
import { makeServer, type Server } from "./database-server.ts";
import type { Trial } from "./trials.ts";

/** Whether a small disk can be had here: that takes root, and not every container lets it. */
export function maySetUpDisks(): boolean {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-disk-"));
  try {
    smallDisk(dir, 1)();
    return true;
  } catch {
    return false;
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

/** A11: the disk under PostgreSQL's tables, or under its log, is full in the middle of a mailing, until there is room again. */
export const fillDisk =
  (under: "base" | "pg_wal"): Trial =>
  async (place) => {
    const disk = { dir: "" };
    const server = await makeServer({ min_wal_size: "32MB", max_wal_size: "64MB", autovacuum: "off" }, (data) => {
      disk.dir = path.join(data, under);
      return smallDisk(disk.dir, 192);
    });
    return onServer(place, server, async (parts) => {
      const { ground, expect } = parts;
      const id = await ground.mailing({ resends: false });
      const due = ground.sink.wake("bodies", Math.ceil(place.recipients / 3), true);
      const worker = ground.worker();
      await due;
      const ballast = fill(disk.dir);
      await ground.sink.release();
      const api = openApi(parts);
      try {
        await Promise.all([takeTheRest(server, under), api.untilRefused()]);
        fs.rmSync(ballast);
        await untilServing(parts);
        await api.untilTaken();
      } finally {
        await api.close();
      }
      expect((await unclaimed(ground, id)) === 0, "a body was begun without a claim");
      return goesOn(parts, id, worker);
    });
  };

/** A11: the worker's folder for temporary files is full before it begins. It needs none. */
export const fillTemporary: Trial = async (place) => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-full-"));
  const unmount = smallDisk(dir, 1);
  try {
    fill(dir);
    return await onServer(
      place,
      await makeServer(),
      async (parts) => {
        const id = await parts.ground.mailing({ resends: false });
        const worker = parts.ground.worker();
        await Promise.race([worker.ready, worker.ended]);
        return goesOn(parts, id, worker);
      },
      { env: { TMPDIR: dir } },
    );
  } finally {
    unmount();
    fs.rmSync(dir, { recursive: true, force: true });
  }
};

/** Puts a folder, with what is in it, on a disk of so many megabytes; answers what takes the disk away. */
function smallDisk(dir: string, megabytes: number): () => void {
  const { uid, gid } = fs.statSync(dir);
  const aside = `${dir}.aside`;
  fs.renameSync(dir, aside);
  fs.mkdirSync(dir);
  try {
    const options = `size=${megabytes}m,mode=0700,uid=${uid},gid=${gid}`;
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "masthead-trial", dir], { stdio: "pipe" });
  } catch (problem) {
    fs.rmdirSync(dir);
    fs.renameSync(aside, dir);
    throw problem;
  }
  execFileSync("cp", ["-a", `${aside}/.`, dir]);
  fs.rmSync(aside, { recursive: true });
  return () => execFileSync("umount", ["--lazy", dir], { stdio: "pipe" });
}

/** A file that takes what room there is, to the last byte. */
function fill(dir: string): string {
  const file = path.join(dir, "ballast");
  const open = fs.openSync(file, "w");
  try {
    for (let size = 1 << 20; size >= 1; size = size >> 1)
      try {
        for (;;) fs.writeSync(open, Buffer.alloc(size));
      } catch (problem) {
        if ((problem as NodeJS.ErrnoException).code !== "ENOSPC") throw problem;
      }
  } finally {
    fs.closeSync(open);
  }
  return file;
}

/** Room that PostgreSQL had taken before is used up by somebody else's writing, until that fails. */
async function takeTheRest(server: Server, under: "base" | "pg_wal") {
  if (under === "base") return;
  for (;;)
    try {
      await server.query("select pg_logical_emit_message(false, 'ballast', repeat('x', 4000000))");
    } catch {
      return;
    }
}

/** Waits until the database takes writes again. Where it has ended, the operator starts it. */
async function untilServing({ server, door, ownDoor }: DatabaseGround) {
  for (;;) {
    if (!server.isRunning()) {
      await server.stop();
      await server.start();
      await ownDoor.forward(server.port);
      await door.forward(server.port);
    }
    const isServing = await server.query("select pg_logical_emit_message(true, 'room', '')").then(
      () => true,
      () => false,
    );
    if (isServing) return;
    await wait(100);
  }
}

/** The API on the same database: each write is taken, or refused with 503 and a word on when to come back. */
function openApi({ ground, expect }: DatabaseGround) {
  const { env } = ground.house;
  const house = setHouse({ ...env, http: { ...env.http, trustedProxies: 1 } });
  let asked = 0;
  async function write(): Promise<number> {
    const at = ++asked;
    const answer = await ask("POST", "/api/v1/intents", {
      body: { kind: "comment", storyId: randomUUID(), text: randomBytes(5_000).toString("hex") },
      from: `203.0.${at >> 8}.${at & 255}`,
    });
    const isTaken = answer.status >= 200 && answer.status < 300;
    const isPutOff = answer.status === 503 && Number(answer.headers.get("retry-after")) > 0;
    expect(isTaken || isPutOff, `the API answered ${answer.status}`);
    return answer.status;
  }
  return {
    /** Asks until it is put off, and a little longer, for a database that is going away has more than one way to say so. */
    async untilRefused() {
      while ((await write()) < 500) await wait(0);
      for (let more = 0; more < 20; more++) await write();
    },
    async untilTaken() {
      while ((await write()) >= 300) await wait(50);
    },
    close: () => house.close(),
  };
}
