import { builtVersion } from "@/lib/built-version.ts";
import { house } from "@/lib/wiring.ts";
import { readingListWorker, removal } from "./worker.ts";

/** Asked for anew at every look, so that a new worker, or the one that removes them all, is there at once. */
export const GET = () =>
  new Response(house().env.readingList.isOffline ? readingListWorker(builtVersion()) : removal, {
    headers: { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-cache" },
  });
