import type { Metadata } from "next";
import Link from "next/link";
import { mayDo } from "@/lib/access.ts";
import { listPlansForDesk } from "@/lib/plans/desk-reads.ts";
import { Rehearsal } from "../../../(reader)/parts/rehearsal.tsx";
import { deskCtx } from "../../../page-context.ts";
import { NewPlan } from "../../parts/new-plan.tsx";
import { PlanActs } from "../../parts/plan-acts.tsx";
import { Scroll } from "../../parts/scroll.tsx";

export const metadata: Metadata = { title: "Plans", robots: "noindex" };

type DeskPlan = Awaited<ReturnType<typeof listPlansForDesk>>[number];

export default async function DeskPlans() {
  const ctx = await deskCtx("plans.read");
  const plans = await listPlansForDesk(ctx);
  const maySet = mayDo(ctx.actor.roles, "plans.write") && ctx.env.payments !== undefined;
  return (
    <>
      <div className="top">
        <h1>Plans</h1>
        <Link className="button quiet" href="/plans">
          As readers see them
        </Link>
      </div>
      <div className="sheet">
        <Rehearsal ctx={ctx} />
        {ctx.env.payments ? null : (
          <p className="said waits">
            Nothing is sold here yet. An operator sets STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET; then plans are made on
            this page.
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
                    <th scope="row">{plan.name}</th>
                    <td data-label="Prices">
                      {plan.prices
                        .filter(({ isRetired }) => !isRetired)
                        .map(({ inWords }) => inWords)
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
                            .map(({ id, inWords }) => ({ id, inWords }))}
                        />
                      </td>
                    ) : null}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        {maySet ? (
          <>
            <h2>A new plan</h2>
            <NewPlan />
          </>
        ) : null}
      </div>
    </>
  );
}

function stateOf({ isArchived, isListed, isAdopted, isPushed }: DeskPlan): string {
  const state = isArchived ? "not sold any more" : isListed ? "on the page" : "not on the page";
  if (!isPushed) return `${state}; on its way to Stripe`;
  return isAdopted ? `${state}; made at Stripe` : state;
}
