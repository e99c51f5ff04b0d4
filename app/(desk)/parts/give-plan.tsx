import { PlanForm } from "./plan-form.tsx";

/** For nothing, until a day, with a reason that stays in the audit log. */
export const GivePlan = ({ planId }: { planId: string }) => (
  <PlanForm
    done="It is given, and a mail tells them so."
    empties
    label="Give it"
    method="POST"
    path={`/api/v1/desk/plans/${planId}/memberships`}
  >
    <label className="field">
      <span>Their e-mail address</span>
      <input autoComplete="off" maxLength={254} name="email" required type="email" />
      <span className="hint">Of somebody who has signed in here at least once.</span>
    </label>
    <label className="field">
      <span>Last day</span>
      <input name="endsAt" required type="date" />
      <span className="hint">To the end of that day, in UTC. Given once more, it gets the new end.</span>
    </label>
    <label className="field">
      <span>Why</span>
      <input maxLength={200} minLength={3} name="reason" placeholder="Reviewer of the spring season" required />
      <span className="hint">Your colleagues see it here and in the audit log, and its member in their data.</span>
    </label>
  </PlanForm>
);
