import type { Spares } from "../audiences/spares.ts";
import type { OfferOfPlan } from "./reads.ts";

/** Nothing of a plan is offered to who has it for nothing: days of it are of no use, and what is cheaper would be spent on days that cost nothing. */
export const givenBy = ({ planId }: OfferOfPlan, now: Date): Spares["given"] =>
  planId ? { plan: planId, at: now.toISOString() } : null;
