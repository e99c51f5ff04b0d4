"use client";
import type { ReactNode } from "react";
import { useWayToStripe } from "./use-way-to-stripe.ts";

/** What somebody writes for a gift, and the way on to pay. Without scripts it goes by a page of ours with a link; with them, what is typed stays when it is refused. */
export function GiftForm({ children }: { children: ReactNode }) {
  const { isBusy, problem, go } = useWayToStripe("/api/v1/me/gifts");
  return (
    <form
      action="/api/v1/me/gifts"
      aria-busy={isBusy}
      className="stack gift-form"
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        void go(Object.fromEntries(new FormData(event.currentTarget)));
      }}
    >
      {children}
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
