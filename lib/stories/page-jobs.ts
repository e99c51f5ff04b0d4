import { z } from "zod";
import { job } from "../jobs.ts";
import { readPages } from "./pages.ts";

/** In turn, so that no site is asked for two pages at once, whatever its sitemaps. */
export const readFeedPages = job(
  "stories.read-pages",
  z.object({ feedId: z.uuid() }),
  (ctx, { feedId }, signal) => readPages(ctx, feedId, { signal }),
  { maxTries: 2, inTurn: "stories.read-pages" },
);
