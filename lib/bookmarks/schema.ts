import { z } from "zod";
import { moment } from "../contract.ts";
import { storyLine } from "../stories/schema.ts";

export const bookmarkView = z.object({ story: storyLine, savedAt: moment, readAt: moment.nullable() });
export const isSavedView = z.object({ storyId: z.uuid(), isSaved: z.boolean() });
export const shelf = z.enum(["unread", "read"]);
export type Shelf = z.output<typeof shelf>;
