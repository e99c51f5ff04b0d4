import { lookup as systemLookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { Agent, fetch, type Response } from "undici";
import { isUrl } from "./is-url.ts";

export type FetchRefusedReason =
  | "address_invalid"
  | "address_private"
  | "redirect_invalid"
  | "redirects_too_many"
  | "body_too_large"
  | "time_over"
  | "unreachable";

/** Every way in which a guarded fetch can fail. `message` is a sentence that may be shown to staff. */
export class FetchRefused extends Error {
  override readonly name = "FetchRefused";
  constructor(
    readonly reason: FetchRefusedReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

type Resolved = { address: string; family: number };

export type GuardedFetchOptions = {
  /** Limit of the body in bytes, counted after decompression. */
  maxBytes: number;
  /** Limit of the whole, redirects and body included. */
  timeoutMs: number;
  /** True reaches the publisher's own network, a list reaches only those addresses or ranges (`10.1.0.0/16`) in it. */
  allowPrivate?: boolean | readonly string[];
  accept?: string;
  /** Who asks, for the log of the site that is asked. */
  userAgent?: string;
  etag?: string | null;
  lastModified?: string | null;
  /** Name resolution, for tests. */
  lookup?: (host: string) => Promise<Resolved[]>;
};

export type GuardedResponse = {
  status: number;
  finalAddress: string;
  contentType: string | null;
  body: Uint8Array;
  etag: string | null;
  lastModified: string | null;
};

const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Gets an address that somebody outside gave us, without letting them reach what stands beside us.
 *
 * Only http(s), without credentials, and only hosts on the public internet. The host is judged by the address that the
 * socket connects to, so a name that answers differently the second time gains nothing. Every redirect is judged again.
 * Any status but a redirect is an answer, 304 included. Throws `FetchRefused` and nothing else.
 */
export async function fetchGuarded(address: string, options: GuardedFetchOptions): Promise<GuardedResponse> {
  const signal = AbortSignal.timeout(options.timeoutMs);
  const dispatcher = new Agent({ connect: { lookup: guardedLookup(options), timeout: options.timeoutMs } });
  try {
    let url = parseAddress(address, "address_invalid");
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      refusePrivateLiteral(url, options);
      const response = await fetch(url, { dispatcher, signal, redirect: "manual", headers: requestHeaders(options) });
      const location = REDIRECTS.has(response.status) && response.headers.get("location");
      if (!location) return await answer(url, response, options.maxBytes);
      await response.body?.cancel();
      url = parseAddress(location, "redirect_invalid", url);
    }
    throw new FetchRefused(
      "redirects_too_many",
      `The address redirects more than ${MOST_REDIRECTS} times. Give the address it ends at.`,
    );
  } catch (error) {
    throw asRefusal(error, signal, options.timeoutMs);
  } finally {
    // Connections are never kept: another caller may be allowed less than this one.
    dispatcher.destroy().catch(() => {});
  }
}

export type Posted = { status: number; answer: string };

/**
 * Posts to an address that somebody outside gave us, guarded in the same way. Nothing is followed: a redirect is its answer. Of what
 * is answered the first `mostAnswer` bytes are kept, and the rest is not waited for. Throws `FetchRefused` and nothing else.
 */
export async function postGuarded(
  address: string,
  body: string,
  options: Pick<GuardedFetchOptions, "timeoutMs" | "allowPrivate" | "lookup"> & {
    headers: Record<string, string>;
    mostAnswer: number;
  },
): Promise<Posted> {
  const guard = { maxBytes: options.mostAnswer, ...options };
  const signal = AbortSignal.timeout(options.timeoutMs);
  const dispatcher = new Agent({ connect: { lookup: guardedLookup(guard), timeout: options.timeoutMs } });
  try {
    const url = parseAddress(address, "address_invalid");
    refusePrivateLiteral(url, guard);
    const response = await fetch(url, {
      method: "POST",
      body,
      dispatcher,
      signal,
      redirect: "manual",
      headers: { "user-agent": "Masthead", ...options.headers },
    });
    return { status: response.status, answer: await readStart(response, options.mostAnswer) };
  } catch (error) {
    throw asRefusal(error, signal, options.timeoutMs);
  } finally {
    dispatcher.destroy().catch(() => {});
  }
}

async function readStart(response: Response, most: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size >= most) break;
  }
  return Buffer.concat(chunks).subarray(0, most).toString("utf8");
}

function parseAddress(address: string, reason: FetchRefusedReason, base?: URL): URL {
  if (!isUrl(address, base?.href))
    throw new FetchRefused(reason, "This is no web address. Give one that begins with https://.");
  const url = new URL(address, base);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw new FetchRefused(
      reason,
      `An address that begins with ${url.protocol} is not fetched. Give one that begins with https://.`,
    );
  if (url.username !== "" || url.password !== "")
    throw new FetchRefused(reason, "The address holds a user name or password. Give it without them.");
  return url;
}

/** A socket looks up names only: an address written as a number has to be judged before. */
function refusePrivateLiteral(url: URL, options: GuardedFetchOptions): void {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (ipaddr.isValid(host) && !mayReach(host, options.allowPrivate)) throw privateRefusal(url.hostname);
}

/** The socket connects to what this returns, so nothing can change between the judgement and the connection. */
function guardedLookup({ lookup, allowPrivate }: GuardedFetchOptions): LookupFunction {
  const resolve = lookup ?? ((host: string) => systemLookup(host, { all: true }));
  return (host, wanted, callback) => {
    resolve(host)
      .then((found) => {
        const reachable = found.filter(({ address }) => mayReach(address, allowPrivate));
        if (reachable.length === 0) throw privateRefusal(host);
        return reachable;
      })
      .then(
        (reachable) =>
          wanted.all ? callback(null, reachable) : callback(null, reachable[0]?.address ?? "", reachable[0]?.family),
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), ""),
      );
  };
}

/** Whether a host of an address may be reached at all, as far as it can be said without asking for its name. */
export function mayReachHost(hostname: string, allowPrivate: readonly string[]): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  return !ipaddr.isValid(host) || mayReach(host, allowPrivate);
}

function mayReach(address: string, allowPrivate: GuardedFetchOptions["allowPrivate"]): boolean {
  if (allowPrivate === true || isPublic(address)) return true;
  return (
    Array.isArray(allowPrivate) && ipaddr.isValid(address) && allowPrivate.some((range) => isInside(address, range))
  );
}

function isInside(address: string, range: string): boolean {
  const [network, bits] = ipaddr.parseCIDR(range.includes("/") ? range : `${range}/${range.includes(":") ? 128 : 32}`);
  const parsed = ipaddr.process(address);
  return parsed.kind() === network.kind() && parsed.match(network, bits);
}

/** Public is what is allotted to hosts on the internet. Whatever carries an IPv4 address inside is judged by that one. */
function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.range() === "unicast";
  const bytes = parsed.toByteArray();
  switch (parsed.range()) {
    case "unicast":
      return ((bytes[0] ?? 0) & 0xe0) === 0x20;
    case "ipv4Mapped":
    case "rfc6052":
      return isPublic(bytes.slice(12).join("."));
    case "6to4":
      return isPublic(bytes.slice(2, 6).join("."));
    default:
      return false;
  }
}

function privateRefusal(host: string): FetchRefused {
  return new FetchRefused(
    "address_private",
    `${host} is not on the public internet. Give an address that everybody can reach.`,
  );
}

function requestHeaders({ accept, userAgent, etag, lastModified }: GuardedFetchOptions): Record<string, string> {
  return {
    "user-agent": userAgent ?? "Masthead",
    accept: accept ?? "*/*",
    ...(etag && { "if-none-match": etag }),
    ...(lastModified && { "if-modified-since": lastModified }),
  };
}

async function answer(url: URL, response: Response, maxBytes: number): Promise<GuardedResponse> {
  return {
    status: response.status,
    finalAddress: url.href,
    contentType: response.headers.get("content-type"),
    body: await readBody(response, maxBytes),
    etag: response.headers.get("etag"),
    lastModified: response.headers.get("last-modified"),
  };
}

/** Counts what comes out of the decompression, so that a small bomb stops as early as a large file. */
async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () =>
    new FetchRefused(
      "body_too_large",
      `The answer is larger than ${maxBytes.toLocaleString("en")} bytes. Give a shorter page or feed.`,
    );
  if (Number(response.headers.get("content-length")) > maxBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** What undici throws wraps the real cause, sometimes twice. */
function asRefusal(error: unknown, signal: AbortSignal, timeoutMs: number): FetchRefused {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof FetchRefused) return cause;
  if (signal.aborted)
    return new FetchRefused(
      "time_over",
      `The site did not answer within ${timeoutMs / 1000} seconds. Try again later.`,
      { cause: error },
    );
  return new FetchRefused("unreachable", "The site could not be reached. Check the address, and try it in a browser.", {
    cause: error,
  });
}
