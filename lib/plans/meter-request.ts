import type { Actor, House } from "../context.ts";
import type { Cookies } from "../cookies.ts";
import { peerOf } from "../route.ts";
import { type Metered, meterStory } from "./meter.ts";

/** In which the verdict comes to the page that is drawn. */
export const meterHeader = "x-masthead-meter";

/** Meters what a request asks for. Its page hears of the verdict, and only from here. */
export function meterRequest(
  house: House,
  request: Request,
  { storyId, actor, cookies }: { storyId: string; actor: Actor; cookies: Cookies },
): Promise<Metered> {
  const { headers, method } = request;
  const isAhead =
    headers.has("next-router-prefetch") ||
    /prefetch|prerender/.test(headers.get("sec-purpose") ?? headers.get("purpose") ?? "");
  return meterStory(house, {
    storyId,
    actor,
    cookies,
    agent: headers.get("user-agent") ?? "",
    referrer: headers.get("referer"),
    peer: peerOf(request, house.env.http.trustedProxies),
    isRead: method === "GET" && !isAhead,
  });
}
