import { z } from "zod";
import { highlightView } from "./highlight-schema.ts";
import { bookmarkView, placeBody } from "./schema.ts";

export const mostActs = 200;
/** What waited longer than this on a device is not synced any more: nobody remembers what they meant. */
const longestWaitMs = 90 * 86_400_000;

const owner = z.string().max(100).describe("Whose copy it is, as the copy on the device says");

export const deviceCopyView = z.object({
  owner,
  items: z.array(
    bookmarkView.extend({
      isOpen: z.boolean().describe("Whether its text is open to me without counting a free story"),
      version: z.string().describe("Another one when the story's text is another, or is closed or opened to me"),
      highlights: z.array(highlightView),
    }),
  ),
  isWhole: z.boolean().describe("False when more is saved than a device keeps"),
});

export const deviceStoryView = z.object({
  isOpen: z.boolean(),
  version: z.string().describe("Of this very text"),
  bodyHtml: z.string().nullable().describe("Null when it is not open, or when there is none"),
});

const one = z.object({
  storyId: z.uuid(),
  agoMs: z.int().min(0).max(longestWaitMs).describe("How long ago it was done, by the device's own clock"),
});
/** What was done with a saved story while there was no network. */
export const waitingAct = z.discriminatedUnion("act", [
  one.extend({ act: z.enum(["keep", "drop", "read", "unread", "archive", "unarchive"]) }),
  one.extend({ act: z.literal("place"), place: placeBody }),
]);
export type WaitingAct = z.output<typeof waitingAct>;

export const syncBody = z.object({
  owner,
  acts: z.array(waitingAct).min(1).max(mostActs).describe("In the order in which they were done"),
});
export const syncView = z.object({
  outcomes: z
    .array(z.enum(["done", "older", "gone"]))
    .describe("For each act: done, older than what was done elsewhere since, or about a story that is not there"),
});
export type Outcome = z.output<typeof syncView>["outcomes"][number];
