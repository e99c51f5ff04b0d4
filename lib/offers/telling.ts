import type { House } from "../context.ts";

/** By which way a member hears of an offer. */
export type Way = "mail" | "page";

type Signing = Pick<House, "tokens">;

/** Stands in the link of a telling, signed, and says nothing of who gets it. */
export const tellingRef = ({ tokens }: Signing, offerId: string, way: Way) =>
  tokens.sign("telling", `${offerId}~${way}`);

/** Which telling a reference is of; who comes with none, or with one of another offer, or of nobody's, came by the page. */
export function wayOf({ tokens }: Signing, offerId: string, ref: string | null | undefined): Way {
  const [of, way] = (ref && tokens.open("telling", ref))?.split("~") ?? [];
  return of === offerId && way === "mail" ? "mail" : "page";
}
