import { Refusal } from "../errors.ts";

/** A browser waits for a page, so a refusal becomes the page on which the mail can be asked for, with nothing of what was begun lost. */
export const backToSignIn =
  ({ returnTo, intentId }: { returnTo: string; intentId: string | null }) =>
  (problem: unknown): string => {
    if (!(problem instanceof Refusal)) throw problem;
    const query = new URLSearchParams({ problem: problem.message, returnTo });
    if (intentId) query.set("begun", intentId);
    return `/signin?${query}`;
  };

/** Letters of other scripts in a path are escaped, for a header holds ASCII alone. */
export function goingTo(place: URL | string) {
  const location =
    typeof place === "string"
      ? new URL(place, "https://here.invalid").href.replace("https://here.invalid", "")
      : place.href;
  return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
}
