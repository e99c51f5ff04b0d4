import { z } from "zod";
import { ownBanView } from "./ban-schema.ts";
import { commentView, reportView } from "./schema.ts";

/** What only the member who asks sees of a talk, or may do in it. */
export const mineView = z.object({
  held: z.array(commentView).describe("Their own comments that wait for a moderator"),
  own: z.array(
    z.object({ id: z.uuid(), editableForMs: z.int().nullable().describe("How much longer it can be edited") }),
  ),
  recommended: z.array(z.uuid()),
  muted: z.array(z.uuid()).describe("Comments of members whom they have muted"),
  hasMutes: z.boolean().describe("They have muted somebody, here or elsewhere, so what comes later may be muted too"),
  reported: z.array(reportView).describe("What they reported and no moderator has decided yet"),
  ban: ownBanView.nullable().describe("Why they may not comment; null when they may"),
});
export type MineView = z.input<typeof mineView>;
