import { z } from "zod";
import { moment } from "../contract.ts";
import { emailAddress } from "../members/address.ts";

export const timelineKinds = ["account", "saves", "comments", "bans", "consents", "mail", "offers"] as const;
export type TimelineKind = (typeof timelineKinds)[number];
export const timelineKind = z.enum(timelineKinds);

export const timelineView = z.object({
  member: z.object({
    id: z.uuid(),
    name: z.string(),
    email: z.string().nullable().describe("Null to who answers neither for accounts nor for mail"),
    since: moment,
  }),
  kinds: z.array(timelineKind).describe("What the asker may see"),
  items: z.array(
    z.object({
      id: z.string(),
      at: moment.describe("Of saves, the beginning of their day"),
      kind: timelineKind,
      event: z.string(),
      by: z.string().nullable().describe("Who did it, where that was not the member"),
      facts: z.record(z.string(), z.unknown()),
    }),
  ),
  next: z.string().nullable(),
});

export const findBody = z.object({ address: emailAddress });
