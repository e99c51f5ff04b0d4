import Link from "next/link";
import type { Ctx } from "@/lib/context.ts";
import type { Metered } from "@/lib/plans/meter.ts";
import { listPlans } from "@/lib/plans/reads.ts";
import { isMember } from "../../page-context.ts";
import { OpenSeats } from "./open-seats.tsx";
import { Rehearsal } from "./rehearsal.tsx";
import { meteredClass } from "./story-data.tsx";

/** How many free stories are left, where they are counted. */
export function FreeStories({ reading }: { reading: Metered }) {
  if (reading.state !== "free") return null;
  const { left, of } = reading;
  return (
    <p className="meta free-stories">
      {left === 0
        ? `This is the last of your ${of} free ${of === 1 ? "story" : "stories"} of this month. `
        : `${left} of ${of} free ${of === 1 ? "story" : "stories"} ${left === 1 ? "is" : "are"} left to you this month. `}
      <Link href="/plans">See the plans</Link>
    </p>
  );
}

/** In the place of the words: why they are not here, and the ways to them. */
export async function Wall({ ctx, path, reading }: { ctx: Ctx; path: string; reading: Metered }) {
  const plans = await listPlans(ctx);
  const of = reading.state === "closed" ? reading.of : 0;
  return (
    <section aria-labelledby="wall" className={`wall ${meteredClass}`}>
      <h2 id="wall">This story goes on for who has a plan</h2>
      <p>
        {of === 0
          ? "Stories here are paid for by those who read them."
          : `You have read your ${of === 1 ? "free story" : `${of} free stories`} of this month. The count begins anew on the first of the next.`}
      </p>
      <Rehearsal ctx={ctx} />
      {isMember(ctx) ? <OpenSeats ctx={ctx} level="h3" /> : null}
      <ul className="wall-plans">
        {plans.map((plan) => (
          <li key={plan.id}>
            <b>{plan.name}</b>
            <span className="meta">
              {[
                ...plan.prices.slice(0, 2).map(({ inWords }) => inWords),
                ...(plan.trialDays > 0 ? [`${plan.trialDays} days free`] : []),
              ].join(", ")}
            </span>
          </li>
        ))}
      </ul>
      <div className="acts">
        <Link className="button" href="/plans">
          See the plans
        </Link>
        {isMember(ctx) ? null : (
          <Link className="button quiet" href={`/signin?returnTo=${encodeURIComponent(path)}`}>
            I have one: sign in
          </Link>
        )}
      </div>
    </section>
  );
}
