/** The header in which the start-up server hands on who is at the other end of the socket; it overwrites what came in. */
export const peerHeader = "x-masthead-peer";

/** Who is at the other end, counting back over as many proxies as the operator trusts. */
export function peerOf(request: Request, trustedProxies: number): string {
  const peer = request.headers.get(peerHeader) ?? "unknown";
  if (trustedProxies === 0) return peer;
  const hops = (request.headers.get("x-forwarded-for") ?? "")
    .split(",")
    .map((hop) => hop.trim())
    .filter(Boolean);
  return hops.at(-trustedProxies) ?? peer;
}
