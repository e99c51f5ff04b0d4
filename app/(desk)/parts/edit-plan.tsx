import { PlanForm } from "./plan-form.tsx";

type Props = { planId: string; name: string; description: string; trialDays: number; sections: string };

export const EditPlan = (props: Props) => (
  <PlanForm
    done="Saved here, and on its way to Stripe."
    label="Save"
    method="PATCH"
    path={`/api/v1/desk/plans/${props.planId}`}
  >
    <label className="field">
      <span>Name</span>
      <input defaultValue={props.name} maxLength={80} name="name" required />
    </label>
    <label className="field">
      <span>What it is</span>
      <textarea className="short" defaultValue={props.description} maxLength={500} name="description" rows={3} />
    </label>
    <label className="field">
      <span>Days to try it</span>
      <input defaultValue={props.trialDays} max={365} min={0} name="trialDays" required type="number" />
      <span className="hint">For those who choose it from now on.</span>
    </label>
    <label className="field">
      <span>Sections that it opens (optional)</span>
      <input defaultValue={props.sections} maxLength={400} name="sections" placeholder="Water, Culture" />
      <span className="hint">
        With commas between; empty for everything. It holds for everybody who has it, at once.
      </span>
    </label>
  </PlanForm>
);
