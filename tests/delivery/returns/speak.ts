import net from "node:net";

export type Said = { code: number; text: string };

/** One SMTP conversation over a real socket: each command, then its answer. The body is dotted as RFC 5321 wants. */
export async function converse(port: number, commands: string[]): Promise<Said[]> {
  const socket = net.connect(port, "127.0.0.1");
  const waiting: ((said: Said) => void)[] = [];
  const early: Said[] = [];
  let read = "";
  const tell = (said: Said) => {
    const next = waiting.shift();
    if (next) next(said);
    else early.push(said);
  };
  socket.on("data", (chunk) => {
    read += chunk.toString();
    for (
      let found = /^(?:\d{3}-.*\r\n)*(\d{3})(?: (.*))?\r\n/.exec(read);
      found;
      found = /^(?:\d{3}-.*\r\n)*(\d{3})(?: (.*))?\r\n/.exec(read)
    ) {
      read = read.slice(found[0].length);
      tell({ code: Number(found[1]), text: found[2] ?? "" });
    }
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    for (const one of waiting.splice(0)) one({ code: 0, text: "closed" });
  });
  const answer = () =>
    new Promise<Said>((resolve) => {
      const first = early.shift();
      if (first) resolve(first);
      else if (socket.destroyed) resolve({ code: 0, text: "closed" });
      else waiting.push(resolve);
    });
  const answers = [await answer()];
  for (const command of commands) {
    socket.write(`${command}\r\n`);
    answers.push(await answer());
  }
  socket.destroy();
  return answers;
}

/** Hands over one mail; the answers to RCPT and to the final dot. */
export async function handOver(port: number, to: string, raw: string, from = "") {
  const body = raw.replace(/^\./gm, "..").replace(/(\r\n)?$/, "\r\n.");
  const [, , , rcpt] = await converse(port, ["EHLO mx.reader.test", `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`]);
  if (rcpt?.code !== 250) return { rcpt, dot: undefined };
  const said = await converse(port, ["EHLO mx.reader.test", `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, "DATA", body]);
  return { rcpt, dot: said.at(-1) };
}
