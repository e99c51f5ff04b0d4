import Link from "next/link";
import type { Ctx } from "@/lib/context.ts";
import { listNewsletters } from "@/lib/newsletters/reads.ts";
import { offerNotices } from "@/lib/offers/reads.ts";
import { isMember } from "../../page-context.ts";
import { Choice } from "./choice.tsx";

/** What signing in is good for; and for a member, the same things within reach. It has its place before anybody is known. */
export async function BenefitsBox({ ctx, returnTo }: { ctx: Ctx; returnTo: string }) {
  const [newsletters, notices] = await Promise.all([listNewsletters(ctx), offerNotices(ctx)]);
  if (isMember(ctx))
    return (
      <section aria-labelledby="benefits" className="box">
        <h2 id="benefits">For you as a member</h2>
        <div className="choices">
          {newsletters.map((newsletter) => (
            <Choice
              ask={`/api/v1/newsletters/${newsletter.slug}/subscription`}
              begin={{ kind: "newsletter", slug: newsletter.slug }}
              isMember
              key={newsletter.id}
              leave={`/api/v1/newsletters/${newsletter.slug}/leave`}
              note={newsletter.cadence}
              returnTo={returnTo}
              source="story page"
              standing={newsletter.standing}
              title={newsletter.name}
              wording={newsletter.wording}
            />
          ))}
          <Choice
            ask="/api/v1/offers/notices"
            begin={{ kind: "offers" }}
            isMember
            leave="/api/v1/offers/notices/leave"
            note="Discounts and offers to our products, by e-mail"
            returnTo={returnTo}
            source="story page"
            standing={notices.standing}
            title="Offers"
            wording={notices.wording}
          />
        </div>
        <p className="meta">
          Saved stories are on your <Link href="/reading-list">reading list</Link>. What you agreed to is in your{" "}
          <Link href="/account">account</Link>.
        </p>
      </section>
    );
  return (
    <section aria-labelledby="benefits" className="box">
      <h2 id="benefits">Sign in to unlock member-only benefits</h2>
      <ul className="benefits">
        <li>
          <svg aria-hidden="true" viewBox="0 0 20 20">
            <path d="M5 2.5h10v15l-5-3.6-5 3.6z" />
          </svg>
          Bookmark stories to read later
        </li>
        <li>
          <svg aria-hidden="true" viewBox="0 0 20 20">
            <path d="M3 4h14v9.5H9L5 17v-3.5H3z" />
          </svg>
          Comment on stories to start conversations
        </li>
        <li>
          <svg aria-hidden="true" viewBox="0 0 20 20">
            <path d="M2.5 4.5h15v11h-15zM2.5 5l7.5 6 7.5-6" />
          </svg>
          <span>
            Subscribe to our <Link href="/newsletters">newsletters</Link>
          </span>
        </li>
        <li>
          <svg aria-hidden="true" viewBox="0 0 20 20">
            <path d="M3 10.5V3h7.5l7 7-7.5 7.5zM6.8 6.8h.01" />
          </svg>
          <span>
            Get notified about discounts and <Link href="/offers">offers</Link> to our products
          </span>
        </li>
      </ul>
      <form action="/api/v1/sign-in" className="one-line" method="post">
        <input name="returnTo" type="hidden" value={returnTo} />
        <label className="hidden" htmlFor="box-email">
          E-mail address
        </label>
        <input autoComplete="email" id="box-email" name="email" placeholder="you@example.com" required type="email" />
        <button className="button" type="submit">
          Sign in
        </button>
      </form>
      <p className="meta">We send you a link and a code. No password, and no mail that you did not ask for.</p>
    </section>
  );
}
