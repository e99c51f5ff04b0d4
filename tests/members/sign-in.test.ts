import { describe, expect, test } from "vitest";
import { lookAtLink } from "@/lib/members/sign-in.ts";
import { browser } from "../browser.ts";
import { signInMail, tally } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let readers = 0;
const freshAddress = () => {
  readers += 1;
  return `reader.${readers}@reader.test`;
};

/** A reader who has asked, with what their mail holds. */
async function asked(email = freshAddress()) {
  const reader = browser();
  const answer = await reader.ask("POST", "/api/v1/sign-in", { email });
  expect(answer.status).toBe(202);
  return { reader, email, ...(await signInMail(house, email)) };
}
const redeem = (token: string, from = browser()) => from.ask("POST", "/api/v1/sign-in/link", { token });
const codeOf = async (answer: Response) => ((await answer.json()) as { code?: string }).code ?? "";
const sessionsOf = (email: string) => house.house.db.session.count({ where: { member: { email } } });

test("a reader signs in with the code from the mail, in the browser that asked", async () => {
  const { reader, code } = await asked("ann@reader.test");
  const answer = await reader.ask("POST", "/api/v1/sign-in/code", { code });
  expect(answer.status).toBe(200);
  expect((await reader.me())?.email).toBe("ann@reader.test");
});

test("the address is the same in capitals and with blanks around it", async () => {
  const reader = browser();
  await reader.ask("POST", "/api/v1/sign-in", { email: "  Capital@READER.test " });
  const { code } = await signInMail(house, "capital@reader.test");
  await reader.ask("POST", "/api/v1/sign-in/code", { code });
  expect((await reader.me())?.email).toBe("capital@reader.test");
});

test("a code may be typed with a blank or a hyphen in the middle", async () => {
  const { reader, code } = await asked();
  const typed = `${code.slice(0, 3)}-${code.slice(3)} `;
  expect((await reader.ask("POST", "/api/v1/sign-in/code", { code: typed })).status).toBe(200);
});

describe("a link", () => {
  test("B1: looking at it 20 times, as a mail scanner does, spends nothing", async () => {
    const { token, email } = await asked();
    for (let time = 0; time < 20; time++)
      expect(await lookAtLink(house.nobody(), token)).toMatchObject({ state: "good", email });
    const reader = browser();
    expect((await redeem(token, reader)).status).toBe(200);
    expect((await reader.me())?.email).toBe(email);
  });

  test("B2: 100 presses at once make one session", async () => {
    const { token, email } = await asked();
    const answers = await Promise.all(Array.from({ length: 100 }, () => redeem(token)));
    const counts = tally(answers.map((answer) => answer.status));
    expect(counts[200]).toBe(1);
    expect(counts, "nobody had to wait for a connection that never came").toEqual({ 200: 1, 410: 99 });
    expect(await sessionsOf(email)).toBe(1);
  });

  test("signs in on another device too, once", async () => {
    const { token } = await asked();
    const phone = browser();
    expect((await redeem(token, phone)).status).toBe(200);
    expect(await phone.me()).toBeDefined();
    expect(await codeOf(await redeem(token))).toBe("link_spent");
  });

  test("B3: works in its tenth minute and not after it", async () => {
    const [first, second] = [await asked(), await asked()];
    house.later(10 * 60_000 - 1);
    expect((await redeem(first.token)).status).toBe(200);
    house.later(1);
    const late = await redeem(second.token);
    expect([late.status, await codeOf(late)]).toEqual([410, "link_expired"]);
    expect(await sessionsOf(second.email)).toBe(0);
  });

  test("B3: a newer mail takes the place of an older one from the same browser", async () => {
    const { reader, email, token: older, code: olderCode } = await asked();
    await reader.ask("POST", "/api/v1/sign-in", { email });
    const { token: newer } = await signInMail(house, email);
    expect(newer).not.toBe(older);
    expect(await codeOf(await redeem(older))).toBe("link_expired");
    expect(await codeOf(await reader.ask("POST", "/api/v1/sign-in/code", { code: olderCode }))).toBe("code_wrong");
    expect((await redeem(newer)).status).toBe(200);
  });

  test("a request from another browser does not spoil the one that waits here", async () => {
    const { token, email } = await asked();
    await browser().ask("POST", "/api/v1/sign-in", { email });
    await signInMail(house, email);
    expect((await redeem(token)).status).toBe(200);
  });

  test("one that was never made says the same as one that ran out", async () => {
    const answer = await redeem("x".repeat(43));
    expect([answer.status, await codeOf(answer)]).toEqual([410, "link_expired"]);
  });

  test("two links of one new reader at once make one member", async () => {
    const email = freshAddress();
    const [one, other] = [await asked(email), await asked(email)];
    const answers = await Promise.all([redeem(one.token), redeem(other.token)]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    expect(await house.house.db.member.count({ where: { email } })).toBe(1);
  });
});

describe("a code", () => {
  test("B2: of 100 guesses at once at most five are looked at", async () => {
    const { reader, code, email } = await asked();
    const wrong = code === "000000" ? "000001" : "000000";
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => reader.ask("POST", "/api/v1/sign-in/code", { code: wrong })),
    );
    const counts = tally(await Promise.all(answers.map(codeOf)));
    expect(counts.code_wrong).toBe(5);
    expect(counts.rate_limited).toBe(95);
    // From another network, for the limit of the network must not be what holds here.
    const elsewhere = browser();
    for (const [name, value] of reader.jar) elsewhere.jar.set(name, value);
    const right = await elsewhere.ask("POST", "/api/v1/sign-in/code", { code });
    expect([right.status, await codeOf(right)]).toEqual([429, "rate_limited"]);
    expect(await sessionsOf(email)).toBe(0);
  });

  test("the right one at the fifth try still signs in", async () => {
    const { reader, code } = await asked();
    const wrong = code === "000000" ? "000001" : "000000";
    for (let time = 0; time < 4; time++)
      expect(await codeOf(await reader.ask("POST", "/api/v1/sign-in/code", { code: wrong }))).toBe("code_wrong");
    expect((await reader.ask("POST", "/api/v1/sign-in/code", { code })).status).toBe(200);
  });

  test("20 presses with the right one at once make one session", async () => {
    const { reader, code, email } = await asked();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => reader.ask("POST", "/api/v1/sign-in/code", { code })),
    );
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(await sessionsOf(email)).toBe(1);
  });

  test("B10: works only in the browser that asked", async () => {
    const { reader, code, email } = await asked();
    const stranger = browser();
    expect(await codeOf(await stranger.ask("POST", "/api/v1/sign-in/code", { code }))).toBe("code_other_browser");
    await stranger.ask("POST", "/api/v1/sign-in", { email: freshAddress() });
    expect(await codeOf(await stranger.ask("POST", "/api/v1/sign-in/code", { code }))).toBe("code_wrong");
    expect(await sessionsOf(email)).toBe(0);
    expect((await reader.ask("POST", "/api/v1/sign-in/code", { code })).status).toBe(200);
  });

  test("runs out with its link, and is spent with it", async () => {
    const [late, spent] = [await asked(), await asked()];
    expect((await redeem(spent.token)).status).toBe(200);
    expect(await codeOf(await spent.reader.ask("POST", "/api/v1/sign-in/code", { code: spent.code }))).toBe(
      "link_expired",
    );
    house.later(10 * 60_000);
    expect(await codeOf(await late.reader.ask("POST", "/api/v1/sign-in/code", { code: late.code }))).toBe(
      "link_expired",
    );
  });
});

test("a mail that waited longer than its link lives is not sent at all", async () => {
  const email = freshAddress();
  await browser().ask("POST", "/api/v1/sign-in", { email });
  house.later(10 * 60_000);
  await house.runJobs();
  expect(house.mailsTo(email)).toEqual([]);
});

test("every sign-in is in the audit log under the member's own name", async () => {
  const { token, email } = await asked();
  await redeem(token);
  const { db } = house.house;
  const member = await db.member.findUniqueOrThrow({ where: { email } });
  const events = await db.auditEntry.findMany({ where: { actorId: member.id }, orderBy: { id: "asc" } });
  expect(events.map(({ event }) => event)).toEqual(["member.joined", "member.signed_in"]);
});
