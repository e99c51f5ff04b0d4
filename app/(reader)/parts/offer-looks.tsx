"use client";
import { useEffect } from "react";
import { call } from "./call.ts";

/** Says which offers stand before a member, once they do: what is only fetched ahead is looked at by nobody. */
export function OfferLooks({ offerIds, from }: { offerIds: string[]; from: string | null }) {
  const named = offerIds.join(" ");
  useEffect(() => {
    // Nobody waits for it, and a look that is not counted harms nobody.
    if (named) void call("POST", "/api/v1/offers/looks", { offerIds: named.split(" "), from });
  }, [named, from]);
  return null;
}
