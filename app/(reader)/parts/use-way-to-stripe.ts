import { useEffect, useState } from "react";
import { call } from "./call.ts";

/** A press that ends at a page of Stripe's: once, however often it is pressed, and with the reason where it does not. */
export function useWayToStripe(action: string) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  // Whoever comes back by the browser's own button finds the page as they left it.
  useEffect(() => {
    const wake = () => setBusy(false);
    addEventListener("pageshow", wake);
    return () => removeEventListener("pageshow", wake);
  }, []);

  async function go(fields: object) {
    if (isBusy) return;
    setBusy(true);
    setProblem("");
    const answer = await call<{ url: string | null }>("POST", action, fields);
    if (answer.ok && answer.view.url) return location.assign(answer.view.url);
    setBusy(false);
    setProblem(answer.ok ? "Stripe gave no page to pay at. Press once more." : answer.problem.title);
  }

  return { isBusy, problem, go };
}
