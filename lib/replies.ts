import type { Contract, Reply } from "./contract.ts";

/** What an act gave, by its contract: a page for a form, else JSON. */
export function replyWith(contract: Contract, reply: unknown, body: unknown, isForm: boolean): Reply {
  if (isForm && contract.form) return seeOther(contract.form.done(reply as never, body as never));
  const status = contract.status ?? 200;
  const caching = { "cache-control": contract.caching ?? "no-store" };
  return status === 204 ? { status, headers: caching, body: null } : json(status, reply, caching);
}

export const json = (status: number, value: unknown, headers: Record<string, string>): Reply => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(value),
});

/** A header holds ASCII alone, so letters of other scripts in the path are escaped as a browser would. */
export function seeOther(path: string): Reply {
  const { pathname, search, hash } = new URL(path, "https://here.invalid");
  return { status: 303, headers: { location: `${pathname}${search}${hash}` }, body: null };
}

/** What every answer carries. */
export function addHeaders(answer: Reply | Response, cookieLines: string[], requestId: string) {
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

/** For doors that speak in `Response`. */
export function responseOf(answer: Reply | Response): Response {
  if (answer instanceof Response) return answer;
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers))
    for (const one of [value].flat()) headers.append(name, one);
  const body = Buffer.isBuffer(answer.body) ? new Uint8Array(answer.body) : answer.body;
  return new Response(body, { status: answer.status, headers });
}
