import { describe, expect, test } from "vitest";
import { leaveToken } from "@/lib/delivery/leave.ts";
import { startMailing } from "@/lib/delivery/mailing.ts";
import { emailAddress, veiled } from "@/lib/members/address.ts";
import { browser } from "../browser.ts";
import { dumpOf, newsroom, optInTokenFor, signInMail } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();

test("B4: a dump of every table, the queue of jobs included, opens nothing", async () => {
  const email = "dora@reader.test";
  const reader = browser();
  await reader.ask("POST", "/api/v1/sign-in", { email });
  const whileItWaits = await dumpOf(house);
  expect(whileItWaits).toContain("members.send-sign-in-mail");
  const { token, code } = await signInMail(house, email);
  await reader.ask("POST", "/api/v1/sign-in/code", { code });
  await reader.ask("POST", "/api/v1/offers/notices", {});
  const whileAsked = await dumpOf(house);
  expect(whileAsked).toContain("members.send-opt-in-mail");
  const optIn = await optInTokenFor(house, email);
  await reader.ask("POST", "/api/v1/opt-ins", { token: optIn });

  const system = house.system();
  const draft = { subject: "An offer", html: "{{leave}}", text: "{{leave}}", fromName: "M", resendsUncertain: false };
  await system.db.$transaction((tx) => startMailing(tx, system, { topic: "offers", ...draft }));
  const delivery = await system.db.delivery.findFirstOrThrow({ where: { address: email } });
  const whole = [whileItWaits, whileAsked, await dumpOf(house)].join("\n");

  const secrets = {
    link: token,
    session: reader.session ?? "",
    browser: reader.jar.get("masthead.browser") ?? "",
    "opt-in": optIn,
    unsubscribe: leaveToken(system, String(delivery.id)),
  };
  for (const [name, secret] of Object.entries(secrets)) {
    expect(secret.length, name).toBeGreaterThan(20);
    expect(whole.includes(secret), `the ${name} token is in the database`).toBe(false);
    const mac = secret.split(".").at(-1) ?? "";
    expect(whole.includes(mac), `the part of the ${name} token that cannot be guessed`).toBe(false);
  }
  // Six digits occur by chance inside longer numbers and hashes; standing alone they would be the code.
  expect(new RegExp(`(?<![\\w.-])${code}(?![\\w.-])`).test(whole)).toBe(false);
});

test("B4: a token for one purpose is noise to another", async () => {
  const { tokens } = house.house;
  const id = "0190a0b0-0000-7000-8000-000000000001";
  expect(tokens.open("opt-in", tokens.sign("unsubscribe", id))).toBeUndefined();
  expect(tokens.open("unsubscribe", tokens.sign("unsubscribe", id))).toBe(id);
  expect(tokens.open("unsubscribe", tokens.sign("unsubscribe", id).slice(0, -1))).toBeUndefined();
  expect(tokens.open("unsubscribe", `.${tokens.sign("unsubscribe", id)}`)).toBeUndefined();
});

describe("B5: who is a member is nobody's business", () => {
  const shape = async (response: Response) => ({
    status: response.status,
    body: await response.text(),
    names: [...response.headers.keys()].sort(),
  });

  test("known, unknown, banned and staff addresses get the same answer, byte for byte", async () => {
    const { ada } = await newsroom(house);
    const { db, tokens } = house.house;
    const make = (email: string, bannedAt: Date | null) =>
      db.member.create({ data: { email, emailKey: tokens.keyedHash("address", email), bannedAt } });
    await make("known@reader.test", null);
    await make("kicked@reader.test", house.system().now());
    const staff = await db.member.update({ where: { id: ada.actor.id }, data: { email: "kept@reader.test" } });
    const answers = [];
    for (const email of ["known@reader.test", "kunknown@reader.test", "kicked@reader.test", staff.email])
      answers.push(await shape(await browser().ask("POST", "/api/v1/sign-in", { email })));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.status).toBe(202);
    expect(answers[0]?.body).toBe(JSON.stringify({ sentTo: "k…@reader.test", goTo: "/signin/sent" }));
  });

  test("each of them is sent a mail, so that the outbox tells nothing either", async () => {
    await house.runJobs();
    for (const email of ["known@reader.test", "kunknown@reader.test", "kicked@reader.test", "kept@reader.test"])
      expect(house.mailsTo(email), email).toHaveLength(1);
  });

  test("a veiled address shows its first letter and its domain alone", () => {
    expect(veiled("rosalind@reader.test")).toBe("r…@reader.test");
  });
});

describe("B6: an address means one mailbox", () => {
  const refused = [
    "ann@reader.test, eve@evil.test",
    "ann@reader.test,eve@evil.test",
    "ann@reader.test;eve@evil.test",
    "<ann@reader.test>",
    "Ann <ann@reader.test>",
    "<<ann@reader.test>eve@evil.test>",
    '"ann@reader.test" <eve@evil.test>',
    '"ann@evil.test"@reader.test',
    '"ann"@reader.test',
    "ann(comment)@reader.test",
    "ann@reader.test(comment)",
    "group: ann@reader.test, eve@evil.test;",
    "ann@reader.test\r\nBcc: eve@evil.test",
    "ann\r\nBcc: eve@evil.test\r\n@reader.test",
    "ann@reader.test\nRCPT TO:<eve@evil.test>",
    "ann@evil.test@reader.test",
    "ann\uFF20evil.test@reader.test",
    "ann\uFF20reader.test",
    "ann\u0000@reader.test",
    "ann @reader.test",
    "ann\u200B@reader.test",
    "\u202Eann@reader.test",
    "ann@[127.0.0.1]",
    "ann@127.0.0.1",
    "ann@localhost",
    "ann@-reader.test",
    "ann@reader..test",
    ".ann@reader.test",
    "ann..b@reader.test",
    "@reader.test",
    "ann@",
    "ann",
    "",
    "%40@%40",
    `${"a".repeat(250)}@reader.test`,
  ];

  test.each(refused.map((email) => [JSON.stringify(email), email]))(
    "%s is refused, and nothing is sent",
    async (_, email) => {
      const before = house.mails.length;
      const answer = await browser().ask("POST", "/api/v1/sign-in", { email });
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({ code: "invalid_input" });
      await house.runJobs();
      expect(house.mails.length).toBe(before);
    },
  );

  const folded: [given: string, stored: string][] = [
    ["ANN+news@Reader.Test", "ann+news@reader.test"],
    ["ann@reader\u3002test", "ann@reader.test"],
    ["ann@xn--bcher-kva.test", "ann@bücher.test"],
    ["ann@BÜCHER.test", "ann@bücher.test"],
    ["zoë@reader.test", "zoë@reader.test"],
    ["zoe\u0308@reader.test", "zoë@reader.test"],
    ["o'brien@reader.test", "o'brien@reader.test"],
  ];

  // The mail server shows a domain in its own letters; on the wire and in the database it is ASCII.
  test.each(folded)("%s is mailed as %s and at no other address", async (given, stored) => {
    const before = house.mails.length;
    const answer = await browser().ask("POST", "/api/v1/sign-in", { email: given });
    expect(answer.status).toBe(202);
    await house.runJobs();
    expect(house.mails.slice(before).flatMap((mail) => mail.to)).toEqual([stored]);
  });

  test("what is stored is stored as it is parsed again, whatever was typed", () => {
    for (const [given] of folded) {
      const once = emailAddress.parse(given);
      expect(emailAddress.parse(once)).toBe(once);
    }
  });
});

test("B7: a forged Host or X-Forwarded-Host does not reach the links in a mail", async () => {
  const poisons: Record<string, string>[] = [
    { host: "evil.test" },
    { host: "site.test:80@evil.test" },
    { "x-forwarded-host": "evil.test", "x-forwarded-proto": "https" },
    { forwarded: "host=evil.test;proto=https" },
    { "x-original-url": "https://evil.test/", "x-rewrite-url": "https://evil.test/" },
  ];
  for (const [at, headers] of poisons.entries()) {
    const email = `poison.${at}@reader.test`;
    const answer = await browser().ask("POST", "/api/v1/sign-in", { email }, headers);
    expect(answer.status).toBe(202);
    const { mail } = await signInMail(house, email);
    const links = [...(mail?.html ?? "").matchAll(/href="([^"]+)"/g)].map(([, href]) => href ?? "");
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(new URL(link).origin).toBe("http://site.test");
    expect(String(mail?.raw)).not.toContain("evil.test");
  }
});
