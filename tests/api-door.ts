import { matcher } from "@/lib/server/fast-lane.ts";
import { endpoints } from "@/lib/server/registry.ts";

const find = matcher(endpoints);

export type Asked = {
  body?: unknown;
  /** Sent as an HTML form would send it. */
  form?: Record<string, string>;
  /** Sent as it is; name its content type in `headers`. */
  raw?: string | Uint8Array<ArrayBuffer>;
  cookie?: string;
  headers?: Record<string, string>;
  /** Another network for another reader, so that limits do not mix. */
  from?: string;
};

/** Asks one endpoint as the doors do: a whole Request in, a whole Response out. */
export async function ask(method: string, path: string, asked: Asked = {}): Promise<Response> {
  const url = new URL(path, "http://site.test");
  const found = find(method, `${url.pathname}${url.search}`);
  if (!found) throw new Error(`No contract answers ${method} ${path}.`);
  const headers = new Headers({ host: "site.test", "x-forwarded-for": asked.from ?? "203.0.113.7", ...asked.headers });
  if (asked.cookie) headers.set("cookie", asked.cookie);
  const body = bodyOf(asked);
  if (body !== undefined && !headers.has("content-type"))
    headers.set("content-type", asked.form ? "application/x-www-form-urlencoded" : "application/json");
  return found.endpoint.answer(
    new Request(url, { method, headers, ...(body === undefined ? {} : { body }) }),
    found.params,
  );
}

function bodyOf({ raw, form, body }: Asked): BodyInit | undefined {
  if (raw !== undefined) return raw;
  if (form) return new URLSearchParams(form).toString();
  return body === undefined ? undefined : JSON.stringify(body);
}
