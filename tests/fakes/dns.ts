import dgram from "node:dgram";
import type { AddressInfo } from "node:net";

/** What stands at a name; `silence` answers nothing, `trouble` says that it has failed. */
type Records = {
  TXT?: string[];
  MX?: string[];
  A?: string[];
  AAAA?: string[];
  PTR?: string[];
};
export type Zone = Record<string, Records | "silence" | "trouble">;

const kinds: Record<number, keyof Records> = { 1: "A", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA" };

/** A name server on a real socket, for one question at a time, as resolvers ask. What is not in its zone does not exist. */
export async function startFakeDns(zone: Zone = {}) {
  const asked: string[] = [];
  const state = { zone };
  const socket = dgram.createSocket("udp4");
  socket.on("message", (question, from) => {
    const { name, kind, end } = questionIn(question);
    asked.push(name);
    const found = state.zone[name];
    if (found === "silence") return;
    const type = kinds[kind];
    const values = found && found !== "trouble" && type ? (found[type] ?? []) : [];
    const code = found === "trouble" ? 2 : found === undefined ? 3 : 0;
    const answers = values.map((value) => record(kind, dataOf(type ?? "A", value)));
    const head = Buffer.alloc(12);
    question.copy(head, 0, 0, 2);
    head.writeUInt16BE(0x8180 | code, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(answers.length, 6);
    socket.send(Buffer.concat([head, question.subarray(12, end), ...answers]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const { port } = socket.address() as AddressInfo;
  return {
    server: `127.0.0.1:${port}`,
    asked,
    answerFrom(other: Zone) {
      state.zone = other;
    },
    stop: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}

function questionIn(message: Buffer) {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join(".").toLowerCase(), kind: message.readUInt16BE(at + 1), end: at + 5 };
}

/** It names what was asked by a pointer to the question. */
function record(kind: number, data: Buffer) {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(kind, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function dataOf(type: keyof Records, value: string): Buffer {
  if (type === "A") return Buffer.from(value.split(".").map(Number));
  if (type === "AAAA")
    return Buffer.from(value.split(":").flatMap((part) => [...Buffer.from(part.padStart(4, "0"), "hex")]));
  if (type === "PTR") return nameOf(value);
  if (type === "MX") return Buffer.concat([Buffer.from([0, 10]), nameOf(value)]);
  const pieces = value.match(/.{1,255}/gs) ?? [""];
  return Buffer.concat(
    pieces.map((piece) => Buffer.concat([Buffer.from([piece.length]), Buffer.from(piece, "latin1")])),
  );
}

const nameOf = (name: string) =>
  Buffer.concat([
    ...name.split(".").map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`, "latin1")),
    Buffer.from([0]),
  ]);
