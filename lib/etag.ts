import { createHash } from "node:crypto";

/** The name of these bytes, as an ETag. */
export const etagOf = (bytes: Buffer) => `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;

/** Whether who asks has them already, by If-None-Match: a list, and compared weakly, as proxies may have weakened it. */
export const isKnown = (etag: string, ifNoneMatch: string | null) =>
  ifNoneMatch?.split(",").some((one) => one.trim().replace(/^W\//, "") === etag) === true;
