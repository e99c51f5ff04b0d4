import type { Metadata } from "next";
import Link from "next/link";
import { mayDo } from "@/lib/access.ts";
import { listGiftsForDesk } from "@/lib/plans/gifts/reads.ts";
import type { DeskGift } from "@/lib/plans/gifts/schema.ts";
import { Rehearsal } from "../../../../(reader)/parts/rehearsal.tsx";
import { Said } from "../../../../(reader)/parts/said.tsx";
import { fullDay } from "../../../../(reader)/parts/times.ts";
import { deskCtx, type Search, wordOf } from "../../../../page-context.ts";
import { AskingForm } from "../../../parts/asking-form.tsx";
import { Scroll } from "../../../parts/scroll.tsx";

export const metadata: Metadata = { title: "Gifts", robots: "noindex" };

/** Plans that members gave to others: what became of each, and what can be done for who writes in. */
export default async function Gifts({ searchParams }: { searchParams: Search }) {
  const ctx = await deskCtx("plans.read");
  const [after, code] = await Promise.all([wordOf(searchParams, "after"), wordOf(searchParams, "code")]);
  const { items, next } = await listGiftsForDesk(ctx, { after: after?.slice(0, 80), code: code?.slice(0, 60) });
  const maySet = mayDo(ctx.actor.roles, "plans.write") && ctx.env.payments !== undefined;
  return (
    <>
      <div className="top">
        <h1>Gifts</h1>
        <Link className="button quiet" href="/desk/plans">
          To the plans
        </Link>
      </div>
      <div className="sheet">
        <Rehearsal ctx={ctx} />
        <Said search={searchParams} />
        <form action="/desk/plans/gifts" className="line-form" method="get">
          <label className="field">
            <span>Find one by its code</span>
            <input autoComplete="off" defaultValue={code ?? ""} maxLength={60} name="code" spellCheck={false} />
          </label>
          <button className="button quiet" type="submit">
            Find
          </button>
        </form>
        {items.length === 0 ? (
          <p className="empty">
            {code
              ? "No gift has this code. It has sixteen letters and digits, in four groups."
              : "Nobody has given a plan yet. Those who choose “Give it to somebody” on the page of plans stand here."}
          </p>
        ) : (
          <Scroll label="Gifts">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Gift</th>
                  <th scope="col">From</th>
                  <th scope="col">For</th>
                  <th scope="col">State</th>
                  <th scope="col">Mail</th>
                  {maySet ? (
                    <th scope="col">
                      <span className="hidden">Acts</span>
                    </th>
                  ) : null}
                </tr>
              </thead>
              <tbody>
                {items.map((gift) => (
                  <tr key={gift.id}>
                    <th scope="row">
                      {gift.plan}, {gift.lasts}
                      <br />
                      <span className="meta">
                        {gift.price}, {fullDay(gift.createdAt)}
                      </span>
                    </th>
                    <td data-label="From">
                      {gift.giver ? <Link href={`/desk/members/${gift.giver.id}`}>{gift.giver.email}</Link> : "erased"}
                    </td>
                    <td data-label="For">
                      {gift.openedBy ? (
                        <Link href={`/desk/members/${gift.openedBy.id}`}>{gift.openedBy.email}</Link>
                      ) : (
                        gift.toName
                      )}
                    </td>
                    <td data-label="State">{stateWords(gift)}</td>
                    <td data-label="Mail">{mailWords(gift)}</td>
                    {maySet ? (
                      <td>
                        <Acts gift={gift} />
                      </td>
                    ) : null}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        {next ? (
          <p>
            <Link href={`/desk/plans/gifts?after=${encodeURIComponent(next)}`}>Older ones</Link>
          </p>
        ) : null}
      </div>
    </>
  );
}

const day = (at: Date | null) => (at ? fullDay(at) : "a day that nobody knows");

function stateWords(gift: DeskGift): string {
  switch (gift.state) {
    case "being_paid":
      return "being paid";
    case "not_paid":
      return "not paid";
    case "waiting":
    case "ready":
      return `not opened; can be until ${day(gift.openUntil)}`;
    case "opened":
      return `opened on ${day(gift.openedAt)}`;
    case "run_out":
      return `not opened, and over since ${day(gift.openUntil)}`;
    case "paid_back":
      return `paid back on ${day(gift.refundedAt)}`;
  }
}

function mailWords({ isMailed, mailedAt, mailFailedAt, state }: DeskGift): string {
  if (mailFailedAt) return `could not be delivered on ${day(mailFailedAt)}`;
  if (mailedAt) return `mailed on ${day(mailedAt)}`;
  if (state === "waiting") return "waits for its day";
  if (state === "being_paid" || state === "not_paid") return "not before it is paid";
  return isMailed ? "on its way" : "handed over";
}

/** What a press would do to who has it. */
const backWords = ({ openedAt, isCredit }: DeskGift) =>
  openedAt
    ? isCredit
      ? "Its reader pays for a plan: what is left of its worth is taken back from what they pay next."
      : "What the gift opened ends now. A plan that its reader chose meanwhile goes on as it was chosen."
    : "It can then not be opened any more.";

function Acts({ gift }: { gift: DeskGift }) {
  const canMove = ["ready", "waiting", "run_out"].includes(gift.state);
  const canPayBack = gift.paidAt !== null && gift.refundedAt === null;
  if (!canMove && !canPayBack) return null;
  return (
    <details className="row-acts">
      <summary>
        Acts<span className="hidden"> on the gift for {gift.toName}</span>
      </summary>
      {canMove ? (
        <form action={`/api/v1/desk/gifts/${gift.id}/window`} className="form" method="post">
          <label className="field">
            <span>Can be opened until</span>
            <input defaultValue={gift.openUntil?.toISOString().slice(0, 10)} name="openUntil" required type="date" />
          </label>
          <button className="button quiet" type="submit">
            Move the day
          </button>
        </form>
      ) : null}
      {canPayBack ? (
        <AskingForm
          action={`/api/v1/desk/gifts/${gift.id}/refund`}
          className="form"
          done="/desk/plans/gifts?done=gift-refunded"
        >
          <p className="hint">
            All of {gift.price} goes back to who gave it, by Stripe. {backWords(gift)}
          </p>
          <button className="button quiet" type="submit">
            Pay it back
          </button>
        </AskingForm>
      ) : null}
    </details>
  );
}
