import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { mayDo } from "@/lib/access.ts";
import { readGroupForDesk } from "@/lib/plans/groups/desk-reads.ts";
import { Rehearsal } from "../../../../../(reader)/parts/rehearsal.tsx";
import { Said } from "../../../../../(reader)/parts/said.tsx";
import { fullDay } from "../../../../../(reader)/parts/times.ts";
import { deskCtx, isUuid, orNotFound, type Search } from "../../../../../page-context.ts";
import { AskingForm } from "../../../../parts/asking-form.tsx";
import { groupStanding } from "../../../../parts/group-standing.ts";
import { Scroll } from "../../../../parts/scroll.tsx";

export const metadata: Metadata = { title: "Group", robots: "noindex" };

type Props = { params: Promise<{ groupId: string }>; searchParams: Search };

/** One group: its seats, what was paid for them, and by which domains readers come. */
export default async function DeskGroup({ params, searchParams }: Props) {
  const { groupId } = await params;
  if (!isUuid(groupId)) notFound();
  const ctx = await deskCtx("plans.read");
  const group = await orNotFound(readGroupForDesk(ctx, groupId));
  const maySet = mayDo(ctx.actor.roles, "plans.write");
  const mayOpen = mayDo(ctx.actor.roles, "settings.edit");
  const at = `/api/v1/desk/groups/${groupId}`;
  return (
    <>
      <div className="top">
        <h1>{group.name}</h1>
        <Link href="/desk/plans/groups">All groups</Link>
      </div>
      <div className="sheet">
        <Rehearsal ctx={ctx} />
        <Said search={searchParams} />
        <dl className="facts">
          <dt>Owner</dt>
          <dd>
            {group.owner ? (
              <Link href={`/desk/members/${group.owner.id}`} prefetch={false}>
                {group.owner.email}
              </Link>
            ) : (
              "erased"
            )}
          </dd>
          <dt>Plan</dt>
          <dd>
            {group.plan}
            {group.price ? `, ${group.price} for each seat` : ""}
          </dd>
          <dt>Seats</dt>
          <dd>
            {group.taken} of {group.seats} taken, {group.invited} held by invitations
          </dd>
          <dt>How it stands</dt>
          <dd>{groupStanding(group, ctx.now())}</dd>
          <dt>At Stripe</dt>
          <dd>{group.stripeId ? <code>{group.stripeId}</code> : "not yet"}</dd>
          <dt>Domains</dt>
          <dd>{group.domains.join(", ") || "none"}</dd>
        </dl>
        <h2>Who reads</h2>
        {group.readers.length === 0 ? (
          <p className="empty">Nobody has taken a seat yet.</p>
        ) : (
          <Scroll label={`Readers of ${group.name}`}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Member</th>
                  <th scope="col">Since</th>
                  <th scope="col">How they came</th>
                  {maySet ? (
                    <th scope="col">
                      <span className="hidden">Acts</span>
                    </th>
                  ) : null}
                </tr>
              </thead>
              <tbody>
                {group.readers.map((reader) => (
                  <tr key={reader.id}>
                    <th scope="row">
                      <Link href={`/desk/members/${reader.memberId}`} prefetch={false}>
                        {reader.name ?? reader.email}
                      </Link>
                      {reader.name ? <span className="meta"> {reader.email}</span> : null}
                    </th>
                    <td data-label="Since">{fullDay(reader.since)}</td>
                    <td data-label="How they came">
                      {reader.isInvited ? "invited" : "by the domain"}
                      {reader.isWaiting ? <span className="state-bad">, waits for a seat that is paid</span> : null}
                    </td>
                    {maySet ? (
                      <td>
                        <details className="row-acts">
                          <summary>
                            Free it …<span className="hidden"> the seat of {reader.name ?? reader.email}</span>
                          </summary>
                          <form action={`${at}/seats/${reader.id}/freeing`} className="form" method="post">
                            <p className="hint">They read by it no more from now on, and are told by mail.</p>
                            <button className="button quiet" type="submit">
                              Free the seat
                            </button>
                          </form>
                        </details>
                      </td>
                    ) : null}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        <h2>Payments</h2>
        {group.payments.length === 0 ? (
          <p className="meta">None yet. What is taken for its seats stands here, as Stripe says.</p>
        ) : (
          <Scroll label="Payments">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Day</th>
                  <th className="num" scope="col">
                    Sum
                  </th>
                  <th className="num" scope="col">
                    Paid back
                  </th>
                  <th scope="col">Invoice at Stripe</th>
                </tr>
              </thead>
              <tbody>
                {group.payments.map((payment) => (
                  <tr key={payment.id}>
                    <th scope="row">{fullDay(payment.paidAt)}</th>
                    <td className="num" data-label="Sum">
                      {payment.sum}
                    </td>
                    <td className="num" data-label="Paid back">
                      {payment.refunded ?? "–"}
                    </td>
                    <td data-label="Invoice at Stripe">
                      <code>{payment.id}</code>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        {mayOpen && group.state !== "ended" ? (
          <>
            <h2>By the domain of their address</h2>
            <AskingForm
              action={`${at}/domains`}
              className="form"
              done={`/desk/plans/groups/${groupId}?done=group-domains`}
              key={group.domains.join(" ")}
            >
              <label className="field">
                <span>Domains</span>
                <input
                  autoComplete="off"
                  defaultValue={group.domains.join(", ")}
                  maxLength={1_000}
                  name="domains"
                  placeholder="example.org, example.com"
                  spellCheck={false}
                />
                <span className="hint">
                  Whoever has proved an address there is offered a free seat. With commas between; empty lets nobody in
                  by it. Who has a seat keeps it. See that the domain is theirs: its owner can set only that of their
                  own address.
                </span>
              </label>
              <div>
                <button className="button" type="submit">
                  Save the domains
                </button>
              </div>
            </AskingForm>
          </>
        ) : null}
      </div>
    </>
  );
}
