import { z } from "zod";
import { moment } from "../contract.ts";

export const muteAuthorBody = z.object({
  isMuted: z
    .union([z.boolean(), z.enum(["yes", "no"])], "Say whether to mute them: yes or no.")
    .transform((choice) => choice === true || choice === "yes"),
});

/** Somebody whom a member does not read. */
export const mutedMemberView = z.object({
  id: z.uuid().describe("Of the muting, to end it; it says nothing about who is muted"),
  name: z.string(),
  at: moment,
});
export type MutedMemberView = z.input<typeof mutedMemberView>;
