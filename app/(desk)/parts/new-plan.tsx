import { PlanForm } from "./plan-form.tsx";

export const NewPlan = () => (
  <PlanForm
    done="It is made, and goes to Stripe now. Readers find it as soon as it is there."
    empties
    label="Make the plan"
    method="POST"
    path="/api/v1/desk/plans"
  >
    <label className="field">
      <span>Name</span>
      <input maxLength={80} name="name" required />
      <span className="hint">Readers see it on the page of plans, on Stripe’s page and on the receipt.</span>
    </label>
    <label className="field">
      <span>What it is</span>
      <textarea className="short" maxLength={500} name="description" rows={3} />
    </label>
    <label className="field">
      <span>Currency</span>
      <input autoComplete="off" defaultValue="EUR" maxLength={3} name="currency" required />
    </label>
    <label className="field">
      <span>Price a month</span>
      <input autoComplete="off" inputMode="decimal" maxLength={12} name="month" placeholder="9.00" />
      <span className="hint">Leave one of the two empty to sell it by the other alone.</span>
    </label>
    <label className="field">
      <span>Price a year</span>
      <input autoComplete="off" inputMode="decimal" maxLength={12} name="year" placeholder="90.00" />
    </label>
    <label className="field">
      <span>Days to try it</span>
      <input defaultValue={0} max={365} min={0} name="trialDays" required type="number" />
      <span className="hint">Free, once for each member. 0 for none.</span>
    </label>
    <label className="field">
      <span>Sections that it opens (optional)</span>
      <input maxLength={400} name="sections" placeholder="Water, Culture" />
      <span className="hint">With commas between. Left empty, it opens everything.</span>
    </label>
    <fieldset className="lengths">
      <legend>On the page of plans</legend>
      <label>
        <input defaultChecked name="isListed" type="radio" value="yes" />
        Readers find it
      </label>
      <label>
        <input name="isListed" type="radio" value="no" />
        Not yet
      </label>
    </fieldset>
  </PlanForm>
);
