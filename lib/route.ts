import { randomUUID } from "node:crypto";
import type { Span } from "@opentelemetry/api";
import type { z } from "zod";
import { actorOfKey, bearerOf, perKey } from "./api-key.ts";
import { changedHere } from "./changes.ts";
import { actingAs } from "./context.ts";
import { type Call, type Contract, type Endpoint, Ready, type Reply } from "./contract.ts";
import { type Cookies, cookiesOf } from "./cookies.ts";
import { notFound } from "./errors.ts";
import { assertAccess, assertSameOrigin, badInput, parsePart, spendLimits } from "./guards.ts";
import { addHostHeaders, hostPageOf } from "./host-pages.ts";
import { isUrl } from "./is-url.ts";
import type { Log } from "./log.ts";
import { metrics } from "./metrics.ts";
import { fingerprintOf, once, onceName } from "./once.ts";
import { peerOf } from "./peer.ts";
import { asRefusal, refuse } from "./problems.ts";
import { networkOf, spend } from "./rate-limit.ts";
import { readBody } from "./read-body.ts";
import { addHeaders, replyWith, responseOf, seeOther } from "./replies.ts";
import { assertProof } from "./second-factor.ts";
import { actorOf } from "./session.ts";
import { fail, inSpan, traceInLog } from "./traces.ts";
import { typedSeconds, writeTyped } from "./typed.ts";
import { house } from "./wiring.ts";

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
          : refuse(
              contract,
              refusal,
              { requestId, appUrl: here.env.http.appUrl },
              isForm || asksForPage(request),
              rawBody,
              rawParams,
            );
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

function requestIdOf(request: Request) {
  const given = request.headers.get("x-request-id");
  return given && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
}

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

/** What was typed goes back with the browser to the page that says why it was refused. */
function keepTyped(cookies: Cookies, { headers }: Reply, body: Record<string, unknown>) {
  const typed = headers.location && writeTyped(String(headers.location).split(/[?#]/)[0] ?? "", body);
  if (typed) cookies.set("typed", typed, typedSeconds);
}
