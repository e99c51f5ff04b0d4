import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fastLane, matcher } from "@/lib/server/fast-lane.ts";
import { endpoints } from "@/lib/server/registry.ts";
import { testHouse } from "../house.ts";

const house = testHouse({ TRUSTED_PROXIES: "1" });
const root = path.resolve(import.meta.dirname, "../../app/api");
const find = matcher(endpoints);

let base = "";
const lane = fastLane(endpoints);
const server = http.createServer((request, response) => {
  if (!lane(request, response)) response.writeHead(404).end("not an endpoint");
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

type Sent = {
  method: string;
  path: string;
  cookie?: string;
  type?: string;
  body?: string;
  headers?: Record<string, string>;
};
type Answer = { status: number; type: string | null; location: string | null; cache: string | null; body: string };
const headersOf = ({ cookie, type, headers }: Sent) => ({
  "x-request-id": "doors-test-0001",
  "x-forwarded-for": "203.0.113.50",
  ...(cookie ? { cookie } : {}),
  ...(type ? { "content-type": type } : {}),
  ...headers,
});
const answerOf = async (response: Response): Promise<Answer> => ({
  status: response.status,
  type: response.headers.get("content-type"),
  location: response.headers.get("location"),
  cache: response.headers.get("cache-control"),
  body: await response.text(),
});

const throughFastLane = async (sent: Sent) =>
  answerOf(
    await fetch(base + sent.path, {
      method: sent.method,
      headers: headersOf(sent),
      redirect: "manual",
      ...(sent.body === undefined ? {} : { body: sent.body }),
    }),
  );

type Handler = (request: Request, next: { params: Promise<Record<string, string>> }) => Promise<Response>;

/** As Next does it: the file of the path, the function of the method, the parameters as a promise. */
async function throughNext(sent: Sent): Promise<Answer> {
  const found = find(sent.method, sent.path);
  if (!found) throw new Error(`No contract answers ${sent.method} ${sent.path}.`);
  const file = fileOf(found.endpoint.contract.path);
  const module = (await import(/* @vite-ignore */ path.join(root, file))) as Record<string, Handler | undefined>;
  const handler = module[sent.method];
  if (!handler) throw new Error(`${file} exports no ${sent.method}.`);
  const request = new Request(base + sent.path, {
    method: sent.method,
    headers: headersOf(sent),
    ...(sent.body === undefined ? {} : { body: sent.body }),
  });
  return answerOf(await handler(request, { params: Promise.resolve(found.params) }));
}

const fileOf = (contractPath: string) =>
  `${contractPath.replace(/^\/api\//, "").replace(/\{(\w+)\}/g, "[$1]")}/route.ts`;

describe("both doors give the same answer", () => {
  const json = "application/json";
  const form = "application/x-www-form-urlencoded";
  const id = "0190a0b0-0000-7000-8000-00000000ffff";
  const foreign = { origin: "https://evil.test" };
  const table: Omit<Sent, "cookie">[] = [
    { method: "GET", path: "/api/health" },
    { method: "GET", path: "/api/ready" },
    { method: "GET", path: "/api/openapi.json" },
    { method: "GET", path: "/api/v1/me" },
    { method: "GET", path: "/api/v1/stories" },
    { method: "GET", path: "/api/v1/stories?after=nonsense" },
    { method: "GET", path: "/api/v1/stories?after=1_2_3&after=%00" },
    { method: "GET", path: `/api/v1/stories/${id}` },
    { method: "GET", path: "/api/v1/stories/not-an-id" },
    { method: "GET", path: "/api/v1/stories/%E0%A4" },
    { method: "GET", path: `/api/v1/stories/${id}/comments?order=worst` },
    { method: "GET", path: "/api/v1/newsletters" },
    { method: "GET", path: "/api/v1/newsletters/nothing/feed" },
    { method: "GET", path: "/api/v1/newsletters/a%2Fb/feed" },
    { method: "GET", path: "/api/v1/newsletters/tides/feed" },
    { method: "GET", path: "/api/v1/guidelines" },
    { method: "GET", path: "/api/v1/desk/comments" },
    { method: "GET", path: "/api/v1/bookmarks?shelf=lost" },
    { method: "POST", path: "/api/v1/me/name", type: json, body: '{"displayName":"Ann"}' },
    { method: "POST", path: "/api/v1/me/name", type: json, body: '{"displayName":' },
    { method: "POST", path: "/api/v1/me/name", type: json, body: "" },
    { method: "POST", path: "/api/v1/me/name", type: json, body: "null" },
    { method: "POST", path: "/api/v1/me/name", type: json, body: '{"displayName":{"not":"text"}}' },
    { method: "POST", path: "/api/v1/me/name", type: "text/plain", body: '{"displayName":"Ann"}' },
    { method: "POST", path: "/api/v1/me/name", type: form, body: "displayName=Ann+Weir" },
    { method: "POST", path: "/api/v1/me/name", type: form, body: "displayName=x" },
    { method: "POST", path: "/api/v1/me/name", type: json, body: '{"displayName":"Ann"}', headers: foreign },
    { method: "POST", path: "/api/v1/me/name", type: form, body: "displayName=Ann", headers: foreign },
    { method: "POST", path: "/api/v1/comments/check", type: json, body: JSON.stringify({ text: "A".repeat(100_000) }) },
    { method: "POST", path: "/api/v1/comments/check", type: json, body: '{"text":"I agree with the council."}' },
    { method: "POST", path: "/api/v1/unsubscribe/forged", type: form, body: "List-Unsubscribe=One-Click" },
    { method: "POST", path: "/api/v1/unsubscribe/forged", type: "multipart/form-data; boundary=x", body: "--x--" },
    { method: "POST", path: "/api/v1/opt-ins", type: json, body: '{"token":"forged"}' },
    { method: "PUT", path: `/api/v1/bookmarks/${id}` },
    { method: "DELETE", path: `/api/v1/bookmarks/${id}` },
    { method: "PATCH", path: `/api/v1/bookmarks/${id}`, type: json, body: '{"isRead":"yes"}' },
  ];

  test.each(
    table.map(
      (sent) => [`${sent.method} ${sent.path} ${sent.type ?? ""} ${(sent.body ?? "").slice(0, 40)}`, sent] as const,
    ),
  )("%s", async (_, sent) => {
    const { cookie } = await house.member("Ann");
    if (!find(sent.method, sent.path)) return expect(decodes(sent.path)).toBe(false);
    for (const who of [{}, { cookie }])
      expect(await throughFastLane({ ...sent, ...who })).toEqual(await throughNext({ ...sent, ...who }));
  });

  test("HEAD is answered as GET, without the body", async () => {
    for (const at of ["/api/health", "/api/v1/stories", "/api/v1/stories/not-an-id"]) {
      const [head, get] = [
        await throughFastLane({ method: "HEAD", path: at }),
        await throughFastLane({ method: "GET", path: at }),
      ];
      expect(head).toEqual({ ...get, body: "" });
      expect(get.body).not.toBe("");
    }
  });

  test("what is no endpoint is left to Next: other paths, other methods, trailing slashes", async () => {
    for (const [method, at] of [
      ["GET", "/"],
      ["GET", "/api"],
      ["GET", "/api/"],
      ["GET", "/api/v1/stories/"],
      ["DELETE", "/api/v1/me"],
      ["GET", "/apix/health"],
    ] as const)
      expect((await throughFastLane({ method, path: at })).body, `${method} ${at}`).toBe("not an endpoint");
  });
});

function decodes(at: string): boolean {
  try {
    return decodeURIComponent(at) !== "";
  } catch {
    return false;
  }
}

describe("the registry and app/api say the same", () => {
  const files = fs
    .readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("route.ts") && !file.includes("[...nextauth]"))
    .map((file) => file.split(path.sep).join("/"));

  test("every contract has its file, exporting exactly its methods", async () => {
    const wanted = new Map<string, string[]>();
    for (const { contract } of endpoints) {
      const file = fileOf(contract.path);
      // Where other pages may ask, their browsers ask first whether they may.
      const asked = contract.isEmbeddable ? ["OPTIONS", contract.method] : [contract.method];
      wanted.set(file, [...new Set([...(wanted.get(file) ?? []), ...asked])].sort());
    }
    expect([...files].sort()).toEqual([...wanted.keys()].sort());
    for (const [file, methods] of wanted) {
      const module = (await import(/* @vite-ignore */ path.join(root, file))) as Record<string, Handler | undefined>;
      const exported = Object.keys(module).filter((name) => module[name] !== undefined);
      expect(exported.sort(), file).toEqual(methods);
    }
  });
});
