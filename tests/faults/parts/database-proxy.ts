import { once } from "node:events";
import net, { type Socket } from "node:net";
import { ownPort } from "../../own-port.ts";

/** A TCP proxy before PostgreSQL: what stands between a worker and its database, and fails. */
export type Door = Awaited<ReturnType<typeof openProxy>>;

/** How it treats connections. `refuse` does not even listen, as when no server runs there. */
type Manner = "forward" | "pause" | "reset" | "refuse";

/** Listens on a port of its own, which it keeps, and forwards to `to` until it is told otherwise. */
export async function openProxy(to: number) {
  let target = to;
  let manner: Manner = "forward";
  const sockets = new Set<Socket>();
  /** What was said while nothing went through. */
  let backlog: { to: Socket; bytes: Buffer }[] = [];
  let askedInVain = 0;
  const waiting: (() => void)[] = [];

  function inVain() {
    askedInVain += 1;
    for (const wake of waiting.splice(0)) wake();
  }

  function pass(from: Socket, other: Socket, isAsking: boolean) {
    sockets.add(from);
    from.on("data", (bytes) => {
      if (manner === "pause") {
        backlog.push({ to: other, bytes });
        if (isAsking) inVain();
      } else if (!other.destroyed && !other.write(bytes)) {
        from.pause();
        other.once("drain", () => from.resume());
      }
    });
    from.on("error", () => {});
    from.on("close", () => {
      sockets.delete(from);
      other.resetAndDestroy();
    });
  }

  const server = net.createServer({ noDelay: true }, (near) => {
    if (manner === "reset") {
      near.on("error", () => {});
      near.resetAndDestroy();
      return inVain();
    }
    const far = net.connect({ port: target, host: "127.0.0.1", noDelay: true });
    pass(near, far, true);
    pass(far, near, false);
  });
  // While it refuses, nobody may take the port that it comes back to.
  const port = await ownPort();
  server.listen(port, "127.0.0.1");
  await once(server, "listening");

  async function become(next: Manner) {
    const isListening = manner !== "refuse";
    manner = next;
    if (next === "refuse" && isListening) server.close();
    if (next === "reset" || next === "refuse") {
      backlog = [];
      for (const socket of sockets) socket.resetAndDestroy();
    }
    if (next === "forward") {
      for (const { to, bytes } of backlog) if (!to.destroyed) to.write(bytes);
      backlog = [];
    }
    if (next !== "refuse" && !isListening) {
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
    }
  }

  return {
    /** The same address through the proxy. */
    through(url: string): string {
      const address = new URL(url);
      address.port = String(port);
      return address.href;
    },
    /** Nothing goes through in either direction; what is open stays open, and more may come. */
    pause: () => become("pause"),
    reset: () => become("reset"),
    refuse: () => become("refuse"),
    forward(to = target) {
      target = to;
      return become("forward");
    },
    /** Resolves once clients have asked so many times in vain, by a new connection or on an open one. */
    async untilAsked(times: number) {
      for (const enough = askedInVain + times; askedInVain < enough; )
        await new Promise<void>((resolve) => waiting.push(resolve));
    },
    async close() {
      await become("reset");
      server.close();
    },
  };
}
