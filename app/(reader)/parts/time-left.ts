import { useEffect, useState } from "react";

/** How many milliseconds are left of so many, counted from when this is first shown; 0 when they are over. */
export function useTimeLeft(ms: number | null): number {
  const [left, setLeft] = useState(ms ?? 0);
  useEffect(() => {
    const end = Date.now() + (ms ?? 0);
    const timer = setInterval(() => {
      const now = Math.max(0, end - Date.now());
      setLeft(now);
      if (now === 0) clearInterval(timer);
    }, 1000);
    return () => clearInterval(timer);
  }, [ms]);
  return left;
}

/** "4:07" */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
