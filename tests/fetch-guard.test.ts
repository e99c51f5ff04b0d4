import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { FetchRefused, type FetchRefusedReason, fetchGuarded, type GuardedFetchOptions } from "@/lib/fetch-guard";

const LIMITS = { maxBytes: 100_000, timeoutMs: 5_000 };
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
});

describe("what is allowed is fetched", () => {
  test("body, type, validators and the final address come back", async () => {
    const { address } = await serve((_, response) => {
      response.writeHead(200, {
        "content-type": "application/rss+xml",
        etag: '"a1"',
        "last-modified": "Thu, 14 Mar 2024 08:00:00 GMT",
      });
      response.end("<rss/>");
    });
    const answer = await fetchGuarded(address, { ...LIMITS, allowPrivate: true });
    expect(new TextDecoder().decode(answer.body)).toBe("<rss/>");
    expect(answer).toMatchObject({
      status: 200,
      finalAddress: `${address}/`,
      contentType: "application/rss+xml",
      etag: '"a1"',
      lastModified: "Thu, 14 Mar 2024 08:00:00 GMT",
    });
  });

  test("a feed that has not changed answers 304 to its validators", async () => {
    const { address } = await serve((request, response) => {
      const isKnown =
        request.headers["if-none-match"] === '"a1"' && request.headers["if-modified-since"] === "yesterday";
      response.writeHead(isKnown && request.headers.accept === "application/atom+xml" ? 304 : 200).end();
    });
    const asked = { accept: "application/atom+xml", etag: '"a1"', lastModified: "yesterday" };
    const answer = await fetchGuarded(address, { ...LIMITS, allowPrivate: true, ...asked });
    expect(answer.status).toBe(304);
    expect(answer.body.byteLength).toBe(0);
  });

  test("redirects are followed, relative ones too", async () => {
    const { address } = await serve((request, response) => {
      if (request.url === "/feed") return response.end("here");
      response
        .writeHead(request.url === "/" ? 301 : 307, { location: request.url === "/" ? "/next" : `${address}/feed` })
        .end();
    });
    const answer = await fetchGuarded(address, { ...LIMITS, allowPrivate: true });
    expect(answer.finalAddress).toBe(`${address}/feed`);
  });

  test("a compressed body arrives decompressed", async () => {
    const { address } = await serve((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("a".repeat(5_000)));
    });
    const answer = await fetchGuarded(address, { ...LIMITS, allowPrivate: true });
    expect(answer.body.byteLength).toBe(5_000);
  });

  test("an error page is an answer, not an exception", async () => {
    const { address } = await serve((_, response) => response.writeHead(503).end("closed"));
    expect((await fetchGuarded(address, { ...LIMITS, allowPrivate: true })).status).toBe(503);
  });

  test("a list of private ranges opens those and no others", async () => {
    const { address } = await serve((_, response) => response.end("ours"));
    expect((await fetchGuarded(address, { ...LIMITS, allowPrivate: ["127.0.0.0/30"] })).status).toBe(200);
    await refuses(address, "address_private", { allowPrivate: ["10.0.0.0/8", "::1"] });
  });
});

describe("an address inside the network is refused before anything is sent", () => {
  test.each(
    `127.0.0.1 127.8.9.10 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 255.255.255.255 224.0.0.1 240.0.0.1
    192.0.0.1 198.18.0.1 198.51.100.1 203.0.113.9 2130706433 0x7f.1 0177.0.0.1 127.1
    [::1] [::] [::ffff:127.0.0.1] [::ffff:10.0.0.1] [::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b::a9fe:a9fe] [64:ff9b:1::1] [2002:7f00:1::1]
    [2002:c0a8:101::1] [2001:0:1::1] [fe80::1] [fec0::1] [fc00::1] [fd12:3456::1] [ff02::1] [2001:db8::1] [100::1] [::ffff:0:127.0.0.1]`
      .split(/\s+/)
      .map((host) => [host]),
  )("http://%s", async (host) => {
    await refuses(`http://${host}/latest/meta-data`, "address_private");
  });

  test("localhost, by every name", async () => {
    const { port, hits } = await serve((_, response) => response.end("secret"));
    await refuses(`http://localhost:${port}/`, "address_private");
    await refuses(`http://LOCALHOST:${port}/`, "address_private");
    expect(hits()).toBe(0);
  });

  test.each([["127.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], ["169.254.169.254"], ["fd00::1"]])(
    "a public name that resolves to %s",
    async (resolved) => {
      const { port, hits } = await serve((_, response) => response.end("secret"));
      await refuses(`http://publisher.example:${port}/`, "address_private", { lookup: answering(resolved) });
      expect(hits()).toBe(0);
    },
  );

  test("a name is looked up once, so a second answer cannot be another", async () => {
    const { port } = await serve((_, response) => response.end("ours"));
    const asked: string[] = [];
    const lookup = async (host: string) => {
      asked.push(host);
      return [{ address: asked.length === 1 ? "127.0.0.1" : "10.0.0.1", family: 4 }];
    };
    await fetchGuarded(`http://publisher.example:${port}/`, { ...LIMITS, allowPrivate: ["127.0.0.1"], lookup });
    expect(asked).toEqual(["publisher.example"]);
  });

  test("of several addresses only the allowed ones are tried", async () => {
    const { port, hits } = await serve((_, response) => response.end("ours"));
    const lookup = answering("127.0.0.2", "127.0.0.1");
    await fetchGuarded(`http://publisher.example:${port}/`, { ...LIMITS, allowPrivate: ["127.0.0.1"], lookup });
    expect(hits()).toBe(1);
  });

  test.each([
    ["another loopback address", (port: number) => `http://127.0.0.2:${port}/secret`],
    ["the cloud's metadata", () => "http://169.254.169.254/latest/meta-data"],
    ["loopback in IPv6", (port: number) => `http://[::1]:${port}/secret`],
    ["a private name", (port: number) => `http://inside.example:${port}/secret`],
  ])("a redirect from an allowed host to %s", async (_, target) => {
    const { address, port, hits } = await serve((request, response) => {
      if (request.url === "/secret") return response.end("secret");
      response.writeHead(302, { location: target(port) }).end();
    });
    await refuses(address, "address_private", { allowPrivate: ["127.0.0.1"], lookup: answering("127.0.0.2") });
    expect(hits()).toBe(1);
  });
});

describe("what is no plain web address is refused", () => {
  test.each([
    "file:///etc/passwd",
    "ftp://publisher.example/feed",
    "gopher://publisher.example/",
    "data:text/plain,hello",
    "publisher.example/feed",
    "",
    "https://ines:secret@publisher.example/feed",
    "https://ines@publisher.example/feed",
  ])("%s", async (address) => {
    await refuses(address, "address_invalid", { allowPrivate: true });
  });

  test.each(["file:///etc/passwd", "http://user:secret@127.0.0.1/", "http://"])(
    "a redirect to %s",
    async (location) => {
      const { address } = await serve((_, response) => response.writeHead(302, { location }).end());
      await refuses(address, "redirect_invalid", { allowPrivate: true });
    },
  );
});

describe("nobody can hold us or fill us", () => {
  test("a sixth redirect is not followed", async () => {
    const { address, hits } = await serve((_, response) => response.writeHead(302, { location: "/again" }).end());
    await refuses(address, "redirects_too_many", { allowPrivate: true });
    expect(hits()).toBe(6);
  });

  test("a body that says it is too large is not read", async () => {
    const { address } = await serve((_, response) =>
      response.writeHead(200, { "content-length": 200_000 }).end("a".repeat(200_000)),
    );
    await refuses(address, "body_too_large", { allowPrivate: true });
  });

  test("an endless body is cut off", async () => {
    const { address } = await serve((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write("a".repeat(16_384)));
        response.once("drain", more);
      };
      more();
    });
    await refuses(address, "body_too_large", { allowPrivate: true });
  });

  test("a small body that decompresses to a large one is cut off", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const { address } = await serve((_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb));
    expect(bomb.byteLength).toBeLessThan(LIMITS.maxBytes);
    await refuses(address, "body_too_large", { allowPrivate: true });
  });

  test("a body of exactly the limit is taken", async () => {
    const { address } = await serve((_, response) => response.end("a".repeat(LIMITS.maxBytes)));
    expect((await fetchGuarded(address, { ...LIMITS, allowPrivate: true })).body.byteLength).toBe(LIMITS.maxBytes);
  });

  test("a site that never answers is left", async () => {
    const { address } = await serve(() => {});
    await refuses(address, "time_over", { allowPrivate: true, timeoutMs: 200 });
  });

  test("a body that trickles is left when the whole time is over", async () => {
    const { address } = await serve((_, response) => {
      const trickle = setInterval(() => response.write("a"), 20);
      response.on("close", () => clearInterval(trickle));
    });
    await refuses(address, "time_over", { allowPrivate: true, timeoutMs: 300 });
  });

  test("a name server that never answers is left", async () => {
    await refuses("http://publisher.example/", "time_over", { timeoutMs: 200, lookup: () => new Promise(() => {}) });
  });
});

test("a site that cannot be reached is one kind of refusal, with its cause kept", async () => {
  const lookup = async () => Promise.reject(new Error("ENOTFOUND"));
  const refusal = await refuses("http://publisher.example/", "unreachable", { lookup });
  expect(refusal.cause).toBeInstanceOf(Error);
});

async function refuses(address: string, reason: FetchRefusedReason, options: Partial<GuardedFetchOptions> = {}) {
  const error: unknown = await fetchGuarded(address, { ...LIMITS, ...options }).then(
    () => "was fetched",
    (thrown) => thrown,
  );
  if (!(error instanceof FetchRefused)) throw new Error(`Expected a refusal, got ${error}`, { cause: error });
  expect(error.reason).toBe(reason);
  expect(error.message).toMatch(/^\S.* .*\.$/);
  return error;
}

function answering(...addresses: string[]) {
  return async () => addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
}

async function serve(listener: RequestListener) {
  let count = 0;
  const server = createServer((request, response) => {
    count++;
    listener(request, response);
  });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, "0.0.0.0", listening));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}`, port, hits: () => count };
}
