import type { Metadata } from "next";
import Link from "next/link";
import { Refusal } from "@/lib/errors.ts";
import { showGift } from "@/lib/plans/gifts/reads.ts";
import type { GiftCard as Gift } from "@/lib/plans/gifts/schema.ts";
import { isMember, pageCtx, publication, type Search } from "../../../page-context.ts";
import { GiftCard } from "../../parts/gift-card.tsx";
import { Rehearsal } from "../../parts/rehearsal.tsx";
import { Said } from "../../parts/said.tsx";
import { dayOf } from "../../parts/times.ts";

export const metadata: Metadata = { title: "A gift", robots: "noindex" };

type Props = { params: Promise<{ code: string }>; searchParams: Search };

/** Where a gift is opened. What it is stands here for whoever has the code; it is opened by a press of who is signed in, for a link may be followed by a machine. */
export default async function GiftPage({ params, searchParams }: Props) {
  const { code } = await params;
  const ctx = await pageCtx();
  const { name } = await publication();
  let gift: Gift;
  try {
    gift = await showGift(ctx, code);
  } catch (refused) {
    if (!(refused instanceof Refusal)) throw refused;
    return (
      <div className="narrow stack">
        <h1>No such gift</h1>
        <p className="lead" role="status">
          {refused.message}
        </p>
        <Link className="button" href="/gift">
          Type it once more
        </Link>
      </div>
    );
  }
  const canBeOpened = gift.state === "ready" || gift.state === "waiting";
  return (
    <div className="narrow">
      <Said search={searchParams} />
      <GiftCard {...gift} level="h1" publication={name} />
      <Rehearsal ctx={ctx} />
      {canBeOpened ? (
        <>
          <p className="plain">
            It is paid: you enter no card, and it ends by itself. Its time begins when you open it; it waits for you
            until {gift.openUntil ? dayOf(gift.openUntil, ctx.now()) : "a day that we do not know"}.
          </p>
          {isMember(ctx) ? (
            <form action={`/api/v1/gifts/${encodeURIComponent(code)}/opening`} className="stack" method="post">
              <button className="button" type="submit">
                Open the gift
              </button>
              <p className="meta">
                You are signed in as {ctx.actor.email}. If you pay for a plan already, the worth of the gift is taken
                off what you pay next.
              </p>
            </form>
          ) : (
            <>
              <Link className="button" href={`/signin?returnTo=${encodeURIComponent(`/gift/${code}`)}`}>
                Sign in to open it
              </Link>
              <p className="meta">By a mail, without a password. Whoever is not a member yet becomes one so.</p>
            </>
          )}
        </>
      ) : (
        <>
          <p className="said" role="status">
            {gift.state === "opened"
              ? gift.isMine
                ? gift.isCredit
                  ? "You have opened this gift. Its worth is taken off what you pay next."
                  : "You have opened this gift. Your account says until when it is open."
                : "Somebody has opened this gift already."
              : gift.state === "paid_back"
                ? "This gift was paid back to who gave it, so it opens nothing any more."
                : `This gift could be opened until ${gift.openUntil ? dayOf(gift.openUntil, ctx.now()) : "a day that is over"}. Write to us, and we see what can be done.`}
          </p>
          <Link className="button" href="/">
            To the stories
          </Link>
        </>
      )}
    </div>
  );
}
