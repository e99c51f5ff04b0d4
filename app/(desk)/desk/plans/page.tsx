import type { Metadata } from "next";
import Link from "next/link";
import { mayDo } from "@/lib/access.ts";
import { listDisputed, listPastDue, listPlansForDesk, readComparisons } from "@/lib/plans/desk-reads.ts";
import { Rehearsal } from "../../../(reader)/parts/rehearsal.tsx";
import { When } from "../../../(reader)/parts/when.tsx";
import { deskCtx } from "../../../page-context.ts";
import { CompareNow } from "../../parts/compare-now.tsx";
import { DisputesTable } from "../../parts/disputes-table.tsx";
import { NewPlan } from "../../parts/new-plan.tsx";
import { OnPlanTable } from "../../parts/on-plan-table.tsx";
import { PlanActs } from "../../parts/plan-acts.tsx";
import { Scroll } from "../../parts/scroll.tsx";

export const metadata: Metadata = { title: "Plans", robots: "noindex" };

type DeskPlan = Awaited<ReturnType<typeof listPlansForDesk>>[number];

export default async function DeskPlans() {
  const ctx = await deskCtx("plans.read");
  const [plans, late, disputed, checks] = await Promise.all([
    listPlansForDesk(ctx),
    listPastDue(ctx),
    listDisputed(ctx),
    readComparisons(ctx),
  ]);
  const maySet = mayDo(ctx.actor.roles, "plans.write") && ctx.env.payments !== undefined;
  return (
    <>
      <div className="top">
        <h1>Plans</h1>
        <Link className="button quiet" href="/desk/plans/gifts">
          Gifts
        </Link>
        <Link className="button quiet" href="/desk/plans/groups">
          Groups
        </Link>
        <Link className="button quiet" href="/plans">
          As readers see them
        </Link>
      </div>
      <div className="sheet">
        <Rehearsal ctx={ctx} />
        {ctx.env.payments ? null : (
          <p className="said waits">
            Nothing is sold here yet. An operator sets STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET; then plans are made
            on this page.
          </p>
        )}
        {plans.length === 0 ? (
          <p className="empty">
            There is no plan yet. Those that are made here stand here, and those that are made at Stripe as well.
          </p>
        ) : (
          <Scroll label="Plans">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Plan</th>
                  <th scope="col">Prices</th>
                  <th scope="col">Opens</th>
                  <th className="num" scope="col">
                    Trial, days
                  </th>
                  <th className="num" scope="col">
                    Members
                  </th>
                  <th scope="col">State</th>
                  {maySet ? (
                    <th scope="col">
                      <span className="hidden">Acts</span>
                    </th>
                  ) : null}
                </tr>
              </thead>
              <tbody>
                {plans.map((plan) => (
                  <tr key={plan.id}>
                    <th scope="row">
                      <Link href={`/desk/plans/${plan.id}`}>{plan.name}</Link>
                    </th>
                    <td data-label="Prices">
                      {plan.prices
                        .filter(({ isRetired }) => !isRetired)
                        .map(({ inWords, isForGroups }) => `${inWords}${isForGroups ? " a seat" : ""}`)
                        .join("; ") || "none"}
                    </td>
                    <td data-label="Opens">{plan.sections.join(", ") || "everything"}</td>
                    <td className="num" data-label="Trial, days">
                      {plan.trialDays}
                    </td>
                    <td className="num" data-label="Members">
                      {plan.members.toLocaleString("en")}
                    </td>
                    <td data-label="State">{stateOf(plan)}</td>
                    {maySet ? (
                      <td>
                        <PlanActs
                          id={plan.id}
                          isArchived={plan.isArchived}
                          isListed={plan.isListed}
                          name={plan.name}
                          prices={plan.prices
                            .filter(({ isRetired }) => !isRetired)
                            .map(({ id, inWords, isForGroups }) => ({
                              id,
                              inWords: `${inWords}${isForGroups ? " a seat" : ""}`,
                            }))}
                        />
                      </td>
                    ) : null}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        <h2>Payments that fail</h2>
        {late.length === 0 ? (
          <p className="meta">
            None. Whoever’s payment fails stands here, and is told by mail; Stripe tries again meanwhile.
          </p>
        ) : (
          <OnPlanTable hasPlan label="Payments that fail" mayEnd={false} now={ctx.now()} rows={late} />
        )}
        <h2>Payments that are disputed</h2>
        {disputed.length === 0 ? (
          <p className="meta">
            None. Where somebody’s bank asks a payment back, it stands here until it is decided. It is answered at
            Stripe; who pays reads on meanwhile.
          </p>
        ) : (
          <DisputesTable now={ctx.now()} rows={disputed} />
        )}
        <h2>Compared with Stripe</h2>
        {checks.waitingBells > 0 ? (
          <p className="said problem">
            {checks.waitingBells === 1 ? "One call of Stripe waits" : `${checks.waitingBells} calls of Stripe wait`} to
            be answered for more than ten minutes. See that a worker runs, and that Stripe answers.
          </p>
        ) : null}
        {checks.comparisons.length === 0 ? (
          <p className="meta">Not yet. It is done once a night, and says here what it found and put right.</p>
        ) : (
          <ul className="told">
            {checks.comparisons.map((check) => (
              <li key={check.id}>
                <Compared check={check} now={ctx.now()} />
              </li>
            ))}
          </ul>
        )}
        {maySet ? (
          <>
            <CompareNow />
            <h2>A new plan</h2>
            <NewPlan />
          </>
        ) : null}
      </div>
    </>
  );
}

function stateOf({ groups, isArchived, isListed, isAdopted, isPushed }: DeskPlan): string {
  const sold = isArchived ? "not sold any more" : isListed ? "on the page" : "not on the page";
  const state = groups && !isArchived ? `${sold}; to groups of ${groups.from} to ${groups.to}` : sold;
  if (!isPushed) return `${state}; on its way to Stripe`;
  return isAdopted ? `${state}; made at Stripe` : state;
}

type Check = Awaited<ReturnType<typeof readComparisons>>["comparisons"][number];
const things = {
  plan: "Plan",
  membership: "Membership",
  group: "Group",
  gift: "Gift",
  payment: "Payment",
  address: "Address of member",
};

function Compared({ check, now }: { check: Check; now: Date }) {
  const found =
    check.repaired.length === 0
      ? "all as Stripe says"
      : check.repaired.length === 1
        ? "one thing put right"
        : `${check.repaired.length} things put right`;
  return (
    <details>
      <summary>
        <When at={check.startedAt} now={now} />{" "}
        <span className={check.problem ? "state-bad" : "meta"}>
          {check.problem ? "broken off" : check.endedAt ? found : "under way"};{" "}
          {check.looked === 1 ? "one subscription" : `${check.looked.toLocaleString("en")} subscriptions`} looked at
        </span>
      </summary>
      {check.problem ? <p>{check.problem}</p> : null}
      {check.repaired.length === 0 ? <p className="meta">There was nothing to put right.</p> : null}
      <ul className="plain-list">
        {check.repaired.map((repair) => (
          <li key={`${repair.what}-${repair.id}`}>
            {things[repair.what]} <code>{repair.id}</code>: {repair.before} → {repair.after}
          </li>
        ))}
      </ul>
    </details>
  );
}
