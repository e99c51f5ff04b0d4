import fs from "node:fs";
import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, describe, expect, test } from "vitest";
import Problems from "@/app/(reader)/developers/problems/page.tsx";
import { errorCodes } from "@/lib/errors.ts";
import { problemCodes } from "@/lib/problem-codes.ts";
import { endpoints } from "@/lib/server/registry.ts";
import { setHouse } from "@/lib/wiring.ts";
import { type Asked, ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let ann: Person;
let ada: Person;
beforeAll(async () => {
  ann = await house.member("Ann");
  ({ ada } = await newsroom(house));
});
const rename = (asked: Asked) => ask("POST", "/api/v1/me/name", { cookie: ann.cookie, from: ownNetwork(), ...asked });
const nameOf = async () => (await (await ask("GET", "/api/v1/me", { cookie: ann.cookie })).json()).displayName;

describe("E5: a page on another site changes nothing", () => {
  const refused: [why: string, headers: Record<string, string>][] = [
    ["another site", { origin: "https://evil.test" }],
    ["a sibling subdomain", { origin: "http://evil.site.test" }],
    ["the site above", { origin: "http://test" }],
    ["a host that begins alike", { origin: "http://site.test.evil.test" }],
    ["another port", { origin: "http://site.test:8080" }],
    ["no origin that can be told (a sandboxed frame)", { origin: "null" }],
    ["cross-site by the browser's own word", { "sec-fetch-site": "cross-site" }],
    ["same-site by the browser's own word", { "sec-fetch-site": "same-site", origin: "http://evil.site.test" }],
    ["cross-site with our origin claimed", { "sec-fetch-site": "cross-site", origin: "http://site.test" }],
    ["a link that was typed", { "sec-fetch-site": "none" }],
  ];
  test.each(refused)("%s: 403", async (_, headers) => {
    const before = await nameOf();
    const answer = await rename({ body: { displayName: "Mallory" }, headers });
    expect([answer.status, (await answer.json()).code]).toEqual([403, "wrong_origin"]);
    const form = await rename({ form: { displayName: "Mallory" }, headers });
    expect([200, 201]).not.toContain(form.status);
    expect(await nameOf()).toBe(before);
  });

  test("our own pages, and scripts that are no browser, may", async () => {
    for (const headers of [
      {},
      { origin: "http://site.test" },
      { origin: "http://site.test", "sec-fetch-site": "same-origin" },
    ])
      expect(
        (await rename({ body: { displayName: "Ann Weir" }, headers: headers as Record<string, string> })).status,
      ).toBe(200);
  });

  test.each(["text/plain", "application/xml", "multipart/form-data; boundary=x", "application/jsonx", ""])(
    "a body as %s is a 415, however it reads",
    async (type) => {
      const answer = await rename({ raw: '{"displayName":"Mallory"}', headers: { "content-type": type } });
      expect([answer.status, (await answer.json()).code]).toEqual([415, "unsupported_media_type"]);
    },
  );
});

describe("a refusal", () => {
  test("is problem+json that names the request, and is never kept by a cache", async () => {
    const answer = await ask("GET", "/api/v1/stories/nothing", { headers: { "x-request-id": "my-request-42" } });
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.headers.get("x-request-id")).toBe("my-request-42");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.json()).toMatchObject({
      status: 404,
      code: "not_found",
      requestId: "my-request-42",
      type: "http://site.test/developers/problems#not_found",
    });
  });

  test("takes no request id that could be anything else", async () => {
    for (const given of ["x", "a".repeat(65), "a b c d e f g h", "<script>alert(1)"]) {
      const answer = await ask("GET", "/api/health", { headers: { "x-request-id": given } });
      expect(answer.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
    }
  });

  test("has only codes of the closed list, each promised one too", () => {
    for (const { contract } of endpoints) for (const code of contract.refuses ?? []) expect(errorCodes).toContain(code);
  });
});

describe("E2, E3: what is not ours to read is refused in words", () => {
  const garbage = [
    "x",
    "1_2",
    "-1_0190a0b0-0000-7000-8000-000000000001",
    "1e9_x",
    "' or 1=1--",
    "[object Object]",
    "\u0000",
    "9".repeat(99),
  ];
  test.each(garbage)("cursor %j: 422", async (after) => {
    const story = await house.story();
    for (const path of ["/api/v1/stories", "/api/v1/bookmarks", `/api/v1/stories/${story.id}/comments`]) {
      const answer = await ask("GET", `${path}?after=${encodeURIComponent(after)}`, { cookie: ann.cookie });
      expect([answer.status, (await answer.json()).code], path).toEqual([422, "invalid_input"]);
    }
  });

  test("a cursor at the end of time is an empty page and no fault", async () => {
    const id = "ffffffff-ffff-ffff-ffff-ffffffffffff";
    for (const at of ["0", "999999999999999"])
      expect((await ask("GET", `/api/v1/stories?after=${at}_${id}`)).status).toBe(200);
  });

  test.each(["x", "1", "null", "undefined", "%00", "..%2F..%2Fme", "0190a0b0-0000-7000-8000", "{}"])(
    "id %s: 404",
    async (id) => {
      for (const path of [`/api/v1/stories/${id}`, `/api/v1/comments/${id}`, `/api/v1/stories/${id}/comments`])
        expect((await ask("GET", path)).status, path).toBe(404);
    },
  );

  const shapes: unknown[] = [
    null,
    [],
    "text",
    7,
    true,
    { displayName: null },
    { displayName: ["a", "b"] },
    { displayName: { contains: "" } },
    {},
  ];
  test.each(shapes.map((shape) => [JSON.stringify(shape), shape]))("a body of %s: 422", async (_, body) => {
    expect((await rename({ body })).status).toBe(422);
  });

  test("JSON that is nested 20,000 deep is refused and not our fault", async () => {
    const raw = "[".repeat(20_000) + "]".repeat(20_000);
    const answer = await rename({ raw, headers: { "content-type": "application/json" } });
    expect([400, 422]).toContain(answer.status);
  });

  test("keys of the prototype change nothing", async () => {
    await rename({
      raw: '{"displayName":"Ann Weir","__proto__":{"isAdmin":true}}',
      headers: { "content-type": "application/json" },
    });
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});

describe("E4: what is not asked for is not taken", () => {
  test("a member cannot make themselves anybody else", async () => {
    const extra = { id: ada.actor.id, email: "x@evil.test", roles: ["admin"], bannedAt: null, emailKey: "x" };
    expect((await rename({ body: { displayName: "Ann Weir", ...extra } })).status).toBe(200);
    const me = await (await ask("GET", "/api/v1/me", { cookie: ann.cookie })).json();
    expect(me).toEqual({ id: ann.actor.id, email: ann.actor.email, displayName: "Ann Weir", roles: [] });
  });

  test("an issue is never sent, nor an offer noticed, by a key in its draft", async () => {
    const post = (path: string, body: unknown) => ask("POST", path, { cookie: ada.cookie, body });
    expect((await post("/api/v1/desk/newsletters", { name: "Tides", slug: "tides" })).status).toBe(200);
    const draft = { subject: "The tide", body: "The tide brought mud to Marlow." };
    const sent = { sentAt: "2026-01-01T00:00:00Z", mailingId: ann.actor.id, version: 9 };
    expect((await post("/api/v1/desk/newsletters/tides/issues", { ...draft, ...sent })).status).toBe(422);
    const offer = { title: "A tenth off", link: "https://shop.example/", noticedAt: "2026-01-01T00:00:00Z" };
    expect((await post("/api/v1/desk/offers", offer)).status).toBe(422);
    expect(await house.house.db.issue.count()).toBe(0);
  });
});

test("when the database is away every answer is a 503 that says when to come back", async () => {
  const here = house.house;
  const gone = setHouse({ ...here.env, databaseUrl: "postgresql://nobody@127.0.0.1:1/none" });
  try {
    const answer = await ask("GET", "/api/ready");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
    expect((await ask("GET", "/api/health")).status).toBe(200);
  } finally {
    await gone.close();
    (globalThis as unknown as { mastheadHouse: typeof here }).mastheadHouse = here;
  }
});

describe("every code is explained where a problem's type leads", () => {
  test("the type is an address on this site, and its anchor is there", async () => {
    const answer = await rename({ body: { displayName: "Mallory" }, headers: { origin: "https://evil.test" } });
    const type = new URL((await answer.json()).type);
    expect(type.origin + type.pathname).toBe("http://site.test/developers/problems");
    const page = renderToStaticMarkup(Problems());
    expect(page).toContain(`id="${type.hash.slice(1)}"`);
    for (const code of errorCodes) expect(page, code).toContain(`id="${code}"`);
  });

  test("the documentation has each code once, at the status that it is answered with", () => {
    const rows = fs.readFileSync("docs/api.md", "utf8").matchAll(/^\| (\d{3}) \| (.*) \|$/gm);
    const written = [...rows].flatMap(([, status, codes = ""]) =>
      [...codes.matchAll(/`([a-z_]+)`/g)].map(([, code]) => `${code} ${status}`),
    );
    expect(written.sort()).toEqual(errorCodes.map((code) => `${code} ${problemCodes[code].status}`).sort());
  });
});
