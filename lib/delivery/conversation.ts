import type { Socket } from "node:net";
import type { Provider } from "../providers.ts";
import { NotTaken, openSmtp } from "../smtp.ts";

export type Reply = { code: number; text: string };
export type Stage = "MAIL FROM" | "RCPT TO" | "DATA" | "BODY";

/**
 * An SMTP conversation that nodemailer has opened, secured and authenticated. From there on the engine speaks: replies are
 * read one by one, in the order of what was said.
 */
export type Conversation = {
  pipelines: boolean;
  hasSize: boolean;
  /** The largest mail that the server takes, in bytes; 0 when it did not say. */
  largest: number;
  isOver: boolean;
  say(bytes: string | Buffer): void;
  /** The next reply. @throws NotTaken when the conversation ends first or stays silent for too long */
  hear(stage: Stage, wasSpoken: boolean): Promise<Reply>;
  /** Says goodbye, between two mails. */
  quit(): void;
  /** Hangs up at once. */
  end(): void;
};

/** Whoever waits for a reply; `until` on the clock of this process, and `ms` how long that was when it began. */
type Waiting = {
  stage: Stage;
  wasSpoken: boolean;
  ms: number;
  until: number;
  done(reply: Reply): void;
  fail(problem: Error): void;
};

/** @throws NotTaken, never spoken */
export async function openConversation({ url, patience }: Pick<Provider, "url" | "patience">): Promise<Conversation> {
  const smtp = await openSmtp(url, patience.beforeBody);
  const inner = smtp as unknown as {
    _socket: Socket;
    _supportedExtensions: string[];
    _maxAllowedSize: number;
  };
  const socket = inner._socket;
  for (const event of ["data", "error", "close", "end", "timeout"]) socket.removeAllListeners(event);
  socket.setTimeout(0);

  const replies: Reply[] = [];
  let waiting: Waiting | undefined;
  let problem: Error | undefined;
  let rest = "";
  let lines = "";

  // Four answers are waited for in each mail. One clock that looks now and then whether it has become too late costs less than four.
  const lookMs = Math.min(patience.beforeBody, patience.afterBody);
  let clock: NodeJS.Timeout | undefined;
  const look = () => {
    clock = undefined;
    if (!waiting || one.isOver) return;
    const leftMs = waiting.until - performance.now();
    if (leftMs > 0) {
      clock = setTimeout(look, Math.min(lookMs, Math.ceil(leftMs)));
      return;
    }
    over(new Error(`The mail server did not answer within ${waiting.ms / 1000} seconds.`));
    socket.destroy();
  };

  const over = (why: Error) => {
    problem ??= why;
    one.isOver = true;
    clearTimeout(clock);
    waiting?.fail(notTaken(waiting, problem));
    waiting = undefined;
  };
  socket.on("data", (chunk: Buffer) => {
    // Answers are kept in the ledger, and PostgreSQL keeps no zero byte.
    rest += chunk.toString("latin1").replaceAll("\0", "");
    let from = 0;
    for (let cut = rest.indexOf("\n"); cut >= 0; cut = rest.indexOf("\n", from)) {
      const line = rest.slice(from, rest[cut - 1] === "\r" ? cut - 1 : cut);
      from = cut + 1;
      lines = lines ? `${lines}\n${line}` : line;
      if (/^\d{3}-/.test(line)) continue;
      const reply = { code: Number(line.slice(0, 3)) || 0, text: lines };
      lines = "";
      if (waiting) {
        const { done } = waiting;
        waiting = undefined;
        done(reply);
      } else replies.push(reply);
    }
    rest = rest.slice(from);
    // Nobody's reply is that long.
    if (rest.length + lines.length > 65_536) {
      over(new Error("The mail server's reply has no end."));
      socket.destroy();
    }
  });
  socket.on("error", over);
  socket.on("end", () => over(new Error("The mail server ended the conversation.")));
  socket.on("close", () => over(new Error("The mail server ended the conversation.")));

  const one: Conversation = {
    pipelines: inner._supportedExtensions.includes("PIPELINING"),
    hasSize: inner._supportedExtensions.includes("SIZE"),
    largest: inner._maxAllowedSize,
    isOver: socket.destroyed,
    say(bytes) {
      if (!one.isOver) socket.write(bytes as Buffer);
    },
    hear(stage, wasSpoken) {
      const early = replies.shift();
      if (early) return Promise.resolve(early);
      if (problem) return Promise.reject(notTaken({ stage, wasSpoken }, problem));
      return new Promise((done, fail) => {
        const ms = wasSpoken ? patience.afterBody : patience.beforeBody;
        waiting = { stage, wasSpoken, ms, until: performance.now() + ms, done, fail };
        clock ??= setTimeout(look, lookMs);
      });
    },
    quit() {
      if (one.isOver) return socket.destroy() as unknown as undefined;
      one.isOver = true;
      clearTimeout(clock);
      socket.end("QUIT\r\n");
      setTimeout(() => socket.destroy(), 2_000).unref();
    },
    end() {
      one.isOver = true;
      clearTimeout(clock);
      socket.destroy();
    },
  };
  return one;
}

function notTaken({ stage, wasSpoken }: Pick<Waiting, "stage" | "wasSpoken">, { message }: Error): NotTaken {
  return new NotTaken(wasSpoken, Object.assign(new Error(message), { command: stage }));
}

/** A reply that says no, as the error that `outcomeOf` reads. */
export const refusedAt = (stage: Stage, { code, text }: Reply, wasSpoken: boolean): NotTaken =>
  new NotTaken(
    wasSpoken,
    Object.assign(new Error(text), { command: stage === "BODY" ? "DATA" : stage, responseCode: code, response: text }),
  );
