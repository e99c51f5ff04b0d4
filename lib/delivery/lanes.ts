import type { Ctx, System } from "../context.ts";
import type { NotTaken } from "../mailer.ts";
import type { Provider } from "../providers.ts";
import { type Outcome, outcomeOf } from "./answers.ts";
import { judgeMailing } from "./breakers.ts";
import { type Conversation, openConversation, refusedAt, type Stage } from "./conversation.ts";
import { type Claimed, claim, exclude, type Ledger, putBack } from "./ledger.ts";
import { closeGate, type DomainRates, domainRates, gates, gatesHeld } from "./pacing.ts";
import { openPurses } from "./purse.ts";
import { longestName, type Own, type Template } from "./template.ts";

/** What a run of one mailing in one worker needs. */
type Run = {
  mailingId: string;
  /** The envelope's sender: where bounces of this row come back to. */
  sender(row: Claimed): string;
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
/** So many policy refusals of one domain in a row close it for a while. */
const policyRefusals = 5;

/** What became of one provider in this run. */
type Lane = { provider: Provider; failures: number; answer: string; isOut: boolean; sent: number; movedAt: number };

/** Conversations of this process with each provider, over all of its mailings, and who waits for one. */
const slots = new Map<string, { open: number; waiting: (() => void)[] }>();

/** Resolves once a conversation more may be opened. */
async function slotOf({ name, connections }: Provider) {
  const slot = slots.get(name) ?? { open: 0, waiting: [] };
  slots.set(name, slot);
  if (slot.open < connections) slot.open += 1;
  else await new Promise<void>((resolve) => slot.waiting.push(resolve));
}

function freeSlot({ name }: Provider) {
  const slot = slots.get(name);
  const first = slot?.waiting.shift();
  if (first) first();
  else if (slot) slot.open -= 1;
}

/**
 * Speaks to the providers, in several conversations with each, until the ledger has nothing more that is due. Each
 * conversation has at most one body whose answer is not written down. A provider that fails three times in a row is left
 * alone for a while, and the others go on with its mails.
 */
export async function speakTo(ctx: Ctx<System>, run: Run) {
  const shut = await gates(ctx);
  const lanes = ctx.env.providers
    .filter(({ carries, name }) => carries !== "prompt" && !shut.has(`provider:${name}`))
    .map(
      (provider): Lane => ({ provider, failures: 0, answer: "", isOut: false, sent: 0, movedAt: performance.now() }),
    );
  if (lanes.length === 0) return;
  const crowd = openCrowd(ctx, run, lanes, await domainRates(ctx));
  try {
    await Promise.all(
      lanes.flatMap((lane) =>
        Array.from({ length: lane.provider.connections }, () => speakInLane(ctx, run, crowd, lane)),
      ),
    );
  } finally {
    await run.ledger.close();
    await crowd.close(lanes.find(({ answer }) => answer)?.answer ?? "");
    const worked = lanes.filter(({ sent, isOut }) => sent > 0 && !isOut);
    if (worked.length > 0)
      await gatesHeld(
        ctx,
        worked.map(({ provider }) => `provider:${provider.name}`),
      );
  }
}

async function speakInLane(ctx: Ctx<System>, run: Run, crowd: Crowd, lane: Lane) {
  const { provider } = lane;
  for (let row = await crowd.take(lane); row; row = await crowd.take(lane)) {
    await slotOf(provider);
    try {
      const conversation = await openConversation(provider.url).catch(async (problem: unknown) => {
        const outcome = outcomeOf(problem);
        lane.failures += 1;
        lane.answer = outcome.answer;
        crowd.back(row as Claimed);
        if (outcome.kind === "halt") await giveUp(ctx, run, crowd, lane, null);
      });
      if (!conversation) {
        if (lane.failures >= mostFailures) await giveUp(ctx, run, crowd, lane, 1);
        continue;
      }
      try {
        await converse(ctx, run, conversation, crowd, row, lane);
      } finally {
        conversation.end();
      }
      if (lane.failures >= mostFailures) await giveUp(ctx, run, crowd, lane, 1);
    } finally {
      freeSlot(provider);
    }
  }
}

/**
 * Leaves a provider alone, so that the others take over. The last one that refuses us for good (`minutes` null) pauses the
 * mailing, for a person has to see to it.
 */
async function giveUp(ctx: Ctx<System>, run: Run, crowd: Crowd, lane: Lane, minutes: number | null) {
  if (lane.isOut) return;
  lane.isOut = true;
  const isLast = crowd.isLast(lane);
  if (!isLast)
    await closeGate(ctx, `provider:${lane.provider.name}`, lane.answer.replace(/[^\s@<>]+@[^\s@<>]+/g, "[address]"), {
      minutes,
    });
  else {
    if (minutes === null) await run.ledger.pause(lane.answer);
    crowd.stop(60);
  }
  crowd.tell();
}

/** One conversation, mail behind mail, from the row that it was opened for. */
async function converse(ctx: Ctx<System>, run: Run, one: Conversation, crowd: Crowd, first: Claimed, lane: Lane) {
  const { ledger, template } = run;
  let buffer = Buffer.allocUnsafeSlow(template.size + 2_048);
  let row: Claimed | undefined = first;
  /** The row's envelope has been said already, together with the end of the mail before. */
  let isSaid = false;
  let mails = 0;
  while (row) {
    const mail: Claimed = row;
    row = undefined;
    crowd.speak(mail);
    if (one.largest > 0 && template.length > one.largest) {
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
        if (outcome.kind === "halt" && !crowd.isLast(lane)) {
          // This provider does not want us; another may.
          lane.answer = outcome.answer;
          crowd.back(mail);
          return giveUp(ctx, run, crowd, lane, null);
        }
        ledger.settle(mail, outcome);
        await crowd.hear(mail.domain, outcome);
        if (outcome.kind === "halt") crowd.stop(60);
        if ((refusal.cause as { responseCode?: number }).responseCode === 421 || !(await startOver(one))) {
          lane.failures += 1;
          lane.answer = outcome.answer;
          return;
        }
        row = await nextFor(one, crowd, lane);
        continue;
      }
      if (!(await ledger.begin(mail, lane.provider.name))) {
        crowd.left(mail);
        crowd.look();
        // The server waits for a body that must not be spoken; only hanging up takes that back.
        return;
      }
      const end = template.write(buffer, 0, run.own(mail), ctx.now(), lane.provider.signs);
      mails += 1;
      const next = one.pipelines && mails < mailsEach ? crowd.takeNow(lane) : undefined;
      const tail = `.\r\n${next ? envelope(run, one, next) : ""}`;
      one.say(buffer.subarray(0, end + buffer.write(tail, end, "latin1")));
      row = next;
      isSaid = next !== undefined;
      const reply = await one.hear("BODY", true);
      crowd.left(mail);
      if (reply.code >= 200 && reply.code < 300) {
        ledger.settle(mail, { kind: "accepted", answer: reply.text.slice(0, 500) });
        lane.failures = 0;
        lane.sent += 1;
        lane.movedAt = performance.now();
        crowd.kind(mail.domain);
      } else {
        const outcome = outcomeOf(refusedAt("BODY", reply, true));
        ledger.settle(mail, outcome);
        await crowd.hear(mail.domain, outcome);
        if (outcome.kind === "halt") crowd.stop(60);
        if (reply.code === 421) throw new Error("closing");
      }
      if (!row && mails < mailsEach) row = await nextFor(one, crowd, lane);
      // The bytes of a mail whose answer has come have left; a server may answer early, so a new place is safer then.
      if (reply.code >= 400) buffer = Buffer.allocUnsafeSlow(template.size + 2_048);
    } catch (problem) {
      lane.failures += 1;
      const outcome = outcomeOf(problem);
      lane.answer = outcome.answer;
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

const envelope = (run: Run, one: Conversation, row: Claimed) => `${mailFrom(run, one, row)}${rcptTo(row)}DATA\r\n`;
const mailFrom = ({ sender, template }: Run, { hasSize }: Conversation, row: Claimed) =>
  `MAIL FROM:<${sender(row)}>${hasSize ? ` SIZE=${template.length}` : ""}\r\n`;
const rcptTo = ({ address }: Claimed) => `RCPT TO:<${address}>\r\n`;

/** The next row for a conversation that is still there. */
async function nextFor(one: Conversation, crowd: Crowd, lane: Lane): Promise<Claimed | undefined> {
  const row = await crowd.take(lane);
  if (!row || !one.isOver) return row;
  // It was ended while it had nothing to do, before it heard of this mail: a new one asks.
  crowd.back(row);
  return undefined;
}

/** Undefined when the server said 354. Without pipelining each word waits for the answer to the one before. */
async function hearEnvelope(run: Run, one: Conversation, row: Claimed): Promise<NotTaken | undefined> {
  let refusal: NotTaken | undefined;
  const words: [Stage, string][] = [
    ["MAIL FROM", mailFrom(run, one, row)],
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
function openCrowd(ctx: Ctx<System>, run: Run, lanes: Lane[], rates: DomainRates) {
  const conversations = lanes.reduce((sum, { provider }) => sum + provider.connections, 0);
  const refusals = new Map<string, number>();
  let shut = new Set<string>();
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

  const purses = openPurses(
    ctx,
    lanes.map(({ provider }) => provider),
    rates,
    tell,
  );

  /** Whether another provider, which is at work, is behind its share. */
  function isAhead(lane: Lane): boolean {
    const share = (one: Lane) => one.sent / one.provider.weight;
    return lanes.some(
      (other) =>
        other !== lane &&
        !other.isOut &&
        now() - other.movedAt < 1_000 &&
        share(other) + 20 < share(lane) &&
        purses.allows(`provider:${other.provider.name}`),
    );
  }

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

  function pick(lane: Lane): Claimed | undefined {
    const key = `provider:${lane.provider.name}`;
    if (isStopped() || lane.isOut || queue.length === head || !purses.allows(key)) return undefined;
    if (lanes.length > 1 && isAhead(lane)) return undefined;
    for (let at = head; at < queue.length; at += 1) {
      const row = queue[at] as Claimed;
      if (slow.size > 0 && isHeld(row.domain)) continue;
      if (!purses.allows(`domain:${row.domain}`)) continue;
      purses.spend(key);
      purses.spend(`domain:${row.domain}`);
      if (at === head) head += 1;
      else queue.splice(at, 1);
      flying.set(row.id, { domain: row.domain, since: Number.POSITIVE_INFINITY });
      perDomain.set(row.domain, (perDomain.get(row.domain) ?? 0) + 1);
      return row;
    }
    return undefined;
  }

  function refill() {
    const from = now();
    claiming ??= gates(ctx)
      .then(async (closed) => {
        shut = new Set([...closed.keys()].filter((key) => key.startsWith("domain:")).map((key) => key.slice(7)));
        if (await judgeMailing(ctx, run.mailingId)) stopWait ??= 0;
        return claim(ctx, run.mailingId, count, [...shut, ...[...slow.keys()].filter(isHeld)]);
      })
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
    takeNow(lane: Lane): Claimed | undefined {
      if (queue.length - head < count / 2 && !claiming && !isDry && !isStopped()) refill().catch(() => {});
      return pick(lane);
    },
    /** The next row; undefined when nothing is left that is due. */
    async take(lane: Lane): Promise<Claimed | undefined> {
      for (;;) {
        if (isStopped() || lane.isOut) return undefined;
        const row = pick(lane);
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
    tell,
    /** The row's envelope is said: from now on its domain's slowness counts. */
    speak(row: Claimed) {
      const flight = flying.get(row.id);
      if (flight) flight.since = now();
    },
    /** Whether no other provider is left. */
    isLast: (lane: Lane) => lanes.every((one) => one === lane || one.isOut),
    /** A domain took a mail. */
    kind(domain: string) {
      if (refusals.size > 0) refusals.delete(domain);
    },
    /** Policy refusals of a domain, one behind the other, mean that it does not want us for now. */
    async hear(domain: string, { kind, answer }: Outcome) {
      if (kind !== "bounced" || !/^5\d\d[ -]5\.7\./.test(answer)) return;
      const count = (refusals.get(domain) ?? 0) + 1;
      refusals.set(domain, count);
      if (count < policyRefusals || shut.has(domain)) return;
      shut.add(domain);
      await closeGate(ctx, `domain:${domain}`, `${count} refusals in a row by policy (5.7.x)`, { minutes: 15 });
      const theirs = queue.slice(head).filter((row) => row.domain === domain);
      queue = queue.slice(head).filter((row) => row.domain !== domain);
      head = 0;
      await putBack(ctx, theirs, 900, "The domain refuses us by its policy for now.");
    },
    /** A row that was not begun, for another conversation. */
    back(row: Claimed) {
      this.left(row);
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
      await purses.close();
      await putBack(ctx, queue.slice(head), stopWait ?? 0, stopWait ? answer || null : null);
    },
  };
}

/** An address as SMTP writes it (RFC 5321, in ASCII): one mailbox, no quotes, nothing that could end the line. */
const isWritable = (address: string) =>
  address.length <= 254 &&
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(address);
