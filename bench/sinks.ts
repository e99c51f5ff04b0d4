import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Ground } from "./mailings.ts";

/** A mail server that takes everything. `count` says how many since it was asked last. */
export type Sink = { port: number; count(): Promise<{ taken: number; recipients?: number; broken?: number }> };

/** Ours, which looks into every body. */
export async function ownSink(ground: Ground, delayMs = 0): Promise<Sink> {
  const { child, port } = await ground.spawnOne(["bench/sink.ts"], { SINK_DELAY_MS: String(delayMs) });
  return {
    port,
    async count() {
      child.send("count");
      const [seen] = (await once(child, "message")) as [{ taken: number; broken: number; recipients: number }];
      return seen;
    },
  };
}

/** Postfix's smtp-sink, which counts and does not look; undefined where it is not installed. */
export async function postfixSink(ground: Ground): Promise<Sink | undefined> {
  if (spawnSync("which", ["smtp-sink"]).status !== 0) return undefined;
  const port = await freePort();
  const asRoot = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  // It prints a line for each mail. Whoever read them as they come would work beside what is measured.
  const told = path.join(ground.dir, "smtp-sink.txt");
  const child: ChildProcess = spawn("smtp-sink", ["-c", ...asRoot, `127.0.0.1:${port}`, "1000"], {
    stdio: ["ignore", fs.openSync(told, "w"), "inherit"],
  });
  ground.keep(child);
  let before = 0;
  const mails = () => Number(/.*mesg=(\d+)/s.exec(endOf(told))?.[1] ?? 0);
  await until(() => isOpen(port));
  return {
    port,
    async count() {
      // What it prints may lag a moment behind what it answers.
      for (let last = -1; last !== mails(); await wait(100)) last = mails();
      const taken = mails() - before;
      before += taken;
      return { taken };
    },
  };
}

/** The last 400 bytes. */
function endOf(file: string): string {
  const buffer = Buffer.alloc(400);
  const fd = fs.openSync(file, "r");
  const length = fs.readSync(fd, buffer, 0, 400, Math.max(0, fs.fstatSync(fd).size - 400));
  fs.closeSync(fd);
  return buffer.toString("latin1", 0, length);
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  server.close();
  return port;
}

const isOpen = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => resolve(true));
    socket.on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });

async function until(holds: () => Promise<boolean>) {
  while (!(await holds())) await wait(20);
}
