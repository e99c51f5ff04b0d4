// The load of a bench, in a process of its own: a few connections that are kept, on each of them one request after the
// other. Plain sockets and a reading of the answer that looks only for its status and its end, so that on a machine with
// two cores the server and not this is what is measured.
//
// Told { port, path, cookie, ms, connections } over the channel, it answers { answers, ms, problem, waits }. Told `posts` too, it sends each of
// them once, from the last to the first, until there are no more or the time is over. Told `settles`, it has an answer on each connection
// before the time begins: Node accepts one connection in each turn of its loop, so the last of two hundred that come at once
// waits for two hundred turns. Told `isHerd`, all connections read at once after each of the posts.
import net from "node:net";

export type Order = {
  port: number;
  path: string;
  cookie?: string;
  ms: number;
  posts?: Post[];
  /** 16 unless told. */
  connections?: number;
  settles?: boolean;
  /** After each of the posts, one read of the path on every connection at once; a wait is from then until the last of them has its answer. */
  isHerd?: boolean;
};
export type Post = {
  cookie: string;
  body: string;
  /** A PUT to this path, instead of a post to the order's. */
  put?: string;
  /** A post to this path, instead of the order's. */
  to?: string;
  /** No post at all: this is read. */
  get?: string;
  /** Of the body; JSON unless told. */
  type?: string;
  /** More lines of the head, each with its end. */
  headers?: string;
};
export type Yield = {
  answers: number;
  ms: number;
  problem: string | null /** Of each answer, in ms. */;
  waits: number[];
  /** Answers from before the time began. */
  before: number;
};

const headEnd = Buffer.from("\r\n\r\n");
const lastChunk = Buffer.from("0\r\n\r\n");

process.on("message", (order: Order) => {
  void run(order).then((done) => process.send?.(done));
});
process.once("disconnect", () => process.exit(0));

async function run(order: Order): Promise<Yield> {
  const { port, path, cookie, ms, posts, connections = 16, settles = false, isHerd = false } = order;
  const head = `${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n`;
  const get = Buffer.from(`GET ${head}${cookie ? `cookie: ${cookie}\r\n` : ""}\r\n`);
  const waiting = posts?.map((post) => postOf(head, post));
  try {
    if (isHerd) return await runHerd(port, connections, get, waiting ?? []);
    const next = () => (waiting ? waiting.pop() : get);
    const clock = startClock(ms, settles ? connections : 0);
    const all = await Promise.all(Array.from({ length: connections }, () => work(port, next, clock)));
    const waits = all.flat();
    return {
      ...{ answers: waits.length, ms: performance.now() - clock.started(), problem: null },
      ...{ waits, before: settles ? connections : 0 },
    };
  } catch (problem) {
    return { answers: 0, ms: 0, problem: (problem as Error).message, waits: [], before: 0 };
  }
}

async function runHerd(port: number, connections: number, get: Buffer, writes: Buffer[]): Promise<Yield> {
  const lines = await Promise.all(Array.from({ length: connections }, () => openLine(port)));
  const waits: number[] = [];
  const started = performance.now();
  for (let write = writes.pop(); write; write = writes.pop()) {
    await lines[0]?.ask(write);
    const from = performance.now();
    await Promise.all(lines.map((line) => line.ask(get)));
    waits.push(performance.now() - from);
  }
  for (const line of lines) line.close();
  return { answers: waits.length, ms: performance.now() - started, problem: null, waits, before: 0 };
}

/** The time begins at once, or when so many connections have had their first answer. */
function startClock(ms: number, unsettled: number) {
  let started = performance.now();
  let letGo = () => {};
  const settled = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const settles = unsettled > 0;
  return {
    started: () => started,
    isOver: () => performance.now() >= started + ms,
    /** Is told of the first answer on a connection; whether that comes before the time, which then has begun. */
    async settle(): Promise<boolean> {
      if (!settles) return false;
      unsettled -= 1;
      if (unsettled === 0) {
        started = performance.now();
        letGo();
      }
      await settled;
      return true;
    },
  };
}

function postOf(head: string, { cookie, body, put, to, get, type = "application/json", headers = "" }: Post) {
  const target = get ?? put ?? to;
  const line = target ? target + head.slice(head.indexOf(" HTTP/1.1")) : head;
  const signedIn = cookie ? `cookie: ${cookie}\r\n` : "";
  if (get) return Buffer.from(`GET ${line}${headers}${signedIn}\r\n`);
  const length = `${body ? `content-type: ${type}\r\n` : ""}content-length: ${Buffer.byteLength(body)}\r\n`;
  return Buffer.from(`${put ? "PUT" : "POST"} ${line}${headers}${signedIn}${length}\r\n${body}`);
}

/** One request after the other, on one connection. */
async function work(
  port: number,
  next: () => Buffer | undefined,
  clock: ReturnType<typeof startClock>,
): Promise<number[]> {
  const first = next();
  if (!first) return [];
  const line = await openLine(port);
  const waits: number[] = [];
  const ms = await line.ask(first);
  if (!(await clock.settle())) waits.push(ms);
  while (!clock.isOver()) {
    const text = next();
    if (!text) break;
    waits.push(await line.ask(text));
  }
  line.close();
  return waits;
}

/** A connection that is kept. `ask` says in how many ms the answer was there. */
function openLine(port: number): Promise<{ ask(text: Buffer): Promise<number>; close(): void }> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1");
    let asked = 0;
    let got: Buffer | undefined;
    let waiting: { done(ms: number): void; fail(problem: Error): void } | undefined;
    const fail = (problem: Error) => {
      waiting?.fail(problem);
      reject(problem);
    };
    socket.setNoDelay(true);
    socket.once("error", fail);
    socket.once("close", () => fail(new Error("The server closed a connection that was to be kept.")));
    socket.once("connect", () =>
      resolve({
        ask: (text) =>
          new Promise((done, fail) => {
            waiting = { done, fail };
            asked = performance.now();
            socket.write(text);
          }),
        close() {
          socket.removeAllListeners("close");
          socket.destroy();
        },
      }),
    );
    socket.on("data", (part) => {
      got = got ? Buffer.concat([got, part]) : part;
      if (!isWhole(got)) return;
      const status = got.toString("latin1", 9, 12);
      if (status !== "200" && status !== "201")
        return void socket.destroy(new Error(`Answered ${status}: ${got.toString().slice(0, 500)}`));
      got = undefined;
      waiting?.done(performance.now() - asked);
    });
  });
}

function isWhole(got: Buffer): boolean {
  const cut = got.indexOf(headEnd);
  if (cut < 0) return false;
  const head = got.toString("latin1", 0, cut).toLowerCase();
  const at = head.indexOf("\r\ncontent-length:");
  if (at >= 0) return got.length >= cut + 4 + Number.parseInt(head.slice(at + 17), 10);
  return got.subarray(-lastChunk.length).equals(lastChunk);
}
