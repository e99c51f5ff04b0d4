import vm from "node:vm";
import { inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { GET as manifest } from "@/app/reading-list.webmanifest/route.ts";
import { GET as worker } from "@/app/reading-list-worker.js/route.ts";
import { readingListWorker, removal } from "@/app/reading-list-worker.js/worker.ts";
import { iconPng } from "@/lib/icon-png.ts";
import { testHouse } from "../house.ts";

const house = testHouse();

type Kept = Map<string, Map<string, Response>>;
type Asked = { path: string; credentials: RequestCredentials | undefined };

/** A browser as far as the worker knows one: caches, a network that can be cut, and the events that it is sent. */
function browserWith(kept: Kept = new Map()) {
  const asked: Asked[] = [];
  const pages = new Map<string, string>([
    ["/offline", '<link href="/_next/static/chunks/look.css"><script src="/_next/static/chunks/a-1.js"></script>'],
    [
      "/_next/static/chunks/look.css",
      "a { src: url(../media/serif.woff2) } b { src: url(https://evil.example/x.woff2) }",
    ],
    ["/_next/static/chunks/a-1.js", "1"],
    ["/_next/static/media/serif.woff2", "font"],
  ]);
  const listeners = new Map<string, (event: object) => void>();
  const did: string[] = [];
  const state = { hasNetwork: true, status: 200 };
  const pathOf = (request: string | { url: string }) =>
    new URL(typeof request === "string" ? request : request.url, "https://site.test").pathname;
  const match = (cache: Map<string, Response> | undefined, request: string | { url: string }) =>
    cache?.get(pathOf(request))?.clone();
  const scope = {
    URL,
    Set,
    Error,
    JSON,
    location: { origin: "https://site.test" },
    addEventListener: (name: string, act: (event: object) => void) => listeners.set(name, act),
    skipWaiting: async () => void did.push("skipWaiting"),
    clients: { claim: async () => void did.push("claim") },
    registration: { unregister: async () => void did.push("unregister") },
    indexedDB: { deleteDatabase: (name: string) => void did.push(`delete ${name}`) },
    fetch: async (request: string | { url: string }, options: { credentials?: RequestCredentials } = {}) => {
      asked.push({ path: pathOf(request), credentials: options.credentials });
      if (!state.hasNetwork) throw new TypeError("no network");
      const text = pages.get(pathOf(request));
      return new Response(text ?? "from the network", { status: text === undefined ? state.status : 200 });
    },
    caches: {
      keys: async () => [...kept.keys()],
      delete: async (name: string) => kept.delete(name),
      match: async (request: string | { url: string }) => {
        for (const cache of kept.values()) {
          const found = match(cache, request);
          if (found) return found;
        }
        return undefined;
      },
      open: async (name: string) => {
        const cache = kept.get(name) ?? new Map<string, Response>();
        kept.set(name, cache);
        return {
          match: async (request: string | { url: string }) => match(cache, request),
          put: async (path: string, answer: Response) => void cache.set(pathOf(path), answer),
        };
      },
    },
  };
  async function send(name: string, more: object = {}): Promise<Response | undefined> {
    let answer: Promise<Response> | undefined;
    let waiting: Promise<unknown> | undefined;
    listeners.get(name)?.({
      ...more,
      waitUntil: (work: Promise<unknown>) => {
        waiting = work;
      },
      respondWith: (given: Promise<Response>) => {
        answer = given;
      },
    });
    await waiting;
    return answer;
  }
  return {
    kept,
    asked,
    did,
    pages,
    state,
    run: (script: string) => vm.runInNewContext(script, { ...scope }),
    install: () => send("install"),
    activate: () => send("activate"),
    asks: (path: string, { method = "GET", mode = "navigate", origin = "https://site.test" } = {}) =>
      send("fetch", {
        request: { url: `${origin}${path}`, method, mode },
        preloadResponse: Promise.resolve(undefined),
      }),
  };
}
const story = "/stories/00000000-0000-4000-8000-000000000000";

describe("the worker of the reading list", () => {
  test("keeps one page of nobody with its files, asked for without cookies, and nothing else", async () => {
    const there = browserWith();
    there.run(readingListWorker("one"));
    await there.install();
    await there.activate();
    expect([...(there.kept.get("masthead-device-one")?.keys() ?? [])].sort()).toEqual([
      "/_next/static/chunks/a-1.js",
      "/_next/static/chunks/look.css",
      "/_next/static/media/serif.woff2",
      "/offline",
    ]);
    expect(there.asked.map(({ credentials }) => credentials)).toEqual(["omit", "omit", "omit", "omit"]);
    for (const path of ["/reading-list", story]) await (await there.asks(path))?.text();
    expect(there.kept.get("masthead-device-one")?.size).toBe(4);
  });

  test("shows that page in the place of the list and of stories when they cannot be reached, and only then", async () => {
    const there = browserWith();
    there.run(readingListWorker("one"));
    await there.install();
    for (const path of ["/reading-list", "/reading-list?shelf=read", "/reading-list/highlights", story])
      expect(await (await there.asks(path))?.text()).toBe("from the network");
    for (const [status, words] of [
      [404, "from the network"],
      [500, "from the network"],
      [503, "<link"],
    ] as const) {
      there.state.status = status;
      expect(await (await there.asks("/reading-list"))?.text(), `${status}`).toContain(words);
    }
    there.state.hasNetwork = false;
    for (const path of ["/reading-list", "/reading-list?shelf=read", "/reading-list/highlights", story])
      expect(await (await there.asks(path))?.text(), path).toContain("/_next/static/chunks/a-1.js");
    expect(await (await there.asks("/_next/static/chunks/a-1.js", { mode: "no-cors" }))?.text()).toBe("1");
  });

  test.each([
    ["the desk", "/desk", {}],
    ["the desk's comments", "/desk/comments/all", {}],
    ["the account", "/account", {}],
    ["sign-in", "/signin", {}],
    ["the page of a feed's end", "/reading-list/stop/x", {}],
    ["the API", "/api/v1/bookmarks", { mode: "cors" }],
    ["the API, opened as a page", "/api/v1/bookmarks/export/json", {}],
    ["a form of the list", "/reading-list", { method: "POST" }],
    ["a change", `/api/v1/bookmarks/${story}`, { method: "PUT", mode: "cors" }],
    ["a part of a page of the list", "/reading-list?_rsc=1", { mode: "cors" }],
    ["another site", "/reading-list", { origin: "https://evil.example" }],
  ])("never touches %s, with or without a network", async (_, path, more) => {
    const there = browserWith();
    there.run(readingListWorker("one"));
    await there.install();
    for (const hasNetwork of [true, false]) {
      there.state.hasNetwork = hasNetwork;
      expect(await there.asks(path, more)).toBeUndefined();
    }
  });

  test("takes over from the version before, whose cache is gone, and other caches stay", async () => {
    const kept: Kept = new Map([["someone-elses", new Map()]]);
    const there = browserWith(kept);
    there.run(readingListWorker("one"));
    await there.install();
    await there.activate();
    there.run(readingListWorker("two"));
    await there.install();
    await there.activate();
    expect([...kept.keys()].sort()).toEqual(["masthead-device-two", "someone-elses"]);
    expect(there.did.filter((one) => one === "skipWaiting" || one === "claim")).toEqual([
      "skipWaiting",
      "claim",
      "skipWaiting",
      "claim",
    ]);
  });

  test("is not installed by halves: a file that cannot be had leaves the version before in place", async () => {
    const there = browserWith();
    there.run(readingListWorker("one"));
    there.pages.delete("/_next/static/media/serif.woff2");
    there.state.hasNetwork = false;
    await expect(there.install()).rejects.toThrow();
    expect(there.did).toEqual([]);
    expect(there.kept.get("masthead-device-one")?.has("/offline")).toBe(false);
  });

  test("is told to remove itself: the one that takes its place takes all that was kept away, and itself", async () => {
    const there = browserWith(new Map([["someone-elses", new Map()]]));
    there.run(readingListWorker("broken"));
    await there.install();
    there.run(removal);
    await there.install();
    await there.activate();
    expect([...there.kept.keys()]).toEqual(["someone-elses"]);
    expect(there.did.slice(-3)).toEqual(["skipWaiting", "delete masthead-device", "unregister"]);
  });
});

describe("what browsers ask for", () => {
  test("the worker is asked for anew each time, and is the removal while the operator has turned it off", async () => {
    const on = await worker();
    expect(on.headers.get("content-type")).toContain("text/javascript");
    expect(on.headers.get("cache-control")).toBe("no-cache");
    expect(await on.text()).toContain("masthead-device-");
    const { env } = house.house;
    env.readingList.isOffline = false;
    expect(await (await worker()).text()).toBe(removal);
    env.readingList.isOffline = true;
  });

  test("the manifest carries the publication's own name, and icons that are there", async () => {
    await house.house.db.setting.create({
      data: {
        key: "publication",
        value: {
          name: "The Harrow Courier",
          mailFrom: "news@courier.example",
          postalAddress: "1 Weir Lane, Harrow",
          timeZone: "UTC",
        },
      },
    });
    const answer = await manifest();
    expect(answer.headers.get("content-type")).toBe("application/manifest+json");
    const told = await answer.json();
    expect(told).toMatchObject({
      name: "The Harrow Courier: reading list",
      short_name: "The Harrow Courier",
      start_url: "/reading-list",
    });
    const { GET } = await import("@/app/icons/[name]/route.ts");
    for (const { src, sizes } of told.icons) {
      const icon = await GET(new Request(`https://site.test${src}`), {
        params: Promise.resolve({ name: src.replace("/icons/", "") }),
      });
      const bytes = Buffer.from(await icon.arrayBuffer());
      expect([icon.status, `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`]).toEqual([200, sizes]);
    }
    const missing = await GET(new Request("https://site.test/icons/icon-999.png"), {
      params: Promise.resolve({ name: "icon-999.png" }),
    });
    expect(missing.status).toBe(404);
  });

  test("an icon is a PNG with the sign in its middle; the one to be cut is full to its edge", () => {
    const pixelsOf = (png: Buffer) => {
      const length = png.readUInt32BE(33);
      return inflateSync(png.subarray(41, 41 + length));
    };
    const at = (pixels: Buffer, size: number, x: number, y: number) => [
      ...pixels.subarray(y * (1 + size * 4) + 1 + x * 4, y * (1 + size * 4) + 5 + x * 4),
    ];
    const [icon, whole] = [pixelsOf(iconPng(192, { isWhole: false })), pixelsOf(iconPng(192, { isWhole: true }))];
    expect(at(icon, 192, 96, 80)).toEqual([255, 255, 255, 255]);
    expect(at(icon, 192, 0, 0)[3]).toBe(0);
    expect(at(whole, 192, 0, 0)).toEqual([0x16, 0x15, 0x0f, 255]);
    expect(at(whole, 192, 96, 80)).toEqual([255, 255, 255, 255]);
  });
});
