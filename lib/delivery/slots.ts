import type { Provider } from "../providers.ts";

/** Conversations of this process with each provider, over all of its mailings, and who waits for one. */
const slots = new Map<string, { open: number; waiting: (() => void)[] }>();
/** A conversation that another mailing waits for ends after so many mails, or after so long. */
const turn = { mails: 100, ms: 10_000 };

/**
 * Resolves once a conversation more may be opened.
 * @param makeRoom is called when there is none: one that is open and has nothing to say may end
 */
export async function slotOf({ name, connections }: Provider, makeRoom: () => void) {
  const slot = slots.get(name) ?? { open: 0, waiting: [] };
  slots.set(name, slot);
  if (slot.open < connections) {
    slot.open += 1;
    return;
  }
  const mine = new Promise<void>((resolve) => slot.waiting.push(resolve));
  makeRoom();
  await mine;
}

export const isWanted = ({ name }: Provider) => (slots.get(name)?.waiting.length ?? 0) > 0;

/** Whether a conversation has had its turn. Whoever waits for it holds claimed rows, and their leases run out. */
export const isTurnOver = (provider: Provider, mails: number, since: number) =>
  isWanted(provider) && (mails >= turn.mails || performance.now() - since > turn.ms);

/** Whoever waited longest has it next. */
export function freeSlot({ name }: Provider) {
  const slot = slots.get(name);
  const first = slot?.waiting.shift();
  if (first) first();
  else if (slot) slot.open -= 1;
}
