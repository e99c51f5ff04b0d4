import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { Refusal } from "@/lib/errors.ts";
import { lookAtGroup } from "@/lib/plans/groups/buy.ts";
import { previewSeats } from "@/lib/plans/groups/change.ts";
import type { GroupView } from "@/lib/plans/groups/schema.ts";
import { isUuid, memberCtx, orNotFound, type Search, wordOf } from "../../../page-context.ts";
import { GroupPeople } from "../../parts/group-people.tsx";
import { LookAgain } from "../../parts/look-again.tsx";
import { Rehearsal } from "../../parts/rehearsal.tsx";
import { Said } from "../../parts/said.tsx";
import { dayOf } from "../../parts/times.ts";
import { ToStripe } from "../../parts/to-stripe.tsx";

export const metadata: Metadata = { title: "Your group", robots: "noindex" };

type Props = { params: Promise<{ groupId: string }>; searchParams: Search };

/** A group that one pays for: where one comes back to from paying, and looks after its seats. */
export default async function GroupPage({ params, searchParams }: Props) {
  const { groupId } = await params;
  const ctx = await memberCtx(`/groups/${groupId}`);
  if (!isUuid(groupId)) notFound();
  const group = await orNotFound(lookAtGroup(ctx, groupId));
  if (group.state === "being_paid" || group.state === "not_paid")
    return (
      <div className="narrow stack">
        {group.state === "being_paid" ? <Waiting group={group} /> : <NotPaid />}
        <Rehearsal ctx={ctx} />
      </div>
    );
  const wanted = Number(await wordOf(searchParams, "seats"));
  return (
    <div className="narrow">
      <h1>{group.name}</h1>
      <Rehearsal ctx={ctx} />
      <Said search={searchParams} />
      <p className="lead">{standing(group, ctx.now())}</p>
      {group.state === "ended" ? (
        <Link className="button" href="/groups/new">
          Begin another group
        </Link>
      ) : (
        <>
          <GroupPeople group={group} now={ctx.now()} />
          <Domain group={group} />
          <h2 className="section-title" id="number">
            More seats, or fewer
          </h2>
          {group.state === "open" && !group.endsAt ? (
            <>
              {Number.isInteger(wanted) && wanted > 0 && wanted !== group.seats ? (
                <Preview group={group} looking={previewSeats(ctx, groupId, wanted)} />
              ) : null}
              <form action={`/groups/${groupId}#number`} className="stack" method="get">
                <label className="field">
                  <span>How many seats</span>
                  <input
                    defaultValue={group.seats}
                    inputMode="numeric"
                    key={group.seats}
                    min={group.from ?? 2}
                    {...(group.to && { max: Math.max(group.to, group.seats) })}
                    name="seats"
                    required
                    type="number"
                  />
                  <span className="meta">Nothing is changed yet: you see first what it costs.</span>
                </label>
                <button className="button quiet" type="submit">
                  See what it costs
                </button>
              </form>
            </>
          ) : (
            <p className="plain">
              {group.endsAt
                ? "The group ends with what is paid. Keep it first, and change its seats then."
                : "A payment is open, or it is paused. Look after that first, at Stripe."}
            </p>
          )}
          <h2 className="section-title">Card, invoices, and the end of it</h2>
          <div className="plan-acts">
            <ToStripe action="/api/v1/me/plan/portal" isQuiet label="Open them at Stripe" />
            <form action={`/api/v1/me/groups/${groupId}/${group.endsAt ? "keep" : "cancel"}`} method="post">
              <button className={group.endsAt ? "button" : "button quiet"} type="submit">
                {group.endsAt ? "Keep it after all" : "End it with the period that is paid"}
              </button>
            </form>
          </div>
        </>
      )}
      <p className="meta onward">
        {group.plan}
        {group.price ? `, ${group.price} for each seat` : ""}. All your groups are in your account, under{" "}
        <Link href="/account/plan">your plan</Link>.
      </p>
    </div>
  );
}

/** How it stands, in a sentence or two for who pays. */
function standing(group: GroupView, now: Date): string {
  const on = (at: Date | null) => (at ? dayOf(at, now) : "a day that we do not know");
  const held = group.invited === 0 ? "" : `, ${group.invited} held by invitations`;
  const seats = `${group.taken} of ${group.seats} seats are taken${held}, ${group.free} ${group.free === 1 ? "is" : "are"} free.`;
  switch (group.state) {
    case "ended":
      return `It ended on ${on(group.endedAt)}, and its readers were told.`;
    case "late":
      return `${seats} A payment has failed; look after your card at Stripe, and it goes on.`;
    case "paused":
      return `${seats} It is paused at Stripe.`;
    case "unpaid":
      return `${seats} It is not paid, so it opens nothing now. Look after your card at Stripe.`;
    default:
      return `${seats} ${group.endsAt ? `It ends on ${on(group.endsAt)}, and its readers are told then.` : `It renews on ${on(group.periodEndsAt)}.`}`;
  }
}

async function Preview({ group, looking }: { group: GroupView; looking: ReturnType<typeof previewSeats> }) {
  try {
    const { seats, at, now, credited, later } = await looking;
    const more = seats > group.seats;
    return (
      <section aria-labelledby="change" className="chosen-plan">
        <h2 id="change">
          {seats} seats in the place of {group.seats}
        </h2>
        <p>
          {credited
            ? `Nothing is taken now: ${credited} of what is paid already goes off what you pay next.`
            : `${now} now, for what is left of this period.`}{" "}
          From the next period on it is {later}.
        </p>
        <form action={`/api/v1/me/groups/${group.id}/seats`} method="post">
          <input name="seats" type="hidden" value={seats} />
          <input name="at" type="hidden" value={at} />
          <button className="button" type="submit">
            {more ? `Pay, and have ${seats} seats` : `Keep ${seats} seats`}
          </button>
        </form>
        <p className="meta">Stripe reckons it by the second, and takes it from the card that it has.</p>
      </section>
    );
  } catch (refused) {
    if (!(refused instanceof Refusal)) throw refused;
    return (
      <p className="said problem" role="alert">
        {refused.message.replace(/^\w+: /, "")}
      </p>
    );
  }
}

/** Whoever has an address where the owner has theirs. */
function Domain({ group }: { group: GroupView }) {
  const isOpen = group.domains.length > 0;
  return (
    <>
      <h2 className="section-title">By the domain of their address</h2>
      {isOpen ? (
        <p className="plain">
          Whoever has proved an address at {group.domains.join(" or ")} is offered a free seat, and takes it by a press.
          Addresses below it, like one at mail.{group.domains[0]}, are others. You see their name and address; they are
          told so before.
        </p>
      ) : group.ownDomain ? (
        <p className="plain">
          You have an address at {group.ownDomain}. Let everybody take a free seat who has proved one there; nobody
          joins without pressing. You see their name and address, and they are told so before.
        </p>
      ) : (
        <p className="plain">
          Your address is at a provider where anybody can have one, so it lets nobody in. Sign in with an address of
          your organisation, or write to us.
        </p>
      )}
      {isOpen || group.ownDomain ? (
        <form action={`/api/v1/me/groups/${group.id}/domain`} method="post">
          <button className="button quiet" name="isOpen" type="submit" value={isOpen ? "no" : "yes"}>
            {isOpen ? "Let nobody in by it any more" : "Let in who has one there"}
          </button>
        </form>
      ) : null}
    </>
  );
}

function Waiting({ group }: { group: GroupView }) {
  return (
    <>
      <h1>We wait for Stripe</h1>
      <p className="lead" role="status">
        Stripe has not told us yet that {group.seats} seats for {group.name} are paid. Mostly that is a matter of
        seconds, and this page looks by itself.
      </p>
      <LookAgain />
      {/* A link that loads the page anew, for browsers in which it cannot look by itself. */}
      <a className="button quiet" href={`/groups/${group.id}`}>
        Look again
      </a>
      {group.payAt ? (
        <p className="meta">
          You did not pay? <a href={group.payAt}>Go back to Stripe’s page</a>, or{" "}
          <Link href="/groups/new">begin anew</Link>.
        </p>
      ) : null}
    </>
  );
}

function NotPaid() {
  return (
    <>
      <h1>Nothing was paid</h1>
      <p className="lead">This group came to nothing. Begin again whenever you like.</p>
      <Link className="button" href="/groups/new">
        Seats for a group
      </Link>
    </>
  );
}
