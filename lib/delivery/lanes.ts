import type { Ctx, System } from "../context.ts";
import { gates } from "../gates.ts";
import { outcomeOf } from "./answers.ts";
import { openConversation } from "./conversation.ts";
import { converse } from "./converse.ts";
import { type Crowd, type Lane, openCrowd } from "./crowd.ts";
import { hold } from "./hold.ts";
import type { Claimed } from "./ledger.ts";
import { domainRates, gatesHeld } from "./pacing.ts";
import { announcedSizes } from "./reads.ts";
import { type Asked, giveUp, type Run, withoutAddresses } from "./run.ts";
import { carriers, tooLarge } from "./sendable.ts";
import { largestOf, noteSize } from "./sizes.ts";
import { freeSlot, slotOf } from "./slots.ts";

/** After so many conversations in a row that came to nothing, the provider is left alone for a minute. */
const mostFailures = 3;

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
