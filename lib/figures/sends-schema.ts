import { z } from "zod";
import { moment } from "../contract.ts";

/** The newest of them: older ones are opened one by one. */
export const mostIssues = 50;

export const sendsView = z.object({
  items: z
    .array(
      z.object({
        id: z.uuid(),
        subject: z.string(),
        at: moment,
        delivered: z.int(),
        failed: z.int().describe("Bounced, given up on, or came back"),
        pressed: z.int().nullable().describe("Mails in which somebody pressed a link; null where that was not counted"),
        left: z.int().describe("Unsubscribed by it"),
      }),
    )
    .describe(`The newest ${mostIssues} issues that were sent, the oldest of them first`),
});
export type Send = z.input<typeof sendsView>["items"][number];
