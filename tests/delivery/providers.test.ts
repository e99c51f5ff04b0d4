import { describe, expect, test } from "vitest";
import { readEnv } from "@/lib/env.ts";
import { parseProviders, warmUpLimit } from "@/lib/providers.ts";

const plain = {
  weight: 1,
  connections: 10,
  perSecond: null,
  perDay: null,
  warmUpSince: null,
  carries: "all",
  patience: { beforeBody: 60_000, afterBody: 660_000 },
  signs: true,
  service: null,
  largest: null,
};

test("one plain address works as before, under the name of its host and port", () => {
  expect(parseProviders("smtp://mail.example.org")).toEqual([
    { name: "mail.example.org:587", url: "smtp://mail.example.org", ...plain },
  ]);
  const url = "smtps://u%40x:p%3Fss@mail.example.org:465?tls.rejectUnauthorized=false";
  expect(parseProviders(url)).toEqual([{ name: "mail.example.org:465", url, ...plain }]);
  expect(readEnv({ SMTP_URL: url })).toMatchObject({ smtpUrl: url, providers: [{ url }] });
  expect(readEnv({})).toMatchObject({ smtpUrl: undefined, providers: [] });
});

test("several addresses, each with its own options, are told apart", () => {
  const [ses, ...own] = parseProviders(
    `smtps://u:p@ses.example:465?name=ses&weight=3&tls.servername=x&connections=20&rate=14/s&daily=50000&warmup=2026-11-20&for=mailings&dkim=off&patience=20&verdict=120&service=ses&size=10M
     smtp://own.example:25 \n\t smtp://own.example:25?rate=600/m`,
  );
  expect(ses).toEqual({
    name: "ses",
    url: "smtps://u:p@ses.example:465?tls.servername=x",
    weight: 3,
    connections: 20,
    perSecond: 14,
    perDay: 50_000,
    warmUpSince: new Date("2026-11-20T00:00:00Z"),
    carries: "mailings",
    patience: { beforeBody: 20_000, afterBody: 120_000 },
    signs: false,
    service: "ses",
    largest: 10_485_760,
  });
  expect(own).toMatchObject([
    { name: "own.example:25", perSecond: null },
    { name: "own.example:25#2", perSecond: 10 },
  ]);
});

test.each([
  ["smtp.postmarkapp.com", "postmark"],
  ["smtp-broadcasts.postmarkapp.com", "postmark"],
  ["smtp.eu.mailgun.org", "mailgun"],
  ["smtp.sendgrid.net", "sendgrid"],
  ["email-smtp.eu-west-1.amazonaws.com", "ses"],
  ["mailgun.org.elsewhere.example", null],
  ["smtp.sendgrid.net?service=other", null],
  ["mail.example?service=mailgun", "mailgun"],
])("the service of %s is %s", (address, service) => {
  expect(parseProviders(`smtp://${address.replace("?", ":25?")}`)).toMatchObject([{ service }]);
});

describe("what is wrong is refused with the way to set it right, and never repeated", () => {
  test.each<[query: string, way: RegExp]>([
    ["weight=0", /weight is a whole number from 1 to 1000, like weight=3/],
    ["connections=many", /connections is a whole number from 1 to 500/],
    ["rate=fast", /rate is how many mails .* like rate=14\/s/],
    ["rate=0/s", /like rate=14\/s/],
    ["daily=1.5", /daily is a whole number/],
    ["warmup=2026-02-30", /like warmup=2026-11-20/],
    ["for=newsletters", /for is mailings, prompt/],
    ["dkim=maybe", /dkim is on, or off/],
    ["service=gmail", /service is one of postmark, mailgun, sendgrid, ses, or other/],
    ["size=big", /size is the largest mail that it takes, in bytes, like size=25M/],
    ["size=0", /like size=25M/],
    ["patience=61", /patience is a whole number from 1 to 60/],
    ["verdict=0", /verdict is a whole number from 1 to 660/],
    ["name=a:b", /like name=ses/],
    ["wieght=3", /nobody knows.*name, weight, connections/],
    ["weight=1&weight=2", /one twice/],
    ["for=mailings", /No address carries sign-in mails; leave for=mailings out/],
    ["for=prompt", /No address carries mailings/],
  ])("%s", (query, way) => {
    expect(() => readEnv({ SMTP_URL: `smtp://u:hunter2@h:25?${query}` })).toThrow(way);
    expect(() => readEnv({ SMTP_URL: `smtp://u:hunter2@h:25?${query}` })).not.toThrow(/hunter2/);
  });

  test("of several, the one that is wrong is named by its place", () => {
    expect(() => readEnv({ SMTP_URL: "smtp://a:25 smtp://hunter2@:x" })).toThrow(/^SMTP_URL, address 2: .*smtps:\/\//);
    expect(() => parseProviders("smtp://a:25?name=x smtp://b:25?name=x")).toThrow(/Two addresses have one name/);
    expect(() => parseProviders("   ")).toThrow(/SMTP_URL is empty/);
  });
});

describe("a warm-up", () => {
  const warmUpSince = new Date("2026-11-20T00:00:00Z");
  const on = (day: string, perDay: number | null = null) =>
    warmUpLimit({ warmUpSince, perDay }, new Date(`2026-${day}T23:59:59Z`));

  test("begins with 50 a day, grows by half each day, and ends at the provider's own limit", () => {
    expect(["11-19", "11-20", "11-21", "11-22", "11-30"].map((day) => on(day))).toEqual([50, 50, 75, 112, 2883]);
    expect(on("11-30", 2000)).toBe(2000);
    expect(on("12-14")).toBe(841_705);
    expect(on("12-15")).toBe(null);
  });

  test("is not there unless it was asked for", () => {
    expect(warmUpLimit({ warmUpSince: null, perDay: null }, warmUpSince)).toBe(null);
    expect(warmUpLimit({ warmUpSince: null, perDay: 10 }, warmUpSince)).toBe(10);
  });
});
