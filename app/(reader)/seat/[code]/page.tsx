import type { Metadata } from "next";
import Link from "next/link";
import { Refusal } from "@/lib/errors.ts";
import { showSeat } from "@/lib/plans/groups/reads.ts";
import type { SeatCard } from "@/lib/plans/groups/schema.ts";
import { isMember, pageCtx } from "../../../page-context.ts";
import { Rehearsal } from "../../parts/rehearsal.tsx";
import { dayOf } from "../../parts/times.ts";

export const metadata: Metadata = { title: "A seat for you", robots: "noindex" };

/** Where an invitation leads. A seat is taken by a press of who is signed in, for a link may be followed by a machine. */
export default async function SeatPage({ params }: { params: Promise<{ code: string }> }) {
  const { code } = await params;
  const ctx = await pageCtx();
  let seat: SeatCard;
  try {
    seat = await showSeat(ctx, code);
  } catch (refused) {
    if (!(refused instanceof Refusal)) throw refused;
    return (
      <div className="narrow stack">
        <h1>No such invitation</h1>
        <p className="lead" role="status">
          {refused.message}
        </p>
        <Link className="button" href="/">
          To the stories
        </Link>
      </div>
    );
  }
  return (
    <div className="narrow">
      <h1>{seat.group} has a seat for you</h1>
      <p className="lead">
        {seat.group} pays for {seat.plan} for its readers.{" "}
        {seat.sections.length > 0 ? `It opens ${inList(seat.sections)}.` : "It opens everything."}
      </p>
      <Rehearsal ctx={ctx} />
      {seat.state === "open" ? (
        <>
          <p className="plain">
            You pay nothing and enter no card. Whoever looks after the group sees that the seat of the address that they
            invited is taken, and never what you read. It waits for you until {dayOf(seat.expiresAt, ctx.now())}.
          </p>
          {isMember(ctx) ? (
            <form action={`/api/v1/seats/${encodeURIComponent(code)}/taking`} className="stack" method="post">
              <button className="button" type="submit">
                Take your seat
              </button>
              <p className="meta">
                You are signed in as {ctx.actor.email}. You can give the seat back in your account whenever you like.
              </p>
            </form>
          ) : (
            <>
              <Link className="button" href={`/signin?returnTo=${encodeURIComponent(`/seat/${code}`)}`}>
                Sign in to take it
              </Link>
              <p className="meta">By a mail, without a password. Whoever is not a member yet becomes one so.</p>
            </>
          )}
        </>
      ) : (
        <>
          <p className="said" role="status">
            {closedWords[seat.state]}
          </p>
          <Link className="button" href={seat.state === "mine" ? "/" : "/plans"}>
            {seat.state === "mine" ? "To the stories" : "See the plans"}
          </Link>
        </>
      )}
    </div>
  );
}

const closedWords: Record<Exclude<SeatCard["state"], "open">, string> = {
  mine: "You have a seat there. Your account says how it stands.",
  taken: "This invitation was used already. If that was not you, ask who invited you for another.",
  over: "This invitation is over. Ask who invited you for another.",
  full: "All seats are taken at the moment. Ask who invited you to free one, or to take more.",
  ended: "The group does not pay for seats any more, so there is none to take.",
};

const inList = (names: string[]) => new Intl.ListFormat("en-GB", { type: "conjunction" }).format(names);
