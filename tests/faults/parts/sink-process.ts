import { fsync, openSync, writeSync } from "node:fs";
import net, { type AddressInfo, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import tls from "node:tls";
import { type Fault, type Figures, random, type SinkOrder, type SinkSetting, type Stage } from "./sink-words.ts";

// A mail server as a process of its own, which misbehaves as it is told. What it takes is in its log, fsynced, before it
// says so. It reads whole packets and looks for the final dot, so it is never what a fast sender waits for.
// Started by sink.ts with (log file, setting as JSON).

const [logFile = "", settingText = "{}"] = process.argv.slice(2);
const setting = JSON.parse(settingText) as SinkSetting;
const log = openSync(logFile, "a");
const conversations = new Set<{ inData: boolean }>();
const endOfLine = Buffer.from("\r\n");
const finalDot = Buffer.from("\r\n.\r\n");

const figures: Figures = {
  open: 0,
  inData: 0,
  peakOpen: 0,
  bodies: 0,
  taken: 0,
  unanswered: 0,
  conversations: 0,
  struck: 0,
};
let faults: (Fault & { left: number })[] = [];
let chance = random(1);
/** How often a fault that is for first tries has met a recipient. */
let met = new Map<string, number>();
let wakes: { event: "bodies" | "taken"; at: number; holds: boolean; id: number }[] = [];
let held: Promise<void> | undefined;
let release = () => {};

// What is to be on the disk before somebody is answered: written and fsynced together, one batch after the other.
let lines: string[] = [];
let waiting: (() => void)[] = [];
let isWriting = false;
function put(line: object) {
  lines.push(JSON.stringify(line));
}
const onDisk = () =>
  new Promise<void>((resolve) => {
    waiting.push(resolve);
    if (!isWriting) setImmediate(flush);
  });
function flush() {
  if (isWriting || waiting.length === 0) return;
  isWriting = true;
  const answered = waiting;
  waiting = [];
  writeOut();
  fsync(log, (problem) => {
    if (problem) throw problem;
    isWriting = false;
    for (const done of answered) done();
    flush();
  });
}
function writeOut() {
  if (lines.length === 0) return;
  const text = `${lines.join("\n")}\n`;
  lines = [];
  writeSync(log, text);
}

function faultAt(stage: Stage, to: string): Fault | undefined {
  for (const fault of faults) {
    if (fault.stage !== stage || fault.left <= 0) continue;
    if (fault.domain && !to.endsWith(`@${fault.domain}`)) continue;
    if (fault.to && !fault.to.includes(to)) continue;
    if (fault.firstTries !== undefined) {
      const key = `${stage} ${to}`;
      const before = met.get(key) ?? 0;
      if (before >= fault.firstTries) continue;
      met.set(key, before + 1);
    }
    if (fault.chance !== undefined && chance() >= fault.chance) continue;
    fault.left -= 1;
    figures.struck += 1;
    return fault;
  }
  return undefined;
}

function converse(first: Socket) {
  let socket = first;
  const id = ++figures.conversations;
  const mine = { inData: false };
  conversations.add(mine);
  figures.peakOpen = Math.max(figures.peakOpen, conversations.size);
  let rest: Buffer = Buffer.alloc(0);
  let scanned = 0;
  let isBusy = false;
  let isOver = false;
  let isBody = false;
  let hasBegun = false;
  let hasSender = false;
  let to: string[] = [];
  let messageId = "";

  const say = (text: string) => {
    if (!socket.destroyed && socket.writable) socket.write(`${text.replaceAll("\n", "\r\n")}\r\n`);
    if (text.startsWith("421")) over("fin");
  };
  const over = (how: "fin" | "rst") => {
    isOver = true;
    // What lies under TLS: only TCP can be reset.
    if (how === "rst") first.resetAndDestroy();
    else socket.end();
  };
  /** Whether a fault of this stage has answered in our place. */
  async function strikes(stage: Stage): Promise<boolean> {
    const fault = faultAt(stage, to[0] ?? "");
    if (!fault) return false;
    if (fault.delayMs) await wait(fault.delayMs);
    if (fault.reply) say(fault.reply);
    else if (fault.drop) over(fault.drop);
    else if (fault.hang) isOver = true;
    else if (fault.halfOpen) {
      isOver = true;
      socket.pause();
    } else return false;
    return true;
  }

  async function work() {
    if (isBusy) return;
    isBusy = true;
    try {
      while (!isOver && (await step()));
    } finally {
      isBusy = false;
    }
  }

  /** Takes one command or one body from what has come; false when it needs more. */
  async function step(): Promise<boolean> {
    if (isBody) return body();
    const cut = rest.indexOf(endOfLine);
    if (cut < 0) return false;
    const line = rest.toString("utf8", 0, cut);
    rest = rest.subarray(cut + 2);
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === "EHLO" || verb === "HELO") {
      if (await strikes("ehlo")) return true;
      const offers = ["8BITMIME", "SIZE 52428800"];
      if (setting.pipelining !== false) offers.push("PIPELINING");
      if (setting.starttls && !(socket instanceof tls.TLSSocket)) offers.push("STARTTLS");
      if (setting.auth) offers.push("AUTH PLAIN LOGIN");
      say(["250-sink.test", ...offers.map((one) => `250-${one}`), "250 ENHANCEDSTATUSCODES"].join("\n"));
    } else if (verb === "STAR") {
      if (await strikes("starttls")) return true;
      rest = Buffer.alloc(0);
      say("220 2.0.0 Go on");
      socket.removeAllListeners("data");
      socket = new tls.TLSSocket(socket, { isServer: true, ...setting.certificate });
      listen();
    } else if (verb === "AUTH") {
      if (!(await strikes("auth"))) say("235 2.7.0 Welcome");
    } else if (verb === "MAIL") {
      to = [];
      hasSender = false;
      if (await strikes("mail")) return true;
      hasSender = true;
      say("250 2.1.0 Ok");
    } else if (verb === "RCPT") {
      if (!hasSender) {
        say("503 5.5.1 MAIL first");
        return true;
      }
      const address = /<([^>]*)>/.exec(line)?.[1] ?? "";
      to.push(address);
      if (await strikes("rcpt")) to.pop();
      else say("250 2.1.5 Ok");
    } else if (verb === "DATA") {
      if (to.length === 0) say("503 5.5.1 RCPT first");
      else if (!(await strikes("data"))) {
        isBody = true;
        hasBegun = false;
        scanned = 0;
        mine.inData = true;
        say("354 Go on");
      }
    } else if (verb === "QUIT") {
      say("221 2.0.0 Bye");
      over("fin");
    } else if (verb === "RSET") {
      to = [];
      hasSender = false;
      say("250 2.0.0 Ok");
    } else if (verb === "NOOP") say("250 2.0.0 Ok");
    else say("500 5.5.2 What?");
    return true;
  }

  async function body(): Promise<boolean> {
    if (rest.length === 0) return false;
    if (!hasBegun) {
      hasBegun = true;
      figures.bodies += 1;
      put({ at: Date.now(), event: "body-start", to: to[0], conversation: id });
      wake("bodies");
    }
    const isEmpty = scanned === 0 && rest.subarray(0, 3).equals(finalDot.subarray(2));
    const end = isEmpty ? -2 : rest.indexOf(finalDot, Math.max(0, scanned - 4));
    if (end === -1) {
      scanned = rest.length;
      return false;
    }
    const head = rest.toString("latin1", 0, Math.min(Math.max(0, end), 16_384));
    const raw = setting.keepsMails ? { raw: rest.toString("latin1", 0, Math.max(0, end)) } : {};
    messageId = /^message-id:\s*(<[^>\r\n]+>)/im.exec(head)?.[1] ?? "";
    rest = rest.subarray(end + finalDot.length);
    isBody = false;
    if (held) await held;
    if (await strikes("dot")) {
      writeOut();
      mine.inData = false;
      to = [];
      return true;
    }
    for (const address of to) put({ at: Date.now(), event: "taken", to: address, messageId, conversation: id, ...raw });
    await onDisk();
    figures.taken += to.length;
    wake("taken");
    if (held) await held;
    const answered = !(await strikes("taken")) && !socket.destroyed;
    if (answered) say("250 2.0.0 Taken");
    else figures.unanswered += 1;
    mine.inData = false;
    to = [];
    hasSender = false;
    return true;
  }

  function listen() {
    socket.on("data", (chunk: Buffer) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      void work();
    });
    socket.on("error", () => {});
    socket.on("end", () => socket.end());
  }

  first.setNoDelay(true);
  first.on("close", () => conversations.delete(mine));
  listen();
  void (async () => {
    isBusy = true;
    if (setting.mostConversations && conversations.size > setting.mostConversations)
      say("421 4.7.0 Too many connections");
    else if (!(await strikes("banner"))) say("220 sink.test ESMTP");
    isBusy = false;
    void work();
  })();
}

/** Tells whoever waits for a count; a wake that holds stops every answer until it is released. */
function wake(event: "bodies" | "taken") {
  const due = wakes.filter((one) => one.event === event && figures[event] >= one.at);
  if (due.length === 0) return;
  wakes = wakes.filter((one) => !due.includes(one));
  for (const { id, holds } of due) {
    if (holds && !held)
      held = new Promise((resolve) => {
        release = () => {
          held = undefined;
          resolve();
        };
      });
    process.send?.({ id, figures: now() });
  }
}

const now = (): Figures => ({
  ...figures,
  open: conversations.size,
  inData: [...conversations].filter((one) => one.inData).length,
});

process.on("message", (order: SinkOrder) => {
  switch (order.do) {
    case "misbehave":
      faults = order.faults.map((fault) => ({ ...fault, left: fault.most ?? Number.POSITIVE_INFINITY }));
      chance = random(order.seed ?? 1);
      met = new Map();
      break;
    case "wake":
      wakes.push({ event: order.event, at: order.at, holds: order.holds ?? false, id: order.id });
      return wake(order.event);
    case "release":
      release();
      break;
    case "forget-peak":
      figures.peakOpen = conversations.size;
      break;
    case "figures":
      writeOut();
      break;
  }
  process.send?.({ id: order.id, figures: now() });
});
process.on("disconnect", () => process.exit(0));

const server = net.createServer(converse);
server.listen(setting.port ?? 0, "127.0.0.1", () =>
  process.send?.({ id: 0, port: (server.address() as AddressInfo).port }),
);
