import type { MemberOffer } from "@/lib/offers/schema.ts";
import { OwnCode } from "./own-code.tsx";
import { fullDay } from "./times.ts";
import { ToStripe } from "./to-stripe.tsx";

/** An offer as its member sees it: what it is, what it costs with it, and the way to it. */
export function Offer({ offer, from }: { offer: MemberOffer; from: string | null }) {
  const { id, title, kind, standing } = offer;
  return (
    <article className="offer" id={`offer-${id}`}>
      <h2>{title}</h2>
      {offer.description ? <p className="words">{offer.description}</p> : null}
      {kind === "plan" ? (
        <p>
          {offer.plan}: <b>{offer.terms}</b>.
        </p>
      ) : null}
      {kind === "link" && offer.code ? (
        <p className="code-line">
          <span className="meta">Your code</span> <code>{offer.code}</code>
        </p>
      ) : null}
      {standing === "none left" ? <p>All codes of this offer are given. Look in again: more may come.</p> : null}
      {standing === "used" ? (
        <p>{offer.giftDays ? "You have opened this gift." : "You have used your code of this offer."}</p>
      ) : null}
      {kind === "codes" && standing !== "none left" ? (
        <OwnCode
          first={offer.code}
          from={from}
          link={offer.link}
          linkLabel={offer.linkLabel}
          offerId={id}
          title={title}
        />
      ) : null}
      {kind === "plan" && !offer.giftDays && (standing === "open" || standing === "mine") ? (
        <Prices from={from} offer={offer} />
      ) : null}
      {offer.giftDays && (standing === "open" || standing === "mine") ? (
        <form action={`/api/v1/offers/${id}/gift`} className="stack" method="post">
          {from ? <input name="from" type="hidden" value={from} /> : null}
          <p className="meta">You enter no card, it begins with the press, and it ends by itself.</p>
          <button aria-label={`Open the gift: ${title}`} className="button" type="submit">
            Open the gift
          </button>
        </form>
      ) : null}
      {kind === "link" ? (
        <a className="button" href={offer.link} rel="noopener">
          {offer.linkLabel}
        </a>
      ) : null}
      {offer.endsAt ? <p className="meta">Until {fullDay(new Date(offer.endsAt))}</p> : null}
    </article>
  );
}

function Prices({ offer, from }: { offer: MemberOffer; from: string | null }) {
  const { code, id, title } = offer;
  return (
    <>
      <ul className="offer-prices">
        {offer.prices.map((price) => (
          <li key={price.id}>
            <span>
              <b>{price.after}</b>
              <span className="meta">
                {" "}
                in the place of <s>{price.before}</s>
              </span>
            </span>
            <ToStripe
              about={`${title}, ${price.after}`}
              action={`/api/v1/offers/${id}/checkout`}
              fields={{ priceId: price.id, ...(from ? { from } : {}) }}
              label="Take it"
            />
          </li>
        ))}
      </ul>
      {code ? (
        <p className="code-line">
          <span className="meta">Your code, which need not be typed in</span> <code>{code}</code>
        </p>
      ) : null}
    </>
  );
}
