import { useEffect, useState } from "react";

/** The longest time that a timer of a browser can wait. */
const mostMs = 2_147_483_647;

/**
 * Whether comments are open: by the server's clock when the page was made, and from then on as time goes by. Where they close
 * while the page is open, the box to write in stays (`wasOpen`), for what was typed is in it.
 */
export function useOpen(closesAt: string | null, now: string): { isOpen: boolean; wasOpen: boolean } {
  const left = closesAt === null ? Number.POSITIVE_INFINITY : Date.parse(closesAt) - Date.parse(now);
  const [isOpen, setOpen] = useState(left > 0);
  useEffect(() => {
    if (left <= 0 || left > mostMs) return;
    const timer = setTimeout(() => setOpen(false), left);
    return () => clearTimeout(timer);
  }, [left]);
  return { isOpen, wasOpen: left > 0 };
}
