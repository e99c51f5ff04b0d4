import { Readable } from "node:stream";
import { parseConnectionUrl } from "nodemailer/lib/shared";
import SMTPConnection from "nodemailer/lib/smtp-connection";

/** Why a mail was not taken. `wasSpoken`: a byte of its body may have left us, so the server may have it. */
export class NotTaken extends Error {
  override readonly name = "NotTaken";

  constructor(
    readonly wasSpoken: boolean,
    /** nodemailer's error: code, command, responseCode, response. */
    override readonly cause: Error,
  ) {
    super(cause.message, { cause });
  }
}

/** What one mail server is handed: from whom, to whom, and the mail as it is. */
export type Parcel = { sender: string; to: string; raw: Buffer };

/** Conversations with one mail server. */
export type Post = {
  /**
   * Resolves with the server's answer once it has taken the mail.
   * @param patienceMs how long each step before the body may take
   * @throws NotTaken otherwise
   */
  hand(parcel: Parcel, patienceMs?: number): Promise<string>;
  close(): void;
};

const most = {
  conversations: 4,
  mailsEach: 200,
  idleMs: 30_000,
  beforeBodyMs: 60_000,
  afterBodyMs: 120_000,
  quitMs: 2_000,
};

type Conversation = { smtp: SMTPConnection; mails: number; isGone: boolean; idle?: NodeJS.Timeout };

/**
 * Keeps conversations with the mail server at `smtpUrl`, for mails that a person waits for. nodemailer opens, secures and
 * authenticates the conversation and speaks the envelope; the body is a stream of ours, which is first asked for when the
 * server has said "go on" (354), so that every drop is known to be before it or not.
 */
export function openPost(smtpUrl: string): Post {
  const idle: Conversation[] = [];
  const waiting: (() => void)[] = [];
  let busy = 0;
  let isClosed = false;

  const turn = async () => {
    if (busy >= most.conversations) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy += 1;
  };
  /** Hands the turn to the next in line, or gives it up. */
  const next = () => {
    const first = waiting.shift();
    if (first) first();
    else busy -= 1;
  };

  async function conversation(patienceMs: number): Promise<{ one: Conversation; isFresh: boolean }> {
    for (let one = idle.pop(); one; one = idle.pop()) {
      clearTimeout(one.idle);
      if (!one.isGone) return { one, isFresh: false };
    }
    return { one: await open(smtpUrl, patienceMs), isFresh: true };
  }

  function keep(one: Conversation) {
    if (one.isGone) return;
    if (isClosed || one.mails >= most.mailsEach) return quit(one);
    one.idle = setTimeout(() => {
      idle.splice(idle.indexOf(one), 1);
      quit(one);
    }, most.idleMs);
    one.idle.unref();
    idle.push(one);
  }

  async function speak(parcel: Parcel, patienceMs: number): Promise<string> {
    for (;;) {
      const { one, isFresh } = await conversation(patienceMs);
      try {
        const answer = await say(one, parcel, patienceMs);
        keep(one);
        return answer;
      } catch (problem) {
        const failed = problem as NotTaken;
        const { responseCode } = failed.cause as { responseCode?: number };
        if (responseCode && responseCode !== 421 && (await startsOver(one))) keep(one);
        else end(one);
        // The server had ended a conversation that was idle, before it heard of this mail: a new one asks again.
        if (isFresh || failed.wasSpoken || responseCode) throw failed;
      }
    }
  }

  return {
    async hand(parcel, patienceMs = most.beforeBodyMs) {
      await turn();
      try {
        if (isClosed) throw new NotTaken(false, new Error("the mailer was closed"));
        return await speak(parcel, patienceMs);
      } finally {
        next();
      }
    },
    close() {
      isClosed = true;
      for (const one of idle.splice(0)) {
        clearTimeout(one.idle);
        quit(one);
      }
    },
  };
}

/** @throws NotTaken, never spoken */
async function open(smtpUrl: string, patienceMs: number): Promise<Conversation> {
  const one: Conversation = { smtp: await openSmtp(smtpUrl, patienceMs), mails: 0, isGone: false };
  one.smtp.on("end", () => {
    one.isGone = true;
  });
  if (one.smtp.destroyed) one.isGone = true;
  return one;
}

/**
 * Opens, secures and authenticates a conversation.
 * @throws NotTaken, never spoken
 */
export async function openSmtp(smtpUrl: string, patienceMs = most.beforeBodyMs): Promise<SMTPConnection> {
  const options = parseConnectionUrl(smtpUrl);
  const { user, pass } = options.auth ?? {};
  const smtp = new SMTPConnection({
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    // RFC 1047: a server may take ten minutes after the final dot.
    socketTimeout: 600_000,
    ...options,
  } as never);
  try {
    await inTime(
      new Promise<void>((resolve, reject) => {
        smtp.on("error", reject);
        smtp.once("end", () => reject(new Error("The mail server ended the conversation.")));
        const done = (problem?: Error | null) => (problem ? reject(problem) : resolve());
        smtp.connect((problem?: Error | null) => {
          if (problem || !smtp.allowsAuth || (!user && !pass)) return done(problem);
          smtp.login({ user, credentials: { user, pass } } as never, done);
        });
      }),
      () => false,
      patienceMs,
    );
    return smtp;
  } catch (problem) {
    smtp.on("error", () => {});
    smtp.close();
    throw new NotTaken(false, problem as Error);
  }
}

/** One mail in an open conversation. */
async function say(one: Conversation, { sender, to, raw }: Parcel, patienceMs: number): Promise<string> {
  let wasSpoken = false;
  const body = new Readable({
    read() {
      wasSpoken = true;
      this.push(raw);
      this.push(null);
    },
  });
  one.mails += 1;
  try {
    return await inTime(
      new Promise<string>((resolve, reject) => {
        // nodemailer may close first and say why right after; its reason tells more.
        one.smtp.once("end", () => setImmediate(() => reject(new Error("The mail server ended the conversation."))));
        one.smtp.send({ from: sender, to: [to], size: raw.length } as never, body, (problem, info) =>
          problem ? reject(problem) : resolve(String((info as { response?: string }).response)),
        );
      }),
      () => wasSpoken,
      patienceMs,
    );
  } catch (problem) {
    throw new NotTaken(wasSpoken, problem as Error);
  } finally {
    one.smtp.removeAllListeners("end");
    one.smtp.on("end", () => {
      one.isGone = true;
    });
    if (one.smtp.destroyed) one.isGone = true;
  }
}

/**
 * RFC 1047 gives a server ten minutes once the body is spoken, so that nobody gets two. Here a person waits, and two copies
 * under one Message-ID do no harm: after two minutes somebody else is asked.
 */
async function inTime<Result>(
  doing: Promise<Result>,
  wasSpoken = () => false,
  beforeBodyMs = most.beforeBodyMs,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    const giveUp = (ms: number) => reject(new Error(`The mail server did not answer within ${ms / 1000} seconds.`));
    timer = setTimeout(() => {
      if (!wasSpoken()) return giveUp(beforeBodyMs);
      timer = setTimeout(() => giveUp(most.afterBodyMs), most.afterBodyMs);
    }, beforeBodyMs);
  });
  try {
    return await Promise.race([doing, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

/** After a refusal the conversation goes on with the next mail, when the server agrees. */
const startsOver = ({ smtp }: Conversation): Promise<boolean> =>
  inTime(new Promise<boolean>((resolve) => smtp.reset((problem?: Error | null) => resolve(!problem)))).catch(
    () => false,
  );

function quit(one: Conversation) {
  one.smtp.quit();
  setTimeout(() => end(one), most.quitMs).unref();
}

function end(one: Conversation) {
  one.isGone = true;
  // What a closed conversation still says concerns nobody.
  one.smtp.on("error", () => {});
  one.smtp.close();
}
