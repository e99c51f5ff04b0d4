"use client";
import { useState } from "react";
import { priceInWords } from "@/lib/plans/money.ts";
import { useWayToStripe } from "./use-way-to-stripe.ts";

type Price = {
  priceId: string;
  plan: string;
  from: number;
  to: number;
  amount: number;
  currency: string;
  every: string;
  everyCount: number;
};

/** What a group buys, and the way on to pay. Without scripts Stripe's page says the sum; with them it stands here as it is typed. */
export function GroupForm({
  prices,
  chosen,
  typed,
}: {
  prices: Price[];
  chosen: string;
  typed: Record<string, string>;
}) {
  const { isBusy, problem, go } = useWayToStripe("/api/v1/me/groups");
  const [priceId, setPrice] = useState(chosen);
  const [seats, setSeats] = useState(typed.seats ?? "");
  const price = prices.find((one) => one.priceId === priceId) ?? prices[0];
  const count = Number(seats);
  const sum =
    price && Number.isInteger(count) && count >= price.from && count <= price.to
      ? priceInWords({ ...price, amount: price.amount * count })
      : null;
  return (
    <form
      action="/api/v1/me/groups"
      aria-busy={isBusy}
      className="stack gift-form"
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        void go(Object.fromEntries(new FormData(event.currentTarget)));
      }}
    >
      <fieldset className="gift-choices">
        <legend>What its readers have</legend>
        {prices.map((one) => (
          <label key={one.priceId}>
            <input
              defaultChecked={one.priceId === chosen}
              name="priceId"
              onChange={() => setPrice(one.priceId)}
              required
              type="radio"
              value={one.priceId}
            />
            <span>
              {one.plan}: <b>{priceInWords(one)}</b> for each seat
            </span>
          </label>
        ))}
      </fieldset>
      <label className="field">
        <span>The name of the group</span>
        <input
          autoComplete="organization"
          defaultValue={typed.name}
          maxLength={80}
          minLength={2}
          name="name"
          required
        />
        <span className="meta">As its readers know it: “Acme Water Works”, “Class 11b”.</span>
      </label>
      <label className="field">
        <span>How many seats</span>
        <input
          defaultValue={typed.seats}
          inputMode="numeric"
          max={price?.to}
          min={price?.from}
          name="seats"
          onChange={(event) => setSeats(event.currentTarget.value)}
          required
          type="number"
        />
        <span className="meta">
          From {price?.from} to {price?.to}. You can take more later, or keep fewer.
        </span>
      </label>
      <p className="plain" role="status">
        {sum ? `That is ${sum}, and it renews until you end it.` : "Stripe’s page says the sum before you pay it."}
      </p>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
      <button className="button" disabled={isBusy} type="submit">
        Go on to pay
      </button>
    </form>
  );
}
