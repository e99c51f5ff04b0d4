import { describe, expect, test } from "vitest";
import { peerHeader, peerOf } from "@/lib/peer.ts";
import { networkOf } from "@/lib/rate-limit.ts";
import { ask } from "../api-door.ts";
import { browser } from "../browser.ts";
import { tally } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const statuses = async (answers: Promise<Response>[]) =>
  tally((await Promise.all(answers)).map((answer) => answer.status));

test("B11: 50 who ask at once for one address, each from a network of their own, make two mails", async () => {
  const email = "flooded@reader.test";
  const counts = await statuses(Array.from({ length: 50 }, () => browser().ask("POST", "/api/v1/sign-in", { email })));
  expect(counts).toEqual({ 202: 2, 429: 48 });
  await house.runJobs();
  expect(house.mailsTo(email).length).toBeLessThanOrEqual(2);
});

test("B11: capitals and blanks are no way around the limit of an address", async () => {
  const spellings = ["Same@reader.test", " same@reader.test", "SAME@READER.TEST", "same@reader.test "];
  const counts = await statuses(spellings.map((email) => browser().ask("POST", "/api/v1/sign-in", { email })));
  expect(counts).toEqual({ 202: 2, 429: 2 });
});

test("B11: one network asks sixty times in an hour without any work, exactly, however it lies about where it is", async () => {
  const counts = await statuses(
    Array.from({ length: 100 }, (_, at) =>
      ask("POST", "/api/v1/sign-in", {
        body: { email: `many.${at}@reader.test` },
        // What a client writes itself stands before what our proxy adds.
        from: `10.0.${at}.1, 192.0.2.${at}, 203.0.113.99`,
      }),
    ),
  );
  expect(counts).toEqual({ 202: 60, 428: 40 });
});

test("B11: a household's whole IPv6 /64 is one network", async () => {
  const counts = await statuses(
    Array.from({ length: 70 }, (_, at) =>
      ask("POST", "/api/v1/sign-in", {
        body: { email: `six.${at}@reader.test` },
        from: `2001:db8:1:2:${at.toString(16)}::${(at * 7).toString(16)}`,
      }),
    ),
  );
  expect(counts).toEqual({ 202: 60, 428: 10 });
});

test("429 says in words and in Retry-After when to come back", async () => {
  const email = "patient@reader.test";
  for (let time = 0; time < 2; time++) await browser().ask("POST", "/api/v1/sign-in", { email });
  const answer = await browser().ask("POST", "/api/v1/sign-in", { email });
  expect(answer.status).toBe(429);
  const seconds = Number(answer.headers.get("retry-after"));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
  expect(await answer.json()).toMatchObject({
    code: "rate_limited",
    title: expect.stringMatching(/Try again in \d+ seconds?\./),
  });
});

describe("who counts as one network", () => {
  const table: [peer: string, network: string][] = [
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["::FFFF:203.0.113.7", "203.0.113.7"],
    ["::ffff:cb00:7107", "203.0.113.7"],
    ["0:0:0:0:0:ffff:203.0.113.7", "203.0.113.7"],
    ["203.0.113.7:49152", "203.0.113.7"],
    ["[2001:db8:1:2::5]:443", "2001:db8:1:2::/64"],
    ["::", "0:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::6", "2001:db8:1:2::/64"],
    ["2001:db8::", "2001:db8:0:0::/64"],
    ["2001:db8::1:2:3:4:5", "2001:db8:0:1::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["fe80::2%25eth1", "fe80:0:0:0::/64"],
    ["64:ff9b::203.0.113.7", "64:ff9b:0:0::/64"],
    ["unknown", "unknown"],
  ];
  test.each(table)("%s is %s", (peer, network) => expect(networkOf(peer)).toBe(network));

  test("neighbours in different /64s are different", () => {
    expect(networkOf("2001:db8:1:2::1")).not.toBe(networkOf("2001:db8:1:3::1"));
  });
});

describe("who is at the other end", () => {
  const request = (headers: Record<string, string>) => new Request("http://site.test/", { headers });
  const table: [proxies: number, forwarded: string | undefined, peer: string][] = [
    [0, undefined, "10.0.0.9"],
    [0, "203.0.113.1", "10.0.0.9"],
    [1, undefined, "10.0.0.9"],
    [1, "203.0.113.1", "203.0.113.1"],
    [1, "6.6.6.6, 203.0.113.1", "203.0.113.1"],
    [2, "6.6.6.6, 203.0.113.1, 10.0.0.2", "203.0.113.1"],
    [2, "203.0.113.1", "10.0.0.9"],
    [1, " , ,", "10.0.0.9"],
  ];
  test.each(table)("behind %i proxies, X-Forwarded-For %s: %s", (proxies, forwarded, peer) => {
    const headers = { [peerHeader]: "10.0.0.9", ...(forwarded === undefined ? {} : { "x-forwarded-for": forwarded }) };
    expect(peerOf(request(headers), proxies)).toBe(peer);
  });
});
