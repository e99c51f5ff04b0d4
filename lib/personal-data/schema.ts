import { z } from "zod";
import { moment } from "../contract.ts";

const erasureExtent = z.enum(["everything", "keep_comments"]);
export type ErasureExtent = z.output<typeof erasureExtent>;

export const exportView = z.object({
  export: z
    .object({
      id: z.uuid(),
      askedAt: moment,
      done: z.int().describe("How many of its parts are written"),
      parts: z.int(),
      isReady: z.boolean(),
      expiresAt: moment.nullable(),
      bytes: z.int().nullable(),
    })
    .nullable()
    .describe("Null where none was asked for, or the last one is over"),
});

export const eraseBody = z.object({
  extent: erasureExtent.describe("Whether published comments stay, without a name"),
  code: z
    .string()
    .transform((text) => text.replace(/[\s-]/g, ""))
    .pipe(z.string().regex(/^\d{6}$/, "The code has six digits.")),
});
export const askCodeBody = z.object({ extent: erasureExtent.default("everything") });
export const erasureView = z.object({
  erasure: z.object({ extent: erasureExtent, dueAt: moment }).nullable().describe("Null where none was asked for"),
});
