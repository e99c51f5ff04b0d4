import net from "node:net";

/** Below where systems take ports for connections that go out; one that is free there stays so. Journeys take those above. */
const [first, last] = [10_000, 20_000];
let next = first + ((process.pid * 31) % (last - first));

/** A port that nobody listens on, with `more` after it, and that none of the connections of this machine will be given. */
export async function ownPort(more = 0): Promise<number> {
  for (;;) {
    const port = next;
    next = next + more + 1 > last - more - 1 ? first : next + more + 1;
    const all = Array.from({ length: more + 1 }, (_, at) => isFree(port + at));
    if ((await Promise.all(all)).every(Boolean)) return port;
  }
}

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const probe = net.createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
