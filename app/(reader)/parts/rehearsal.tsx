import type { Ctx } from "@/lib/context.ts";
import { paymentsMode } from "@/lib/plans/mode.ts";

/** Said wherever something is sold, so that nobody takes a trial of the product for the product. */
export function Rehearsal({ ctx }: { ctx: Ctx }) {
  const mode = paymentsMode(ctx);
  if (mode !== "rehearsal" && mode !== "test") return null;
  return (
    <p className="said waits rehearsal-note">
      <b>Payments are a rehearsal.</b>{" "}
      {mode === "rehearsal"
        ? "No card is asked for, and no money moves."
        : "Stripe is in its test mode: only its test cards pay, and no money moves."}
    </p>
  );
}
