"use client";
import { useState } from "react";
import type { PlanChoice } from "./new-offer.tsx";

const offs = {
  percent: "A percentage off",
  amount: "A sum off",
  trial: "Free for some days, then paid",
  gift: "A gift of some days: no card, and it ends by itself",
};
const lengths = { once: "The first payment alone", months: "For some months", always: "For as long as they have it" };
const meant = {
  anybody: "Members who pay for no plan",
  leaving: "Who is about to end this plan",
  returning: "Who had a plan and left",
};
const beginHint =
  "A cheaper plan begins at once, without its trial. The discount goes to Stripe as a coupon, and each member gets a code there that is good for them alone, once.";
const stayHint = "The discount goes to Stripe as a coupon, and is taken off from the next payment on.";
const meantHints = {
  anybody: "It stands on the members’ page, and a notice can tell of it.",
  leaving:
    "It stands where they end it, before it is done, and one press ends it all the same. Nobody sees it who is on trial, pays less already, or is leaving.",
  returning:
    "Those of them who want to hear of offers get one mail on that day, within the limits of all such mails; it stands on their page of offers as well.",
};
type Meant = keyof typeof meant;
type Off = keyof typeof offs;
type Length = keyof typeof lengths;

/** A trial is for who never had a plan, and days of a plan are of no use to who has it. */
const fits = (off: Off, meantFor: Meant) =>
  off === "trial" ? meantFor === "anybody" : off === "gift" ? meantFor !== "leaving" : true;

/** What a plan's offer takes off, and for how long. It cannot be changed afterwards, as it cannot at Stripe. */
export function PlanTerms({ plans }: { plans: PlanChoice[] }) {
  const [off, setOff] = useState<Off>("percent");
  const [meantFor, setMeantFor] = useState<Meant>("anybody");
  const [lasts, setLasts] = useState<Length>("once");
  const [planId, setPlanId] = useState(plans[0]?.id ?? "");
  const plan = plans.find(({ id }) => id === planId);
  const isCheaper = off === "percent" || off === "amount";
  return (
    <>
      <label className="field">
        <span>Plan</span>
        <select name="planId" onChange={({ target }) => setPlanId(target.value)} value={planId}>
          {plans.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <fieldset className="lengths">
        <legend>Whom it is for</legend>
        {(Object.keys(meant) as Meant[]).map((one) => (
          <label key={one}>
            <input
              checked={meantFor === one}
              name="meantFor"
              onChange={() => {
                setMeantFor(one);
                if (!fits(off, one)) setOff("percent");
              }}
              type="radio"
              value={one}
            />
            {meant[one]}
          </label>
        ))}
        <p className="hint">{meantHints[meantFor]}</p>
      </fieldset>
      {meantFor === "returning" ? (
        <label className="field">
          <span>Days after their plan ended</span>
          <input defaultValue={30} max={365} min={1} name="leftDays" required type="number" />
        </label>
      ) : null}
      <fieldset className="lengths">
        <legend>Terms</legend>
        {(Object.keys(offs) as Off[])
          .filter((one) => fits(one, meantFor))
          .map((one) => (
            <label key={one}>
              <input checked={off === one} name="off" onChange={() => setOff(one)} type="radio" value={one} />
              {offs[one]}
            </label>
          ))}
      </fieldset>
      {off === "percent" ? (
        <label className="field">
          <span>Percentage</span>
          <input max={100} min={1} name="percentOff" required type="number" />
        </label>
      ) : null}
      {off === "amount" ? (
        <div className="pair">
          <label className="field">
            <span>Sum</span>
            <input inputMode="decimal" maxLength={12} name="amountOff" placeholder="2.50" required />
          </label>
          <label className="field">
            <span>Currency</span>
            <select key={planId} name="currency">
              {plan?.currencies.map((currency) => (
                <option key={currency} value={currency}>
                  {currency.toUpperCase()}
                </option>
              ))}
            </select>
          </label>
        </div>
      ) : null}
      {off === "trial" ? (
        <label className="field">
          <span>Days free</span>
          <input max={365} min={1} name="trialDays" required type="number" />
          <span className="hint">In the place of the plan’s own trial, and only to members who have had no plan.</span>
        </label>
      ) : null}
      {off === "gift" ? (
        <label className="field">
          <span>Days given</span>
          <input max={365} min={1} name="giftDays" required type="number" />
          <span className="hint">
            Only to members who pay for no plan and have not this one for nothing already. Who chooses a plan meanwhile
            pays from the day on which the gift ends.
          </span>
        </label>
      ) : null}
      {isCheaper ? (
        <fieldset className="lengths">
          <legend>For how long</legend>
          {(Object.keys(lengths) as Length[]).map((one) => (
            <label key={one}>
              <input checked={lasts === one} name="lasts" onChange={() => setLasts(one)} type="radio" value={one} />
              {lengths[one]}
            </label>
          ))}
        </fieldset>
      ) : null}
      {isCheaper && lasts === "months" ? (
        <label className="field">
          <span>Months</span>
          <input max={36} min={1} name="months" required type="number" />
          <span className="hint">Payments that fall into them are cheaper; the first is in any case.</span>
        </label>
      ) : null}
      {isCheaper ? <p className="hint">{meantFor === "leaving" ? stayHint : beginHint}</p> : null}
    </>
  );
}
