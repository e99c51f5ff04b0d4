import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerSession } from "smtp-server";
import type { Ctx } from "../../context.ts";
import { isFeedbackAddress, isReturnPath } from "./address.ts";
import { takeMail } from "./take-mail.ts";

export type Inbound = { port: number; stop(): Promise<void> };

const most = { bytes: 1024 * 1024, conversations: 50, recipients: 10, refusals: 10 };

/**
 * Takes returned mail by SMTP: for return paths of ours whose HMAC is right, and for the addresses of feedback loops.
 * Nothing is relayed and nobody signs in. What a mail does is committed before "250"; when that fails it answers 451, and the
 * sender comes again.
 * @throws Error when the port is taken
 */
export async function startInbound(ctx: Ctx, { port, host }: { port: number; host: string }): Promise<Inbound> {
  const refusals = new WeakMap<SMTPServerSession, number>();
  const server = new SMTPServer({
    name: ctx.env.returns.domain ?? "localhost",
    banner: "Masthead takes returned mail only",
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    disableReverseLookup: true,
    size: most.bytes,
    maxClients: most.conversations,
    socketTimeout: 60_000,
    closeTimeout: 5_000,
    onRcptTo({ address }, session, done) {
      const count = refusals.get(session) ?? 0;
      if (count >= most.refusals) return done(answer(421, "4.7.0 Too many unknown recipients. Good-bye."));
      if (session.envelope.rcptTo.length >= most.recipients) return done(answer(452, "4.5.3 Too many recipients"));
      if (isReturnPath(ctx, address) || isFeedbackAddress(ctx, address)) return done();
      refusals.set(session, count + 1);
      done(answer(550, "5.1.1 There is no such return path here"));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      let size = 0;
      stream.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size <= most.bytes) chunks.push(chunk);
      });
      stream.once("end", () => {
        if (stream.sizeExceeded || size > most.bytes)
          return done(answer(552, "5.3.4 At most 1 MB is taken here. Return the headers of the mail only."));
        takeMail(
          ctx,
          Buffer.concat(chunks),
          session.envelope.rcptTo.map(({ address }) => address),
        ).then(
          () => done(null, "2.0.0 Taken"),
          (err: unknown) => {
            ctx.log.error({ err }, "a returned mail could not be taken; its sender was asked to come again");
            done(answer(451, "4.3.0 Not now. Please try again later."));
          },
        );
      });
    },
  });
  // A client that hangs up in the middle is reported here, and must not end the process.
  server.on("error", () => {});
  await new Promise<void>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(port, host, () => {
      server.server.off("error", reject);
      resolve();
    });
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const answer = (responseCode: number, words: string) => Object.assign(new Error(words), { responseCode });
