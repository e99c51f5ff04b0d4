import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dropOrigin, listOrigin } from "@/lib/hosts/change-origins.ts";
import { fastLane } from "@/lib/server/fast-lane.ts";
import { endpoints, methodsAt } from "@/lib/server/registry.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const paper = "https://www.courier.example";
let ada: Person;
let edda: Person;
let reader: Person;
let story: string;
beforeAll(async () => {
  ({ ada, edda } = await newsroom(house));
  reader = await house.member("Wanda Pryor");
  story = (await house.story()).id;
});
beforeEach(async () => {
  await house.house.sql`delete from settings where key = 'origins'`;
  await listOrigin(ada, paper);
});

const from = (origin: string, more = {}) => ({ origin, "sec-fetch-site": "same-site", ...more });
const state = (headers: Record<string, string>, cookie = reader.cookie) =>
  ask("GET", `/api/v1/page-state?address=http://site.test/stories/${story}`, { headers, cookie, from: ownNetwork() });
const save = (headers: Record<string, string>) =>
  ask("PUT", `/api/v1/bookmarks/${story}`, { headers, cookie: reader.cookie, from: ownNetwork() });

/** Close to what is listed, and not it. */
const strangers = [
  "https://courier.example",
  "http://www.courier.example",
  "https://www.courier.example:8443",
  "https://evil.www.courier.example",
  "https://www.courier.example.evil.example",
  "https://www.courier.exampleevil.example",
  "https://WWW.COURIER.EXAMPLE",
  "https://www.courier.example/",
  "https://www.courier.example, https://evil.example",
  "null",
  "",
  "file://",
];

describe("a page of a listed origin", () => {
  test("may read who its reader is, and save for them, with their own cookie", async () => {
    const answer = await state(from(paper));
    expect(answer.headers.get("access-control-allow-origin")).toBe(paper);
    expect(answer.headers.get("access-control-allow-credentials")).toBe("true");
    expect(answer.headers.get("vary")).toBe("origin");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.json()).toMatchObject({
      member: { name: "Wanda Pryor" },
      story: { id: story, isSaved: false },
    });
    expect((await save(from(paper))).status).toBe(200);
    expect((await (await state(from(paper))).json()).story.isSaved).toBe(true);
  });

  test("can read why it was refused, too", async () => {
    const answer = await state(from(paper), "next-auth.session-token=none");
    expect((await answer.json()).member).toBeNull();
    const refused = await ask("PUT", `/api/v1/bookmarks/${story}`, { headers: from(paper), from: ownNetwork() });
    expect(refused.status).toBe(401);
    expect(refused.headers.get("access-control-allow-origin")).toBe(paper);
  });

  test("may send JSON and no form: what a page can send without asking first changes nothing", async () => {
    for (const type of ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"]) {
      const answer = await ask("POST", "/api/v1/intents", {
        raw: `kind=bookmark&storyId=${story}`,
        headers: from(paper, { "content-type": type }),
        cookie: reader.cookie,
        from: ownNetwork(),
      });
      expect(answer.status, type).toBeGreaterThanOrEqual(303);
      expect(answer.headers.get("location") ?? "/problem?code=wrong_origin", type).toContain("problem");
      expect(answer.headers.get("access-control-allow-origin"), type).toBeNull();
    }
  });

  test("comes no nearer than its elements need: not to the account, the desk, the export or the devices", async () => {
    for (const path of ["/api/v1/me", "/api/v1/me/devices", "/api/v1/me/export", "/api/v1/desk/origins"]) {
      const answer = await ask("GET", path, { headers: from(paper), cookie: ada.cookie, from: ownNetwork() });
      expect(answer.headers.get("access-control-allow-origin"), path).toBeNull();
    }
    const rename = { headers: from(paper), cookie: reader.cookie, from: ownNetwork(), body: { displayName: "Evil" } };
    expect((await ask("POST", "/api/v1/me/name", rename)).status).toBe(403);
    expect((await ask("POST", "/api/v1/desk/origins", { ...rename, cookie: ada.cookie })).status).toBe(403);
  });

  test("is a stranger at once when it is taken off the list", async () => {
    await dropOrigin(ada, paper);
    expect((await state(from(paper))).headers.get("access-control-allow-origin")).toBeNull();
    expect((await save(from(paper))).status).toBe(403);
  });
});

describe("a page of any other origin", () => {
  test.each(strangers)("%j learns nothing and changes nothing", async (origin) => {
    const answer = await state(from(origin));
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
    expect((await save(from(origin))).status).toBe(403);
  });

  test("may read what everybody may, in nobody's name", async () => {
    const answer = await ask("GET", `/api/v1/stories/${story}/comments`, {
      headers: from("https://evil.example"),
      cookie: reader.cookie,
      from: ownNetwork(),
    });
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
  });
});

describe("what a browser asks first", () => {
  const lane = fastLane(endpoints);
  const server = http.createServer((request, response) => {
    if (!lane(request, response)) response.writeHead(404).end();
  });
  let port: number;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => void server.close());

  const path = "/api/v1/bookmarks/00000000-0000-4000-8000-000000000000";
  const asking = (origin: string, method = "PUT") => ({
    origin,
    "access-control-request-method": method,
    "access-control-request-headers": "content-type",
  });
  const doors = {
    "the fast lane": (headers: Record<string, string>, at = path) =>
      fetch(`http://127.0.0.1:${port}${at}`, { method: "OPTIONS", headers }),
    "plain Next": (headers: Record<string, string>, at = path) =>
      methodsAt(at.replace(/[0-9a-f-]{36}/, "{storyId}")).OPTIONS(
        new Request(`http://site.test${at}`, { method: "OPTIONS", headers }),
        { params: Promise.resolve({}) },
      ),
  };

  test.each(Object.entries(doors))("is answered by %s: yes to the listed, nothing to others", async (_, door) => {
    const yes = await door(asking(paper));
    expect(yes.status).toBe(204);
    expect(yes.headers.get("access-control-allow-origin")).toBe(paper);
    expect(yes.headers.get("access-control-allow-credentials")).toBe("true");
    expect(yes.headers.get("access-control-allow-methods")).toBe("PUT");
    for (const origin of strangers.filter((one) => !one.includes(",")))
      expect((await door(asking(origin))).headers.get("access-control-allow-origin"), origin).toBeNull();
    expect((await door(asking(paper, "PATCH"))).headers.get("access-control-allow-origin")).toBeNull();
    expect((await door(asking(paper), "/api/v1/me/name")).headers.get("access-control-allow-origin")).toBeNull();
  });

  test("every act that elements need is asked about at both doors alike", async () => {
    for (const { contract } of endpoints.filter((one) => one.contract.isEmbeddable && !one.contract.isShared)) {
      const at = contract.path.replaceAll(/\{\w+\}/g, "00000000-0000-4000-8000-000000000000");
      const headers = asking(paper, contract.method);
      const lane = await doors["the fast lane"](headers, at);
      expect(lane.headers.get("access-control-allow-origin"), contract.id).toBe(paper);
      const plain = await methodsAt(contract.path).OPTIONS(
        new Request(`http://site.test${at}`, { method: "OPTIONS", headers }),
        {
          params: Promise.resolve({}),
        },
      );
      expect(plain.headers.get("access-control-allow-origin"), contract.id).toBe(paper);
    }
  });
});

describe("the list", () => {
  const change = (person: Person, path: string, origin: string) =>
    ask("POST", `/api/v1/desk/origins${path}`, { cookie: person.cookie, body: { origin }, from: ownNetwork() });

  test("is an administrator's, takes a page's address for its origin, and is on record", async () => {
    expect((await change(edda, "", "https://blog.courier.example")).status).toBe(403);
    const answer = await change(ada, "", "  https://Blog.Courier.example:443/ ");
    expect((await answer.json()).origins).toEqual(["https://blog.courier.example", paper]);
    const [entry] = await house.house.sql<{ before: unknown; after: unknown }>`
      select before, after from audit_entries where subject_kind = 'setting' and subject_id = 'origins' order by id desc limit 1`;
    expect(entry).toEqual({
      before: { origins: [paper] },
      after: { origins: ["https://blog.courier.example", paper] },
    });
    expect((await (await change(ada, "/drop", "https://blog.courier.example")).json()).origins).toEqual([paper]);
  });

  test.each([
    "https://*.courier.example",
    "courier.example",
    "https://courier.example/news",
    "javascript:alert(1)",
    "https://a:b@courier.example",
    "null",
  ])("takes no %j, and says what to write", async (origin) => {
    const answer = await change(ada, "", origin);
    expect(answer.status).toBe(422);
    expect((await answer.json()).title).toContain("https://www.example.org");
  });

  test("of two who list one each at once keeps both", async () => {
    const origins = Array.from({ length: 8 }, (_, at) => `https://page${at}.courier.example`);
    await Promise.all(origins.map((origin) => change(ada, "", origin)));
    const answer = await ask("GET", "/api/v1/desk/origins", { cookie: ada.cookie, from: ownNetwork() });
    expect((await answer.json()).origins.sort()).toEqual([...origins, paper].sort());
  });
});
