// The load of a bench, in a process of its own: a few connections that are kept, on each of them one request after the
// other. Plain sockets and a reading of the answer that looks only for its status and its end, so that on a machine with
// two cores the server and not this is what is measured.
//
// Told { port, path, cookie, ms, connections } over the channel, it answers { answers, ms, problem, waits }. Told `posts` too, it sends each of
// them once, from the last to the first, until there are no more or the time is over. Told `settles`, it has an answer on each connection
// before the time begins: Node accepts one connection in each turn of its loop, so the last of two hundred that come at once
// waits for two hundred turns.
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

async function run({ port, path, cookie, ms, posts, connections = 16, settles = false }: Order): Promise<Yield> {
  const head = `${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n`;
  const get = Buffer.from(`GET ${head}${cookie ? `cookie: ${cookie}\r\n` : ""}\r\n`);
  const waiting = posts?.map((post) => postOf(head, post));
  const next = () => (waiting ? waiting.pop() : get);
  let started = performance.now();
  let unsettled = settles ? connections : 0;
  const onSettled: (() => void)[] = [];
  const clock: Clock = {
    isOver: () => unsettled === 0 && performance.now() >= started + ms,
    settle: (goOn) => {
      if (!settles) return false;
      onSettled.push(goOn);
      unsettled -= 1;
      if (unsettled > 0) return true;
      started = performance.now();
      for (const one of onSettled) one();
      return true;
    },
  };
  try {
    const all = await Promise.all(Array.from({ length: connections }, () => ask(port, next, clock)));
    const waits = all.flat();
    const before = settles ? connections : 0;
    return { answers: waits.length, ms: performance.now() - started, problem: null, waits, before };
  } catch (problem) {
    return { answers: 0, ms: 0, problem: (problem as Error).message, waits: [], before: 0 };
  }
}

type Clock = {
  isOver(): boolean;
  /** Is told of the first answer on a connection; true when it does not count, and calls `goOn` when all have had theirs. */
  settle(goOn: () => void): boolean;
};

function postOf(head: string, { cookie, body, put, to, get, type = "application/json", headers = "" }: Post) {
  const target = get ?? put ?? to;
  const line = target ? target + head.slice(head.indexOf(" HTTP/1.1")) : head;
  const signedIn = cookie ? `cookie: ${cookie}\r\n` : "";
  if (get) return Buffer.from(`GET ${line}${headers}${signedIn}\r\n`);
  const length = `${body ? `content-type: ${type}\r\n` : ""}content-length: ${Buffer.byteLength(body)}\r\n`;
  return Buffer.from(`${put ? "PUT" : "POST"} ${line}${headers}${signedIn}${length}\r\n${body}`);
}

function ask(port: number, next: () => Buffer | undefined, clock: Clock): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const first = next();
    if (!first) return resolve([]);
    const socket = net.connect(port, "127.0.0.1");
    const waits: number[] = [];
    let asked = 0;
    let isFirst = true;
    const goOn = () => {
      const another = clock.isOver() ? undefined : next();
      if (another) return send(another);
      socket.removeAllListeners("close");
      socket.destroy();
      resolve(waits);
    };
    const send = (text: Buffer) => {
      asked = performance.now();
      socket.write(text);
    };
    let got: Buffer | undefined;
    socket.setNoDelay(true);
    socket.once("connect", () => send(first));
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("The server closed a connection that was to be kept.")));
    socket.on("data", (part) => {
      got = got ? Buffer.concat([got, part]) : part;
      if (!isWhole(got)) return;
      const status = got.toString("latin1", 9, 12);
      if (status !== "200" && status !== "201")
        return void socket.destroy(new Error(`Answered ${status}: ${got.toString().slice(0, 500)}`));
      got = undefined;
      const wasFirst = isFirst;
      isFirst = false;
      if (wasFirst && clock.settle(goOn)) return;
      waits.push(performance.now() - asked);
      goOn();
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
