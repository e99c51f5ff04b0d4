import type { IncomingMessage } from "node:http";
import { peerHeader } from "../peer.ts";

/**
 * Writes down who is at the other end of the socket, for limits by network, in place of anything that they say about it
 * themselves. Both forms of the headers are set: the fast lane reads the raw ones, Next the others.
 */
export function namePeer(request: IncomingMessage) {
  const { rawHeaders } = request;
  for (let at = rawHeaders.length - 2; at >= 0; at -= 2)
    if (rawHeaders[at]?.toLowerCase() === peerHeader) rawHeaders.splice(at, 2);
  const peer = request.socket.remoteAddress ?? "unknown";
  request.headers[peerHeader] = peer;
  rawHeaders.push(peerHeader, peer);
}
