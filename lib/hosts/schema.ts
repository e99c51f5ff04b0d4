import { z } from "zod";
import { siteLanguage } from "../comments/house-rules-schema.ts";
import { originText } from "../origins.ts";

export const originBody = z.object({ origin: originText });
export const originsView = z.object({ origins: z.array(z.string()) });

/** What every element on a page asks for, once for all of them. */
export const pageState = z.object({
  publication: z.string(),
  member: z
    .object({
      name: z.string().describe("The name, or the address with most of it veiled"),
      hasName: z.boolean().describe("Whether comments have a name to stand under"),
    })
    .nullable(),
  story: z
    .object({
      id: z.uuid(),
      title: z.string(),
      comments: z.int().describe("How many are published under it"),
      isOpen: z.boolean().describe("Whether one can comment"),
      isSaved: z.boolean().describe("By whoever asks"),
      language: siteLanguage.describe("What comments are written in"),
    })
    .nullable()
    .describe("Null where we know no story by this address"),
});
export type PageState = z.output<typeof pageState>;
