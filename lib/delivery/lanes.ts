import type { Ctx, System } from "../context.ts";
import { gates } from "../gates.ts";
import type { Provider } from "../providers.ts";
import type { NotTaken } from "../smtp.ts";
import { type Outcome, outcomeOf } from "./answers.ts";
import { type Conversation, openConversation, refusedAt, type Stage } from "./conversation.ts";
import { type Crowd, type Lane, openCrowd } from "./crowd.ts";
import { hold } from "./hold.ts";
import { type Claimed, exclude, type Ledger } from "./ledger.ts";
import { closeGate, domainRates, gatesHeld } from "./pacing.ts";
import { announcedSizes } from "./reads.ts";
import { carriers, tooLarge } from "./sendable.ts";
import { largestOf, noteSize } from "./sizes.ts";
import { freeSlot, isTurnOver, isWanted, slotOf } from "./slots.ts";
import type { Own, Template } from "./template.ts";

/** What a run of one mailing in one worker needs. */
type Asked = {
  mailingId: string;
  /** The envelope's sender: where bounces of this row come back to. */
  sender(row: Claimed): string;
  template: Template;
  /** Whether its links name the readers who agreed to that. */
  namesReaders: boolean;
  /** Whether it has several subjects, or another body for who has a plan. */
  hasVariants: boolean;
  /** Whether the cap and the quiet hours are asked. */
  isAboutOffers: boolean;
  ledger: Ledger;
  signal: AbortSignal;
  own(row: Claimed, provider: Provider): Own;
};
type Run = Asked & {
  /** How many providers may take mails of this length, as far as was known; those with a closed gate too. */
  able: number;
  /** Those of them that turned out to take only smaller ones. */
  small: Set<Lane>;
};

/** After so many conversations in a row that came to nothing, the provider is left alone for a minute. */
const mostFailures = 3;
const mailsEach = 1_000;

/** The mailings that this process has in hand. */
const crowds = new Set<Crowd>();
const makeRoom = () => {
  for (const crowd of crowds) crowd.tell();
};

/**
 * Speaks to the providers, in several conversations with each, until the ledger has nothing more that is due. Each
 * conversation has at most one body whose answer is not written down. A provider that fails three times in a row is left
 * alone for a while, and the others go on with its mails.
 */
export async function speakTo(ctx: Ctx<System>, asked: Asked) {
  const shut = await gates(ctx);
  const announced = await announcedSizes(ctx);
  const able = carriers(ctx).filter(
    (one) => (largestOf(one, announced) ?? asked.template.length) >= asked.template.length,
  );
  if (able.length === 0) {
    const largest = Math.max(...carriers(ctx).map((one) => largestOf(one, announced) ?? 0));
    return hold(ctx, asked.mailingId, tooLarge(asked.template.length, largest).message);
  }
  const lanes = able
    .filter(({ name }) => !shut.has(`provider:${name}`))
    .map(
      (provider): Lane => ({ provider, failures: 0, answer: "", isOut: false, sent: 0, movedAt: performance.now() }),
    );
  if (lanes.length === 0)
    return ctx.log.warn(
      { mailingId: asked.mailingId, providers: able.map(({ name }) => name) },
      "a mailing waits: every provider that may carry it is left alone for now",
    );
  const run: Run = { ...asked, able: able.length, small: new Set() };
  const crowd = openCrowd(ctx, run, lanes, await domainRates(ctx));
  crowds.add(crowd);
  try {
    const ends = await Promise.allSettled(
      lanes.flatMap((lane) =>
        Array.from({ length: lane.provider.connections }, () =>
          speakInLane(ctx, run, crowd, lane).catch((problem: unknown) => {
            // One that cannot go on, since the database is away, say, ends all: the next run begins with all of them.
            crowd.stop(0);
            throw problem;
          }),
        ),
      ),
    );
    const broken = ends.find((end) => end.status === "rejected");
    if (broken) throw broken.reason;
  } finally {
    crowds.delete(crowd);
    // Whatever the ledger could not write, what was not begun goes back, and the crowd's clock is stopped.
    await run.ledger.close().finally(() => crowd.close());
    const worked = lanes
      .filter(({ sent, isOut }) => sent > 0 && !isOut)
      .map(({ provider }) => `provider:${provider.name}`);
    const keys = [...worked, ...crowd.kindDomains().map((domain) => `domain:${domain}`)];
    if (keys.length > 0) await gatesHeld(ctx, keys);
  }
}

async function speakInLane(ctx: Ctx<System>, run: Run, crowd: Crowd, lane: Lane) {
  const { provider } = lane;
  for (let row = await crowd.take(lane); row; row = await crowd.take(lane)) {
    await slotOf(provider, makeRoom);
    try {
      // Waiting for its turn took a while.
      if (!crowd.mayBegin(row)) {
        crowd.back(row);
        continue;
      }
      const conversation = await openConversation(provider).catch(async (problem: unknown) => {
        const outcome = outcomeOf(problem);
        lane.failures += 1;
        lane.answer = withoutAddresses(outcome.answer);
        crowd.back(row as Claimed);
        if (outcome.kind === "halt") await giveUp(ctx, run, crowd, lane, null);
      });
      if (!conversation) {
        if (lane.failures >= mostFailures) await giveUp(ctx, run, crowd, lane, 1);
        continue;
      }
      // Known to all before the next mailing starts. Sending does not depend on it.
      await noteSize(ctx, provider, conversation.largest).catch((err: unknown) =>
        ctx.log.warn({ err, provider: provider.name }, "what a provider says of itself could not be written down"),
      );
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
  if (!isLast) await closeGate(ctx, `provider:${lane.provider.name}`, lane.answer, { minutes });
  else {
    if (minutes === null) await run.ledger.pause(lane.answer);
    crowd.stop(60);
  }
  crowd.tell();
}

/**
 * Goes on without a provider that takes only smaller mails, in this mailing alone. False when nobody is left who may take
 * them, at once or when a gate opens: a person has to see to it.
 */
function isLeftToOthers(run: Run, crowd: Crowd, lane: Lane): boolean {
  run.small.add(lane);
  if (run.small.size >= run.able) return false;
  lane.isOut = true;
  if (crowd.isLast(lane)) crowd.stop(60);
  crowd.tell();
  return true;
}

/** One conversation, mail behind mail, from the row that it was opened for. */
async function converse(ctx: Ctx<System>, run: Run, one: Conversation, crowd: Crowd, first: Claimed, lane: Lane) {
  const { ledger, template } = run;
  let buffer = Buffer.allocUnsafeSlow(template.size + 2_048);
  let row: Claimed | undefined = first;
  /** The row's envelope has been said already, together with the end of the mail before. */
  let isSaid = false;
  let mails = 0;
  const since = performance.now();
  const mayGoOn = () => mails < mailsEach && !isTurnOver(lane.provider, mails, since);
  while (row) {
    const mail: Claimed = row;
    row = undefined;
    crowd.speak(mail);
    if (one.largest > 0 && template.length > one.largest) {
      if (isLeftToOthers(run, crowd, lane)) return crowd.back(mail);
      crowd.left(mail);
      ledger.settle(mail, {
        kind: "halt",
        isTooLarge: true,
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
        if (outcome.kind === "halt" && outcome.isTooLarge && isLeftToOthers(run, crowd, lane)) return crowd.back(mail);
        if (outcome.kind === "halt" && !crowd.isLast(lane)) {
          // This provider does not want us; another may.
          lane.answer = withoutAddresses(outcome.answer);
          crowd.back(mail);
          return giveUp(ctx, run, crowd, lane, null);
        }
        ledger.settle(mail, outcome);
        await crowd.hear(mail.domain, outcome);
        if (outcome.kind === "halt") crowd.stop(60);
        if ((refusal.cause as { responseCode?: number }).responseCode === 421 || !(await startOver(one))) {
          lane.failures += 1;
          lane.answer = withoutAddresses(outcome.answer);
          return;
        }
        row = await nextFor(one, crowd, lane);
        continue;
      }
      // Made before it begins: one reader whose mail cannot be made is left out, and stops nobody else's.
      const end = await writeOrExclude(ctx, run, mail, buffer, lane);
      const leave = end === undefined ? "not this reader" : await ledger.begin(mail, lane.provider.name);
      if (end === undefined || leave !== "yes") {
        crowd.left(mail);
        if (leave === "not this mailing") crowd.stop(0);
        else crowd.look();
        // The server waits for a body that must not be spoken; only hanging up takes that back.
        return;
      }
      mails += 1;
      const next = one.pipelines && mayGoOn() ? crowd.takeNow(lane, mail) : undefined;
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
        const said = outcomeOf(refusedAt("BODY", reply, true));
        const isElsewhere = said.kind === "halt" && said.isTooLarge && isLeftToOthers(run, crowd, lane);
        const outcome: Outcome = isElsewhere ? { kind: "later", answer: said.answer } : said;
        ledger.settle(mail, outcome);
        await crowd.hear(mail.domain, outcome);
        if (outcome.kind === "halt") crowd.stop(60);
        if (reply.code === 421) throw new Error("closing");
        // What was said already of the next mail is taken back by hanging up.
        if (isElsewhere) return row && crowd.back(row);
      }
      if (!row && mayGoOn()) row = await nextFor(one, crowd, lane);
      // The bytes of a mail whose answer has come have left; a server may answer early, so a new place is safer then.
      if (reply.code >= 400) buffer = Buffer.allocUnsafeSlow(template.size + 2_048);
    } catch (problem) {
      lane.failures += 1;
      const outcome = outcomeOf(problem);
      lane.answer = withoutAddresses(outcome.answer);
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

/** What a server says of one reader stands beside others, too. */
const withoutAddresses = (answer: string) => answer.replace(/[^\s@<>]+@[^\s@<>]+/g, "[address]");

/** Where the mail ends in the buffer; undefined when it cannot be made for this reader. */
async function writeOrExclude(ctx: Ctx<System>, { template, own }: Run, mail: Claimed, buffer: Buffer, lane: Lane) {
  try {
    return template.write(buffer, 0, own(mail, lane.provider), ctx.now(), lane.provider.signs);
  } catch (err) {
    ctx.log.error({ err, deliveryId: mail.id }, "a mail could not be made for one reader");
    await exclude(ctx, [mail], "the mail could not be made for this reader");
    return undefined;
  }
}

const envelope = (run: Run, one: Conversation, row: Claimed) => `${mailFrom(run, one, row)}${rcptTo(row)}DATA\r\n`;
const mailFrom = ({ sender, template }: Run, { hasSize }: Conversation, row: Claimed) =>
  `MAIL FROM:<${sender(row)}>${hasSize ? ` SIZE=${template.length}` : ""}\r\n`;
const rcptTo = ({ address }: Claimed) => `RCPT TO:<${address}>\r\n`;

/**
 * The next row for a conversation that is still there. It waits for one only while nobody waits for the conversation: the
 * rows that it waits for may be those of somebody who cannot open one, and each would wait for the other for ever.
 */
async function nextFor(one: Conversation, crowd: Crowd, lane: Lane): Promise<Claimed | undefined> {
  const row = await crowd.take(lane, () => !isWanted(lane.provider));
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
