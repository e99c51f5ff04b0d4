import type { Ctx, Member } from "../context.ts";
import { pausedUntil } from "../delivery/pause.ts";
import { askOptIn } from "../members/opt-in.ts";
import { withdraw } from "../members/withdraw.ts";
import { offersTopic, offersWording } from "./reads.ts";

/** Asks to be told about offers: a consent of its own, confirmed by mail like each newsletter. */
export async function askForOffers(ctx: Ctx<Member>, source: string) {
  const { act } = await askOptIn(ctx, {
    topic: offersTopic,
    title: "Discounts and offers",
    wording: offersWording,
    source,
  });
  return { standing: act, wording: offersWording.text, pausedUntil: await pausedUntil(ctx, ctx.actor.id) };
}

/** Stops notices about offers. The offers themselves stay on the member's page. */
export async function leaveOffers(ctx: Ctx<Member>, source: string) {
  await withdraw(ctx, ctx.actor.id, offersTopic, source);
  return { standing: "withdrawn" as const, wording: offersWording.text, pausedUntil: null };
}
