import { PlanForm } from "./plan-form.tsx";

export const CompareNow = () => (
  <PlanForm
    done="It is being done. Load the page again in a moment to see what was found."
    isQuiet
    label="Compare with Stripe now"
    method="POST"
    path="/api/v1/desk/payments/comparison"
  >
    {null}
  </PlanForm>
);
