import net, { type AddressInfo } from "node:net";

/** Where in a conversation the server misbehaves: at RCPT, at DATA's end (after the final dot), or before any of it. */
export type Stage = "greeting" | "ehlo" | "auth" | "mail" | "rcpt" | "data" | "dot";
/** A reply ("550 5.1.1 No such user"), or the end of the connection without one. */
export type Fault = { stage: Stage; answer: string | "drop" };
/** `from` is the envelope's sender. */
export type Taken = { from: string; to: string; messageId: string; raw: string };

/**
 * A mail server that keeps to SMTP until it is told not to, line by line on a plain socket: libraries for servers cannot
 * hang up between the final dot and their answer. What it answered 250 to, it has in `taken`; whose body it has heard to
 * the end, in `heard`.
 */
export async function startFakeSmtp({ hasAuth = false, offers = [] as string[] } = {}) {
  const extensions = [...(hasAuth ? ["AUTH PLAIN"] : []), ...offers];
  const taken: Taken[] = [];
  const heard: Taken[] = [];
  const sockets = new Set<net.Socket>();
  const state: {
    faultFor: (to: string) => Fault | undefined;
    beforeAnswer: (mail: Taken) => Promise<void> | void;
    onConversation: () => void;
  } = {
    faultFor: () => undefined,
    beforeAnswer: () => {},
    onConversation: () => {},
  };
  const server = net.createServer((socket) => {
    sockets.add(socket);
    state.onConversation();
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    converse(socket).catch(() => socket.destroy());
  });

  async function converse(socket: net.Socket) {
    const say = (line: string) => void socket.write(`${line.replaceAll("\n", "\r\n")}\r\n`);
    const misbehaves = (stage: Stage, to: string) => {
      const fault = state.faultFor(to);
      if (fault?.stage !== stage) return false;
      if (fault.answer === "drop") socket.destroy();
      else say(fault.answer);
      return true;
    };
    if (misbehaves("greeting", "")) return void socket.end();
    say("220 fake.test ESMTP");
    let from = "";
    let to = "";
    let hasSender = false;
    let body: string[] | undefined;
    for await (const line of linesOf(socket)) {
      if (body) {
        if (line !== ".") {
          body.push(line.startsWith("..") ? line.slice(1) : line);
          continue;
        }
        const raw = body.join("\r\n");
        body = undefined;
        const mail = { from, to, raw, messageId: /^message-id:\s*(<[^>]+>)/im.exec(raw)?.[1] ?? "" };
        heard.push(mail);
        await state.beforeAnswer(mail);
        if (misbehaves("dot", to)) continue;
        taken.push(mail);
        say("250 2.0.0 Taken");
        continue;
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "EHLO" || verb === "HELO")
        misbehaves("ehlo", "") ||
          say(["250-fake.test", ...extensions.map((one) => `250-${one}`), "250 HELP"].join("\n"));
      else if (verb === "AUTH") misbehaves("auth", "") || say("235 2.7.0 Welcome");
      else if (verb === "MAIL") {
        from = /<([^>]*)>/.exec(line)?.[1] ?? "";
        to = "";
        hasSender = !misbehaves("mail", "");
        if (hasSender) say("250 2.1.0 Ok");
      } else if (verb === "RCPT") {
        if (!hasSender) {
          say("503 5.5.1 MAIL first");
          continue;
        }
        to = /<([^>]*)>/.exec(line)?.[1] ?? "";
        if (misbehaves("rcpt", to)) to = "";
        else say("250 2.1.5 Ok");
      } else if (verb === "DATA") {
        if (to === "") {
          say("503 5.5.1 RCPT first");
          continue;
        }
        if (misbehaves("data", to)) continue;
        body = [];
        say("354 Go on");
      } else if (verb === "QUIT") {
        say("221 2.0.0 Bye");
        socket.end();
      } else say("250 2.0.0 Ok");
    }
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://${hasAuth ? "user:password@" : ""}127.0.0.1:${port}`,
    taken,
    heard,
    /** How many conversations are open. */
    get open() {
      return sockets.size;
    },
    /** Misbehaves as told for each recipient, from now on; before RCPT the recipient is "". */
    misbehave(faultFor: (to: string) => Fault | undefined) {
      state.faultFor = faultFor;
    },
    /** Runs after the final dot and before the answer to it. */
    beforeAnswer(act: (mail: Taken) => Promise<void> | void) {
      state.beforeAnswer = act;
    },
    /** Runs when somebody opens a conversation. */
    onConversation(act: () => void) {
      state.onConversation = act;
    },
    behave() {
      state.onConversation = () => {};
      state.faultFor = () => undefined;
      state.beforeAnswer = () => {};
      taken.length = 0;
      heard.length = 0;
    },
    /** Ends every open conversation without a word. */
    hangUp() {
      for (const socket of sockets) socket.destroy();
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function* linesOf(socket: net.Socket): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of socket) {
    rest += (chunk as Buffer).toString("utf8");
    for (let cut = rest.indexOf("\r\n"); cut >= 0; cut = rest.indexOf("\r\n")) {
      yield rest.slice(0, cut);
      rest = rest.slice(cut + 2);
    }
  }
}
