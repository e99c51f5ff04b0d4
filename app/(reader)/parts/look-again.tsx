"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";

const everyMs = 2_000;
const mostLooks = 60;

/** Loads what is on the page anew until it is something else, for two minutes. */
export function LookAgain() {
  const router = useRouter();
  useEffect(() => {
    let looks = 0;
    const timer = setInterval(() => {
      looks += 1;
      if (looks >= mostLooks) clearInterval(timer);
      router.refresh();
    }, everyMs);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}
