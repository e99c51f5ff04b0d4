import type { Actor, House } from "../context.ts";
import type { Cookies } from "../cookies.ts";
import { peerOf } from "../peer.ts";
import { type Metered, meterStory } from "./meter.ts";

/** In which the verdict comes to the page that is drawn. */
export const meterHeader = "x-masthead-meter";

/** By which the start-up server says that Next's router only fetches ahead: Next keeps that from proxy.ts. */
export const routerAheadHeader = "x-masthead-router-ahead";

/** Meters what a request asks for. Its page hears of the verdict, and only from here. */
export function meterRequest(
  house: House,
  request: Request,
  { storyId, actor, cookies }: { storyId: string; actor: Actor; cookies: Cookies },
): Promise<Metered> {
  const { headers, method } = request;
  return meterStory(house, {
    storyId,
    actor,
    cookies,
    agent: headers.get("user-agent") ?? "",
    referrer: headers.get("referer"),
    peer: peerOf(request, house.env.http.trustedProxies),
    isRead: method === "GET" && aheadOf(headers) === undefined,
  });
}

/** Who fetches before anybody has pressed: the browser itself, or Next's router in one of our pages. */
export function aheadOf(headers: Headers): "browser" | "router" | undefined {
  if (headers.has(routerAheadHeader) || headers.has("next-router-prefetch")) return "router";
  const purposes = ["sec-purpose", "purpose", "x-purpose", "x-moz"].map((name) => headers.get(name) ?? "");
  return purposes.some((purpose) => /prefetch|prerender|preview/i.test(purpose)) ? "browser" : undefined;
}
