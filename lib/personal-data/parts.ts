import { bookmarkParts } from "../bookmarks/personal.ts";
import { commentParts } from "../comments/personal.ts";
import { deliveryParts } from "../delivery/personal.ts";
import { figureParts } from "../figures/personal.ts";
import { memberParts } from "../members/personal.ts";
import { messageParts } from "../messages/personal.ts";
import { offerParts } from "../offers/personal.ts";
import type { PersonalPart } from "../personal-part.ts";
import { planParts } from "../plans/personal.ts";
import { seriesParts } from "../series/personal.ts";

/** Everything that is held on a member, by the rooms that hold it. */
export const parts: PersonalPart[] = [
  ...memberParts,
  ...bookmarkParts,
  ...commentParts,
  ...deliveryParts,
  ...messageParts,
  ...seriesParts,
  ...figureParts,
  ...planParts,
  ...offerParts,
];
