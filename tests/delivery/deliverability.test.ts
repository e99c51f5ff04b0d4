import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { lookAtDomain } from "@/lib/delivery/deliverability/domain.ts";
import { lookAtHouse } from "@/lib/delivery/deliverability/house.ts";
import { systemNames } from "@/lib/delivery/deliverability/names.ts";
import { readDeliverability } from "@/lib/desk/deliverability.ts";
import { createDkim, useDkim } from "@/lib/dkim-keys.ts";
import { readEnv } from "@/lib/env.ts";
import type { Finding } from "@/lib/finding.ts";
import { startFakeDns, type Zone } from "../fakes/dns.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const domain = "paper.example.co.uk";
let dns: Awaited<ReturnType<typeof startFakeDns>>;
let dir: string;

beforeAll(async () => {
  dns = await startFakeDns();
  dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-dkim-"));
});
afterAll(async () => {
  await dns.stop();
  fs.rmSync(dir, { recursive: true, force: true });
});
beforeEach(() => {
  for (const one of fs.readdirSync(dir)) fs.rmSync(path.join(dir, one), { recursive: true });
});

const envOf = (settings: Record<string, string> = {}) =>
  readEnv({
    SMTP_URL: "smtp://mail.paper.example:25",
    DKIM_DIR: dir,
    APP_URL: "https://members.paper.example",
    ...settings,
  });

async function ofDomain(zone: Zone, settings: Record<string, string> = {}) {
  dns.answerFrom(zone);
  return byId(await lookAtDomain({ env: envOf(settings) }, domain, systemNames([dns.server])));
}
async function ofHouse(zone: Zone, settings: Record<string, string> = {}) {
  dns.answerFrom(zone);
  return byId(await lookAtHouse({ env: envOf(settings) }, systemNames([dns.server])));
}
const byId = (findings: Finding[]) => {
  for (const { state, fix, id } of findings)
    if (state === "broken" || state === "warning" || state === "unseen") expect(fix, id).not.toBe("");
  return Object.fromEntries(findings.map((one) => [one.id, one]));
};
const sending = { SENDING_ADDRESSES: "203.0.113.25" };

describe("who may send for a domain", () => {
  test("a domain that says nothing is told what it lacks", async () => {
    const found = await ofDomain({});
    expect(found.spf).toMatchObject({ state: "broken", fix: expect.stringContaining("v=spf1") });
    expect(found.dmarc).toMatchObject({ state: "broken", fix: `Put one at _dmarc.${domain}.` });
    expect(found.dkim).toMatchObject({ state: "warning", fix: expect.stringContaining("masthead dkim create") });
    expect(found["spf-senders"]).toBeUndefined();
  });

  test.each([
    ["by its own address", { [domain]: { TXT: ["v=spf1 ip4:203.0.113.0/24 -all"] } }],
    [
      "by its MX",
      { [domain]: { TXT: ["v=spf1 mx -all"], MX: ["mx.example.co.uk"] }, "mx.example.co.uk": { A: ["203.0.113.25"] } },
    ],
    [
      "by an include of an include",
      {
        [domain]: { TXT: ["v=spf1 include:one.example ~all"] },
        "one.example": { TXT: ["v=spf1 include:two.example -all"] },
        "two.example": { TXT: ["v=spf1 a:out.example/24 -all"] },
        "out.example": { A: ["203.0.113.9"] },
      },
    ],
    [
      "by where it leads on to",
      {
        [domain]: { TXT: ["v=spf1 redirect=one.example"] },
        "one.example": { TXT: ["v=spf1 ip4:203.0.113.25 -all"] },
      },
    ],
  ] satisfies [string, Zone][])("our address is let in %s", async (_, zone) => {
    expect((await ofDomain(zone, sending))["spf-senders"]).toMatchObject({ state: "ok" });
  });

  test("our address that is not let in is named, with what to write", async () => {
    const zone: Zone = { [domain]: { TXT: ["v=spf1 ip4:198.51.100.7 -ip4:203.0.113.25 -all"] } };
    expect((await ofDomain(zone, sending))["spf-senders"]).toMatchObject({
      state: "broken",
      words: expect.stringContaining("203.0.113.25"),
      fix: "Put ip4:203.0.113.25 into it, before its end.",
    });
  });

  test("a record that needs more than ten look-ups is broken, and ten are not too many", async () => {
    const zoneOf = (count: number): Zone => ({
      [domain]: {
        TXT: [`v=spf1 ${Array.from({ length: count }, (_, at) => `include:s${at}.example`).join(" ")} -all`],
      },
      ...Object.fromEntries(
        Array.from({ length: count }, (_, at) => [`s${at}.example`, { TXT: ["v=spf1 ip4:203.0.113.25 -all"] }]),
      ),
    });
    expect((await ofDomain(zoneOf(10), sending))["spf-senders"]).toMatchObject({ state: "ok" });
    const found = (await ofDomain(zoneOf(11), sending))["spf-senders"];
    expect(found).toMatchObject({ state: "broken", words: expect.stringContaining("needs 11 look-ups") });
  });

  test("a record that refers to itself ends", async () => {
    const found = await ofDomain({ [domain]: { TXT: [`v=spf1 include:${domain} -all`] } }, sending);
    expect(found["spf-senders"]).toMatchObject({ state: "broken", words: expect.stringContaining("and more") });
  });

  test("an include of nothing makes all of it void", async () => {
    const found = await ofDomain({ [domain]: { TXT: ["v=spf1 include:gone.example -all"] } }, sending);
    expect(found["spf-senders"]).toMatchObject({ state: "broken", words: expect.stringContaining("gone.example") });
  });

  test("what cannot be found out is never good: a silent server, a macro, an address that nobody told", async () => {
    const silent: Zone = { [domain]: { TXT: ["v=spf1 include:mute.example -all"] }, "mute.example": "trouble" };
    expect((await ofDomain(silent, sending))["spf-senders"]).toMatchObject({ state: "unseen" });
    const macro: Zone = { [domain]: { TXT: ["v=spf1 exists:%{i}.spf.example -all"] } };
    expect((await ofDomain(macro, sending))["spf-senders"]).toMatchObject({ state: "unseen" });
    const untold: Zone = { [domain]: { TXT: ["v=spf1 ip4:203.0.113.25 -all"] } };
    expect((await ofDomain(untold))["spf-senders"]).toMatchObject({
      state: "unseen",
      fix: expect.stringContaining("SENDING_ADDRESSES"),
    });
  });

  test("a service that carries the mails is looked for by the name that it asks for", async () => {
    const ses = { SMTP_URL: "smtps://user:word@email-smtp.eu-west-1.amazonaws.com:465" };
    const zone = (record: string): Zone => ({
      [domain]: { TXT: [record] },
      "amazonses.com": { TXT: ["v=spf1 ip4:198.51.100.0/24 -all"] },
    });
    expect((await ofDomain(zone("v=spf1 include:amazonses.com ~all"), ses))["spf-senders"]).toMatchObject({
      state: "ok",
    });
    expect((await ofDomain(zone("v=spf1 ip4:192.0.2.1 ~all"), ses))["spf-senders"]).toMatchObject({
      state: "warning",
      fix: "Put include:amazonses.com into it, before its end.",
    });
  });
});

describe("DKIM", () => {
  const made = async (change: (value: string) => string = (value) => value): Promise<Zone> => {
    const env = envOf();
    const records = await createDkim({ env }, domain, "nov");
    await useDkim({ env }, domain, "nov");
    return Object.fromEntries(records.map(({ name, value }) => [name, { TXT: [change(value)] }]));
  };

  test("our key in DNS is found, in as many pieces as it takes", async () => {
    expect((await ofDomain(await made())).dkim).toMatchObject({ state: "ok" });
  });

  test.each([
    ["is missing", () => made().then((): Zone => ({})), /There is no key at nov-[er]\._domainkey/],
    [
      "is another",
      () => made((value) => value.replace(/p=.{8}/, "p=AAAAAAAA")),
      /does not hold the key that we sign with/,
    ],
    ["was taken back", () => made((value) => value.replace(/p=.*/, "p=")), /does not hold the key that we sign with/],
  ] as const)("a key that %s is broken, and what belongs there is said", async (_, zoneOf, words) => {
    const found = await ofDomain(await zoneOf());
    expect(found.dkim).toMatchObject({ state: "broken", words: expect.stringMatching(words) });
    expect(found.dkim?.fix).toMatch(/v=DKIM1; k=(rsa|ed25519); p=\S{40,}/);
    expect(found.dkim?.fix).not.toContain("PRIVATE");
  });

  test("a key that is only being tried counts for nothing", async () => {
    expect((await ofDomain(await made((value) => `${value}; t=y`))).dkim).toMatchObject({ state: "warning" });
  });

  test("a provider that signs cannot be seen from here", async () => {
    const found = await ofDomain({}, { SMTP_URL: "smtp://mail.paper.example:25?dkim=off" });
    expect(found.dkim).toMatchObject({ state: "unseen" });
  });
});

describe("DMARC", () => {
  test("is found at the organisation below a suffix of two words, and there the word for subdomains counts", async () => {
    const found = await ofDomain({
      "_dmarc.example.co.uk": { TXT: ["v=DMARC1; p=none; sp=reject; rua=mailto:d@x.example"] },
    });
    expect(found.dmarc).toMatchObject({
      state: "ok",
      words: "example.co.uk asks receivers to refuse what fails.",
      fix: "",
    });
    // What stands at the suffix is nobody's.
    expect((await ofDomain({ "_dmarc.co.uk": { TXT: ["v=DMARC1; p=reject"] } })).dmarc).toMatchObject({
      state: "broken",
    });
  });

  test("bounces that go to another organisation do not count, and strictly only the very domain does", async () => {
    const policy = (more: string): Zone => ({ [`_dmarc.${domain}`]: { TXT: [`v=DMARC1; p=reject${more}`] } });
    const off = { SMTP_URL: "smtp://mail.paper.example:25?dkim=off" };
    const state = async (zone: Zone, returns: string) =>
      (await ofDomain(zone, { ...off, RETURN_DOMAIN: returns })).alignment?.state;
    expect(await state(policy(""), "bounces.example.co.uk")).toBe("ok");
    expect(await state(policy("; aspf=s"), "bounces.example.co.uk")).toBe("warning");
    expect(await state(policy(""), "bounces.other.co.uk")).toBe("warning");
    expect(await state({ [`_dmarc.${domain}`]: "trouble" }, "bounces.example.co.uk")).toBe("unseen");
  });
});

describe("the house", () => {
  const address = "25.113.0.203.in-addr.arpa";

  test("the return path has an MX with an address, and SPF is looked at there", async () => {
    const returns = { ...sending, RETURN_DOMAIN: "bounces.paper.example" };
    expect((await ofHouse({}, returns))["return-path"]).toMatchObject({
      state: "broken",
      words: expect.stringContaining("no MX"),
    });
    const lost: Zone = { "bounces.paper.example": { MX: ["in.paper.example"] } };
    expect((await ofHouse(lost, returns))["return-path"]).toMatchObject({ state: "broken" });
    const found = await ofHouse(
      {
        "bounces.paper.example": { MX: ["in.paper.example"], TXT: ["v=spf1 ip4:198.51.100.1 -all"] },
        "in.paper.example": { A: ["203.0.113.25"] },
      },
      returns,
    );
    expect(found["return-path"]).toMatchObject({ state: "ok" });
    expect(found["return-spf-senders"]).toMatchObject({ state: "broken" });
    expect((await ofHouse({}))["return-path"]).toMatchObject({ state: "warning" });
  });

  test.each([
    ["no name", {}, "broken"],
    [
      "a name that leads elsewhere",
      { [address]: { PTR: ["mail.paper.example"] }, "mail.paper.example": { A: ["192.0.2.1"] } },
      "broken",
    ],
    [
      "a name that anybody is given",
      { [address]: { PTR: ["203-0-113-25.rent.example"] }, "203-0-113-25.rent.example": { A: ["203.0.113.25"] } },
      "warning",
    ],
    [
      "a name of its own",
      { [address]: { PTR: ["mail.paper.example"] }, "mail.paper.example": { A: ["203.0.113.25"] } },
      "ok",
    ],
    ["a server that says nothing", { [address]: "trouble" }, "unseen"],
  ] satisfies [string, Zone, string][])("an address with %s", async (_, zone, state) => {
    expect((await ofHouse(zone, sending))["reverse-203.0.113.25"]).toMatchObject({ state });
  });

  test.each([
    ["that does not list us", {}, "ok"],
    ["that does", { "25.113.0.203.list.example": { A: ["127.0.0.2"] } }, "broken"],
    ["that refuses to answer us", { "25.113.0.203.list.example": { A: ["127.255.255.254"] } }, "unseen"],
    ["whose domain somebody else has bought", { "25.113.0.203.list.example": { A: ["198.51.100.80"] } }, "unseen"],
    ["that fails", { "25.113.0.203.list.example": "trouble" }, "unseen"],
  ] satisfies [string, Zone, string][])("a blocklist %s", async (_, zone, state) => {
    const found = await ofHouse(zone, { ...sending, BLOCKLISTS: "list.example" });
    expect(found["blocklist-list.example-203.0.113.25"]).toMatchObject({ state });
  });

  test("no blocklist is asked unless one is set", async () => {
    dns.asked.length = 0;
    expect((await ofHouse({}, sending)).blocklists).toMatchObject({ state: "off" });
    expect(dns.asked.filter((name) => !name.endsWith("in-addr.arpa"))).toEqual([]);
  });

  test("one press to unsubscribe needs https", async () => {
    expect((await ofHouse({})).unsubscribe).toMatchObject({ state: "ok" });
    expect((await ofHouse({}, { APP_URL: "http://members.paper.example" })).unsubscribe).toMatchObject({
      state: "warning",
    });
  });
});

test("every domain that mails come from is looked at once, with whose it is", async () => {
  const { db } = house.house;
  for (const [slug, fromAddress] of [
    ["one", "one@Other.example"],
    ["two", "two@other.example"],
    ["none", null],
  ] as const)
    await db.newsletter.create({ data: { slug, name: slug, fromAddress } });
  await db.newsletter.create({
    data: { slug: "old", name: "old", fromAddress: "a@old.example", retiredAt: new Date() },
  });
  dns.answerFrom({});
  const { domains } = await readDeliverability(house.house, systemNames([dns.server]));
  expect(domains.map(({ domain, senders }) => [domain, senders])).toEqual([
    ["meridian.example", ["The Meridian"]],
    ["other.example", ["one", "two"]],
  ]);
});
