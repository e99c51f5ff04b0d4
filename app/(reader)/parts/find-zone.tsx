"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { call } from "./call.ts";

/** Tells once where this browser is, of a member who never said; what they choose themselves is never overruled. */
export function FindZone() {
  const router = useRouter();
  useEffect(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    if (!timeZone) return;
    call("POST", "/api/v1/me/time-zone", { timeZone, isFound: true }).then(({ ok }) => {
      // Where the zone is shown, it is shown then.
      if (ok && location.pathname === "/account") router.refresh();
    });
  }, [router]);
  return null;
}
