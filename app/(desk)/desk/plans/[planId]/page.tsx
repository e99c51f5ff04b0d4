import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { mayDo } from "@/lib/access.ts";
import { listOnPlan, listPlansForDesk, mostOnPage } from "@/lib/plans/desk-reads.ts";
import { Rehearsal } from "../../../../(reader)/parts/rehearsal.tsx";
import { deskCtx, isUuid, type Search, wordOf } from "../../../../page-context.ts";
import { EditPlan } from "../../../parts/edit-plan.tsx";
import { GivePlan } from "../../../parts/give-plan.tsx";
import { GroupSeats } from "../../../parts/group-seats.tsx";
import { OnPlanTable } from "../../../parts/on-plan-table.tsx";

export const metadata: Metadata = { title: "Plan", robots: "noindex" };

type Props = { params: Promise<{ planId: string }>; searchParams: Search };

export default async function DeskPlan({ params, searchParams }: Props) {
  const { planId } = await params;
  if (!isUuid(planId)) notFound();
  const ctx = await deskCtx("plans.read");
  const plan = (await listPlansForDesk(ctx)).find(({ id }) => id === planId);
  if (!plan) notFound();
  const page = Math.min(10_000, Number(/^\d{1,5}$/.exec((await wordOf(searchParams, "page")) ?? "")?.[0] ?? 0));
  const found = await listOnPlan(ctx, planId, page);
  const maySet = mayDo(ctx.actor.roles, "plans.write");
  return (
    <>
      <div className="top">
        <h1>{plan.name}</h1>
        <Link href="/desk/plans">All plans</Link>
      </div>
      <div className="sheet">
        <Rehearsal ctx={ctx} />
        <h2>Who is on it</h2>
        {found.length === 0 ? (
          <p className="empty">Nobody yet. Whoever buys it, or is given it, stands here with how it stands.</p>
        ) : (
          <OnPlanTable
            label={`Members on ${plan.name}`}
            mayEnd={maySet}
            now={ctx.now()}
            rows={found.slice(0, mostOnPage)}
          />
        )}
        <p className="keys">
          {page > 0 ? <Link href={`/desk/plans/${planId}?page=${page - 1}`}>Newer ones</Link> : null}
          {found.length > mostOnPage ? <Link href={`/desk/plans/${planId}?page=${page + 1}`}>Older ones</Link> : null}
        </p>
        {maySet ? (
          <>
            <h2>Give it to somebody</h2>
            <GivePlan planId={planId} />
          </>
        ) : null}
        {maySet && ctx.env.payments ? (
          <>
            <h2>Its words</h2>
            <EditPlan
              description={plan.description}
              key={`${plan.name}-${plan.description}-${plan.trialDays}-${plan.sections}`}
              name={plan.name}
              planId={planId}
              sections={plan.sections.join(", ")}
              trialDays={plan.trialDays}
            />
            <h2>For groups</h2>
            <GroupSeats groups={plan.groups} planId={planId} />
          </>
        ) : null}
      </div>
    </>
  );
}
