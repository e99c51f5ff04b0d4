import type { Ctx, System } from "../context.ts";
import type { NotTaken } from "../smtp.ts";
import { type Outcome, outcomeOf } from "./answers.ts";
import { type Conversation, refusedAt, type Stage } from "./conversation.ts";
import type { Crowd, Lane } from "./crowd.ts";
import { type Claimed, exclude } from "./ledger.ts";
import { giveUp, isLeftToOthers, type Run, withoutAddresses } from "./run.ts";
import { isTurnOver, isWanted } from "./slots.ts";

const mailsEach = 1_000;

/** One conversation, mail behind mail, from the row that it was opened for. */
export async function converse(
  ctx: Ctx<System>,
  run: Run,
  one: Conversation,
  crowd: Crowd,
  first: Claimed,
  lane: Lane,
) {
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
        if (isElsewhere) return row && !crowd.isDeserted(mail) ? crowd.back(row) : undefined;
      }
      if (crowd.isDeserted(mail)) return;
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
      if (row && !crowd.isDeserted(mail)) crowd.back(row);
      if ((problem as NotTaken).name !== "NotTaken" && (problem as Error).message !== "closing") throw problem;
      return;
    }
  }
  one.quit();
}

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
