import { z } from "zod";
import { isTimeZone } from "./rhythm.ts";
import { replyRhythms } from "./rhythm-words.ts";

const replyRhythm = z.enum(replyRhythms);

export const replyMailsBody = z.object({
  rhythm: replyRhythm.describe("How often I am mailed about replies to my comments"),
  timeZone: z
    .string()
    .max(64)
    .optional()
    // A browser that names a zone which we do not know still chooses a rhythm.
    .transform((zone) => (zone && isTimeZone(zone) ? zone : undefined))
    .describe("Where the member's morning is, like Europe/Berlin; one that is not known is left out"),
});
export const replyMailsChoice = z.object({ rhythm: replyRhythm });

export const tokenParams = z.object({ token: z.string().max(200) });
const fromPage = z.literal("yes").optional().describe("Asked from our own page, which is shown again");
/** Mail programs post `List-Unsubscribe=One-Click`; our own page posts the same. */
export const stopBody = z.object({ "List-Unsubscribe": z.string().optional(), page: fromPage });
export const muteBody = z.object({
  isMuted: z
    .union([z.boolean(), z.enum(["yes", "no"])])
    .default(true)
    .transform((muted) => muted === true || muted === "yes"),
  page: fromPage,
});
