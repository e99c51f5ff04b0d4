import { randomUUID } from "node:crypto";
import type { Span } from "@opentelemetry/api";
import type { z } from "zod";
import { type DeskAct, deskActs, mayDo } from "./access.ts";
import { actorOfKey, bearerOf, perKey } from "./api-key.ts";
import { changedHere } from "./changes.ts";
import { type Actor, actingAs, type House, type Member } from "./context.ts";
import { type Call, type Contract, type Endpoint, Ready, type Reply } from "./contract.ts";
import { type Cookies, cookiesOf } from "./cookies.ts";
import { isDatabaseAway } from "./db.ts";
import { type ErrorCode, notFound, Refusal } from "./errors.ts";
import { addHostHeaders, hostPageOf } from "./host-pages.ts";
import { fieldWords, inputWords, namedInWords } from "./input-words.ts";
import { isUrl } from "./is-url.ts";
import type { Log } from "./log.ts";
import { metrics } from "./metrics.ts";
import { fingerprintOf, once, onceName } from "./once.ts";
import { networkOf, spend } from "./rate-limit.ts";
import { readBody } from "./read-body.ts";
import { assertProof } from "./second-factor.ts";
import { actorOf } from "./session.ts";
import { fail, inSpan, traceInLog } from "./traces.ts";
import { typedSeconds, writeTyped } from "./typed.ts";
import { house } from "./wiring.ts";

const statusOf: Record<ErrorCode, number> = {
  malformed: 400,
  invalid_input: 422,
  too_large: 413,
  unsupported_media_type: 415,
  wrong_origin: 403,
  sign_in_needed: 401,
  not_allowed: 403,
  proof_needed: 403,
  not_found: 404,
  rate_limited: 429,
  work_needed: 428,
  link_expired: 410,
  link_spent: 410,
  code_wrong: 422,
  code_other_browser: 422,
  comment_breaks_rules: 422,
  comments_closed: 409,
  may_not_comment: 403,
  already_decided: 409,
  changed_meanwhile: 409,
  too_late: 409,
  already_sent: 409,
  approval_missing: 409,
  nobody_to_send_to: 409,
  settings_missing: 409,
  address_suppressed: 409,
  address_taken: 409,
  has_roles: 409,
  has_plan: 409,
  none_left: 409,
  passkey_refused: 422,
  not_linked: 409,
  not_a_feed: 422,
  address_unreachable: 422,
  unavailable: 503,
  internal: 500,
};

/** The header in which the start-up server hands on who is at the other end of the socket; it overwrites what came in. */
export const peerHeader = "x-masthead-peer";

/**
 * Binds a contract to the act behind it. The result is a plain `Request → Response` that every door calls: the fast lane of
 * the start-up server, `app/api/v1/**` in plain Next, and tests.
 */
export function route<
  A extends Contract["access"],
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
>(
  contract: Contract<P, Q, B, R> & { access: A },
  act: (call: Call<P, Q, B, A>) => Promise<z.input<R> | Response | Ready>,
): Endpoint {
  const reply = async (request: Request, rawParams: Record<string, string>, span: Span | undefined) => {
    const started = performance.now();
    const requestId = requestIdOf(request);
    const here = house();
    // Made when somebody writes to it: most answers write nothing.
    let ownLog: Log | undefined;
    const logOf = () => {
      ownLog ??= here.log.child({ requestId, contract: contract.id, ...traceInLog() });
      return ownLog;
    };
    let answer: Reply | Response;
    let isForm = false;
    let rawBody: Record<string, unknown> = {};
    const cookies = cookiesOf(request.headers.get("cookie"), here.env.http.isSecure);
    let host: string | null = null;
    let limit: Record<string, string> = {};
    try {
      // What comes by a key comes by no browser: its header cannot be sent from a page that we do not know, and its cookies are not read.
      const token = bearerOf(request);
      const key = token ? await actorOfKey(here, token) : undefined;
      if (key) limit = limitHeaders(await spend(here.pool, perKey, key.key.id));
      else {
        host = await hostPageOf(request, contract, here);
        if (!contract.isCrossSite && host === null) assertSameOrigin(request, contract, here);
      }
      const isAnonymous = contract.isCrossSite || contract.isShared || (key && contract.access === "anyone");
      const actor = isAnonymous ? nobody : (key ?? (await actorOf(here, cookies.get("session"))));
      const network = networkOf(peerOf(request, here.env.http.trustedProxies));
      if (contract.limits) await spendLimits(here, contract.limits, actor, network);
      assertAccess(contract.access, actor);
      await assertProof(here, contract, actor);
      const params = parsePart(contract.params, rawParams, () => notFound("thing"));
      const query = contract.query ? parsePart(contract.query, queryOf(request), badInput) : undefined;
      const input = contract.body ? await readBody(request, contract) : noInput;
      isForm = input.isForm;
      rawBody = (input.body ?? {}) as Record<string, unknown>;
      const body = parsePart(contract.body, input.body, badInput);
      const make = async (): Promise<Reply | Response> => {
        const result = await act({
          ctx: {
            ...actingAs(here, actor, requestId),
            get log() {
              return logOf();
            },
          },
          params,
          query,
          body,
          cookies,
          request,
          network,
        } as unknown as Call<P, Q, B, A>);
        return result instanceof Response
          ? result
          : result instanceof Ready
            ? { ...result.reply, headers: { ...result.reply.headers } }
            : replyWith(contract, contract.reply.parse(result), body, isForm);
      };
      const name = key && contract.method !== "GET" && !contract.keepsOnce ? onceName(request) : undefined;
      answer =
        key && name
          ? await once(
              here,
              { keyId: key.key.id, name, fingerprint: fingerprintOf(contract.id, rawParams, query, input.body) },
              make,
            )
          : await make();
    } catch (problem) {
      const refusal = asRefusal(problem);
      if (refusal.code === "internal" || refusal.code === "unavailable") {
        fail(span, refusal.code);
        logOf().error({ err: problem }, "an endpoint failed");
      }
      metrics().refusals.inc({ contract: contract.id, code: refusal.code });
      answer =
        refusal.code === "proof_needed" && isOfPage(request)
          ? seeOther(`/prove?goOn=${encodeURIComponent(pageOf(request))}`)
          : refuse(contract, refusal, requestId, isForm || asksForPage(request), rawBody, rawParams);
      if (contract.form?.keeps) keepTyped(cookies, answer, rawBody);
    } finally {
      // A refusal may come after something was changed, so it counts as well.
      if (contract.method !== "GET") changedHere();
    }
    addHeaders(answer, cookies.lines, requestId);
    if (answer instanceof Response) for (const [name, value] of Object.entries(limit)) answer.headers.set(name, value);
    else Object.assign(answer.headers, limit);
    if (contract.isEmbeddable) addHostHeaders(answer, contract, host);
    span?.setAttribute("http.response.status_code", answer.status);
    const ms = performance.now() - started;
    metrics().answers.observe({ contract: contract.id, status: answer.status }, ms / 1000);
    if (here.log.isLevelEnabled("debug")) logOf().debug({ status: answer.status, ms: Math.round(ms) }, "answered");
    return answer;
  };
  const about = {
    "http.request.method": contract.method,
    "http.route": contract.path,
    "masthead.contract": contract.id,
  };
  const traced: Endpoint["reply"] = (request, params) =>
    inSpan(
      `${contract.method} ${contract.path}`,
      "server",
      about,
      (span) => reply(request, params, span),
      request.headers,
    );
  return {
    contract: contract as unknown as Contract,
    reply: traced,
    answer: async (request, params) => responseOf(await traced(request, params)),
  };
}

const nobody = { kind: "nobody" } as const;

const limitHeaders = ({ left, secondsToNew }: { left: number; secondsToNew: number }) => ({
  "ratelimit-limit": String(perKey.points),
  "ratelimit-remaining": String(left),
  "ratelimit-reset": String(secondsToNew),
});
const noInput = { isForm: false, body: undefined };

const queryOf = (request: Request) => Object.fromEntries(new URL(request.url).searchParams);

/** What every answer carries. */
function addHeaders(answer: Reply | Response, cookieLines: string[], requestId: string) {
  if (answer instanceof Response) {
    for (const line of cookieLines) answer.headers.append("set-cookie", line);
    answer.headers.set("x-request-id", requestId);
    answer.headers.set("x-content-type-options", "nosniff");
    if (!answer.headers.has("cache-control")) answer.headers.set("cache-control", "no-store");
    return;
  }
  if (cookieLines.length > 0) answer.headers["set-cookie"] = cookieLines;
  answer.headers["x-request-id"] = requestId;
  answer.headers["x-content-type-options"] = "nosniff";
  answer.headers["cache-control"] ??= "no-store";
}

function responseOf(answer: Reply | Response): Response {
  if (answer instanceof Response) return answer;
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers))
    for (const one of [value].flat()) headers.append(name, one);
  const body = Buffer.isBuffer(answer.body) ? new Uint8Array(answer.body) : answer.body;
  return new Response(body, { status: answer.status, headers });
}

/** A problem as outsiders read it (RFC 9457). */
export function problemOf(refusal: Refusal, requestId: string) {
  return {
    type: `https://masthead.example/problems/${refusal.code.replaceAll("_", "-")}`,
    title: refusal.message,
    status: statusOf[refusal.code],
    code: refusal.code,
    requestId,
    ...refusal.details,
  };
}

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

function requestIdOf(request: Request) {
  const given = request.headers.get("x-request-id");
  return given && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
}

/** A browser says where a request comes from; one that changes something must come from our own pages. */
function assertSameOrigin(request: Request, contract: Contract, here: House) {
  if (contract.method === "GET") return;
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  const ours = origin === null || origin === here.env.http.appUrl || hostOf(origin) === request.headers.get("host");
  const isFine = site === null ? ours : site === "same-origin" && ours;
  if (!isFine)
    throw new Refusal("wrong_origin", "This request came from another site. Open the page on this site and try there.");
}

const hostOf = (origin: string) => (isUrl(origin) ? new URL(origin).host : undefined);

async function spendLimits(here: House, limits: NonNullable<Contract["limits"]>, actor: Actor, network: string) {
  for (const limit of limits) {
    const who = limit.by === "member" && actor.kind === "member" ? actor.id : network;
    await spend(here.pool, limit, who);
  }
}

function assertAccess(access: Contract["access"], actor: Actor): asserts actor is Member {
  if (access === "anyone") return;
  if (actor.kind !== "member") throw new Refusal("sign_in_needed", "Sign in first: this is for members.");
  if (actor.key) return assertKeyMay(actor.key, access);
  if (access === "member") return;
  // Who may not enter the desk learns nothing of what is in it.
  if (!mayDo(actor.roles, "desk.enter")) throw notFound("page");
  if (!mayDo(actor.roles, access as DeskAct))
    throw new Refusal("not_allowed", "Your role at the desk does not include this. Ask an administrator.");
}

function assertKeyMay({ acts }: NonNullable<Member["key"]>, access: Contract["access"]) {
  if (!(access in deskActs))
    throw new Refusal("not_allowed", "This is for members themselves: a key acts for no member.");
  if (!acts.includes(access as DeskAct))
    throw new Refusal(
      "not_allowed",
      `This key is not for “${access}”. It is for: ${acts.join(", ") || "nothing any more"}.`,
    );
}

const badInput = (fields: { field: string; problem: string }[]) =>
  new Refusal(
    "invalid_input",
    fields.map(({ field, problem }) => (field ? `${fieldWords(field)}: ${problem}` : problem)).join(" "),
    {
      fields,
    },
  );

function parsePart<S extends z.ZodType>(
  schema: S | undefined,
  value: unknown,
  refusal: (fields: { field: string; problem: string }[]) => Refusal,
): z.output<S> {
  if (!schema) return undefined as z.output<S>;
  const parsed = schema.safeParse(value, { error: inputWords });
  if (parsed.success) return parsed.data;
  throw refusal(parsed.error.issues.map((issue) => ({ field: issue.path.join("."), problem: issue.message })));
}

function replyWith(contract: Contract, reply: unknown, body: unknown, isForm: boolean): Reply {
  if (isForm && contract.form) return seeOther(contract.form.done(reply as never, body as never));
  const status = contract.status ?? 200;
  const caching = { "cache-control": contract.caching ?? "no-store" };
  return status === 204 ? { status, headers: caching, body: null } : json(status, reply, caching);
}

function refuse(
  contract: Contract,
  refusal: Refusal,
  requestId: string,
  isPage: boolean,
  body: Record<string, unknown>,
  params: Record<string, string>,
): Reply {
  if (isPage && contract.form)
    return seeOther(contract.form.refused?.(refusal, body, params) ?? `/problem?code=${refusal.code}`);
  const wait = refusal.details.retryAfterSeconds ?? (refusal.code === "unavailable" ? 5 : undefined);
  return json(statusOf[refusal.code], problemOf(refusal, requestId), {
    "content-type": "application/problem+json",
    ...(wait ? { "retry-after": String(wait) } : {}),
  });
}

/** What was typed goes back with the browser to the page that says why it was refused. */
function keepTyped(cookies: Cookies, { headers }: Reply, body: Record<string, unknown>) {
  const typed = headers.location && writeTyped(String(headers.location).split(/[?#]/)[0] ?? "", body);
  if (typed) cookies.set("typed", typed, typedSeconds);
}

const json = (status: number, value: unknown, headers: Record<string, string>): Reply => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(value),
});

/** A browser that submitted a form and would show whatever comes back. */
const asksForPage = (request: Request) =>
  request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded") === true;

/** A form or a link that a browser follows: it would show whatever comes back. */
const isOfPage = (request: Request) =>
  asksForPage(request) || (request.method === "GET" && request.headers.get("sec-fetch-mode") === "navigate");

/** Where to go on after the proof: to what was asked for, or to the page of our own whose form was sent. */
function pageOf(request: Request): string {
  const here = request.method === "GET" ? request.url : request.headers.get("referer");
  if (!here || !isUrl(here)) return "/desk";
  const { pathname, search } = new URL(here);
  return pathname + search;
}

/** A header holds ASCII alone, so letters of other scripts in the path are escaped as a browser would. */
function seeOther(path: string): Reply {
  const { pathname, search, hash } = new URL(path, "https://here.invalid");
  return { status: 303, headers: { location: `${pathname}${search}${hash}` }, body: null };
}

function asRefusal(problem: unknown): Refusal {
  if (problem instanceof Refusal) {
    const words = namedInWords(problem.message);
    return problem.code !== "invalid_input" || words === problem.message
      ? problem
      : new Refusal(problem.code, words, problem.details, { cause: problem.cause });
  }
  if (isDatabaseAway(problem))
    return new Refusal(
      "unavailable",
      "This is not available for a moment. Nothing was lost; try again shortly.",
      {},
      { cause: problem },
    );
  return new Refusal(
    "internal",
    "Something went wrong on our side. Nothing was changed; try again, and tell us the request id if it stays.",
    {},
    { cause: problem },
  );
}
