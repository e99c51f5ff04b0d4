import type { ChildProcess } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { Side } from "./comments.ts";

const pages = 1_000;

/** Opens a thousand pages that follow a story: what they cost the server, and how long until all are told of a change. */
export async function pagesThatFollow(here: Side, web: ChildProcess, say: (line: string) => void) {
  const before = await settledMegabytes(web);
  const told = new Set<number>();
  const sockets = await Promise.all(Array.from({ length: pages }, (_, at) => follow(here, at, () => told.add(at))));
  await until(() => told.size === pages);
  const megabytes = (await settledMegabytes(web)) - before;
  told.clear();
  const started = performance.now();
  const answer = await fetch(`http://127.0.0.1:${here.port}/api/v1/comments/${here.top}/recommendation`, {
    method: "PUT",
    headers: { cookie: here.cookie, "content-type": "application/json" },
    body: JSON.stringify({ isRecommended: true }),
  });
  if (!answer.ok) throw new Error(`The write was answered ${answer.status}.`);
  await until(() => told.size === pages);
  const ms = performance.now() - started;
  for (const socket of sockets) socket.destroy();
  say(
    `1,000 open pages: ${Math.round(megabytes)} MB more than ${Math.round(before)} MB; all told ${Math.round(ms)} ms after a press`,
  );
  return { megabytes, ms };
}

/** A page of a network of its own; calls when an event comes in. */
function follow(here: Side, at: number, onEvent: () => void): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(here.port, "127.0.0.1");
    socket.once("error", reject);
    socket.on("data", (part) => {
      if (part.includes("data:")) onEvent();
    });
    socket.once("connect", () => {
      const from = `10.0.${at >> 8}.${at & 255}`;
      socket.write(
        `GET /api/v1/stories/${here.story}/comments/live HTTP/1.1\r\nhost: 127.0.0.1\r\nx-forwarded-for: ${from}\r\n\r\n`,
      );
      resolve(socket);
    });
  });
}

/** What a process has in memory, as the kernel counts it. */
function residentMegabytes({ pid }: ChildProcess): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}

/** Once it has stood within a megabyte for a second; after twenty, as it is then. */
async function settledMegabytes(child: ChildProcess): Promise<number> {
  const endsAt = performance.now() + 20_000;
  let last = residentMegabytes(child);
  for (let still = 0; still < 10 && performance.now() < endsAt; ) {
    await wait(100);
    const now = residentMegabytes(child);
    still = Math.abs(now - last) < 1 ? still + 1 : 0;
    if (still === 0) last = now;
  }
  return residentMegabytes(child);
}

async function until(isDone: () => boolean) {
  const endsAt = performance.now() + 20_000;
  while (!isDone()) {
    if (performance.now() > endsAt) throw new Error("The open pages were not all told within 20 seconds.");
    await wait(5);
  }
}
