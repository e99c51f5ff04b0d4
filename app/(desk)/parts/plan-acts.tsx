"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { call } from "../../(reader)/parts/call.ts";

type Props = {
  id: string;
  name: string;
  isListed: boolean;
  isArchived: boolean;
  prices: { id: string; inWords: string }[];
};

/** What can be done with a plan in its row. Whoever has it keeps it. */
export function PlanActs({ id, name, isListed, isArchived, prices }: Props) {
  const router = useRouter();
  const [problem, setProblem] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);

  async function ask(method: string, path: string, body: object) {
    setBusy(true);
    const answer = await call(method, path, body);
    setBusy(false);
    setProblem(answer.ok ? "" : answer.problem.title);
    if (answer.ok) router.refresh();
    return answer.ok;
  }
  const change = (body: object) => ask("PATCH", `/api/v1/desk/plans/${id}`, body);
  const button = (label: string, press: () => unknown) => (
    <button
      aria-label={`${label}: ${name}`}
      className="button quiet"
      disabled={isBusy}
      onClick={() => void press()}
      type="button"
    >
      {label}
    </button>
  );

  return (
    <>
      <div className="keys">
        {isArchived
          ? button("Sell it again", () => change({ isArchived: false }))
          : isListed
            ? button("Take off the page", () => change({ isListed: false }))
            : button("Put on the page", () => change({ isListed: true }))}
        {isArchived ? null : button("Take from sale", () => change({ isArchived: true }))}
        {button(isOpen ? "Close the prices" : "Prices", () => setOpen(!isOpen))}
      </div>
      {isOpen ? (
        <div className="plan-price-acts">
          {prices.map((price) => (
            <div className="keys" key={price.id}>
              <span>{price.inWords}</span>
              <button
                aria-label={`Take from sale: ${price.inWords}, ${name}`}
                className="link"
                disabled={isBusy}
                onClick={() => void ask("POST", `/api/v1/desk/plan-prices/${price.id}/retire`, {})}
                type="button"
              >
                Take from sale
              </button>
            </div>
          ))}
          <form
            className="keys"
            onSubmit={async (event) => {
              event.preventDefault();
              const form = event.currentTarget;
              if (await ask("POST", `/api/v1/desk/plans/${id}/prices`, Object.fromEntries(new FormData(form))))
                form.reset();
            }}
          >
            <label className="field">
              <span>Another price</span>
              <input autoComplete="off" inputMode="decimal" maxLength={12} name="amount" required />
            </label>
            <label className="field">
              <span>Currency</span>
              <input autoComplete="off" defaultValue="EUR" maxLength={3} name="currency" required />
            </label>
            <label className="field">
              <span>Every</span>
              <select name="every">
                <option value="month">month</option>
                <option value="year">year</option>
              </select>
            </label>
            <label className="field">
              <span>For</span>
              <select name="isForGroups">
                <option value="no">single readers</option>
                <option value="yes">each seat of a group</option>
              </select>
            </label>
            <button className="button quiet" disabled={isBusy} type="submit">
              Add it
            </button>
          </form>
        </div>
      ) : null}
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
    </>
  );
}
