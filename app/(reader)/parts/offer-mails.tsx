import type { Ctx, Member } from "@/lib/context.ts";
import { offerNotices } from "@/lib/offers/reads.ts";
import { OffersPause } from "./offers-pause.tsx";

/** The part of the account page about mails on offers: nothing for who never asked for them. */
export async function OfferMails({ ctx }: { ctx: Ctx<Member> }) {
  const { standing, pausedUntil } = await offerNotices(ctx);
  if (standing !== "confirmed") return null;
  return (
    <section aria-labelledby="offer-mails">
      <h2 className="section-title" id="offer-mails">
        Mails about offers
      </h2>
      <OffersPause from="account page" until={pausedUntil} />
    </section>
  );
}
