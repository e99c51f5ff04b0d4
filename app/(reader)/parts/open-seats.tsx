import type { Ctx, Member } from "@/lib/context.ts";
import { openSeatsFor } from "@/lib/plans/groups/reads.ts";

/** Seats that are free for the domain of this member's address. One is taken by a press, and never without. */
export async function OpenSeats({ ctx, level: Title = "h2" }: { ctx: Ctx<Member>; level?: "h2" | "h3" }) {
  const seats = await openSeatsFor(ctx);
  return seats.map(({ groupId, group, plan, domain }) => (
    <section aria-labelledby={`seat-${groupId}`} className="chosen-plan" key={groupId}>
      <Title id={`seat-${groupId}`}>Take your seat at {group}</Title>
      <p>
        {group} pays for {plan} for whoever has an address at {domain}, and a seat is free. You pay nothing. Whoever
        looks after the group sees your name and your address, and never what you read.
      </p>
      <form action={`/api/v1/groups/${groupId}/seat`} method="post">
        <button className="button" type="submit">
          Take your seat<span className="hidden"> at {group}</span>
        </button>
      </form>
    </section>
  ));
}
