import type { Finding } from "./schema.ts";

/** What becomes of a comment at its author's first try, from the mildest to the strictest. */
export const fates = ["published", "nudged", "held", "refused"] as const;
export type Fate = (typeof fates)[number];

/** The strictest finding decides. One that is held in any case is not nudged first: mending would not spare it the moderator. */
export function fateOf(findings: Finding[]): Fate {
  const handlings = new Set(findings.map(({ handling = "nudge" }) => handling));
  if (handlings.has("refuse")) return "refused";
  if (handlings.has("hold")) return "held";
  return handlings.has("nudge") ? "nudged" : "published";
}
