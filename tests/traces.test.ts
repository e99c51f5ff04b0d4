import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readEnv } from "@/lib/env.ts";
import { exportTraces } from "@/lib/server/export-traces.ts";
import { traceHeaders } from "@/lib/traces.ts";
import { ask } from "./api-door.ts";
import { testHouse } from "./house.ts";

type Span = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  status: { code?: number };
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
};

/** A collector on a real socket, as OpenTelemetry's own takes it. */
const bodies: string[] = [];
const sent: http.IncomingHttpHeaders[] = [];
let collector: http.Server;
let end: () => Promise<void>;
const house = testHouse();
beforeEach(async () => {
  bodies.length = 0;
  sent.length = 0;
  collector = http.createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    bodies.push(body);
    sent.push(request.headers);
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  await once(collector.listen(0, "127.0.0.1"), "listening");
});
afterEach(async () => {
  await end();
  collector.closeAllConnections();
  collector.close();
});

const begin = async (more: Record<string, string> = {}) => {
  const { port } = collector.address() as AddressInfo;
  end = await exportTraces(readEnv({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/`, ...more }), "web");
};
/** All that was sent, once the last of it is. */
async function spans(): Promise<Span[]> {
  await end();
  type Sent = { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
  const all = bodies.map((body) => JSON.parse(body) as Sent);
  return all.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap((one) => one.scopeSpans.flatMap((each) => each.spans)),
  );
}
const attribute = (span: Span | undefined, key: string) => {
  const value = span?.attributes.find((one) => one.key === key)?.value;
  return value?.stringValue ?? value?.intValue;
};

describe("traces", () => {
  test("say which contract was asked, its answer and its statements, in the trace that began with who asked", async () => {
    await begin({ OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20abc, x-tenant=1" });
    const reader = await house.member("Iris Traced");
    const began = "0af7651916cd43dd8448eb211c80319c";
    const traceparent = `00-${began}-b7ad6b7169203331-01`;
    expect((await ask("GET", "/api/v1/bookmarks", { cookie: reader.cookie, headers: { traceparent } })).status).toBe(
      200,
    );
    const all = await spans();
    const server = all.find(({ name }) => name === "GET /api/v1/bookmarks");
    expect(server).toMatchObject({ traceId: began, parentSpanId: "b7ad6b7169203331" });
    expect(attribute(server, "http.response.status_code")).toBe(200);
    const statements = all.filter(({ name }) => name === "postgresql");
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.every(({ traceId }) => traceId === began)).toBe(true);
    expect(sent[0]).toMatchObject({ authorization: "Bearer abc", "x-tenant": "1" });
  });

  test("hold nobody's address, cookie or words, and no value of a statement", async () => {
    await begin();
    const reader = await house.member("Iris Unseen");
    await ask("POST", "/api/v1/me/name", { cookie: reader.cookie, body: { displayName: "Somebody Else" } });
    await ask("GET", "/api/v1/stories?most=3", { cookie: reader.cookie });
    // Whose list it is, and what is looked for in it, are values of prepared statements.
    await ask("GET", "/api/v1/bookmarks?words=quicksilver", { cookie: reader.cookie });
    await spans();
    const told = bodies.join("\n");
    expect(told).toContain("listStories");
    for (const word of [
      reader.actor.email,
      reader.cookie.split("=")[1] ?? "",
      "Somebody Else",
      "Iris",
      "quicksilver",
      reader.actor.id,
    ])
      expect(told).not.toContain(word);
  });

  test("are not made where who asks has decided against it, nor more than their share", async () => {
    await begin();
    await ask("GET", "/api/v1/stories", {
      headers: { traceparent: "00-0af7651916cd43dd8448eb211c80319d-b7ad6b7169203331-00" },
    });
    expect(await spans()).toEqual([]);
    await begin({ OTEL_TRACES_SAMPLER_ARG: "0" });
    await ask("GET", "/api/v1/stories");
    expect(await spans()).toEqual([]);
  });

  test("without a collector there are none, and a collector that is away holds up nobody", async () => {
    end = await exportTraces(readEnv({}), "web");
    expect((await ask("GET", "/api/v1/stories")).status).toBe(200);
    expect(traceHeaders()).toEqual({});
    expect(bodies).toEqual([]);
    await begin({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" });
    expect((await ask("GET", "/api/v1/stories")).status).toBe(200);
  });
});
