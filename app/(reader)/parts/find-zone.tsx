"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { call } from "./call.ts";

/** Tells once where this browser is and what it speaks, of a member who never said; what they choose themselves is never overruled. */
export function FindZone() {
  const router = useRouter();
  useEffect(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    if (!timeZone) return;
    Promise.all([
      call("POST", "/api/v1/me/time-zone", { timeZone, isFound: true }),
      call("POST", "/api/v1/me/language", { language: navigator.language, isFound: true }),
    ]).then((answers) => {
      // Where they are shown, they are shown then.
      if (answers.some(({ ok }) => ok) && location.pathname === "/account") router.refresh();
    });
  }, [router]);
  return null;
}
