import type { Ctx, System } from "../context.ts";
import type { Provider } from "../providers.ts";
import type { Crowd, Lane } from "./crowd.ts";
import type { Claimed, Ledger } from "./ledger.ts";
import { closeGate } from "./pacing.ts";
import type { Own, Template } from "./template.ts";

/** What a run of one mailing in one worker needs. */
export type Asked = {
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
export type Run = Asked & {
  /** How many providers may take mails of this length, as far as was known; those with a closed gate too. */
  able: number;
  /** Those of them that turned out to take only smaller ones. */
  small: Set<Lane>;
};

/**
 * Leaves a provider alone, so that the others take over. The last one that refuses us for good (`minutes` null) pauses the
 * mailing, for a person has to see to it.
 */
export async function giveUp(ctx: Ctx<System>, run: Run, crowd: Crowd, lane: Lane, minutes: number | null) {
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
export function isLeftToOthers(run: Run, crowd: Crowd, lane: Lane): boolean {
  run.small.add(lane);
  if (run.small.size >= run.able) return false;
  lane.isOut = true;
  if (crowd.isLast(lane)) crowd.stop(60);
  crowd.tell();
  return true;
}

/** What a server says of one reader stands beside others, too. */
export const withoutAddresses = (answer: string) => answer.replace(/[^\s@<>]+@[^\s@<>]+/g, "[address]");
