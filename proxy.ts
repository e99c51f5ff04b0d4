import { type NextRequest, NextResponse } from "next/server";
import { cookiesOf } from "@/lib/cookies.ts";
import { aheadOf, meterHeader, meterRequest, routerAheadHeader } from "@/lib/plans/meter-request.ts";
import { actorOf } from "@/lib/session.ts";
import { house } from "@/lib/wiring.ts";

/**
 * The mail of an issue in frames of our own; what is in them is sandboxed by its own policy. The policy of a page stays while
 * one goes on without loading another, so this page is always loaded anew.
 */
const framesMails = /^\/desk\/(newsletters\/[^/]+\/[^/]+\/preview|settings\/mails)$/;

/** A story, alone or as the part of a page that a browser loads to go on. */
const isStory = /^\/stories\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** A strict policy for every screen: only our own scripts, each with the nonce of this very answer. */
export async function proxy(request: NextRequest) {
  const { pathname } = request.nextUrl;
  // The form of the publisher's own login and a link to the same page have one address; what comes as a form is no screen.
  if (pathname === "/sso" && request.method === "POST")
    return NextResponse.rewrite(new URL("/api/v1/sign-in/publisher", request.url));
  // Where a mail's links and its pictures lead (lib/figures, newsletters/pictures); the fast lane answers them before.
  if (/^\/(r|o|media)\//.test(pathname)) return NextResponse.rewrite(new URL(`/api${pathname}`, request.url));
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    // Issues hold pictures that lie with whoever the newsroom says, and one comes to an issue from any page.
    "img-src 'self' data: https:",
    ...(framesMails.test(pathname) ? ["frame-src 'self'"] : []),
    "font-src 'self'",
    "connect-src 'self'",
    // The one that works for a sign-in: /work.js.
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  headers.set("x-nonce", nonce);
  // Where to come back to, for screens that must ask something first; what came in under this name is overwritten.
  headers.set("x-path", pathname);
  const metered = await meter(request, pathname, headers);
  if (metered === "not ahead") return notAhead(request);
  const response = NextResponse.next({ request: { headers } });
  for (const line of metered) response.headers.append("set-cookie", line);
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("permissions-policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()");
  return response;
}

/** A page cannot set a cookie while it is drawn, so a story is counted here; what came in under this name is overwritten. */
async function meter(request: NextRequest, pathname: string, headers: Headers): Promise<string[] | "not ahead"> {
  headers.delete(meterHeader);
  headers.delete(routerAheadHeader);
  const storyId = isStory.exec(pathname)?.[1];
  if (!storyId) return [];
  const here = house();
  const cookies = cookiesOf(request.headers.get("cookie"), here.env.http.isSecure);
  const actor = await actorOf(here, cookies.get("session"));
  const reading = await meterRequest(here, request, { storyId, actor, cookies });
  if (reading.state === "closed" && aheadOf(request.headers)) return "not ahead";
  headers.set(meterHeader, JSON.stringify(reading));
  return cookies.lines;
}

/**
 * What is fetched ahead counts nothing, so it cannot be shown either; and a wall that was made ahead would stand before whoever really comes, who may have a story left. So there is
 * no page to be kept: a browser throws away what it made ahead of a status that is no success, and asks again when the reader comes. Our own router takes 204 for nothing found, without a
 * word on the console.
 */
const notAhead = (request: NextRequest) =>
  new NextResponse(null, {
    status: aheadOf(request.headers) === "router" ? 204 : 503,
    headers: { "cache-control": "no-store" },
  });

export const config = { matcher: ["/((?!_next/static|_next/image|api/|embed/|icon.svg).*)"] };
