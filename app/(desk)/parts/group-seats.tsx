"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { call } from "../../(reader)/parts/call.ts";

type Props = { planId: string; groups: { from: number; to: number } | null };

/** Whether groups can buy a plan, and from how many seats to how many. Groups that have it keep it. */
export function GroupSeats({ planId, groups }: Props) {
  const router = useRouter();
  const [word, setWord] = useState<{ text: string; isProblem: boolean } | undefined>();
  const [isBusy, setBusy] = useState(false);

  async function save(body: object, done: string) {
    if (isBusy) return;
    setBusy(true);
    const answer = await call("PATCH", `/api/v1/desk/plans/${planId}`, body);
    setBusy(false);
    setWord(answer.ok ? { text: done, isProblem: false } : { text: answer.problem.title, isProblem: true });
    if (answer.ok) router.refresh();
  }

  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        const { from, to } = Object.fromEntries(new FormData(event.currentTarget));
        void save({ groups: { from, to } }, "Groups can buy it.");
      }}
    >
      <p className="hint">
        {groups
          ? `Groups buy from ${groups.from} to ${groups.to} seats of it.`
          : "It is not sold to groups. Say how many seats they can buy, and it is."}{" "}
        Each seat costs its price for groups, where it has one, or else what a single reader pays.
      </p>
      <label className="field">
        <span>Seats at least</span>
        <input defaultValue={groups?.from ?? 2} max={1_000} min={2} name="from" required type="number" />
      </label>
      <label className="field">
        <span>Seats at most</span>
        <input defaultValue={groups?.to ?? 500} max={1_000} min={2} name="to" required type="number" />
      </label>
      <p
        className={word ? (word.isProblem ? "said problem" : "said") : "hidden"}
        role={word?.isProblem ? "alert" : "status"}
      >
        {word?.text}
      </p>
      <div className="keys">
        <button className="button" disabled={isBusy} type="submit">
          {groups ? "Save the numbers" : "Sell it to groups"}
        </button>
        {groups ? (
          <button
            className="button quiet"
            disabled={isBusy}
            onClick={() =>
              void save({ groups: null }, "It is not sold to groups any more. Those that have it keep it.")
            }
            type="button"
          >
            Sell it to no groups
          </button>
        ) : null}
      </div>
    </form>
  );
}
