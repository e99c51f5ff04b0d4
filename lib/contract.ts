import { z } from "zod";
import type { DeskAct } from "./access.ts";
import type { Ctx, Member } from "./context.ts";
import type { Cookies } from "./cookies.ts";
import type { ErrorCode, Refusal } from "./errors.ts";
import type { Limit } from "./rate-limit.ts";

/**
 * A contract says everything about one endpoint: it parses what comes in, shapes what goes out, names who may ask and how
 * often, and writes its part of the OpenAPI document. lib/route.ts turns it and a handler into `Request → Response`.
 */
export type Contract<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> = {
  /** Unique, a verb and its object: "postComment". */
  id: string;
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With `{names}` for parameters: "/api/v1/stories/{storyId}/comments". */
  path: string;
  summary: string;
  tag: string;
  access: "anyone" | "member" | DeskAct;
  /** True where somebody at the desk must have shown their second factor in the last quarter of an hour: what sends, exports or opens. */
  stepUp?: true;
  /** True where the second factor itself is set up or shown, so that nobody is asked for it before they can have it. */
  beforeProof?: true;
  /** By network (the asker's address or /64), or by member where there is one. */
  limits?: (Limit & { by: "network" | "member" })[];
  params?: Params;
  query?: Query;
  body?: Body;
  reply: Reply;
  /** 200 unless said; 204 answers nothing. */
  status?: number;
  /** What it may refuse, beyond what every endpoint may. */
  refuses?: ErrorCode[];
  /** Of the body, in bytes; 64 kB unless said. */
  most?: number;
  /** True where machines that know nothing of our pages must be let in (RFC 8058): no cookie is read then. */
  isCrossSite?: boolean;
  /** True where a signature is over the body as it came: the body is its text then, of whatever content type. */
  isRaw?: boolean;
  /** The content type of a piece of a file: the body is its bytes then (a Uint8Array), and nothing else is taken. */
  takes?: string;
  /** Cache-Control of a good answer; "no-store" unless said. */
  caching?: string;
  /** True where the answer is the same for everybody: no cookie is read then, so nothing of the asker can get into it. */
  isShared?: boolean;
  /** True where the pages of listed origins (lib/origins.ts) may ask too, with their readers' cookies: what our elements need. */
  isEmbeddable?: boolean;
  /**
   * True where the act itself keeps what it did under an Idempotency-Key, in the row that it makes, or where done twice is done once;
   * route.ts keeps nothing then.
   */
  keepsOnce?: true;
  /** Content type when it is not JSON; the handler then answers with a Response. */
  produces?: string;
  /** How a plain HTML form is answered: with the path to go to. An endpoint without it takes JSON only. */
  form?: {
    done(reply: z.output<Reply>, body: z.output<Body>): string;
    /** Where to go when refused; undefined shows a page that says why. */
    refused?(refusal: Refusal, body: Record<string, unknown>, params: Record<string, string>): string | undefined;
    /** True where the page of `refused` shows the form again with what was typed (lib/typed.ts). */
    keeps?: true;
  };
};

export type Call<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A> = {
  ctx: A extends "anyone" ? Ctx : Ctx<Member>;
  params: z.output<P>;
  query: z.output<Q>;
  body: z.output<B>;
  cookies: Cookies;
  request: Request;
  /** The asker's network (see rate-limit.ts), for limits that depend on the body. */
  network: string;
};

/** An answer that nobody has made a Response of yet. Names of headers are in lower case. */
export type Reply = { status: number; headers: Record<string, string | string[]>; body: string | Buffer | null };

/** What an act answers when the bytes were made before: they have the contract's shape already, and are not parsed again. */
export class Ready {
  constructor(readonly reply: Reply) {}
}

export type Endpoint = {
  contract: Contract;
  /** For whoever speaks Request and Response: plain Next, tests. */
  answer(request: Request, params: Record<string, string>): Promise<Response>;
  /**
   * The same answer for the fast lane, which has the socket: making a Response and reading it again would cost more than
   * everything else. An act that makes a Response of its own is handed on as it is.
   */
  reply(request: Request, params: Record<string, string>): Promise<Reply | Response>;
};

const nothing = z.undefined();

/** Keeps the types of a contract's parts while checking its shape. */
export function contract<
  const A extends Contract["access"],
  P extends z.ZodType = typeof nothing,
  Q extends z.ZodType = typeof nothing,
  B extends z.ZodType = typeof nothing,
  R extends z.ZodType = z.ZodType,
>(parts: Contract<P, Q, B, R> & { access: A }) {
  return parts;
}

/** An id in a path. A malformed one is a 404 like an unknown one, so route.ts treats bad params so. */
export const uuid = z.uuid();

/** Moments travel as ISO 8601 in UTC. */
export const moment = z
  .date()
  .transform((date) => date.toISOString())
  .pipe(z.iso.datetime());

/** A page of a longer list: opaque cursors, never offsets. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() });
