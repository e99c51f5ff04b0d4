import type { Metadata } from "next";
import Link from "next/link";
import { type HeldHere, myPlan } from "@/lib/plans/reads.ts";
import { memberCtx, type Search } from "../../../page-context.ts";
import { AccountTabs } from "../../parts/account-tabs.tsx";
import { membershipWords } from "../../parts/plan-words.ts";
import { Rehearsal } from "../../parts/rehearsal.tsx";
import { Said } from "../../parts/said.tsx";
import { ToStripe } from "../../parts/to-stripe.tsx";

export const metadata: Metadata = { title: "Your plan", robots: "noindex" };

export default async function YourPlan({ searchParams }: { searchParams: Search }) {
  const ctx = await memberCtx("/account/plan");
  const { held, graceDays, hasInvoices } = await myPlan(ctx);
  const now = ctx.now();
  const running = held.filter(({ endedAt, endsAt }) => !endedAt && (endsAt === null || endsAt > now));
  const past = held.filter((one) => !running.includes(one));
  const mayPay = ctx.env.payments !== undefined;
  return (
    <div className="narrow">
      <h1>Your plan</h1>
      <AccountTabs at="/account/plan" />
      <Rehearsal ctx={ctx} />
      <Said search={searchParams} />
      {running.length === 0 ? (
        <p className="empty">
          You have no plan. {mayPay ? <Link href="/plans">See what there is</Link> : "Nothing is sold here yet."}
          {mayPay ? ", and what it costs." : ""}
        </p>
      ) : null}
      {running.map((one) => (
        <section aria-labelledby={`plan-${one.id}`} className="plan" key={one.id}>
          <h2 id={`plan-${one.id}`}>{one.plan}</h2>
          <p className="words">{membershipWords(one, now, graceDays)}</p>
          {one.sections.length > 0 ? <p className="meta">It opens {one.sections.join(", ")}.</p> : null}
          {one.source === "stripe" && mayPay ? <Acts held={one} /> : null}
        </section>
      ))}
      {hasInvoices && mayPay ? (
        <>
          <h2 className="section-title">Card and invoices</h2>
          <p className="plain">They lie with Stripe; we never see your card.</p>
          <ToStripe action="/api/v1/me/plan/portal" isQuiet label="Open them at Stripe" />
        </>
      ) : null}
      {past.length > 0 ? (
        <>
          <h2 className="section-title">Before</h2>
          <ul className="plain-list">
            {past.map((one) => (
              <li key={one.id}>
                {one.plan}. {membershipWords(one, now, graceDays)}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}

/** Plain forms: each says how it shall be, and can be taken back by the next. */
function Acts({ held: { status, endsAt, isPaused } }: { held: HeldHere }) {
  if (isPaused)
    return (
      <div className="plan-acts">
        <Press act="resume" label="Take it up again now" />
        <Press act="cancel" isQuiet label="End it" />
      </div>
    );
  if (endsAt)
    return (
      <div className="plan-acts">
        <Press act="keep" label="Keep it after all" />
      </div>
    );
  return (
    <div className="plan-acts">
      {status === "active" ? (
        <form action="/api/v1/me/plan/pause" className="pause-plan" method="post">
          <label className="field">
            <span>Pause it for</span>
            <select defaultValue="1" name="months">
              <option value="1">one month</option>
              <option value="2">two months</option>
              <option value="3">three months</option>
            </select>
          </label>
          <button className="button quiet" type="submit">
            Pause
          </button>
        </form>
      ) : null}
      <Press
        act="cancel"
        isQuiet
        label={status === "trialing" ? "End it with the trial" : "End it with the period that is paid"}
      />
    </div>
  );
}

const Press = (props: { act: "cancel" | "keep" | "resume"; label: string; isQuiet?: boolean }) => (
  <form action={`/api/v1/me/plan/${props.act}`} method="post">
    <button className={props.isQuiet ? "button quiet" : "button"} type="submit">
      {props.label}
    </button>
  </form>
);
