import { z } from "zod";
import type { Ctx } from "../../context.ts";
import { Refusal } from "../../errors.ts";
import { parseJson } from "../../json.ts";
import { metrics } from "../../metrics.ts";
import type { Verdict } from "./classify.ts";
import { type Source, takeReport } from "./take.ts";
import { keyOf, whose, whosePrompt } from "./whose.ts";

/**
 * Takes what a provider posts, once it is proven to come from it. Answers how many reports were new.
 * @throws Refusal not_found while its secret is not set, not_allowed when the signature is wrong or old, malformed
 */
export type TakeWebhook = (ctx: Ctx, headers: Headers, body: string) => Promise<number>;

/** One event of a provider, as the one taxonomy sees it. */
export type ProviderEvent = {
  /** Unique at the provider. */
  id: string;
  address: string;
  verdict: Verdict;
  /** The value of X-Masthead-Return, where the provider hands it on. */
  token?: string | undefined;
  /** Ours, where the provider keeps it. */
  messageId?: string | undefined;
};

/**
 * The provider has vouched for what it says, so an event that names no delivery of ours still counts for its address: it may
 * be about a sign-in mail. A token or Message-ID must prove itself all the same.
 */
export async function takeEvents(ctx: Ctx, source: Source, events: ProviderEvent[]): Promise<number> {
  let taken = 0;
  for (const { id, address, verdict, token, messageId } of events) {
    const addressKey = keyOf(ctx, address);
    if (!addressKey) {
      metrics().returns.inc({ source, outcome: "unproven" });
      continue;
    }
    const clues = {
      returnPaths: [],
      tokens: token ? [token] : [],
      messageIds: messageId ? [messageId] : [],
      recipients: [address],
    };
    const delivery = await whose(ctx, clues);
    const { promptId } = delivery ? {} : ((await whosePrompt(ctx, clues)) ?? {});
    const about =
      delivery?.addressKey === addressKey ? delivery : { addressKey, address, ...(promptId ? { promptId } : {}) };
    if ((await takeReport(ctx, { source, reportId: id.slice(0, 200), verdict, about })) !== "replayed") taken += 1;
  }
  return taken;
}

/** Every event that has the shape; the others are of kinds that concern nobody here. */
export function parsePosted<Shape extends z.ZodType>(shape: Shape, body: string): z.output<Shape> {
  try {
    const parsed = shape.safeParse(parseJson(body));
    if (parsed.success) return parsed.data;
  } catch {}
  throw new Refusal("malformed", "This is not what the provider's webhook sends. Check which address it posts to.");
}

export const notFromThem = (how: string) =>
  new Refusal("not_allowed", `This does not come from the provider that is set up here: ${how}.`);

/** @throws Refusal when a moment is further than that from now, in milliseconds. A NaN is, too. */
export function assertFresh(ctx: Ctx, at: number, { past, future = 5 * 60_000 }: { past: number; future?: number }) {
  const age = ctx.now().getTime() - at;
  if (!(age <= past && age >= -future)) throw notFromThem("its timestamp is too far from now; check both clocks");
}

/** A text that may be missing or null, as providers mix them. */
export const maybe = z.string().nullish().catch(undefined);
