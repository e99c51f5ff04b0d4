import type { Ctx } from "../context.ts";
import type { NotTaken } from "../mailer.ts";
import { outcomeOf } from "./answers.ts";
import { type Conversation, openConversation, refusedAt, type Stage } from "./conversation.ts";
import { type Claimed, claim, exclude, type Ledger, putBack } from "./ledger.ts";
import { longestName, type Own, type Template } from "./template.ts";

/** What a run of one mailing in one worker needs. */
type Run = {
  mailingId: string;
  fromAddress: string;
  template: Template;
  ledger: Ledger;
  signal: AbortSignal;
  own(row: Claimed): Own;
};

/** After so many conversations in a row that came to nothing, the provider is left alone for a minute. */
const mostFailures = 3;
/** A domain whose answers take longer than this shares few conversations, so that it holds nobody else up. */
const slowMs = 2_000;
const mailsEach = 1_000;

/**
 * Speaks to one provider in several conversations at once until the ledger has nothing more that is due. Each conversation
 * has at most one body whose answer is not written down.
 */
export async function speakTo(ctx: Ctx, run: Run) {
  const provider = { name: "default", url: ctx.env.smtpUrl ?? "", connections: 10 };
  const crowd = openCrowd(ctx, run, provider.connections);
  const trouble = { failures: 0, answer: "" };
  const lane = async () => {
    for (let row = await crowd.take(); row; row = await crowd.take()) {
      let conversation: Conversation;
      try {
        conversation = await openConversation(provider.url);
      } catch (problem) {
        const outcome = outcomeOf(problem);
        trouble.failures += 1;
        trouble.answer = outcome.answer;
        crowd.left(row);
        if (outcome.kind === "halt") run.ledger.settle(row, outcome);
        else crowd.back(row);
        if (outcome.kind === "halt" || trouble.failures >= mostFailures) crowd.stop(60);
        continue;
      }
      try {
        await converse(ctx, run, conversation, crowd, row, provider.name, trouble);
      } finally {
        conversation.end();
      }
      if (trouble.failures >= mostFailures) crowd.stop(60);
    }
  };
  try {
    await Promise.all(Array.from({ length: provider.connections }, lane));
  } finally {
    await run.ledger.close();
    await crowd.close(trouble.answer);
  }
}

/** One conversation, mail behind mail, from the row that it was opened for. */
async function converse(
  ctx: Ctx,
  run: Run,
  one: Conversation,
  crowd: Crowd,
  first: Claimed,
  provider: string,
  trouble: { failures: number; answer: string },
) {
  const { ledger, template } = run;
  let buffer = Buffer.allocUnsafeSlow(template.size + 2_048);
  let row: Claimed | undefined = first;
  /** The row's envelope has been said already, together with the end of the mail before. */
  let isSaid = false;
  let mails = 0;
  while (row) {
    const mail: Claimed = row;
    row = undefined;
    if (one.largest > 0 && template.size > one.largest * 2) {
      crowd.left(mail);
      ledger.settle(mail, {
        kind: "halt",
        answer: `The mail is larger than the ${one.largest} bytes that the server takes. Make it shorter.`,
      });
      return crowd.stop(0);
    }
    try {
      if (!isSaid && one.pipelines) one.say(envelope(run, one, mail));
      const refusal = await hearEnvelope(run, one, mail);
      isSaid = false;
      if (refusal) {
        crowd.left(mail);
        const outcome = outcomeOf(refusal);
        ledger.settle(mail, outcome);
        if (outcome.kind === "halt") crowd.stop(60);
        if ((refusal.cause as { responseCode?: number }).responseCode === 421 || !(await startOver(one))) {
          trouble.failures += 1;
          trouble.answer = outcome.answer;
          return;
        }
        row = await crowd.take();
        continue;
      }
      if (!(await ledger.begin(mail, provider))) {
        crowd.left(mail);
        crowd.look();
        // The server waits for a body that must not be spoken; only hanging up takes that back.
        return;
      }
      const end = template.write(buffer, 0, run.own(mail), ctx.now());
      mails += 1;
      const next = one.pipelines && mails < mailsEach ? crowd.takeNow() : undefined;
      const tail = `.\r\n${next ? envelope(run, one, next) : ""}`;
      one.say(buffer.subarray(0, end + buffer.write(tail, end, "latin1")));
      row = next;
      isSaid = next !== undefined;
      const reply = await one.hear("BODY", true);
      crowd.left(mail);
      if (reply.code >= 200 && reply.code < 300) {
        ledger.settle(mail, { kind: "accepted", answer: reply.text.slice(0, 500) });
        trouble.failures = 0;
      } else {
        const outcome = outcomeOf(refusedAt("BODY", reply, true));
        ledger.settle(mail, outcome);
        if (outcome.kind === "halt") crowd.stop(60);
        if (reply.code === 421) throw new Error("closing");
      }
      if (!row && mails < mailsEach) row = await crowd.take();
      // The bytes of a mail whose answer has come have left; a server may answer early, so a new place is safer then.
      if (reply.code >= 400) buffer = Buffer.allocUnsafeSlow(template.size + 2_048);
    } catch (problem) {
      trouble.failures += 1;
      const outcome = outcomeOf(problem);
      trouble.answer = outcome.answer;
      if (crowd.isFlying(mail)) {
        crowd.left(mail);
        ledger.settle(mail, outcome);
      }
      if (row) {
        crowd.left(row);
        crowd.back(row);
      }
      if ((problem as NotTaken).name !== "NotTaken" && (problem as Error).message !== "closing") throw problem;
      return;
    }
  }
  one.quit();
}

const envelope = (run: Run, one: Conversation, row: Claimed) => `${mailFrom(run, one)}${rcptTo(row)}DATA\r\n`;
const mailFrom = ({ fromAddress, template }: Run, { hasSize }: Conversation) =>
  `MAIL FROM:<${fromAddress}>${hasSize ? ` SIZE=${template.size}` : ""}\r\n`;
const rcptTo = ({ address }: Claimed) => `RCPT TO:<${address}>\r\n`;

/** Undefined when the server said 354. Without pipelining each word waits for the answer to the one before. */
async function hearEnvelope(run: Run, one: Conversation, row: Claimed): Promise<NotTaken | undefined> {
  let refusal: NotTaken | undefined;
  const words: [Stage, string][] = [
    ["MAIL FROM", mailFrom(run, one)],
    ["RCPT TO", rcptTo(row)],
    ["DATA", "DATA\r\n"],
  ];
  for (const [stage, word] of words) {
    if (!one.pipelines) one.say(word);
    let reply: Awaited<ReturnType<Conversation["hear"]>>;
    try {
      reply = await one.hear(stage, false);
    } catch (problem) {
      // Hanging up after a refusal does not make the refusal less true.
      if (refusal) return refusal;
      throw problem;
    }
    const isYes = stage === "DATA" ? reply.code === 354 : reply.code >= 200 && reply.code < 300;
    if (!isYes) refusal ??= refusedAt(stage, reply, false);
    else if (stage === "DATA" && refusal) {
      // A mail to nobody, as RFC 2920 asks of us.
      one.say(".\r\n");
      await one.hear("DATA", false).catch(() => {});
    }
    if (refusal && (!one.pipelines || reply.code === 421)) return refusal;
  }
  return refusal;
}

/** After a refusal the conversation goes on with the next mail, when the server agrees. */
async function startOver(one: Conversation): Promise<boolean> {
  if (one.isOver) return false;
  one.say("RSET\r\n");
  return one.hear("MAIL FROM", false).then(
    ({ code }) => code >= 200 && code < 300,
    () => false,
  );
}

type Crowd = ReturnType<typeof openCrowd>;

/** The rows that this run has claimed and not begun, shared by its conversations. */
function openCrowd(ctx: Ctx, run: Run, conversations: number) {
  let queue: Claimed[] = [];
  let head = 0;
  let claiming: Promise<void> | undefined;
  let isDry = false;
  let stopWait: number | undefined;
  let count: 50 | 500 = 50;
  const flying = new Map<string, { domain: string; since: number }>();
  const perDomain = new Map<string, number>();
  const slow = new Map<string, number>();
  const waiters: (() => void)[] = [];
  const tell = () => {
    for (const wake of waiters.splice(0)) wake();
  };
  const now = () => performance.now();
  const isStopped = () => stopWait !== undefined || run.signal.aborted;
  const mostOfSlow = Math.max(1, Math.floor(conversations / 10));

  const isHeld = (domain: string) => slow.has(domain) && (perDomain.get(domain) ?? 0) >= mostOfSlow;

  /** A mail that has been under way for long makes its domain slow before its answer comes. */
  function watch() {
    const at = now();
    for (const { domain, since } of flying.values()) if (at - since > slowMs) slow.set(domain, at);
    for (const [domain, seen] of slow) if (at - seen > 60_000) slow.delete(domain);
  }
  const watching = setInterval(() => {
    watch();
    tell();
  }, 500);
  watching.unref();

  function pick(): Claimed | undefined {
    if (isStopped()) return undefined;
    for (let at = head; at < queue.length; at += 1) {
      const row = queue[at] as Claimed;
      if (slow.size > 0 && isHeld(row.domain)) continue;
      if (at === head) head += 1;
      else queue.splice(at, 1);
      flying.set(row.id, { domain: row.domain, since: now() });
      perDomain.set(row.domain, (perDomain.get(row.domain) ?? 0) + 1);
      return row;
    }
    return undefined;
  }

  function refill() {
    const from = now();
    claiming ??= claim(ctx, run.mailingId, count, [...slow.keys()].filter(isHeld))
      .then(async (rows) => {
        const bad = rows.filter((row) => !isWritable(row.address));
        const loud = rows.filter((row) => isWritable(row.address) && Buffer.byteLength(row.name ?? "") > longestName);
        if (bad.length > 0) await exclude(ctx, bad, "this is not an address that a mail can be sent to");
        if (loud.length > 0) await exclude(ctx, loud, `the name is longer than ${longestName} bytes`);
        const fit =
          bad.length + loud.length > 0 ? rows.filter((row) => !bad.includes(row) && !loud.includes(row)) : rows;
        queue = queue.slice(head).concat(fit);
        head = 0;
        isDry = rows.length === 0;
        if (now() - from < 2_000) count = 500;
      })
      .finally(() => {
        claiming = undefined;
        tell();
      });
    return claiming;
  }

  return {
    /** The next row, when there is one at hand. */
    takeNow(): Claimed | undefined {
      if (queue.length - head < count / 2 && !claiming && !isDry && !isStopped()) refill().catch(() => {});
      return pick();
    },
    /** The next row; undefined when nothing is left that is due. */
    async take(): Promise<Claimed | undefined> {
      for (;;) {
        if (isStopped()) return undefined;
        const row = pick();
        if (row) return row;
        // Rows of slow domains wait for their turn; meanwhile others may be due.
        const waits = queue.length > head;
        if (!isDry || (!waits && claiming)) await refill();
        else if (waits || flying.size > 0) await new Promise<void>((resolve) => waiters.push(resolve));
        else return undefined;
        if (isDry && queue.length === head && flying.size === 0) return undefined;
      }
    },
    isFlying: (row: Claimed) => flying.has(row.id),
    left(row: Claimed) {
      const flight = flying.get(row.id);
      if (!flight) return;
      flying.delete(row.id);
      perDomain.set(row.domain, (perDomain.get(row.domain) ?? 1) - 1);
      if (now() - flight.since > slowMs) slow.set(row.domain, now());
      else slow.delete(row.domain);
      if (waiters.length > 0) tell();
    },
    /** A row that was not begun, for another conversation. */
    back(row: Claimed) {
      queue.push(row);
      tell();
    },
    /** A row may have gone back to the ledger: it is asked again. */
    look() {
      isDry = false;
    },
    /** Nothing more is begun; what is claimed goes back to wait so long. */
    stop(waitSeconds: number) {
      stopWait ??= waitSeconds;
      tell();
    },
    async close(answer: string) {
      clearInterval(watching);
      await claiming?.catch(() => {});
      await putBack(ctx, queue.slice(head), stopWait ?? 0, stopWait ? answer || null : null);
    },
  };
}

/** An address as SMTP writes it (RFC 5321, in ASCII): one mailbox, no quotes, nothing that could end the line. */
const isWritable = (address: string) =>
  address.length <= 254 &&
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(address);
