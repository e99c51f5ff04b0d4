import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { lookAtGift } from "@/lib/plans/gifts/buy.ts";
import type { GivenGift } from "@/lib/plans/gifts/schema.ts";
import { isUuid, memberCtx, orNotFound, publication, type Search } from "../../../page-context.ts";
import { GiftCard } from "../../parts/gift-card.tsx";
import { LookAgain } from "../../parts/look-again.tsx";
import { PrintButton } from "../../parts/print-button.tsx";
import { Rehearsal } from "../../parts/rehearsal.tsx";
import { Said } from "../../parts/said.tsx";
import { dayOf } from "../../parts/times.ts";

export const metadata: Metadata = { title: "Your gift", robots: "noindex" };

type Props = { params: Promise<{ giftId: string }>; searchParams: Search };

/** A gift that one gave: where one comes back to from paying, and looks later whether it was opened. */
export default async function GivenGiftPage({ params, searchParams }: Props) {
  const { giftId } = await params;
  const ctx = await memberCtx(`/gifts/${giftId}`);
  if (!isUuid(giftId)) notFound();
  const gift = await orNotFound(lookAtGift(ctx, giftId));
  const { name } = await publication();
  if (gift.state === "being_paid" || gift.state === "not_paid")
    return (
      <div className="narrow stack">
        {gift.state === "being_paid" ? <Waiting gift={gift} /> : <NotPaid />}
        <Rehearsal ctx={ctx} />
      </div>
    );
  const canBeOpened = gift.code !== null;
  return (
    <div className="narrow">
      <h1>Your gift for {gift.toName}</h1>
      <Rehearsal ctx={ctx} />
      <Said search={searchParams} />
      <p className="lead" role="status">
        {standing(gift, ctx.now(), ctx.actor.timeZone)}
      </p>
      {canBeOpened ? (
        <>
          <GiftCard {...gift} level="h2" publication={name} />
          <p className="plain">Whoever has the code can open it, once; so hand it over as you would hand over money.</p>
          <PrintButton label="Print the card" />
          <h2 className="section-title">
            {gift.mailedAt ? "Mail it again" : gift.toEmail ? "Mail it now" : "Have it mailed"}
          </h2>
          {gift.mailsLeft > 0 ? (
            <form action={`/api/v1/me/gifts/${gift.id}/mail`} className="stack" method="post">
              <label className="field">
                <span>Their e-mail address</span>
                <input
                  autoComplete="off"
                  defaultValue={gift.toEmail ?? ""}
                  key={gift.toEmail}
                  maxLength={254}
                  name="toEmail"
                  required
                  type="email"
                />
                <span className="meta">
                  It goes out at once. To another address it goes with another code, and the one before opens nothing
                  any more.
                </span>
              </label>
              <button className="button quiet" type="submit">
                {gift.mailedAt ? "Mail it again" : "Mail it now"}
              </button>
            </form>
          ) : (
            <p className="plain">It was mailed often enough. Hand over the code yourself.</p>
          )}
        </>
      ) : null}
      <p className="meta onward">
        {gift.plan}, for {gift.lasts}, {gift.price}. Stripe mails you the receipt. All your gifts are in your account,
        under <Link href="/account/plan">your plan</Link>.
      </p>
    </div>
  );
}

/** What became of it, in a sentence or two. */
function standing(gift: GivenGift, now: Date, zone: string | null): string {
  const on = (at: Date | null) => (at ? dayOf(at, now) : "a day that we do not know");
  const until = `It can be opened until ${on(gift.openUntil)}.`;
  switch (gift.state) {
    case "opened":
      return `${gift.toName} has it: it was opened on ${on(gift.openedAt)}.`;
    case "run_out":
      return `Nobody opened it, and since ${on(gift.openUntil)} it cannot be opened any more. Write to us, and we see what can be done.`;
    case "paid_back":
      return "It was paid back to you, so it opens nothing any more.";
    case "waiting":
      return gift.toEmail
        ? `It is paid. We mail it to ${gift.toEmail} on the morning of ${dayThere(gift.sendAt, zone)}. ${until}`
        : `It is paid, and we have no address to mail it to. Write one below, or hand over the code. ${until}`;
    default:
      if (gift.mailFailedAt)
        return `It could not be delivered${gift.toEmail ? ` to ${gift.toEmail}` : ""}. Look at the address and mail it again, or hand over the code yourself. ${until}`;
      if (gift.mailedAt)
        return `It was mailed${gift.toEmail ? ` to ${gift.toEmail}` : ""} on ${on(gift.mailedAt)}. ${until}`;
      return gift.toEmail
        ? `It is paid, and on its way to ${gift.toEmail}. ${until}`
        : `It is paid. Hand over the code, the address, or the card. ${until}`;
  }
}

/** The morning is that of who gave it. */
const dayThere = (at: Date | null, zone: string | null) =>
  new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: zone ?? "UTC" }).format(
    at ?? 0,
  );

function Waiting({ gift }: { gift: GivenGift }) {
  if (!gift.payAt)
    return (
      <>
        <h1>Your bank is paying</h1>
        <p className="lead" role="status">
          Your gift for {gift.toName} is ordered. A payment by bank takes some days; we mail you as soon as it is there,
          and nothing is mailed to {gift.toName} before. Do not pay once more.
        </p>
        <Link className="button quiet" href="/account/plan">
          To your account
        </Link>
      </>
    );
  return (
    <>
      <h1>We wait for Stripe</h1>
      <p className="lead" role="status">
        Stripe has not told us yet that your gift for {gift.toName} is paid. Mostly that is a matter of seconds, and
        this page looks by itself.
      </p>
      <LookAgain />
      {/* A link that loads the page anew, for browsers in which it cannot look by itself. */}
      <a className="button quiet" href={`/gifts/${gift.id}`}>
        Look again
      </a>
      {gift.payAt ? (
        <p className="meta">
          You did not pay? <a href={gift.payAt}>Go back to Stripe’s page</a>, or{" "}
          <Link href="/gifts/new">begin anew</Link>.
        </p>
      ) : null}
    </>
  );
}

function NotPaid() {
  return (
    <>
      <h1>Nothing was paid</h1>
      <p className="lead">This gift came to nothing. Begin again whenever you like.</p>
      <Link className="button" href="/gifts/new">
        Give a plan
      </Link>
    </>
  );
}
